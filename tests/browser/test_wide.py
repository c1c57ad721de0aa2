"""What is wider than the text: it fits, or it scrolls in its own box and says so; text keeps its width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from .site import Site
from .test_pages import ALL_SET, DESK, PHONE

FADES = """(box) => [box.classList.contains("more-left"), box.classList.contains("more-right")]"""

SEEN = """(mark) => {
  const { left, right } = mark.getBoundingClientRect();
  const box = mark.closest(".wide").getBoundingClientRect();
  return left > box.left && right < box.right;
}"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A narrow screen."""
    page = browser.new_page(viewport=PHONE)
    yield page
    page.close()


@pytest.mark.parametrize("path", ["cells/slstm_stabilised/", "family/"])
def test_a_wide_drawing_says_where_there_is_more(phone: Page, project: Site, path: str) -> None:
    """It fades at the side where it goes on, and the arrow keys lead there."""
    phone.goto(project.url + path)
    box = phone.locator(".wide").first
    phone.wait_for_function("document.querySelector('.wide').tabIndex === 0")
    assert box.evaluate(FADES) == [False, True]
    assert "linear-gradient" in box.evaluate("(box) => getComputedStyle(box).maskImage")
    box.focus()
    box.press("ArrowRight")
    phone.wait_for_function("document.querySelector('.wide.more-left')")
    box.evaluate("(box) => box.scrollTo({ left: box.scrollWidth })")
    phone.wait_for_function("document.querySelector('.wide:not(.more-right)')")
    assert box.evaluate(FADES) == [True, False]


def test_what_almost_fits_shrinks(phone: Page, project: Site) -> None:
    """Both drawings of the first page show whole on a phone: no fade, and no stop of the tab key."""
    phone.goto(project.url)
    phone.wait_for_function(ALL_SET)
    boxes = phone.locator(".wide")
    assert boxes.count() == 2
    for box in boxes.all():
        assert box.evaluate("(box) => box.scrollWidth <= box.clientWidth && box.tabIndex < 0")
        assert box.evaluate(FADES) == [False, False]


def test_the_line_at_one_is_seen_at_first(phone: Page, project: Site) -> None:
    """Of the chart of the speed, on a phone; who then scrolls is left where he is."""
    phone.goto(f"{project.url}speed/")
    phone.wait_for_function("document.querySelector('.speed .wide.more-left')")
    assert phone.locator(".speed .mark").evaluate(SEEN)
    phone.locator(".speed .wide").evaluate("(box) => box.scrollTo({ left: 0 })")
    phone.set_viewport_size({**PHONE, "width": PHONE["width"] - 20})
    phone.wait_for_function("!document.querySelector('.speed .wide.more-left')")


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("path", ["", "cells/", "cells/lstm/", "conventions/"])
def test_text_in_tables_has_room(browser: Browser, project: Site, path: str, size: dict[str, int]) -> None:
    """A column of text takes some words to the line, on any screen."""
    page = browser.new_page(viewport={"width": size["width"], "height": size["height"]})
    page.goto(project.url + path)
    page.wait_for_function(ALL_SET)
    columns = page.locator("th.prose:not(.brief):visible")
    widths = columns.evaluate_all("(all) => all.map((th) => th.clientWidth)")
    assert widths
    assert min(widths) >= 220
    page.close()


def test_the_table_of_symbols_fits_on_a_desk(browser: Browser, project: Site) -> None:
    """Its meanings are brief; nothing of it has to be scrolled to."""
    page = browser.new_page(viewport={"width": DESK["width"], "height": DESK["height"]})
    page.goto(f"{project.url}cells/lstm/")
    page.wait_for_function(ALL_SET)
    box = page.locator(".md-typeset__scrollwrap", has=page.locator("th.brief"))
    assert box.evaluate("(box) => box.scrollWidth <= box.clientWidth")
    page.close()
