"""What can be played with: curves against real runs of the cells, and JavaScript against Python."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp
from py_mini_racer import MiniRacer

from derive.activations import ACTIVATIONS
from derive.checks.numeric import EPSILON
from derive.compare import compare
from derive.emit.lambdified import lambdified
from derive.knobs import (
    ARGUMENT,
    COMMON,
    DIRECT,
    MEMORY,
    SHARE,
    STATE,
    WEIGHT,
    WHOLE,
    Numbers,
    of_activation,
    of_cell,
)
from derive.library import LIBRARY, find
from derive.nodes import shift
from derive.pages import derived
from derive.pages.produce import environment, text
from derive.pictures import retention, scalar
from derive.playable import Playable, evaluator
from derive.words import Words

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = {job.path: job for job in derived.jobs()}
ODD = {cell.name: cell for cell in find(str(ROOT / "tests" / "odd_cells.py"))}
SUBJECTS = {**LIBRARY, **{f"odd-{name}": cell for name, cell in ODD.items()}}
"""The cells of the library, and such as are unlike them."""

CELLS = {name: play for name, cell in SUBJECTS.items() if (play := of_cell(Words(cell)))}
TABLE = {derived.key(name): play for name, row in ACTIVATIONS.items() if (play := of_activation(row))}
PLAYABLE = CELLS | TABLE
Settings = dict[sp.Symbol, float]
Evaluate = Callable[[str], Any]
STRINGIFY = """JSON.stringify(%s, (_, v) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v))
  .replace(/"(NaN|-?Infinity)"/g, "$1")"""
"""JSON with what JSON lacks, as Python reads it."""


@pytest.fixture(scope="module")
def evaluate() -> Evaluate:
    """JavaScript with every generated script and the page's own, without a page; values come through JSON."""
    racer = MiniRacer()
    for name in ("katex/katex.min.js", "math.js", "play.js", "compare.js"):
        racer.eval((ROOT / "docs" / "assets" / name).read_text(encoding="utf-8"))
    templates = environment()
    for job in SCRIPTS.values():
        racer.eval(text(templates, job, job.compute()))
    (job, *_) = SCRIPTS.values()
    for name, cell in SUBJECTS.items():
        if name not in LIBRARY:
            racer.eval(text(templates, job, derived.of(name, Words(cell)) | {"glossary": {}}))
    return lambda code: json.loads(str(racer.eval(STRINGIFY % code)))


def random_settings(play: Playable, seed: int) -> Settings:
    """Every knob somewhere between its ends."""
    rng = np.random.default_rng(seed)
    return {knob.symbol: float(rng.uniform(knob.low, knob.high)) for knob in play.knobs}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", PLAYABLE)
def test_the_browser_draws_what_python_draws(evaluate: Evaluate, name: str, seed: int) -> None:
    """Every curve of every plot, by the page's own loop over the printed functions."""
    play = PLAYABLE[name]
    settings = random_settings(play, seed)
    given = json.dumps({symbol.name: value for symbol, value in settings.items()})
    for k, plot in enumerate(play.plots):
        wanted = [[x, *values] for x, values in play.rows(plot, settings)]
        found = evaluate(
            f"(({{play}}) => playing.rows(play, play.plots[{k}], {given}))(derived.get('{name}'))"
        )
        np.testing.assert_allclose(
            np.array(found, float), wanted, rtol=1e-9, atol=1e-12, err_msg=f"{plot.key}, seed {seed}"
        )


