"""The project while `mkdocs serve` serves it: a copy in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .site import ROOT

LITTLE = 0.4
"""Seconds of the processor, of each second, that a server that waits may take."""

PARTS = ("derive", "templates", "docs", "mkdocs.yml", "mkdocs_hooks.py", "mkdocs_live.py", "pyproject.toml")


TEMPORARY = "temporary"
"""The folder, in the copy, for what the server keeps for a while."""

EDITS = {
    "cell": (
        "derive/cells/lstm_gers_2000.py",
        "With a forget gate and without",
        "With a forget gate, without any",
    ),
    "template": ("templates/cell.md.j2", "Everything below is derived", "All that follows is derived"),
    "rule": ("derive/pullbacks.py", "δa = δy, δb = δy", "δa = δy and δb = δy"),
}
"""What is changed, by kind: the file, a text that its page shows, and the new text."""


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

    def rest(self, most: int = 120) -> None:
        """Waits until nothing is left to be done, or so many seconds; the server always looks for files."""
        for _ in range(most):
            before, said = self.seconds(), self.log.stat().st_size
            time.sleep(1.0)
            if not self.works() and self.seconds() - before < LITTLE and self.log.stat().st_size == said:
                return

    def works(self) -> bool:
        """Whether a process of the server's is still at it; one that has ended may wait to be noticed."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        return any(state_of(child) not in ("", "Z") for child in children)

    def end(self) -> None:
        """Ends the server as a service manager does, and waits until it is gone."""
        os.kill(self.process, signal.SIGTERM)
        for _ in range(200):
            if state_of(str(self.process)) in ("", "Z"):
                return
            time.sleep(0.1)
        raise AssertionError("the server goes on")

    @property
    def left(self) -> list[str]:
        """What is kept for a while; but for compiled templates, which Jinja keeps for the next server."""
        names = sorted(path.name for path in (self.folder / TEMPORARY).iterdir())
        return [name for name in names if not name.startswith("_jinja2-cache")]

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


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """The project copied to a folder, brought up to date, served."""
    for part in PARTS:
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / part)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("SITE_URL", None)
    # As where somebody works: what Python compiled is there the next time.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(
        [sys.executable, "-m", "derive"], cwd=folder, env=environment, check=True, capture_output=True
    )
    (folder / TEMPORARY).mkdir()
    environment["TMPDIR"] = str(folder / TEMPORARY)
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
