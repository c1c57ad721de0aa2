"""Sliders that move curves, cells that are chosen: Play and Compare in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from derive.cells import LIBRARY
from derive.compare import compare
from derive.knobs import of_cell
from derive.pages import trials
from derive.words import Words

from .site import Site
from .test_pages import ALL_SET, DESK, PHONE, SIDEWAYS, watched

pytestmark = pytest.mark.parametrize("site", ["project"], indirect=True)
PLAYABLE = {name: play for name, cell in LIBRARY.items() if (play := of_cell(Words(cell)))}
KINDS = ("desk-light", "desk-dark", "phone-light", "phone-dark")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a desk; whatever goes wrong on it fails the test."""
    faults: list[str] = []
    context = browser.new_context(viewport=DESK)
    with watched(context, faults) as page:
        yield page
    context.close()
    assert faults == []


def opened(page: Page, site: Site, where: str) -> Page:
    """A page of the site, set and with its script at work."""
    page.goto(site.url + where)
    page.wait_for_function(ALL_SET)
    page.wait_for_selector(".panel figcaption:not(:empty), .pairs-result table", state="attached")
    return page


def panel(page: Page, section: str) -> Locator:
    """The panel below a heading."""
    return page.locator(f"#{section} ~ .panel").first


def curves(figures: Locator) -> list[str]:
    """The paths of some figures."""
    found: list[str] = figures.locator(".curve").evaluate_all("all => all.map(one => one.getAttribute('d'))")
    return found


def numbers(paths: list[str]) -> list[list[float]]:
    """The coordinates of paths."""
    return [[float(number) for number in re.findall(r"-?[\d.]+", path)] for path in paths]


def slide(knob: Locator, value: float) -> None:
    """Sets a slider as a hand would."""
    knob.evaluate(
        "(knob, value) => { knob.value = value; knob.dispatchEvent(new Event('input', { bubbles: true })); }",
        value,
    )


def test_curves_begin_where_python_drew_them(browser: Browser, site: Site, page: Page) -> None:
    """Without a script the page shows the curves that the script then computes itself."""
    bare = browser.new_context(java_script_enabled=False)
    still = bare.new_page()
    still.goto(site.url + "play/")
    drawn = curves(still.locator(".panel figure"))
    assert len(drawn) >= 10
    opened(page, site, "play/")
    computed = curves(page.locator(".panel figure"))
    for one, other in zip(numbers(drawn), numbers(computed), strict=True):
        assert other == pytest.approx(one, abs=0.2)
    expect(still.locator(".panel noscript").first).to_be_visible()
    bare.close()


@pytest.mark.parametrize("section", ["question", "cell", "saturation"])
def test_every_slider_moves_a_curve(site: Site, page: Page, section: str) -> None:
    """From its low end: something in its panel is drawn anew, and the numbers below it change."""
    opened(page, site, "play/")
    where = panel(page, section)
    knobs = where.locator("input[type=range]")
    assert knobs.count() > 0
    for k in range(knobs.count()):
        knob = knobs.nth(k)
        low, high = (float(knob.get_attribute(end) or 0) for end in ("min", "max"))
        seen = []
        for share in (0, 0.7):
            slide(knob, low + share * (high - low))
            seen.append((curves(where.locator("figure")), where.locator("figcaption").all_inner_texts()))
        assert seen[0][0] != seen[1][0], knob.get_attribute("name")
        assert seen[0][1] != seen[1][1], knob.get_attribute("name")


def test_one_slider_moves_both_gates(site: Site, page: Page) -> None:
    """At 0 nothing is carried in the LSTM, while the GRU carries on what its update gate says."""
    opened(page, site, "play/")
    where = panel(page, "question")
    slide(where.locator("[name=linked]"), 0)
    lstm, gru = where.locator("figure[data-plot=sweep] figcaption").all_inner_texts()
    assert "At 0: " in lstm
    assert "carried 0," in lstm
    assert "At 0: " in gru
    assert "carried 0," not in gru
    assert "candidate 0." in gru


def test_the_keyboard_moves_a_slider_and_is_told_so(site: Site, page: Page) -> None:
    """Tab reaches it, past the update; an arrow moves it, the value is spoken, the result is announced."""
    opened(page, site, "play/")
    where = panel(page, "cell")
    where.locator("select").focus()
    page.keyboard.press("Tab")
    expect(where.locator(".panel-update")).to_be_focused()
    page.keyboard.press("Tab")
    knob = where.locator("input[type=range]").first
    expect(knob).to_be_focused()
    before, drawn = knob.input_value(), curves(where.locator("figure"))
    page.keyboard.press("ArrowLeft")
    assert float(knob.input_value()) < float(before)
    assert knob.get_attribute("aria-valuetext") == where.locator("output").first.inner_text()
    assert curves(where.locator("figure")) != drawn
    says = where.locator("[role=status][aria-live=polite]")
    expect(says).to_contain_text("After 50 steps")
    page.keyboard.press("Home")
    expect(says).to_contain_text("At 0: ")