class AtSizeOne:
    """A real run of a cell of size one: recurrent weights and input as set, biases zero, all else one.

    `earlier` are gates of the step before, through which a read-out of it passes; they are as set.
    """

    def __init__(self, name: str, settings: Settings) -> None:
        self.words = Words(SUBJECTS[name])
        self.memory, self.form = self.words.roles.memory, self.words.roles.form
        self.numbers = Numbers(self.words, self.memory)
        self.values = {**settings, STATE: settings[MEMORY]}
        step = self.words.cell.step
        self.run = lambdified(step.keep(tuple(eq.lhs for eq in step.equations)))
        self.earlier = {s.name for shown in self.form.readouts.values() for s in shown.free_symbols}

    def __call__(self, previous: complex) -> dict[str, Any]:
        """Every value of the step, from the previous memory and what it showed."""
        arrays = {}
        for q in self.words.cell.step.inputs:
            value = complex(self.numbers.of(q).subs(self.values))
            arrays[q.name] = np.full([1] * (1 if q.shape[1] == 1 else 2), value)
        arrays[self.memory.state.at(-1).name] = np.array([previous])
        for q, shown in self.form.readouts.items():
            entry = scalar(shown)
            names = sorted(entry.free_symbols, key=str)
            given = [previous if s.name == self.memory.state.name else self.shown(s.name) for s in names]
            arrays[q.at(-1).name] = np.array([sp.lambdify(names, entry, "numpy")(*given)])
        return self.run(arrays)

    def shown(self, name: str) -> float:
        """What a read-out of the step before was made of: a gate as it is set, another state as it stands."""
        found = self.numbers.of(shift(self.form.names[name], -1)).subs(self.values)
        return float(found.subs(dict.fromkeys(found.free_symbols, 0.5)))  # a gate that no update sees

    def set_gates(self, play: Playable, computed: Mapping[str, Any]) -> Settings:
        """The settings with every gate at what the cell computes, but for those of the step before."""
        names = {knob.symbol: knob.symbol.name.removeprefix("gate_") for knob in play.knobs if knob.roles}
        found = {s: float(computed[n].item().real) for s, n in names.items() if n not in self.earlier}
        return {**self.values, **found}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", CELLS)
def test_a_step_and_its_gradient_are_the_cells_own(name: str, seed: int) -> None:
    """The gates set to what the cell computes: then the new memory is the cell's, and its derivative too.

    The derivative is the complex step through the cell's NumPy functions; it shares nothing with the paths.
    """
    play = CELLS[name]
    cell = AtSizeOne(name, random_settings(play, seed))
    state, previous = cell.memory.state.name, cell.values[STATE]
    computed = cell(previous)
    slope = cell(previous + 1j * EPSILON)[state].item().imag / EPSILON
    settings = {**cell.set_gates(play, computed), SHARE: 1.0, DIRECT: 1.0, WHOLE: 1.0}
    found = {STATE: computed[state].item().real, WHOLE: abs(slope)}
    for register in found.keys() & play.moves.keys():
        wanted = float(play.moves[register].subs(settings))
        assert found[register] == pytest.approx(wanted, rel=1e-10, abs=1e-13), register


@pytest.mark.parametrize("name", ["lstm", "gru_cho", "gru_reset_after"])
def test_biases_are_zero_and_input_weights_one(name: str) -> None:
    """As the page says; a bias beside a product counts, wherever it stands."""
    words = Words(SUBJECTS[name])
    numbers = Numbers(words, words.roles.memory)
    found = {q.name: numbers.of(q) for q in words.cell.step.inputs}
    assert {value for name, value in found.items() if name.startswith("b_")} == {0}
    assert {value for name, value in found.items() if name.startswith("W_")} == {1}
    assert {value for name, value in found.items() if name.startswith("U_")} == {WEIGHT}


@pytest.mark.parametrize("name", CELLS)
def test_knobs_stand_within_their_ends(name: str) -> None:
    """Each once, the gates of the cell first."""
    knobs = CELLS[name].knobs
    assert all(knob.low <= knob.start <= knob.high for knob in knobs)
    assert len({knob.symbol for knob in knobs}) == len(knobs)
    assert knobs[-3:] == COMMON
    assert all(knob.roles for knob in knobs[:-3])


def test_the_share_is_the_carry_to_the_power_of_the_steps() -> None:
    """As the chart of the question has it."""
    play = CELLS["lstm"]
    plot = play.plot("share")
    for curve in retention(Words(SUBJECTS["lstm"]).roles.memory).curves:
        carry = float(curve.label.split()[-1])
        rows = play.rows(plot, {**random_settings(play, 0), play.knob("carry").symbol: carry})
        assert [values[0] for _, values in rows] == pytest.approx([y for _, y in curve.points], rel=1e-3)


