"""The memory form against the cell's own step: numbers at random weights, for cells of every kind."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from plain import cells, entry_value, matrix_value, random_step, sized, stepped, words

from derive.componentwise import symbol
from derive.nodes import is_vector, shift
from derive.paths import memory_paths
from derive.roles import Growth

SEEDS = (0, 1)
EPSILON = 1e-30
STEPS = 25

every_cell = pytest.mark.parametrize("name", cells())


@every_cell
def test_carry_and_write_make_the_new_memory(name: str) -> None:
    """s_t = a ∘ ψ(s_{t−1}) + b ∘ candidate, and no state is left out."""
    form = words(name).roles.form
    assert {*form.readouts, *(m.state for m in form.memories)} == {*form.new_states}
    for seed in SEEDS:
        values = random_step(name, seed)
        for m in form.memories:
            parts = [entry_value(e, values) for e in (m.carry, m.carried, m.write, m.candidate)]
            is_matrix = values[m.state.name].ndim == 2
            carry, carried, write, candidate = (
                part[:, None] if is_matrix and part.ndim == 1 and len(part) > 1 else part for part in parts
            )
            np.testing.assert_allclose(carry * carried + write * candidate, values[m.state.name], atol=1e-12)


@every_cell
def test_read_outs_and_exposures_are_what_is_shown(name: str) -> None:
    """A read-out keeps nothing; an output is gate ∘ shown, or a matrix times that, and what shows nothing."""
    form = words(name).roles.form
    values = random_step(name, 2)
    for q, entry in form.readouts.items():
        np.testing.assert_allclose(entry_value(entry, values), values[q.name], atol=1e-12)
        assert not entry.free_symbols & {symbol(p) for p in form.previous}
    for e in form.exposures:
        np.testing.assert_allclose(entry_value(e.whole, values), values[e.output.name], atol=1e-12)
        product = sp.expand(e.gate * e.shown)
        inner = e.whole.args[1] if e.is_before else e.whole
        rest = sp.expand(inner - product)
        assert not rest.free_symbols & {symbol(m.state) for m in form.memories} or e.shown.is_Add


@every_cell
def test_paths_add_up_to_the_jacobian(name: str) -> None:
    """∂s_t/∂s_{t−1}, read-outs of the step before moving along, against the complex step."""
    cell, roles = cells()[name], words(name).roles
    for memory in filter(lambda m: is_vector(m.state), roles.memories):
        paths = memory_paths(cell, roles, memory)
        assert sum(path.is_carry for path in paths) <= 1
        for seed in SEEDS:
            values = random_step(name, seed)
            size, sizes = len(values[memory.state.name]), sized(cell.step)
            derived = sum((matrix_value(p.matrix, values, sizes) for p in paths), np.zeros((size, size)))
            np.testing.assert_allclose(derived, moved(name, memory, values), atol=1e-10)


def moved(name, memory, values):
    """The same by moving one entry of the previous memory after the other."""
    form = words(name).roles.form
    previous = memory.state.at(-1).name
    given = {q.name: values[q.name] for q in form.step.inputs}
    columns = []
    for k in range(len(values[previous])):
        here = {key: array.astype(complex) for key, array in {**values, **given}.items()}
        here[previous][k] += 1j * EPSILON
        for q in form.readouts:
            here[q.at(-1).name] = entry_value(form.through_readouts(symbol(q.at(-1))), here)
        now = stepped(name, {key: here[key] for key in given})
        columns.append(np.broadcast_to(now[memory.state.name], len(values[previous])).imag / EPSILON)
    return np.stack(columns, axis=1)


@every_cell
def test_the_carry_path_is_the_carry(name: str) -> None:
    """What of the Jacobian has no weights is carry ∘ ψ′, unless gates see the memory entry by entry."""
    cell, roles = cells()[name], words(name).roles
    for memory in filter(lambda m: is_vector(m.state) and m.carry != 0, roles.memories):
        peeps = [r for r in roles.reads if r.matrix is None and r.state == memory.state.at(-1)]
        if peeps or memory.candidate.free_symbols & {symbol(m.state) for m in roles.memories}:
            continue
        (path,) = [p for p in memory_paths(cell, roles, memory) if p.is_carry]
        values = random_step(name, 3)
        size = len(values[memory.state.name])
        carried = entry_value(memory.carried, values)
        psi = {"tanh": 1 - carried**2, "exp": carried}.get(memory.carried.func.__name__, np.ones(size))
        expected = np.diag(np.broadcast_to(entry_value(memory.carry, values) * psi, size))
        np.testing.assert_allclose(matrix_value(path.matrix, values, sized(cell.step)), expected, atol=1e-12)


@every_cell
def test_facts_hold_in_numbers(name: str) -> None:
    """Bounds, shares, what a scan needs: at random numbers, and at others where only states differ."""
    roles = words(name).roles
    for memory in roles.memories:
        facts, linear = roles.facts(memory), []
        for seed in range(3):
            values = random_step(name, seed)
            parts = [entry_value(e, values) for e in (memory.carry, memory.write)]
            deep = max(part.ndim for part in parts) > 1
            carry, write = (p[:, None] if deep and p.ndim == 1 and len(p) > 1 else p for p in parts)
            total = carry + write
            assert np.all((facts.carry_bounds.low <= carry) & (carry <= facts.carry_bounds.high))
            assert bool(np.allclose(total, 1)) is bool(facts.sum_is_one)
            every = [q for q in roles.form.previous if q.name in values]
            others = [q for q in every if symbol(q) not in roles._scannable]
            assert facts.reads_itself is not unmoved(name, memory, values, every)
            alone = unmoved(name, memory, values, [*others, memory.state.at(-1)])
            own = memory.carry != 0 and memory.carried == memory.previous
            assert facts.is_scannable is (own and alone)
            linear.append(is_affine(name, memory, values, others, seed))
        assert facts.is_linear is all(linear)


def is_affine(name, memory, values, moving, seed) -> bool:
    """Whether f(a + b) + f(0) = f(a) + f(b) for the new memory as a function of some previous states.

    For several a and b: a maximum may be linear between some of them.
    """
    rng = np.random.default_rng([8, seed])
    given = {q.name: values[q.name] for q in words(name).roles.form.step.inputs}

    def f(*parts):
        total = {q.name: sum((part[q.name] for part in parts), 0 * given[q.name]) for q in moving}
        return stepped(name, given | total)[memory.state.name]

    with np.errstate(all="ignore"):
        for _ in range(4):
            a, b = ({q.name: 3 * rng.normal(size=given[q.name].shape) for q in moving} for _ in range(2))
            if not np.allclose(f(a, b) + f(), f(a) + f(b), equal_nan=True):
                return False
    return True


def unmoved(name, memory, values, moving) -> bool:
    """Whether carry and what is added stay as they are when some previous states are others.

    Also where these are large, for a maximum hides one that is small.
    """
    form = words(name).roles.form
    rng = np.random.default_rng(9)
    given = {q.name: values[q.name] for q in form.step.inputs}
    parts = memory.carry, memory.write * memory.candidate
    for scale in (1, 3, 9, 27):
        after = stepped(
            name, given | {q.name: scale * np.abs(rng.normal(size=given[q.name].shape)) for q in moving}
        )
        if not all(np.allclose(entry_value(e, values), entry_value(e, after)) for e in parts):
            return False
    return True


@every_cell
@pytest.mark.parametrize("scale", [1, 30])
def test_bounds_hold_over_many_steps(name: str, scale: int) -> None:
    """With small and with large weights, from zero and from a large memory."""
    roles = words(name).roles
    rng = np.random.default_rng(scale)
    values = random_step(name, scale)
    given = {q.name: scale * values[q.name] for q in roles.form.step.inputs}
    start = dict(given)
    with np.errstate(all="ignore"):
        for step in range(STEPS):
            given |= {q.name: scale * rng.normal(size=given[q.name].shape) for q in inputs(roles)}
            now = stepped(name, given)
            for memory in roles.memories:
                before, after = (np.abs(v) for v in (given[memory.state.at(-1).name], now[memory.state.name]))
                largest = np.max(np.abs(start[memory.state.at(-1).name]))
                assert within(roles.facts(memory), before, after, largest), f"{memory.state} in step {step}"
            given |= {q.name: now[q.at(0).name] for q in roles.form.previous}


def inputs(roles):
    """The inputs of a step that are no states and no parameters."""
    return [q for q in roles.form.step.inputs if shift(q, 1) != q and q not in roles.form.previous]


def within(facts, before, after, largest) -> bool:
    """Whether a step keeps what the facts say."""
    slack = 1 + 1e-9
    match facts.growth:
        case Growth.FOREVER:
            own = facts.memory.carried == facts.memory.previous
            return bool(np.all(after <= max(facts.bound, largest if own else 0) * slack))
        case Growth.LINEAR:
            return bool(np.all(after <= (before + facts.bound) * slack))
        case Growth.GEOMETRIC:
            return bool(np.all(after <= np.maximum(before, facts.bound) * slack))
    return True
