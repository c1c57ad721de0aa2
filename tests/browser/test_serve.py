"""`mkdocs serve` lives: what is saved shows at once, an error shows where one looks, the server goes on."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .site import ROOT

PATIENCE = 90_000
PARTS = ("derive", "templates", "docs", "mkdocs.yml", "mkdocs_hooks.py", "pyproject.toml")


@dataclass
class Served:
    """A copy of the project that is served: its folder, its address, what the terminal says."""

    folder: Path
    url: str
    log: Path
    process: int

    def seconds(self) -> float:
        """How long the server has computed."""
        numbers = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")

    def rest(self) -> None:
        """Waits until nothing is left to be done."""
        quiet, before = 0, -1.0
        for _ in range(600):
            quiet = 0 if self.works() or self.seconds() != before else quiet + 1
            if quiet > 15:
                return
            before = self.seconds()
            time.sleep(0.1)

    def works(self) -> bool:
        """Whether a process of the server's is still at it; one that has ended may wait to be noticed."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        return any(state_of(child) not in ("", "Z") for child in children)

    def edit(self, file: str, old: str, new: str) -> None:
        """Save a file with one text changed."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


def state_of(process: str) -> str:
    """The letter for what a process does (Z: it has ended), nothing if it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The project in a folder of its own, served."""
    folder = tmp_path_factory.mktemp("served")
    for part in PARTS:
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / part)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("SITE_URL", None)
    subprocess.run(
        [sys.executable, "-m", "derive"], cwd=folder, env=environment, check=True, capture_output=True
    )
    port, log = free_port(), folder / "log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
    try:
        for _ in range(600):
            if "Serving on" in log.read_text():
                break
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
        yield Served(folder, f"http://127.0.0.1:{port}/", log, server.pid)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A cell's page, watched while files change."""
    page = browser.new_page()
    page.goto(f"{served.url}cells/lstm/")
    expect(page.locator("h1")).to_be_visible()
    served.rest()
    yield page
    # A page that is closed while it reloads may never answer.
    page.goto("about:blank")
    page.close()


def shows(page: Page, text: str) -> None:
    """Waits until the page, which reloads by itself, shows a text."""
    expect(page.locator("body")).to_contain_text(text, timeout=PATIENCE)


EDITS = {
    "cell": (
        "derive/cells/lstm_gers_2000.py",
        "With a forget gate and without",
        "With a forget gate, without any",
    ),
    "template": ("templates/cell.md.j2", "Everything below is derived", "All that follows is derived"),
    "rule": ("derive/pullbacks.py", "δa = δy, δb = δy", "δa = δy and δb = δy"),
}


@pytest.mark.parametrize("kind", EDITS)
def test_what_is_saved_shows(page: Page, served: Served, kind: str) -> None:
    """A cell, a template, a rule: the page reloads by itself and shows the change."""
    file, old, new = EDITS[kind]
    if kind == "rule":
        page.locator("#gradients-steps summary").click()
    served.edit(file, old, new)
    shows(page, new)


def test_an_error_shows_and_the_server_goes_on(page: Page, served: Served) -> None:
    """In the terminal and on the page; mended, it goes, and changes show again."""
    file = "derive/cells/lstm_gers_2000.py"
    served.edit(file, "c = f * c + i * g", "c = f * c + i * ")
    shows(page, "invalid syntax")
    assert page.locator(".live-error").is_visible()
    assert "invalid syntax" in served.log.read_text()
    served.edit(file, "c = f * c + i * ", "c = f * c + i * g")
    expect(page.locator(".live-error")).to_have_count(0, timeout=PATIENCE)
    served.edit(file, "the cell that libraries call LSTM", "the cell that all libraries call LSTM")
    shows(page, "the cell that all libraries call LSTM")


def test_a_wrong_cell_shows_its_place(page: Page, served: Served) -> None:
    """What the project says of a cell that does not fit stands on the page, without a traceback."""
    file = "derive/cells/lstm_gers_2000.py"
    served.edit(file, "h = o * tanh(c)", "h = o * tank(c)")
    shows(page, "help: did you mean 'tanh'?")
    assert "Traceback" not in page.locator(".live-error").inner_text()
    served.edit(file, "h = o * tank(c)", "h = o * tanh(c)")
    expect(page.locator(".live-error")).to_have_count(0, timeout=PATIENCE)
