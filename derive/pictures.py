"""Curves for the pages, computed from the derived expressions; `templates/chart.svg.j2` draws them.

Legend: a curve is a tuple of (x, y) points; a gate in a curve is a free number between 0 and 1, whatever
weights would make of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import sympy as sp

from derive.activations import ACTIVATIONS
from derive.cell import Cell
from derive.componentwise import Column, Dot, Inner, symbol
from derive.emit.functions import Array
from derive.emit.lambdified import Lambdified, lambdified
from derive.memory import Memory
from derive.nodes import Jacobian, Kind, Named, shift
from derive.runtime import Functions
from derive.words import Words

Point = tuple[float, float]
CARRIES = (0.99, 0.95, 0.9, 0.8, 0.5)
STEPS = 50
SWEEP = tuple(k / 20 for k in range(21))
SEEDS = 20
SIZE = 16
DIGITS = 4
SCALAR = {"maximum": sp.Max, "total": lambda inner: inner, "diagonal": lambda inner: inner}
"""What other functions of the componentwise algebra are where there is one entry."""


@dataclass(frozen=True)
class Curve:
    """A named curve; `label` is Markdown without formulas in it (it stands inside a drawing)."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Chart:
    """A drawing: a title, what the axes show, the ranges, and the curves."""

    title: str
    x: str
    y: str
    x_range: Point
    y_range: Point
    curves: tuple[Curve, ...]


def rounded(value: float) -> float:
    """A number with few digits, the same on every machine."""
    return float(f"{value:.{DIGITS}g}")


def retention(memory: Memory) -> Chart:
    """What is left of a memory after k steps in which its carry has one value and nothing is written."""
    carry = sp.Symbol("carry")
    step = sp.lambdify([memory.previous, carry], carry * memory.carried, "math")
    curves = tuple(Curve(f"carry {a}", tuple(_kept(step, a))) for a in CARRIES)
    return Chart("What is left of the memory", "steps", "share", (0.0, float(STEPS)), (0.0, 1.0), curves)


def _kept(step: Callable[[float, float], float], carry: float) -> Iterator[Point]:
    """(k, the memory after k steps from 1)."""
    value = 1.0
    for k in range(STEPS + 1):
        yield float(k), rounded(value)
        value = step(value, carry)


def scalar(entry: sp.Expr) -> sp.Expr:
    """An entry for cells of size one: a product with a matrix is a product, a sum over entries is one."""
    for kind in (Dot, Inner):
        entry = entry.replace(kind, lambda one, other: one * other)
    entry = entry.replace(Column, lambda inner: inner)
    for name, function in SCALAR.items():
        entry = entry.replace(sp.Function(name, real=True), function)
    u = sp.Symbol("u")
    for name, row in ACTIVATIONS.items():
        definition = sp.sympify(row.scalar, locals={"u": u})
        entry = entry.replace(
            lambda part, name=name: part.func.__name__ == name and isinstance(part, sp.Function),
            lambda part, definition=definition: definition.subs(u, part.args[0]),
        )
    return entry


def sweep(words: Words, gate: Named, memory: Memory, others: Mapping[str, float]) -> Chart:
    """The new memory, its two parts and its candidate, of a cell of size one, as a gate goes from 0 to 1.

    Every other gate, every weight and the previous memory have the value that `others` gives under the
    empty name, or under their own.
    """
    form = words.roles.form
    candidate = memory.candidate
    for name in words.roles.candidates(memory):
        opened = form.through_readouts(form.opened(name))
        candidate = candidate.xreplace({symbol(name): opened})
    shown = {
        "new memory": memory.carry * memory.carried + memory.write * candidate,
        "carried": memory.carry * memory.carried,
        "candidate": candidate,
    }
    curves = tuple(
        Curve(label, tuple((g, rounded(_value(entry, gate, g, others))) for g in SWEEP))
        for label, entry in shown.items()
    )
    highest = max(y for curve in curves for _, y in curve.points)
    title = f"{words.cell.definition.title}: {words.called(gate)}"
    return Chart(title, words.called(gate), "value", (0.0, 1.0), (0.0, math.ceil(5 * highest) / 5), curves)


def _value(entry: sp.Expr, gate: Named, at: float, others: Mapping[str, float]) -> float:
    """An entry's value at a gate's."""
    entry = scalar(sp.sympify(entry))
    default = others[""]
    table = {s: sp.Float(others.get(s.name, default)) for s in entry.free_symbols}
    table |= {symbol(shift(gate, t)): sp.Float(at) for t in (0, -1)}
    return float(entry.xreplace(table))


def gradient_norms(cell: Cell, biases: Mapping[str, float], steps: int = STEPS) -> tuple[Point, ...]:
    """(k, median over seeds of ‖∂s_{t+k}/∂s_t‖₂) for normal weights of variance 1/n, all states together.

    biases: the value of some parameters in every entry; all other biases are zero.
    """
    functions = Functions(cell.step)
    blocks = lambdified(cell.jacobians)
    norms = np.array([_norms(functions, blocks, biases, steps, seed) for seed in range(SEEDS)])
    return tuple((float(k), rounded(float(v))) for k, v in enumerate(np.median(norms, axis=0)))


def _norms(
    functions: Functions, blocks: Lambdified, biases: Mapping[str, float], steps: int, seed: int
) -> list[float]:
    """The norms along one random sequence."""
    product = np.eye(SIZE * len(functions.states))
    norms = [1.0]
    for values in functions.run(random_sequence(functions, biases, steps, seed)).tape:
        given = blocks(values)
        rows = [[given[Jacobian(q.at(0), p).name] for p in functions.states] for q in functions.states]
        product = np.block(rows) @ product
        norms.append(float(np.linalg.norm(product, 2)))
    return norms


def random_sequence(
    functions: Functions, biases: Mapping[str, float], steps: int, seed: int
) -> dict[str, Array]:
    """Normal inputs, weights of variance 1/n, states at zero, biases at zero or as given."""
    rng = np.random.default_rng(seed)
    letters = {s for q in functions.given for size in q.shape for s in size.free_symbols}
    sizes = dict.fromkeys(letters, SIZE)
    arrays: dict[str, Array] = {}
    for q in functions.given:
        shape = [int(size.subs(sizes)) for size in q.shape]
        shape = shape[:1] if shape[1] == 1 else shape
        leading = (steps,) if q.kind == Kind.INPUT else ()
        scale = 1 / math.sqrt(SIZE) if len(shape) == 2 else 1.0 if q.kind == Kind.INPUT else 0.0
        arrays[q.base] = scale * rng.standard_normal((*leading, *shape)) + biases.get(q.base, 0.0)
    return arrays
