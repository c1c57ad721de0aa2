"""For everyone: contrast, names and roles by axe; no motion for whoever wants none; search that finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from derive.cells import LIBRARY
from derive.question.claims import CLAIMS

from .site import ROOT, Site, build, sample_config, serve
from .test_pages import ALL_SET, DESK, PHONE

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"

RUN = """async () => {
  const run = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"],
  });
  return run.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 90)}: ${node.failureSummary.split("\\n")[1]}`));
}"""
"""What axe finds against WCAG A and AA, a line each."""

OPEN = """() => {
  document.querySelectorAll(".md-content details").forEach((element) => (element.open = true));
  const symbol = document.querySelector(".katex-html [data-sym]");
  if (symbol) symbols.show(symbol);
}"""
"""Everything open, and a symbol explained."""

MOVING = """() => [...document.querySelectorAll("main *")].filter((element) => {
  const style = getComputedStyle(element);
  const seconds = (text) => Math.max(...text.split(",").map(parseFloat));
  return seconds(style.transitionDuration) > 0.01 || seconds(style.animationDuration) > 0.01;
}).map((element) => element.className)"""


def opened(page: Page, url: str) -> None:
    """A page set completely, everything on it open."""
    page.goto(url)
    page.wait_for_function(ALL_SET)
    page.evaluate(OPEN)


def barriers(page: Page) -> list[str]:
    """What axe finds."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.mark.parametrize(("scheme", "size"), [("light", DESK), ("dark", DESK), ("light", PHONE)])
def test_axe_finds_nothing(
    browser: Browser, project: Site, scheme: Literal["light", "dark"], size: ViewportSize
) -> None:
    """On each kind of page, and on a cell with a matrix memory, all of it open."""
    found: dict[str, list[str]] = {}
    context = browser.new_context(color_scheme=scheme, viewport=size)
    page = context.new_page()
    for file in [*project.kinds(), project.folder / "cells" / "mlstm" / "index.html"]:
        opened(page, project.url_of(file))
        if barriers_here := barriers(page):
            found[file.parent.name] = barriers_here
    assert found == {}
    context.close()


@pytest.fixture
def planted(tmp_path: Path) -> Iterator[Site]:
    """A page with a picture without words and a text one can't read."""
    text = '# Planted\n\n<img src="assets/logo.svg">\n\n<p style="color: #aaa; background: #fff">faint</p>\n'
    target = tmp_path / "site"
    target.mkdir()
    with serve(target) as url:
        build(sample_config(tmp_path / "source", {"index.md": text}), target, url)
        yield Site(target, url)


def test_planted_barriers_are_found(browser: Browser, planted: Site) -> None:
    """The check above can fail."""
    page = browser.new_page()
    opened(page, planted.url)
    assert sorted({fault.partition(":")[0] for fault in barriers(page)}) == ["color-contrast", "image-alt"]
    page.close()


def test_motion_respects_the_reader(browser: Browser, project: Site) -> None:
    """Nothing on a page moves for whoever asked for less motion; otherwise something does."""
    for motion, moves in (("reduce", False), ("no-preference", True)):
        page = browser.new_page(reduced_motion=motion)
        page.goto(f"{project.url}cells/lstm/")
        page.wait_for_function(ALL_SET)
        assert bool(page.evaluate(MOVING)) is moves
        page.close()


def test_colour_is_never_the_only_difference() -> None:
    """Each role has a frame of its own, each curve a dash of its own, and the roles are written out."""
    style = (ROOT / "docs" / "assets" / "site.css").read_text(encoding="utf-8")
    for selector in (r"\.drawing \.role-(carry|write|read|expose) rect", r"\.chart \.curve-(\d)"):
        rules = re.findall(selector + r" \{([^}]*)\}", style)
        dashes = [
            dict(re.findall(r"(stroke-dasharray): ([^;]+)", body)).get("stroke-dasharray")
            for _, body in rules
        ]
        assert len(rules) >= 4
        assert len(set(dashes)) == len(dashes), selector


def found_by(page: Page, words: str) -> list[str]:
    """The addresses that the search answers with, best first."""
    query = page.locator("[data-md-component=search-query]")
    meta = page.locator(".md-search-result__meta")
    query.fill("")
    query.press("End")  # the search listens to keys
    expect(meta).to_have_text(re.compile("Type"))
    query.fill(words)
    query.press("End")
    expect(meta).to_have_text(re.compile(r"\d|No"))
    links = page.locator(".md-search-result__link")
    return [link.get_attribute("href") or "" for link in links.all()]


def pages_of(hits: list[str]) -> list[str]:
    """The page of each hit, once: "cells/lstm/", and "" for the first page of the site."""
    paths = (urlsplit(hit).path.lstrip("/") for hit in hits)
    return list(dict.fromkeys(paths))


def cells_with(words: str) -> set[str]:
    """The pages of the cells that have something with all of these words in what its author calls it."""
    wanted = set(words.split())
    return {
        f"cells/{cell.name}/"
        for cell in LIBRARY.values()
        if any(wanted <= set(re.findall(r"\w+", said)) for said in cell.definition.meanings.values())
    }


@pytest.mark.parametrize("gate", ["reset gate", "remember gate", "update gate", "forget gate", "output gate"])
def test_search_finds_the_cells_with_a_gate_first(browser: Browser, project: Site, gate: str) -> None:
    """Before any other cell, and apart from the question and the first page, before any other page."""
    page = browser.new_page(viewport=DESK)
    page.goto(project.url, wait_until="networkidle")
    page.locator("[data-md-component=search-query]").click()
    found = [hit for hit in pages_of(found_by(page, gate)) if hit not in ("", "question/")]
    having = cells_with(gate)
    assert having
    wrong = [hit for hit in found[: len(having)] if hit not in having]
    assert wrong == []
    page.close()


@pytest.mark.parametrize("name", ["rhn", "lstm_1997_tanh", "gru_cho", "gru_reset_after"])
def test_search_takes_words_numbers_and_brackets_together(browser: Browser, project: Site, name: str) -> None:
    """A title with a number or with brackets in it finds its cell first."""
    page = browser.new_page(viewport=DESK)
    page.goto(project.url, wait_until="networkidle")
    page.locator("[data-md-component=search-query]").click()
    assert f"cells/{name}/" in pages_of(found_by(page, LIBRARY[name].definition.title))[:1]
    page.close()


def test_search_finds_cells_gates_and_claims(browser: Browser, project: Site) -> None:
    """By their names; and LaTeX is nowhere in the way."""
    page = browser.new_page(viewport=DESK)
    page.goto(project.url, wait_until="networkidle")
    page.locator("[data-md-component=search-query]").click()
    for cell in LIBRARY.values():
        hits = found_by(page, cell.definition.title)
        assert any(f"cells/{cell.name}/" in hit for hit in hits), cell.name
    assert any("cells/" in hit for hit in found_by(page, LIBRARY["lstm"].definition.meanings["f"]))
    for claim in (CLAIMS[0], CLAIMS[-1]):
        hits = found_by(page, claim.key)
        assert any("question/" in hit and hit.endswith(f"#{claim.key.lower()}") for hit in hits), claim.key
    for latex in ("htmlData", "odot", "operatorname", "begin{aligned}"):
        assert found_by(page, latex) == [], latex
    page.close()
