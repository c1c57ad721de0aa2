"""Every page in a real browser: set completely, quietly, from this machine, on any screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize

from .site import Document, Site, build, sample_config, serve

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1300, "height": 900}

SCHEMES: dict[Literal["light", "dark"], str] = {"light": "default", "dark": "slate"}
"""What the reader's system prefers, and the name of Material's palette for it."""

ALL_SET = """document.fonts.status === "loaded"
  && !document.querySelector(".arithmatex:not(:has(.katex, .katex-error))")"""
"""Every formula is there, in its own letters. A promise would do as true before it is kept."""

INSPECT = """() => ({
  errors: [...document.querySelectorAll(".katex-error")].map((element) => element.title),
  bare: document.querySelectorAll(".arithmatex:not(:has(.katex, .katex-error))").length,
  twice: document.querySelectorAll(".arithmatex .katex .katex").length,
  palette: document.body.dataset.mdColorScheme,
})"""

SIDEWAYS = """async () => {
  const root = document.documentElement;
  const sideways = () => root.scrollWidth - root.clientWidth;
  for (let tries = 0; sideways() > 0 && tries < 10; tries++) await new Promise((go) => setTimeout(go, 100));
  return sideways();
}"""
"""How far the page scrolls sideways, once what slides into its place after a change of size has done so."""

CLICKABLE = """(links) => links.flatMap((link, index) =>
  link.checkVisibility() && link.getBoundingClientRect().width > 0 ? [[index, link.href]] : [])"""


@contextmanager
def watched(context: BrowserContext, faults: list[str]) -> Iterator[Page]:
    """A page of a browser that takes down what it asks for elsewhere and what goes wrong."""

    def request(asked: Request) -> None:
        url = urlsplit(asked.url)
        if url.scheme not in ("blob", "data") and url.hostname != "127.0.0.1":
            faults.append(f"asks for {asked.url}")

    page = context.new_page()
    context.on("request", request)
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("console", lambda said: faults.append(f"says {said.text}") if said.type == "error" else None)
    yield page
    context.remove_listener("request", request)
    page.close()


def page_faults(
    browser: Browser, site: Site, files: list[Path], scheme: Literal["light", "dark"]
) -> list[str]:
    """What is wrong with some pages of a site, each seen on a phone and on a desk."""
    faults: list[str] = []
    context = browser.new_context(color_scheme=scheme, viewport=PHONE)
    screens = [("phone", PHONE), ("desk", DESK)]
    for file in files:
        found: list[str] = []
        with watched(context, found) as page:
            page.goto(site.url_of(file))
            page.wait_for_function(ALL_SET)
            sideways = {}
            for kind, size in screens:
                page.set_viewport_size(size)
                sideways[kind] = page.evaluate(SIDEWAYS)
            seen = page.evaluate(INSPECT)
        found += [f"formula refused: {error}" for error in seen["errors"]]
        found += [f"{seen['bare']} formulas not set"] if seen["bare"] else []
        found += [f"{seen['twice']} formulas set twice"] if seen["twice"] else []
        found += [f"scrolls sideways by {by} px on a {kind}" for kind, by in sideways.items() if by > 0]
        found += [] if seen["palette"] == SCHEMES[scheme] else [f"wears {seen['palette']} in {scheme}"]
        faults += [f"{file.relative_to(site.folder).as_posix()}: {fault}" for fault in found]
    context.close()
    return faults


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_whole(browser: Browser, site: Site, scheme: Literal["light", "dark"]) -> None:
    """All formulas set, nothing asked for elsewhere, no error, no sideways scroll.

    Every page in the light palette, a page of each kind in the dark one.
    """
    files = site.pages() if scheme == "light" else site.kinds()
    assert page_faults(browser, site, files, scheme) == []


def test_formulas_after_instant_navigation(browser: Browser, site: Site) -> None:
    """A link followed without a reload leads to a page whose formulas are set as well."""
    with_formulas = {site.url_of(page) for page in site.pages() if Document.read(page).formulas}
    faults: list[str] = []
    context = browser.new_context(viewport=DESK)
    with watched(context, faults) as page:
        page.goto(site.url, wait_until="networkidle")
        links = page.locator("a[href]")
        targets = {
            url: index for index, url in links.evaluate_all(CLICKABLE) if url in with_formulas - {page.url}
        }
        if not targets:
            pytest.skip("the first page shows no link to another page with formulas")
        url, index = next(iter(targets.items()))
        page.evaluate("window.stayed = true")
        links.nth(index).click()
        page.wait_for_url(url)
        page.wait_for_selector(".arithmatex .katex", state="attached")
        page.wait_for_function(ALL_SET)
        assert page.evaluate("window.stayed"), "the page was loaded anew"
        assert page.evaluate(INSPECT)["twice"] == 0
    context.close()
    assert faults == []


@pytest.fixture
def planted(tmp_path: Path) -> Iterator[Site]:
    """A site with one fault of each kind, and a symbol to point at."""
    pages = {
        "refused.md": "# Refused\n\n$\\frac{1}$",
        "outside.md": '# Outside\n\n<img alt="" src="http://example.invalid/a.png">',
        "thrown.md": "# Thrown\n\n<script>throw new Error('planted')</script>",
        "wide.md": '# Wide\n\n<div style="width: 500px">wide</div>',
        "index.md": "# Symbols\n\n$$\n\\htmlData{sym=f}{f} = \\htmlData{sym=g}{g} \\htmlData{sym=f}{f}\n$$\n",
    }
    target = tmp_path / "site"
    target.mkdir()
    with serve(target) as url:
        build(sample_config(tmp_path / "source", pages), target, url)
        yield Site(target, url)


def test_planted_faults_are_found(browser: Browser, planted: Site) -> None:
    """The check above can fail: each planted fault is reported, and nothing else."""
    kinds = [" ".join(fault.split()[:2]) for fault in page_faults(browser, planted, planted.pages(), "light")]
    assert kinds == [
        "outside/index.html: asks",
        "outside/index.html: says",
        "refused/index.html: formula",
        "thrown/index.html: error:",
        "wide/index.html: scrolls",
    ]


def test_a_symbol_lights_up_wherever_it_stands(browser: Browser, planted: Site) -> None:
    """Pointing at one f lights both, and leaving it for g puts them out; also where no glossary is."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(planted.url)
    lit = "[...document.querySelectorAll('.sym-lit')].map((element) => element.dataset.sym)"
    page.locator(".katex-html [data-sym=f]").first.hover()
    assert page.evaluate(lit) == ["f", "f"]
    page.locator(".katex-html [data-sym=g]").hover()
    assert page.evaluate(lit) == ["g"]
    context.close()
