"""Symbols explain themselves: by pointer, touch and keyboard, in equations, text, table, code and drawing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Locator, Page

from derive.cells import LIBRARY
from derive.latex import Printer

from .site import Document, Site
from .test_pages import ALL_SET, DESK, PHONE

CELL = "lstm"
GATE = "f"
LIT = "[...document.querySelectorAll('.sym-lit')].map((element) => element.dataset.sym)"
GROUPS = (
    "(keys) => keys.map((key) => JSON.parse(document.getElementById('glossary').dataset.symbols)[key][3])"
)


@pytest.fixture
def page(browser: Browser, project: Site) -> Iterator[Page]:
    """A cell's page on a desk, set completely; no error is passed over."""
    context = browser.new_context(viewport=DESK, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{project.url}cells/{CELL}/")
    page.wait_for_function(ALL_SET)
    yield page
    context.close()
    assert faults == []


def line(page: Page) -> Locator:
    """The reading line."""
    return page.locator(".reading")


def symbol(page: Page, row: str, key: str) -> Locator:
    """The first place of a symbol in an equation."""
    return page.locator(f'#{row} .katex-html [data-sym="{CELL}:{key}"]').first


def test_pointing_says_name_meaning_shape_and_place(page: Page) -> None:
    """Of a gate; the rest of the page keeps its place."""
    top = "document.getElementById('eq-h').getBoundingClientRect().top + scrollY"
    before = page.evaluate(top)
    symbol(page, "eq-c", GATE).hover()
    assert LIBRARY[CELL].definition.meanings[GATE] == line(page).locator(".reading-meaning").inner_text()
    assert line(page).locator(".reading-name annotation").text_content() == f"{GATE}_{{t}}"
    assert line(page).locator(".reading-shape annotation").text_content() == r"\mathbb{R}^{n}"
    link = line(page).locator("a")
    assert link.get_attribute("href") == f"#eq-{GATE}"
    assert link.inner_text().startswith(f"{GATE} = ")
    assert page.evaluate(top) == before


def test_the_line_hides_nothing(page: Page) -> None:
    """It has a place of its own at the end of the text, and stands at the foot of the window before that."""
    box = line(page).bounding_box()
    assert box
    assert round(box["y"] + box["height"]) == DESK["height"]
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    article = page.locator(".md-content__inner").bounding_box()
    end = line(page).bounding_box()
    assert article
    assert end
    assert article["y"] + article["height"] <= end["y"] + 1


def test_a_symbol_lights_up_everywhere(page: Page) -> None:
    """In equations, in the text, in the table, in the code and in the drawing; nothing else does."""
    symbol(page, "eq-c", GATE).hover()
    lit = page.evaluate(LIT)
    assert set(page.evaluate(GROUPS, lit)) == {f"{CELL}:{GATE}"}
    assert {f"{CELL}:{GATE}", f"{CELL}:d_{GATE}_pre", f"{CELL}:{GATE}_pre"} <= set(lit)
    for where in (".eqs .sym-lit", "li .sym-lit", "tr.sym-lit", "code .sym-lit", ".drawing .block.sym-lit"):
        assert page.locator(where).count(), where
    assert page.locator(".drawing .wire.sym-lit").count()
    assert page.locator("code .sym-lit").all_inner_texts()[0] == GATE


def test_what_is_derived_explains_itself(page: Page) -> None:
    """A cotangent says of what it is the gradient; a sign, a size and a rule say what they mean."""
    key = f"d_{GATE}_pre"
    symbol(page, f"grad-{key}", key).hover()
    assert LIBRARY[CELL].definition.meanings[GATE] in line(page).inner_text()
    page.locator('#eq-c [data-sym="odot"]').first.hover()
    assert "entry by entry" in line(page).inner_text()
    page.locator(f'#symbols ~ p [data-sym="{CELL}:dim.n"]').first.hover()
    assert "the size of" in line(page).inner_text()
    page.locator("#gradients-steps summary").click()
    page.locator(".why .rule").first.hover()
    assert "Δy" in line(page).inner_text()


def test_a_tap_stays_until_the_next(browser: Browser, project: Site) -> None:
    """On a phone: tapped, it stays while one reads; tapped again, it goes."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{project.url}cells/{CELL}/")
    page.wait_for_function(ALL_SET)
    hint = line(page).inner_text()
    symbol(page, "eq-c", GATE).tap()
    assert LIBRARY[CELL].definition.meanings[GATE] in line(page).inner_text()
    height = line(page).bounding_box()
    symbol(page, "eq-c", "c").tap()
    assert LIBRARY[CELL].definition.meanings["c"] in line(page).inner_text()
    assert line(page).bounding_box() == height
    symbol(page, "eq-c", "c").tap()
    assert line(page).inner_text() == hint
    context.close()


def test_the_keyboard_reaches_every_symbol(page: Page) -> None:
    """Tab goes to the equations; arrows visit each symbol of the first block and no other."""
    block = page.locator(".eqs").first
    while not block.evaluate("(element) => element === document.activeElement"):
        page.keyboard.press("Tab")
    visited = [page.evaluate("document.querySelector('.sym-at').dataset.sym")]
    total = block.locator("[data-sym]").count()
    for _ in range(total + 3):
        page.keyboard.press("ArrowRight")
        visited.append(page.evaluate("document.querySelector('.sym-at').dataset.sym"))
    wanted = block.locator("[data-sym]").evaluate_all("(all) => all.map((element) => element.dataset.sym)")
    assert visited[:total] == wanted
    page.keyboard.press("ArrowUp")
    page.keyboard.press("c")
    page.wait_for_function("navigator.clipboard.readText().then((text) => text !== '')")
    assert "=" in page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/#eq-{GATE}")
    page.keyboard.press("Escape")
    assert page.evaluate(LIT) == []


def test_copying_gives_the_clean_latex(page: Page) -> None:
    """Of one equation and of its block, as the plain printer prints them."""
    cell = LIBRARY[CELL]
    plain = Printer()
    eq = cell.written.equations[0]
    row = page.locator(f"#eq-{eq.lhs.name}")
    row.hover()
    one, block = row.locator("button").all()
    one.click()
    assert page.evaluate("navigator.clipboard.readText()") == f"{plain(eq.lhs)} = {plain(eq.rhs)}"
    block.click()
    assert page.evaluate("navigator.clipboard.readText()") == plain.program(cell.written)


def test_every_equation_has_an_address(page: Page, project: Site) -> None:
    """The mark beside it leads to it, also when the page is opened there, and it stays visible."""
    row = page.locator(".eq:visible").nth(20)
    row.scroll_into_view_if_needed()
    row.hover()
    href = row.locator(".eq-tools a").get_attribute("href")
    assert href == f"#{row.get_attribute('id')}"
    page.goto("about:blank")
    page.goto(f"{project.url}cells/{CELL}/{href}")
    page.wait_for_function(ALL_SET)
    page.wait_for_timeout(300)
    box = page.locator(href).bounding_box()
    assert box
    assert 0 <= box["y"] <= DESK["height"]


def test_the_derivation_unfolds(page: Page) -> None:
    """One step at a time, each lighting up what it is about; without asking, all of them show."""
    page.locator("#gradients-steps summary").click()
    steps = page.locator(".step:visible")
    total = steps.count()
    assert total == len(LIBRARY[CELL].backward_program.equations)
    page.get_by_role("button", name="Step by step").click()
    assert steps.count() == 1
    page.get_by_role("button", name="Next").click()
    page.keyboard.press("Enter")
    assert steps.count() == 3
    shown = page.locator(".step.newest [data-sym]").first.get_attribute("data-sym")
    assert page.evaluate("document.querySelector('.sym-at').dataset.sym") == shown
    page.get_by_role("button", name="Back", exact=True).click()
    assert steps.count() == 2
    page.get_by_role("button", name="All").click()
    assert steps.count() == total


def test_symbols_of_two_cells_are_told_apart(browser: Browser, project: Site) -> None:
    """On the first page, pointing at the GRU's h lights nothing of the LSTM's."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(project.url)
    page.wait_for_function(ALL_SET)
    page.locator('.drawing [data-sym="gru_cho:h_prev"].block').hover()
    assert {key.partition(":")[0] for key in page.evaluate(LIT)} == {"gru_cho"}
    assert line(page).locator("a").get_attribute("href") == "cells/gru_cho/#eq-h"
    context.close()


def test_symbols_of_one_formula_lead_to_their_own_cells(browser: Browser, project: Site) -> None:
    """In what a relation says of a state, one cell's is scaled by another cell's."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(f"{project.url}family/")
    page.wait_for_function(ALL_SET)
    note = page.locator("#slstm_stabilised-slstm + details, p:has(#slstm_stabilised-slstm) + details")
    note.locator("summary").click()
    for cell, state in (("slstm", "c"), ("slstm_stabilised", "m")):
        note.locator(f'.katex-html [data-sym="{cell}:{state}_prev"]').first.hover()
        assert line(page).locator("a").get_attribute("href") == f"../cells/{cell}/#eq-{state}"
        meaning = LIBRARY[cell].definition.meanings[state]
        assert line(page).locator(".reading-meaning").inner_text() == f"{meaning}, one step before"
    context.close()


class Glossaries(HTMLParser):
    """The glossary of a page and the symbols that stand on it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.entries: dict[str, list[str]] = {}
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs).get("data-symbols")
        self.entries |= json.loads(found) if found else {}