def test_every_control_has_a_name(site: Site, page: Page) -> None:
    """No slider, select or button is without a label."""
    for where in ("play/", "compare/"):
        opened(page, site, where)
        controls = page.locator(".panel :is(input, select, button), .pairs :is(select, button)")
        assert controls.count() >= 3
        for k in range(controls.count()):
            name = controls.nth(k).evaluate(
                "one => one.ariaLabel || one.labels?.[0]?.innerText || one.innerText"
            )
            assert name.strip(), controls.nth(k).evaluate("one => one.outerHTML")


def test_every_cell_can_be_chosen(site: Site, page: Page) -> None:
    """Its own knobs come, its memory's formula, and its curves are those of Python."""
    opened(page, site, "play/")
    where = panel(page, "cell")
    for name, play in PLAYABLE.items():
        where.locator("select").select_option(name)
        expect(where.locator("figure .chart-title").first).to_contain_text(play.title)
        expect(where.locator("input[type=range]")).to_have_count(len(play.knobs))
        expect(where.locator(".panel-update .katex")).to_have_count(1)
        names = where.locator("input[type=range]").evaluate_all("all => all.map(one => one.name)")
        assert sorted(names) == sorted(knob.symbol.name for knob in play.knobs), name


def test_start_again_puts_everything_back(site: Site, page: Page) -> None:
    """Knobs and curves."""
    opened(page, site, "play/")
    where = panel(page, "cell")
    before = curves(where.locator("figure"))
    slide(where.locator("input[type=range]").first, 0.3)
    assert curves(where.locator("figure")) != before
    where.locator(".reset").click()
    assert curves(where.locator("figure")) == before


def test_instant_navigation_brings_the_sliders_as_well(site: Site, page: Page) -> None:
    """There, away, and back without a reload: each time the curves move."""
    opened(page, site, "compare/")
    page.evaluate("window.stayed = true")
    for _ in range(2):
        page.get_by_role("link", name="Play", exact=True).first.click()
        page.wait_for_selector(".panel figcaption:not(:empty)")
        where = panel(page, "saturation")
        before = curves(where.locator("figure"))
        slide(where.locator("input[type=range]"), -3)
        assert curves(where.locator("figure")) != before
        page.get_by_role("link", name="Compare", exact=True).first.click()
        page.wait_for_selector(".pairs-result table")
    assert page.evaluate("window.stayed")


@pytest.mark.parametrize("kind", KINDS)
def test_no_state_of_the_controls_scrolls_sideways(browser: Browser, site: Site, kind: str) -> None:
    """Everything unfolded and every slider at its end, on a phone and on a desk, light and dark."""
    size, _, scheme = kind.partition("-")
    wanted: Literal["light", "dark"] = "dark" if scheme == "dark" else "light"
    context = browser.new_context(viewport=PHONE if size == "phone" else DESK, color_scheme=wanted)
    page = context.new_page()
    opened(page, site, "play/")
    for summary in page.locator(".more-knobs:not([hidden]) summary").all():
        summary.click()
    for knob in page.locator(".panel input[type=range]").all():
        slide(knob, 2)
    assert page.evaluate(SIDEWAYS) == 0
    for k, figure in enumerate(page.locator(".panel figure").all()):
        box = figure.bounding_box()
        assert box is not None
        assert box["width"] > 150, k
    opened(page, site, f"compare/#{','.join(list(LIBRARY)[:2])}")
    assert page.evaluate(SIDEWAYS) == 0
    context.close()


def test_nothing_moves_by_itself(browser: Browser, site: Site) -> None:
    """A reader who asked for less motion sees curves jump, not glide."""
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    page = opened(context.new_page(), site, "play/")
    slide(panel(page, "cell").locator("input[type=range]").first, 0.2)
    moving = "document.getAnimations().filter(({ effect }) => effect.target.closest('.panel')).length"
    assert page.evaluate(moving) == 0
    context.close()


def test_curves_differ_in_more_than_colour(site: Site, page: Page) -> None:
    """Within a figure each has a dash of its own and a label."""
    opened(page, site, "play/")
    for figure in page.locator(".panel figure").all():
        dashes = figure.locator(".curve").evaluate_all(
            "all => all.map(one => getComputedStyle(one).strokeDasharray)"
        )
        assert len(set(dashes)) == len(dashes)
        assert all(text.strip() for text in figure.locator(".curve-label").all_text_contents())


