"""Gates at 0 and at 1: the simplified cell and what is said of it, against the cell's own step in numbers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from plain import (
    Values,
    cells,
    drawn,
    entry_value,
    matrix_value,
    random_step,
    sized,
    some_cells,
    stepped,
    words,
)

from derive.componentwise import symbol
from derive.limits import Limit, limits
from derive.nodes import Apply, Kind, Quantity, shift
from derive.question.claims import CONVENTIONS

every_cell = pytest.mark.parametrize("name", cells())
EXTREME = 1000.0
FEW = 12


@cache
def found(name: str) -> tuple[Limit, ...]:
    """Every limit of one gate; of two at once all of them in some cells, one in nine in others."""
    every = limits(cells()[name].plain, words(name).roles)
    pairs = [one for one in every if len(one.values) > 1]
    return (
        *(one for one in every if len(one.values) == 1),
        *pairs[:: 1 if name in some_cells() and len(pairs) <= FEW else 9],
    )


def overridden(name: str, given: Values, limit: Limit) -> Values:
    """The cell's step in numbers, the gates overwritten as soon as they are computed."""
    step = cells()[name].step
    values, sizes = dict(given), sized(step)
    form = words(name).roles.form
    fixed = {shift(gate, t).name: float(v) for gate, v in limit.values.items() for t in (0, -1)}
    for q in form.readouts:
        shown = form.through_readouts(symbol(q.at(-1)))
        known = {s.name: fixed[s.name] for s in shown.free_symbols if s.name in fixed}
        values[q.at(-1).name] = entry_value(shown, values | {k: np.full(1, v) for k, v in known.items()})
    for eq in step.equations:
        values[eq.lhs.name] = matrix_value(eq.rhs, values, sizes)
        if eq.lhs.name in fixed:
            values[eq.lhs.name] = np.full_like(np.atleast_1d(values[eq.lhs.name]), fixed[eq.lhs.name])
    return values


@every_cell
def test_the_simplified_cell_is_the_cell_with_its_gates_overwritten(name: str) -> None:
    """Every gate and every pair; a gate that is fixed is gone from the equations."""
    values = random_step(name, 0)
    for limit in found(name):
        expected = overridden(name, values, limit)
        now = dict(expected | {q.name: values[q.name] for q in limit.step.inputs})
        now |= {q.at(-1).name: expected[q.at(-1).name] for q in words(name).roles.form.readouts}
        sizes = sized(cells()[name].step)
        for eq in limit.step.equations:
            now[eq.lhs.name] = matrix_value(eq.rhs, now, sizes)
            assert eq.lhs not in limit.values
        for q in cells()[name].step.outputs:
            result = np.broadcast_to(now[q.name], np.shape(expected[q.name]))
            np.testing.assert_allclose(result, expected[q.name], atol=1e-12, err_msg=str(limit.values))


@every_cell
def test_a_limit_is_what_an_extreme_bias_gives(name: str) -> None:
    """Gates with a bias of their own: the cell itself, with that bias at ±1000."""
    cell = cells()[name]
    roles = words(name).roles
    tried = 0
    for limit in (one for one in found(name) if len(one.values) == 1):
        ((gate, number),) = limit.values.items()
        biases = [p for p, met in roles.signals[gate].form.terms if p is not None and met == 1]
        definition = cell.step.definitions[gate]
        if not biases or not isinstance(definition, Apply) or definition.activation.name != "sigmoid":
            continue
        if any(role.time for role in roles.signals[gate].roles):
            continue
        tried += 1
        values = random_step(name, 1)
        given = {q.name: values[q.name] for q in cell.step.inputs}
        given[biases[0].name] = np.full_like(given[biases[0].name], EXTREME if number else -EXTREME)
        with np.errstate(over="ignore"):
            extreme = stepped(name, given)
        now, sizes = dict(given), sized(cell.step)
        for eq in limit.step.equations:
            now[eq.lhs.name] = matrix_value(eq.rhs, now, sizes)
        for q in cell.step.outputs:
            np.testing.assert_allclose(
                now[q.name] * np.ones_like(extreme[q.name]), extreme[q.name], atol=1e-12
            )
    assert tried or name not in ("lstm", *CONVENTIONS)


@every_cell
def test_what_is_said_of_survival_shows_in_numbers(name: str) -> None:
    """Lost, written, shown: whether the new memory or the output moves when only previous memories do."""
    form = words(name).roles.form
    values = random_step(name, 2)
    rng = np.random.default_rng(3)
    for limit in found(name):
        before = overridden(name, values, limit)
        for memory in form.memories:
            same = not any(
                moves(name, values, limit, [memory], rng, {memory.state.name: before[memory.state.name]})
                for _ in range(DRAWS)
            )
            assert limit.survival[memory.state].is_lost is same, f"{limit.values}: {memory.state}"
            assert limit.survival[memory.state].carried == 0 or not same
        shown = {e.output.name: before[e.output.name] for e in form.exposures}
        moved = any(moves(name, values, limit, form.memories, rng, shown) for _ in range(DRAWS))
        assert limit.shows is moved, limit.values


DRAWS = 20
"""How often other numbers are tried: a maximum hides what is not far enough."""


def moves(name: str, values: Values, limit, memories, rng: np.random.Generator, watched: Values) -> bool:
    """Whether other previous memories change what is watched."""
    sizes = sized(words(name).roles.form.step)
    others: Values = {}
    for memory in memories:
        others |= another(memory.state.at(-1), rng, sizes)
    after = overridden(name, {**values, **others}, limit)
    return any(not np.allclose(after[key], value, atol=1e-9) for key, value in watched.items())


def another(q: Quantity, rng: np.random.Generator, sizes: dict) -> Values:
    """Other numbers for a state."""
    assert q.kind == Kind.STATE
    return {q.name: 10 * drawn(rng, q, sizes)}


@every_cell
def test_what_is_said_to_be_written_is(name: str) -> None:
    """Nothing new is written where write ∘ candidate is zero for all numbers."""
    form = words(name).roles.form
    for limit in found(name):
        values = overridden(name, random_step(name, 4), limit)
        for memory in form.memories:
            fixed = {shift(gate, 0).name: np.full(1, float(v)) for gate, v in limit.values.items()}
            added = entry_value(memory.write * memory.candidate, values | fixed)
            assert limit.writes[memory.state] is bool(np.any(np.abs(added) > 1e-12)), limit.values


def test_every_gate_and_every_pair_is_there() -> None:
    """Of an LSTM with three gates: 6 limits of one and 12 of two; of a GRU 4 and 4."""
    for name, single, pairs in (("lstm", 6, 12), ("gru_cho", 4, 4), ("elman", 0, 0)):
        sizes = [len(one.values) for one in found(name)]
        assert (sizes.count(1), sizes.count(2)) == (single, pairs)