@pytest.mark.parametrize("name", TABLE)
def test_a_slope_is_the_derivative(name: str) -> None:
    """The curve named slope against the difference of the curve beside it."""
    play = TABLE[name]
    (_, value), (_, slope) = play.plot("curve").curves
    at = evaluator([ARGUMENT], [value, slope])
    for u in (-2.3, -0.4, 0.7, 3.1):
        if "log" in name and u < 0:
            continue
        above, below = at([u + 1e-6])[0], at([u - 1e-6])[0]
        assert at([u])[1] == pytest.approx((above - below) / 2e-6, rel=1e-6, abs=1e-8)


NEIGHBOURS = [*pairwise(SUBJECTS), *(("lstm", name) for name in SUBJECTS)]


@pytest.mark.parametrize(("left", "right"), NEIGHBOURS)
def test_the_browser_compares_as_python_does(evaluate: Evaluate, left: str, right: str) -> None:
    """Equal keys where the derived properties are equal, for each cell with the next and with the LSTM."""
    found = compare(SUBJECTS[left], SUBJECTS[right])
    sides = [f"derived.get('{name}').facts" for name in (left, right)]
    for k, aligned in enumerate(found.alignments):
        points = evaluate("comparing.points({}, {})".format(*(f"{s}.roles[{k}].properties" for s in sides)))
        wanted = [(point.topic.value, point.agrees) for point in aligned.points]
        assert [(point["topic"], point["agrees"]) for point in points] == wanted
    points = evaluate("comparing.points({}, {})".format(*(f"{s}.whole" for s in sides)))
    assert [point["agrees"] for point in points] == [point.agrees for point in found.points]


FORMULA = re.compile(r'<span class="arithmatex">(.*?)</span>')
PARSE = """((texts) => texts.map((text) => {
  const { tex, display } = formulas.split(text);
  const html = katex.renderToString(tex, { ...formulas.options(display), throwOnError: true });
  return html.includes(formulas.errorColor);
}))"""


def strings(value: Any) -> list[str]:
    """Every text in some data."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in inner for text in strings(part)]


@pytest.mark.parametrize("name", SUBJECTS)
def test_katex_accepts_every_formula_of_a_script(evaluate: Evaluate, name: str) -> None:
    """Of the facts that Compare shows and of the names that Play shows; a refused one throws."""
    shown = "\n".join(strings(evaluate(f"derived.get('{name}').facts")))
    texts = [html.unescape(tex) for tex in FORMULA.findall(shown)]
    texts += [rf"\({knob.latex}\)" for knob in (CELLS[name].knobs if name in CELLS else ()) if knob.latex]
    assert len(texts) > 5
    assert not any(evaluate(f"{PARSE}({json.dumps(texts)})"))


def test_numbers_are_said_shortly(evaluate: Evaluate) -> None:
    """Three digits, powers of ten for what is very small or large, a real minus sign."""
    numbers = [0, 0.5, -1.23456, 1 / 3, 8.88e-16, -2.5e7]
    assert evaluate(f"{numbers}.map(playing.spoken)") == [
        "0", "0.5", "−1.23", "0.333", "8.9\u00a0·\u00a010⁻¹⁶", "−2.5\u00a0·\u00a010⁷",
    ]  # fmt: skip
    assert evaluate("[Infinity, NaN].map(playing.spoken)") == ["∞", "no number"]


def test_labels_are_kept_apart(evaluate: Evaluate) -> None:
    """By the gap of the axes, within the drawing, whatever the curves do."""
    axes = {"top": 28, "bottom": 200, "gap": 13}
    for heights in ([100, 100, 101], [195, 199, 1e4], [-1e4, 28, 29]):
        placed = sorted(evaluate(f"playing.apart({json.dumps(axes)}, {heights})"))
        assert all(b - a >= 13 - 0.11 for a, b in pairwise(placed))
        assert placed[-1] <= 200
