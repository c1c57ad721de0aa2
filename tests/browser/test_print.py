"""A page on paper: whole, light, without what only a screen can do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from .site import Site
from .test_pages import ALL_SET

PAPER: ViewportSize = {"width": 794, "height": 1123}
"""A4 in CSS pixels."""

TEXT: ViewportSize = {"width": 620, "height": 1010}
"""What wide margins leave of it."""

PAGES = ("cells/lstm/", "compare/", "family/", "conventions/", "question/")
HIDDEN = ".reading, .eq-tools, .unfold, .md-clipboard, .md-header, .md-tabs, .md-sidebar, .md-footer"

FACTS = """(hidden) => {
  const article = document.querySelector(".md-content__inner").getBoundingClientRect();
  const style = getComputedStyle(document.body);
  return {
    shown: [...document.querySelectorAll(hidden)]
      .filter((one) => one.checkVisibility()).map((one) => one.className),
    closed: document.querySelectorAll(".md-content details:not([open])").length,
    cut: [...document.querySelectorAll("article table")]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > article.right + 1)
      .map((one) => one.textContent.trim().slice(0, 40)),
    carry: style.getPropertyValue("--carry"),
    paper: style.getPropertyValue("--md-default-bg-color"),
    signs: document.fonts.check("1em KaTeX_Size2"),
  };
}"""


@pytest.mark.parametrize("page", PAGES)
def test_a_page_on_paper(browser: Browser, project: Site, page: str) -> None:
    """From a dark screen; derivations unfold, no table is cut, and the large signs are there."""
    context = browser.new_context(viewport=PAPER, color_scheme="light")
    light = context.new_page()
    light.goto(project.url + page)
    carry = light.evaluate("getComputedStyle(document.body).getPropertyValue('--carry')")
    context.close()
    context = browser.new_context(viewport=PAPER, color_scheme="dark")
    opened = context.new_page()
    opened.goto(project.url + page)
    opened.wait_for_function(ALL_SET)
    opened.wait_for_function('document.fonts.check("1em KaTeX_Size2")')
    assert opened.evaluate("getComputedStyle(document.body).getPropertyValue('--carry')") != carry
    opened.emulate_media(media="print")
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    facts = opened.evaluate(FACTS, HIDDEN)
    context.close()
    assert facts == {"shown": [], "closed": 0, "cut": [], "carry": carry, "paper": "#fff", "signs": True}


def breaks(page: Page, selector: str) -> set[str]:
    """Whether a page may end after, and before, what matches."""
    styles = "(all) => all.map((one) => getComputedStyle(one))"
    found: list[str] = page.locator(selector).evaluate_all(
        f"(all) => ({styles})(all).map((one) => `${{one.breakAfter}} ${{one.breakBefore}}`)"
    )
    return set(found)


def test_what_belongs_together_stays_together(browser: Browser, project: Site) -> None:
    """On paper a tab's name is followed by its text; the gradients of one gate share a line."""
    page = browser.new_page(viewport=TEXT)
    page.emulate_media(media="print")
    page.goto(f"{project.url}cells/lstm/")
    page.wait_for_function(ALL_SET)
    assert breaks(page, ".tabbed-labels > label") == {"avoid auto"}
    assert breaks(page, ".tabbed-block") == {"auto avoid"}
    columns = page.locator("#gradients-parameters ~ .eqs .side").first.evaluate(
        "(side) => getComputedStyle(side).gridTemplateColumns.split(' ').length"
    )
    assert columns == 3
    page.close()


def test_charts_leave_room_on_paper(browser: Browser, project: Site) -> None:
    """Two stand beside each other, and take less than a third of the page."""
    page = browser.new_page(viewport=TEXT)
    page.emulate_media(media="print")
    page.goto(f"{project.url}question/")
    page.wait_for_function(ALL_SET)
    boxes = [chart.bounding_box() for chart in page.locator(".charts").first.locator("svg").all()]
    places = [(box["y"], box["height"]) for box in boxes if box]
    assert len(places) == 2
    assert places[0][0] == places[1][0]
    assert max(height for _, height in places) < TEXT["height"] / 3
    page.close()
