"""How long the site takes to build, and its heaviest page to show: `python -m benchmarks.site`.

    build     MkDocs over the pages as they are in docs/, seconds of the clock and of the processor
    formulas  from the start of navigation until the first formula stands on the page
    busy      how long the page's main thread computed until everything was set

Needs the packages of the tests and Chromium, and a machine that does nothing else.
"""

from __future__ import annotations

import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import BROWSERS, FLAGS
from tests.browser.site import ROOT, Document, build, serve
from tests.browser.test_pages import ALL_SET

RUNS = 3

FIRST = """
new MutationObserver((_, observer) => {
  if (!document.querySelector(".katex")) return;
  observer.disconnect();
  requestAnimationFrame(() => { globalThis.firstFormula = performance.now(); });
}).observe(document, { childList: true, subtree: true });
"""


@dataclass(frozen=True)
class Weight:
    """A page: how many formulas it has, seconds until the first, seconds that the main thread computed."""

    formulas: int
    first: float
    busy: float


def weigh(url: str, formulas: int) -> Weight:
    """The best of several visits, each with an empty cache."""
    with sync_playwright() as playwright:
        chromium = next(path for name in BROWSERS if (path := Path("/usr/bin") / name).exists())
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        found = []
        for _ in range(RUNS):
            context = browser.new_context()
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
            session.send("Performance.enable")
            page.add_init_script(FIRST)
            page.goto(url)
            page.wait_for_function(ALL_SET)
            page.wait_for_timeout(500)
            metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
            found.append(Weight(formulas, page.evaluate("firstFormula") / 1000, metrics["TaskDuration"]))
            context.close()
        browser.close()
    return Weight(formulas, min(w.first for w in found), min(w.busy for w in found))


def main() -> None:
    """Prints both."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as url:
        used, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        build(ROOT / "mkdocs.yml", Path(folder), url)
        took, now = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        computed = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
        pages = {page: Document.read(page).formulas for page in sorted(Path(folder).rglob("*.html"))}
        print(f"build     {took:5.1f} s, {computed:.1f} s of the processor, {len(pages)} pages")
        heaviest = max(pages, key=lambda page: (pages[page], page))
        name = heaviest.parent.relative_to(folder).as_posix()
        weight = weigh(f"{url}{name}/", pages[heaviest])
        print(f"heaviest  {name}, {weight.formulas} formulas, {heaviest.stat().st_size // 1000} kB")
        print(f"formulas  {weight.first:5.2f} s until the first")
        print(f"busy      {weight.busy:5.2f} s of the main thread")


if __name__ == "__main__":
    main()
