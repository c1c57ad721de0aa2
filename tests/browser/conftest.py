"""The sites that the tests look at, and the browser that they look with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from .site import ROOT, SAMPLE, Site, build, sample_config, serve

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Whatever a page asks for elsewhere is noted and never found.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The project's own site."""
    if not any((ROOT / "docs").rglob("*.md")):
        pytest.fail("docs/ holds no pages: `python -m derive` writes them")
    yield from built(ROOT / "mkdocs.yml", tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample pages, set by the same settings."""
    folder = tmp_path_factory.mktemp("sample")
    texts = {page.relative_to(SAMPLE).as_posix(): page.read_text() for page in SAMPLE.rglob("*.md")}
    yield from built(sample_config(folder / "source", texts), folder)


def built(config: Path, folder: Path) -> Iterator[Site]:
    """A site while it is served."""
    target = folder / "site"
    target.mkdir()
    with serve(target) as url:
        build(config, target, url)
        yield Site(target, url)


@pytest.fixture(scope="session", params=["project", "sample"])
def site(request: pytest.FixtureRequest) -> Site:
    """The project's own site; then the sample pages."""
    found: Site = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser of the machine. Without one the tests are skipped, but never in CI."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return Path(found)
    message = f"no browser found; looked for {', '.join(BROWSERS)}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
