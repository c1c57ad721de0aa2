"""Pictures: curves against the cells' own steps, the gradient over k steps against the complex step."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from plain import Array, Values, cells, entry_value, matrix_value, stepped, words

from derive.checks.numeric import slope_along
from derive.componentwise import symbol
from derive.nodes import shift
from derive.pages.charts import drawn
from derive.pages.question import HALF, REMEMBERED, _opened
from derive.pictures import CARRIES, STEPS, gradient_norms, random_sequence, retention, sweep
from derive.roles import RoleKind
from derive.runtime import Functions

SWEPT = {"lstm": "f", "gru_cho": "r", "gru_chung": "r", "gru_reset_after": "z"}


@pytest.mark.parametrize("name", SWEPT)
def test_retention_is_a_geometric_sequence(name: str) -> None:
    """aᵏ, from the memory's own update, for each carry."""
    chart = retention(words(name).roles.memory)
    assert len(chart.curves) == len(CARRIES)
    for carry, curve in zip(CARRIES, chart.curves, strict=True):
        assert [x for x, _ in curve.points] == [*range(STEPS + 1)]
        np.testing.assert_allclose([y for _, y in curve.points], carry ** np.arange(STEPS + 1.0), rtol=1e-3)


def step_at(name: str, gate: str, value: float) -> Values:
    """A step of a cell of size one, everything one half, the previous memory apart, gates as given."""
    step, roles = cells()[name].step, words(name).roles
    sizes = {letter: 1 for q in step.inputs for size in q.shape for letter in size.free_symbols}
    values = {q.name: np.full(1 if q.shape[1] == 1 else (1, 1), HALF) for q in step.inputs}
    values[roles.memory.previous.name] = np.full(1, REMEMBERED)
    gates = {s.name.name: np.full(1, value if s.name.name == gate else HALF) for s in roles.gates}
    values |= {shift(s.name, -1).name: gates[s.name.name] for s in roles.gates}
    for q in roles.form.readouts:
        values[q.at(-1).name] = entry_value(roles.form.through_readouts(symbol(q.at(-1))), values)
    for eq in step.equations:
        values[eq.lhs.name] = gates.get(eq.lhs.name, matrix_value(eq.rhs, values, sizes))
    return values


@pytest.mark.parametrize(("name", "base"), SWEPT.items())
def test_a_sweep_shows_the_cells_own_step(name: str, base: str) -> None:
    """New memory, what is carried, and the candidate, at every value of the gate."""
    own, roles = words(name), words(name).roles
    memory = roles.memory
    gate = next(s.name for s in roles.gates if s.name.name == base)
    curves = sweep(own, gate, memory, {"": HALF, memory.previous.name: REMEMBERED}).curves
    found = {curve.label: dict(curve.points) for curve in curves}
    for x in (0.0, 0.25, 0.5, 1.0):
        values = step_at(name, base, x)
        expected = {
            "new memory": values[memory.state.name],
            "carried": entry_value(memory.carry * memory.carried, values),
            "candidate": entry_value(memory.candidate, values),
        }
        for label, value in expected.items():
            assert found[label][x] == pytest.approx(float(np.ravel(value)[0]), rel=1e-3), (label, x)


def test_the_two_sweeps_side_by_side() -> None:
    """f moves what is carried and leaves the candidate alone; r the other way round."""
    flat = {}
    for name, base in (("lstm", "f"), ("gru_cho", "r")):
        roles = words(name).roles
        gate = next(s.name for s in roles.gates if s.name.name == base)
        chart = sweep(words(name), gate, roles.memory, {"": HALF, roles.memory.previous.name: REMEMBERED})
        flat[base] = {c.label for c in chart.curves if len({y for _, y in c.points}) == 1}
        assert all(chart.y_range[0] <= y <= chart.y_range[1] for c in chart.curves for _, y in c.points)
    assert flat == {"f": {"candidate"}, "r": {"carried"}}


@pytest.mark.parametrize("name", ["lstm", "gru_cho"])
def test_the_gradient_over_k_steps(name: str) -> None:
    """The norms, against the complex step through three whole steps at the same numbers."""
    steps = 3
    functions = Functions(cells()[name].step)
    norms = []
    for seed in range(20):
        arrays = random_sequence(functions, {}, steps, seed)
        norms.append(np.linalg.norm(through_time(functions, arrays), 2))
    points = dict(gradient_norms(cells()[name], {}, steps))
    assert points[0.0] == 1
    assert points[float(steps)] == pytest.approx(float(np.median(norms)), rel=1e-3)


def through_time(functions: Functions, arrays: Values) -> Array:
    """∂s_T/∂s_0 over all states together."""
    columns = []
    for q in functions.states:
        for k in range(len(arrays[q.base])):
            direction = np.zeros_like(arrays[q.base])
            direction[k] = 1.0

            def last(moved: Values) -> Array:
                run = functions.run(moved)
                return np.concatenate([run.tape[-1][p.at(0).name] for p in functions.states])

            columns.append(slope_along(last, arrays, q.base, direction))
    return np.stack(columns, axis=1)


@pytest.mark.parametrize("name", SWEPT)
def test_the_carry_opens_towards_keeping(name: str) -> None:
    """The bias that is said to open the carry moves it towards one, whichever way round z is."""
    own = words(name)
    ((bias, value),) = _opened(own).items()
    gate = next(s for s in own.roles.gates if s.has(RoleKind.CARRY))
    assert bias in {p.name for p, met in gate.form.terms if p is not None and met == 1}
    inputs = cells()[name].step.inputs
    given = {q.name: np.zeros(2 if q.shape[1] == 1 else (2, 2)) for q in inputs}
    given[bias] = np.full(2, value)
    carry = entry_value(own.roles.memory.carry, stepped(name, given))
    assert np.all(carry > 0.99)


def test_a_chart_stays_in_its_frame() -> None:
    """Curves and labels, on a plain and on a logarithmic scale."""
    chart = retention(words("lstm").roles.memory)
    picture = drawn(chart)
    for curve in picture["curves"]:
        numbers = [float(v) for pair in curve["path"][1:].split(" L") for v in pair.split()]
        assert all(picture["left"] <= x <= picture["right"] for x in numbers[::2])
        assert all(picture["top"] <= y <= picture["bottom"] for y in numbers[1::2])
    places = sorted(curve["label_y"] for curve in picture["curves"])
    assert all(b - a >= 12 for a, b in pairwise(places))
