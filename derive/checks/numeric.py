"""Numeric checks: derived gradients against the complex step on the lambdified functions.

f′(a) = Im f(a + iε)/ε to rounding for ε as small as 1e−30, since nothing is subtracted. Only the
forward functions are used for the comparison; the derivation has no part in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike

from derive.emit.functions import Array
from derive.emit.lambdified import lambdified
from derive.nodes import Cotangent, Jacobian, Kind, Named, Quantity, Tangent, TimeSum, is_vector, shift
from derive.program import Program
from derive.runtime import Functions

EPSILON = 1e-30
LENGTHS = (1, 2, 3, 4, 5)
BATCHES = (1, 3)
Arrays = dict[str, Array]


def numeric_sizes(program: Program) -> dict[sp.Symbol, int]:
    """A different small number for each size, from 3 upwards."""
    free = {s for name in program.inputs for size in name.shape for s in size.free_symbols}
    return {letter: 3 + k for k, letter in enumerate(sorted(free, key=str))}


def random_array(
    rng: np.random.Generator, name: Named, sizes: Mapping[sp.Symbol, int], leading: tuple[int, ...]
) -> Array:
    """Normal entries, of the shape that a name has at these sizes."""
    shape = [int(sp.sympify(size).subs(sizes)) for size in name.shape]
    return rng.standard_normal((*leading, *(shape[:1] if is_vector(name) else shape)))


def random_arrays(functions: Functions, steps: int, batch: int, seed: int) -> Arrays:
    """Everything that a run over a sequence needs."""
    rng = np.random.default_rng(seed)
    sizes = numeric_sizes(functions.step_program)
    leading = {Kind.INPUT: (steps, batch), Kind.STATE: (batch,), Kind.PARAMETER: ()}
    return {q.base: random_array(rng, q, sizes, leading[q.kind]) for q in functions.given}


def slope_along(f: Callable[[Arrays], Array], arrays: Arrays, name: str, direction: Array) -> Array:
    """The derivative of f's values as one array moves along a direction, by the complex step."""
    moved = {key: value.astype(complex) for key, value in arrays.items()}
    moved[name] = moved[name] + 1j * EPSILON * direction
    return f(moved).imag / EPSILON


def relative(derived: ArrayLike, exact: ArrayLike, scale: ArrayLike) -> float:
    """The largest error, relative to the size of what was added up; at most 1."""
    difference = np.abs(np.subtract(derived, exact))
    return float(np.max(difference / np.maximum(np.maximum(scale, difference), 1e-300)))


def worst(errors: Iterable[float]) -> float:
    """The largest error; NaN if any is, which no bound admits."""
    return float(np.max(list(errors)))


def sequence_error(functions: Functions, seed: int = 0) -> float:
    """The worst relative error of the backward pass over sequences, T from 1 to 5, batches of 1 and 3."""
    errors = []
    for steps in LENGTHS:
        for batch in BATCHES:
            arrays = random_arrays(functions, steps, batch, seed + 10 * steps + batch)
            errors.append(_one_sequence(functions, arrays, np.random.default_rng(seed)))
    return worst(errors)


def _one_sequence(functions: Functions, arrays: Arrays, rng: np.random.Generator) -> float:
    """The worst error over all arrays, each moved along one random direction."""
    run = functions.run(arrays)
    seeds = {name: rng.standard_normal(values.shape) for name, values in run.outputs.items()}
    gradients = functions.backpropagate(run, seeds)

    def loss(moved: Arrays) -> Array:
        outputs = functions.run(moved).outputs
        return np.asarray(sum(np.sum(seeds[name] * outputs[name]) for name in seeds))

    errors = []
    for name, value in arrays.items():
        direction = rng.standard_normal(value.shape)
        products = gradients[name] * direction
        exact = slope_along(loss, arrays, name, direction)
        errors.append(relative(products.sum(), exact, np.abs(products).sum()))
    return worst(errors)


def step_values(
    step: Program, seed: int, batch: tuple[int, ...] = (2,)
) -> tuple[Arrays, Callable[[Arrays], Arrays]]:
    """Random inputs of one step by identifier, and the function that adds all that the step defines."""
    rng = np.random.default_rng(seed)
    sizes = numeric_sizes(step)
    parameter = {name for name in step.inputs if isinstance(name, Quantity) and name.kind == Kind.PARAMETER}
    given = {n.name: random_array(rng, n, sizes, () if n in parameter else batch) for n in step.inputs}
    whole = lambdified(step.keep(tuple(eq.lhs for eq in step.equations)))
    return given, lambda values: values | whole(values)


