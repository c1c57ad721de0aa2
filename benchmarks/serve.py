"""How soon a saved file shows while the site is served: `python -m benchmarks.serve`.

A browser looks at the page of a cell; a cell, a template and a rule are saved, a few times each, and it is
timed until the page, which reloads by itself, shows the change. Then the rest of the site is waited for, but
not for long: after a rule, all cells are derived again, and the next save finds that still under way.

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

RUNS = 5
REST = 30
"""Seconds that are waited at most between two saves."""

SHOWS = "text => document.body && document.body.textContent.includes(text)"


def seconds(page: Page, project: Served, kind: str) -> list[float]:
    """From each save until the page shows it; no two saves are alike, or the second would be remembered."""
    file, last, new = EDITS[kind]
    taken = []
    for number in range(RUNS):
        text = f"{new} {time.time_ns()}{number}"
        project.rest(REST)
        start = time.perf_counter()
        project.edit(file, last, text)
        page.wait_for_function(SHOWS, arg=text, timeout=120_000)
        taken.append(time.perf_counter() - start)
        last = text
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
