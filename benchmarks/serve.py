"""How soon a saved file shows while the site is served: `python -m benchmarks.serve`.

A browser looks at the page of a cell; a cell, a template and a rule are saved, there and back, and it is
timed until the page, which reloads by itself, shows the change. Then the rest of the site is waited for.

Needs the packages of the tests and Chromium, and a machine that does nothing else.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import BROWSERS, FLAGS
from tests.browser.served import EDITS, Served, served

RUNS = 1
SHOWS = "text => document.body && document.body.textContent.includes(text)"


def seconds(page: Page, project: Served, kind: str) -> list[float]:
    """From each save until the page shows it; there and back count as two."""
    file, *texts = EDITS[kind]
    taken = []
    for _ in range(RUNS):
        for old, new in (texts, texts[::-1]):
            project.rest()
            start = time.perf_counter()
            project.edit(file, old, new)
            page.wait_for_function(f"text => !({SHOWS})(text)", arg=old, timeout=120_000)
            page.wait_for_function(SHOWS, arg=new, timeout=120_000)
            taken.append(time.perf_counter() - start)
    return taken


def main() -> None:
    """Prints the median and the longest of each."""
    chromium = next(path for name in BROWSERS if (path := Path("/usr/bin") / name).exists())
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with served(Path(folder)) as project:
            page = browser.new_page()
            page.goto(f"{project.url}cells/lstm/")
            for kind in EDITS:
                taken = seconds(page, project, kind)
                print(f"{kind:10} {statistics.median(taken):5.2f} s, at most {max(taken):.2f} s", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