SILENT = """(place) => [...document.querySelectorAll(`${place} [data-sym]`)].filter((element) => {
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  symbols.show(element);
  return !document.querySelector(".reading-name");
}).map((element) => element.dataset.sym)"""
"""The symbols within a place of which the reading line says nothing."""


@pytest.mark.parametrize(
    ("address", "place", "cells"),
    [("compare/#elman,min_gru", ".pairs-result", ("elman", "min_gru")), ("play/", ".panel", ())],
)
def test_what_is_chosen_on_the_page_explains_itself(
    browser: Browser, project: Site, address: str, place: str, cells: tuple[str, ...]
) -> None:
    """Symbols of cells that no text of the page names: by pointer and keyboard, with their definitions."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(project.url + address)
    page.wait_for_selector(f"{place} .katex-html [data-sym]")
    page.wait_for_function(ALL_SET)
    assert page.evaluate(SILENT, place) == []
    for name in cells:
        page.locator(f'{place} .katex-html [data-sym^="{name}:"]').first.hover()
        assert f"/cells/{name}/#" in str(line(page).locator("a").get_attribute("href"))
    walked = page.locator(f"{place} table, {place} .panel-update").first
    walked.press("ArrowRight")
    assert walked.locator(".sym-at").count() == 1
    context.close()


def test_the_arrays_of_a_framework_explain_themselves(browser: Browser, project: Site) -> None:
    """A block's gate and its parameter, by pointer and by keyboard; the equations light up with them."""
    page = browser.new_page(viewport=DESK)
    page.goto(f"{project.url}conventions/")
    page.wait_for_function(ALL_SET)
    arrays = page.locator(".stacks:visible").first
    for symbol in arrays.locator("tspan[data-sym]").all()[:2]:
        symbol.hover()
        key = symbol.get_attribute("data-sym")
        assert key in page.evaluate(LIT.replace(".sym-lit", ".katex-html .sym-lit"))
        assert line(page).locator(".reading-name annotation").text_content()
    arrays.press("ArrowRight")
    assert arrays.locator(".sym-at").count() == 1
    page.close()


def test_every_definition_leads_somewhere(project: Site) -> None:
    """The address in each entry of each page's glossary is a place on the site."""
    documents = {file: Document.read(file) for file in project.pages()}
    lost = []
    for file in documents:
        for key, entry in Glossaries(file).entries.items():
            if not entry[4]:
                continue
            address = urljoin(project.url_of(file), entry[4])
            there = project.file_at(address)
            if there is None or address.partition("#")[2] not in documents[there].ids:
                lost.append((file.parent.name, key, entry[4]))
    assert lost == []