# --- Compare ------------------------------------------------------------------------------------------


def signs(page: Page) -> list[str]:
    """Every sign of the comparison shown, from top to bottom."""
    return page.locator(".pairs-result .verdict").all_inner_texts()


def derived(left: str, right: str) -> list[str]:
    """The same as Python derives them: the memory as a whole comes first on the page."""
    found = compare(LIBRARY[left], LIBRARY[right])
    points = [*found.points, *(point for one in found.alignments for point in one.points)]
    return ["=" if point.agrees else "≠" for point in points]


PAIRS = [(one, other) for one in list(LIBRARY)[:2] for other in list(LIBRARY)[-2:]]


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_the_address_chooses_two_cells(site: Site, page: Page, left: str, right: str) -> None:
    """And the browser finds them equal and different where Python does."""
    opened(page, site, f"compare/#{left},{right}")
    assert [select.input_value() for select in page.locator(".pairs select").all()] == [left, right]
    assert signs(page) == derived(left, right)
    assert page.locator(".pairs-result .katex-error").count() == 0


def test_choosing_changes_the_address(site: Site, page: Page) -> None:
    """So that the comparison can be sent to somebody; changing sides changes both."""
    opened(page, site, "compare/")
    names = list(LIBRARY)
    one, other = names[0], names[1]
    page.locator(".pairs select").nth(0).select_option(one)
    page.locator(".pairs select").nth(1).select_option(other)
    assert page.url.endswith(f"#{one},{other}")
    expect(page.locator(".sides thead th").nth(1)).to_have_text(LIBRARY[other].definition.title)
    page.locator(".swap").click()
    assert page.url.endswith(f"#{other},{one}")
    expect(page.locator(".sides thead th").nth(1)).to_have_text(LIBRARY[one].definition.title)
    assert signs(page) == derived(other, one)


def test_an_unknown_cell_in_the_address_changes_nothing(site: Site, page: Page) -> None:
    """The choice that the page begins with stays."""
    opened(page, site, "compare/#nobody,nothing")
    before = [select.input_value() for select in page.locator(".pairs select").all()]
    opened(page, site, "compare/")
    assert [select.input_value() for select in page.locator(".pairs select").all()] == before


def test_another_address_is_followed_at_once(site: Site, page: Page) -> None:
    """A link within the page, or an address that somebody types."""
    opened(page, site, "compare/")
    left, right = list(LIBRARY)[-1], next(iter(LIBRARY))
    page.evaluate("(pair) => { location.hash = pair; }", f"{left},{right}")
    expect(page.locator(".sides thead th").nth(0)).to_have_text(LIBRARY[left].definition.title)
    assert signs(page) == derived(left, right)


def test_the_titles_lead_to_the_cells(site: Site, page: Page) -> None:
    """Links that a script writes are not seen by the check of links."""
    opened(page, site, "compare/")
    for link in page.locator(".sides thead a").all():
        assert site.file_at(link.evaluate("one => one.href")) is not None


# --- Numbers to try -----------------------------------------------------------------------------------

TRIALS = dict(trials.found())


@pytest.mark.parametrize("name", TRIALS)
def test_other_numbers_can_be_tried(site: Site, page: Page, name: str) -> None:
    """The form begins with the witness and its sides; zeros everywhere bring other sides, and a verdict."""
    page.goto(site.url + "question/")
    page.wait_for_function(ALL_SET)
    trial = page.locator(f".trial[data-trial='{name}']")
    expect(trial.locator(".trial-says")).to_have_text("The two differ.")
    trial.evaluate("one => { one.closest('details').open = true; }")
    sides = trial.locator("[data-side] td")
    shown = [[float(v.replace("−", "-")) for v in text.split(", ")] for text in sides.all_text_contents()]
    for found, wanted in zip(shown, (TRIALS[name].left, TRIALS[name].right), strict=True):
        assert found == pytest.approx([float(v) for v in wanted], rel=1e-5)
    before = sides.all_text_contents()
    for field in trial.locator("input").all():
        assert field.get_attribute("aria-label")
        slide(field, 0.5)
    assert sides.all_text_contents() != before
    zeros = [slide(field, 0) for field in trial.locator("input").all()]
    assert len(zeros) == trial.locator("input").count()
    same = sides.all_text_contents()[0] == sides.all_text_contents()[1]
    says = "the two are the same" if same else "The two differ."
    expect(trial.locator(".trial-says")).to_contain_text(says)