def jacobian_error(step: Program, jacobians: Program, seed: int = 0) -> float:
    """The worst relative error of the closed-form Jacobians, column by column."""
    given, complete = step_values(step, seed)
    derived = lambdified(jacobians)(complete(given))
    sizes = numeric_sizes(step)
    errors = []
    for name in jacobians.outputs:
        assert isinstance(name, Jacobian)
        previous, of = name.by.name, name.of.name
        rows, columns = (int(size.subs(sizes)) for size in name.shape)
        values = derived[name.name]
        values = values[..., None] if is_vector(name) else values
        matrix = np.broadcast_to(values, (*given[previous].shape[:-1], rows, columns))
        for k in range(given[previous].shape[-1]):
            direction = np.zeros(given[previous].shape)
            direction[..., k] = 1
            exact = slope_along(partial(_value_of, complete, of), given, previous, direction)
            errors.append(relative(matrix[..., k], exact, np.abs(matrix).max()))
    return worst(errors)


def _value_of(complete: Callable[[Arrays], Arrays], name: str, given: Arrays) -> Array:
    """One value that a step defines."""
    return complete(given)[name]


def tangent_error(step: Program, tangents: Program, seed: int = 0) -> float:
    """The worst relative error of forward mode along random directions, all inputs moving at once."""
    given, complete = step_values(step, seed)
    rng = np.random.default_rng(seed + 1)
    directions = {
        q.of.name: rng.standard_normal(given[q.of.name].shape)
        for q in tangents.inputs
        if isinstance(q, Tangent)
    }
    values = complete(given) | {
        Tangent(q.of).name: directions[q.of.name] for q in tangents.inputs if isinstance(q, Tangent)
    }
    derived = lambdified(tangents)(values)
    moved = {name: value.astype(complex) for name, value in given.items()}
    for name, direction in directions.items():
        moved[name] = moved[name] + 1j * EPSILON * direction
    after = complete(moved)
    return worst(
        relative(
            derived[Tangent(q).name], after[q.name].imag / EPSILON, np.abs(derived[Tangent(q).name]).max() + 1
        )
        for q in step.outputs
    )


def through_time_error(functions: Functions, closed: Program, steps: int = 4, seed: int = 0) -> float:
    """The worst relative error of back-propagation through time in closed form, run as it stands.

    δ at t is computed from δ at t + 1 by the closed form's own equations; what the last step reads of
    the step after it is zero. Compared are the parameters' and the inputs' gradients.
    """
    arrays = random_arrays(functions, steps, 2, seed)
    run = functions.run(arrays)
    rng = np.random.default_rng(seed + 1)
    seeds = {name: rng.standard_normal(values.shape) for name, values in run.outputs.items()}
    compiled = lambdified(closed.keep(tuple(eq.lhs for eq in closed.equations)))
    totals: Arrays = {}
    later: Arrays = {}
    inputs: dict[str, list[Array]] = {q.base: [] for q in functions.sequences}
    for t in reversed(range(steps)):
        values = dict(run.tape[t]) | {f"seed_{name}": seeds[name][t] for name in seeds}
        values |= _next_values(closed, run.tape[t + 1] if t + 1 < steps else None, later, values)
        later = compiled(values)
        for eq in closed.equations:
            if isinstance(eq.rhs, TimeSum):
                name = eq.lhs.of.name
                totals[name] = totals.get(name, np.zeros_like(arrays[name])) + later[eq.lhs.name]
        for q in functions.sequences:
            inputs[q.base].append(np.broadcast_to(later[Cotangent(q).name], values[q.name].shape))
    totals |= {name: np.stack(several[::-1]) for name, several in inputs.items()}

    def loss(moved: Arrays) -> Array:
        outputs = functions.run(moved).outputs
        return np.asarray(sum(np.sum(seeds[name] * outputs[name]) for name in seeds))

    errors = []
    for name, total in totals.items():
        direction = rng.standard_normal(total.shape)
        exact = slope_along(loss, arrays, name, direction)
        errors.append(relative(np.sum(total * direction), exact, np.abs(total * direction).sum()))
    return worst(errors)


def _next_values(closed: Program, after: Mapping[str, Array] | None, later: Arrays, now: Arrays) -> Arrays:
    """The values one step later that the closed form reads; zero after the last step."""
    sizes = numeric_sizes(closed)
    values: Arrays = {}
    for name in closed.inputs:
        if name.name in now:
            continue
        if after is None:
            axes = name.shape[:1] if is_vector(name) else name.shape
            values[name.name] = np.zeros([int(size.subs(sizes)) for size in axes])
        else:
            values[name.name] = (later if isinstance(name, Cotangent) else after)[shift(name, -1).name]
    return values
