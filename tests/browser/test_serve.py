"""`mkdocs serve` lives: what is saved shows at once, an error shows where one looks, the server goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

import mkdocs_live

from .served import EDITS, Served, served, state_of
from .site import Site
from .test_access import barriers
from .test_pages import DESK, PHONE

PATIENCE = 90_000

IN_SIGHT = """() => {
  const { top, bottom, left, right } = document.querySelector(".live-error").getBoundingClientRect();
  const below = document.querySelector(".md-header").getBoundingClientRect().bottom;
  return top >= below && bottom <= innerHeight / 2 && left >= 0 && right <= innerWidth
    && document.elementFromPoint((left + right) / 2, (top + bottom) / 2).matches(".live-error");
}"""
"""Whether the error is below the header, on top of the text, and leaves half of the window to it."""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The project in a folder of its own, served."""
    with served(tmp_path_factory.mktemp("served")) as project:
        yield project


@pytest.fixture
def page(browser: Browser, live: Served) -> Iterator[Page]:
    """A cell's page, watched while files change."""
    page = browser.new_page()
    page.goto(f"{live.url}cells/lstm/")
    expect(page.locator("h1")).to_be_visible()
    live.rest()
    yield page
    # A page that is closed while it reloads may never answer.
    page.goto("about:blank")
    page.close()


def shows(page: Page, text: str) -> None:
    """Waits until the page, which reloads by itself, shows a text."""
    expect(page.locator("body")).to_contain_text(text, timeout=PATIENCE)


@pytest.mark.parametrize("error", ["help: did you mean 'tanh'?", "long " * 100 + "\nline" * 100])
@pytest.mark.parametrize(("scheme", "size"), [("light", DESK), ("dark", DESK), ("light", PHONE)])
def test_an_error_is_in_sight(
    browser: Browser, project: Site, scheme: Literal["light", "dark"], size: ViewportSize, error: str
) -> None:
    """At the top of a page and where one reads, and it can be read."""

    def with_error(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=mkdocs_live.noticed(answer.text(), error))

    page = browser.new_page(viewport=size, color_scheme=scheme)
    page.route("**/cells/lstm/", with_error)
    page.goto(f"{project.url}cells/lstm/")
    assert page.evaluate(IN_SIGHT)
    page.evaluate("scrollTo(0, 1500)")
    page.wait_for_function("scrollY > 1000")
    assert page.evaluate(IN_SIGHT)
    assert [fault for fault in barriers(page) if "live-error" in fault] == []
    page.close()


def test_an_error_shows_and_the_server_goes_on(page: Page, live: Served) -> None:
    """In the terminal and on the page; mended, it goes, and changes show again."""
    file = "derive/cells/lstm_gers_2000.py"
    page.evaluate("scrollTo(0, 1500)")
    live.edit(file, "c = f * c + i * g", "c = f * c + i * ")
    shows(page, "not Python's syntax: invalid syntax")
    page.wait_for_function("scrollY > 1000")
    assert page.evaluate(IN_SIGHT)
    assert "Traceback" not in page.locator(".live-error").inner_text()
    assert "invalid syntax" in live.log.read_text()
    live.edit(file, "c = f * c + i * ", "c = f * c + i * g")
    expect(page.locator(".live-error")).to_have_count(0, timeout=PATIENCE)
    live.edit(file, "the cell that libraries call LSTM", "the cell that all libraries call LSTM")
    shows(page, "the cell that all libraries call LSTM")


def test_a_wrong_cell_shows_its_place(page: Page, live: Served) -> None:
    """What the project says of a cell that does not fit stands on the page, without a traceback."""
    file = "derive/cells/lstm_gers_2000.py"
    live.edit(file, "h = o * tanh(c)", "h = o * tank(c)")
    shows(page, "help: did you mean 'tanh'?")
    assert "Traceback" not in page.locator(".live-error").inner_text()
    live.edit(file, "h = o * tank(c)", "h = o * tanh(c)")
    expect(page.locator(".live-error")).to_have_count(0, timeout=PATIENCE)


def test_an_error_elsewhere_shows_as_well(page: Page, live: Served) -> None:
    """Of a page that nobody looks at; mended, it goes, although no page changed."""
    file, old, new = "templates/family.md.j2", "{% endfor %}", "{% endfour %}"
    live.edit(file, old, new)
    expect(page.locator(".live-error")).to_contain_text("endfour", timeout=PATIENCE)
    assert "endfour" in live.log.read_text()
    live.edit(file, new, old)
    expect(page.locator(".live-error")).to_have_count(0, timeout=PATIENCE)


def test_what_the_build_itself_wrote_is_no_reason_for_another(page: Page, live: Served) -> None:
    """One save of what one page shows: one build, and one page rendered; all pages are found as before."""
    before = live.log.read_text()
    found = searched(page, live)
    file, old, new = EDITS["template"]
    live.edit(file, old, f"{new} here")
    shows(page, f"{new} here")
    page.wait_for_timeout(2000)
    assert "cells/gru_cho" in "".join(found)
    assert searched(page, live) == found
    live.edit(file, f"{new} here", old)
    shows(page, old)
    builds = live.log.read_text().removeprefix(before).count("Building documentation")
    assert builds <= 2 + 1, "there, back, and perhaps the other pages"


def searched(page: Page, live: Served) -> list[str]:
    """Where the search finds something."""
    index = page.request.get(f"{live.url}search/search_index.json").json()
    return sorted(entry["location"] for entry in index["docs"])


def test_a_page_that_did_not_change_follows_the_navigation(page: Page, live: Served) -> None:
    """A new title stands in the navigation of every page, also of those that are not derived again."""
    file = live.folder / "docs" / "own.md"
    file.write_text("# Something of one's own\n", encoding="utf-8")
    shows(page, "Something of one's own")
    file.write_text("# Another name\n", encoding="utf-8")
    shows(page, "Another name")
    file.unlink()
    expect(page.locator("body")).not_to_contain_text("Another name", timeout=PATIENCE)


@pytest.mark.parametrize("kind", EDITS)
def test_what_is_saved_shows(page: Page, live: Served, kind: str) -> None:
    """A cell, a template, a rule: the page reloads by itself and shows the change.

    The last one is a rule, after which every page is derived again.
    """
    file, old, new = EDITS[kind]
    if kind == "rule":
        page.locator("#gradients-steps summary").click()
    live.edit(file, old, new)
    shows(page, new)


def test_the_server_leaves_nothing_behind(live: Served) -> None:
    """Ended from outside while it derives all pages, neither a file nor a process is left; comes last."""
    children = Path(f"/proc/{live.process}/task/{live.process}/children").read_text().split()
    assert live.left, "the site itself stands there while it is served"
    live.end()
    assert live.left == []
    assert [child for child in children if state_of(child) not in ("", "Z")] == []


@pytest.mark.parametrize(
    ("code", "said", "told"),
    [
        (0, "a warning", ""),
        (1, "what is wrong\n", "what is wrong"),
        (2, "", "ended with 2"),
        (-9, "", "signal 9"),
    ],
)
def test_how_the_other_process_ended(code: int, said: str, told: str) -> None:
    """Only what failed is told, also where it could say nothing."""
    assert told in mkdocs_live._failure(code, said)
    assert bool(mkdocs_live._failure(code, said)) == bool(told)
