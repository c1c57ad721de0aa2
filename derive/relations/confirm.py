"""Relation → numbers: parameter maps as functions on arrays, and both cells run side by side.

The numbers come from the lambdified cells, which share no code with the proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike

from derive.cell import Cell, require_cells
from derive.emit.functions import Array
from derive.emit.functions import sigmoid as expit
from derive.emit.lambdified import Lambdified, lambdified
from derive.errors import DeriveError
from derive.nodes import Kind, Quantity
from derive.program import Program
from derive.relations.parameters import LARGE, Counterpart, following, transfer
from derive.relations.relation import Kind as RelationKind
from derive.relations.relation import Relation, relate
from derive.relations.sizes import quantities, size_symbols
from derive.runtime import axes_of, check

STEPS = 5
SATURATED = 1e4
"""A bias at which float64 and float32 do not tell an activation from its limit."""

TOLERANCE = 1e-9
DRAWS = 5


@lru_cache(maxsize=256)
def function(program: Program) -> Lambdified:
    """The NumPy function of a program."""
    return lambdified(program)


@dataclass(frozen=True)
class ParameterMap:
    """The parameters of the general cell of a relation, from those of its special cell.

    source, target: the special and the general cell; program: the substitution; `large` stands for ∞
    where only a limit does it.
    """

    source: Cell
    target: Cell
    relation: Relation
    program: Program
    large: float

    def __call__(self, **parameters: ArrayLike) -> dict[str, Array]:
        """Arrays by the target's own names, from arrays by the source's; raises ArrayError."""
        checked = check(parameters, list(self.source.parameters), leading=0)
        values = dict(checked.arrays)
        for block in self.source.blocks:
            start, stop = (int(size.subs(checked.sizes)) for size in (block.start, block.stop))
            values[block.part.name] = checked.arrays[block.whole.name][:, start:stop]
        values |= {LARGE.name: np.full(1, self.large)}
        values |= {q.name: np.zeros(1) for q in self.program.inputs if q.name not in values}
        dtype = next(iter(checked.arrays.values())).dtype
        found = evaluate(self.program, values, checked.sizes, Kind.PARAMETER, dtype)
        parts: dict[str, list[Array]] = {}
        for block in self.target.blocks:
            parts.setdefault(block.whole.name, []).append(found.pop(block.part.name))
        return found | {name: np.concatenate(several, axis=1) for name, several in parts.items()}


def evaluate(
    program: Program, values: Mapping[str, Array], sizes: Mapping[sp.Symbol, int], kind: Kind, dtype: Any
) -> dict[str, Array]:
    """The general cell's quantities of one kind, each in its full shape."""
    outputs = [q for q in program.outputs if isinstance(q, Counterpart) and q.of.kind == kind]
    results = function(program.keep(outputs))(values)
    found = {}
    for q in outputs:
        shape = tuple(int(size.subs(sizes)) for size in axes_of(q.of))
        array = np.asarray(results[q.name], dtype)
        found[q.of.base] = np.broadcast_to(array if shape else array.reshape(()), shape).copy()
    return found


def parameter_map(source: Cell, target: Cell, large: float | None = None) -> ParameterMap:
    """A function from `source`'s parameters to `target`'s with which `target` computes what `source` does.

    Where only a limit of parameters does it, `large` is the size that an infinite bias is given; without
    it that is an error. Raises DeriveError where the search finds no way, NoCellError for what is no cell.
    """
    require_cells(source, target)
    relation = relate(target.plain, source.plain, most_edits=0)
    if relation is None:
        raise DeriveError(
            f"no parameters of {target.name} are known to make it {source.name}\n"
            f"  help: `python -m derive relate {target.name} {source.name}` says what it would take"
        )
    if relation.kind is RelationKind.LIMIT and large is None:
        gates = ", ".join(f"{gate} = {value}" for gate, value in relation.fixed.items())
        raise DeriveError(
            f"only a limit of parameters makes {target.name} {source.name}: {gates}\n"
            f"  help: give large={SATURATED:g}, the size of the bias that stands for ∞"
        )
    return ParameterMap(source, target, relation, transfer(relation), large or SATURATED)


@dataclass(frozen=True)
class Confirmation:
    """Both cells run on the same random numbers: the largest relative difference of what they show.

    steps: of the sequence; error: None where no draw gave finite numbers.
    """

    steps: int
    error: float | None

    def __bool__(self) -> bool:
        return self.error is not None and self.error < TOLERANCE


def confirm(relation: Relation, seed: int = 0) -> Confirmation:
    """Runs both cells of a relation over a random sequence."""
    for draw in range(DRAWS):
        error = _difference(relation, np.random.default_rng([seed, draw]))
        if error is not None and np.isfinite(error):
            return Confirmation(STEPS, error)
    return Confirmation(STEPS, None)


def _difference(relation: Relation, rng: np.random.Generator) -> float | None:
    """The largest difference over a sequence, relative to the largest value."""
    special, shown = relation.special, relation.substitution.shown
    general = relation.substitution.general
    sizes = dict(zip(size_symbols(special), count(2), strict=False))
    sizes |= {symbol: int(size.subs(sizes)) for symbol, size in relation.sizes.special.items()}
    given = {q.name: _random(q, sizes, rng) for q in quantities(special, Kind.PARAMETER)}
    for name in {symbol.name for one in relation.positive for symbol in one.free_symbols}:
        given[name] = expit(given[name])
    values = given | {q.name: _random(q, sizes, rng) for q in quantities(special, Kind.STATE)}
    values |= {q.name: function(one)(values)[q.name] for q, one in following(relation)}
    series = [_random(q, sizes, rng, STEPS) for q in quantities(special, Kind.INPUT)]

    mapping = transfer(relation)
    everything = values | {LARGE.name: np.full(1, SATURATED)}
    parameters = evaluate(mapping, everything, sizes, Kind.PARAMETER, np.float64)
    states = evaluate(mapping, everything, sizes, Kind.STATE, np.float64)
    start = {name: array.reshape(array.shape or (1,)) for name, array in parameters.items()}
    start |= {q.name: states[q.base] for q in quantities(general, Kind.STATE)}

    with np.errstate(all="ignore"):
        mine, theirs = run(general, start, series), run(special, values, series)
        return max(
            _distance(mine[v.name], theirs[name] * float(v.factor) + float(v.offset))
            for name, v in shown.items()
        )


def _distance(one: Array, other: Array) -> float:
    """The largest difference relative to the largest value."""
    return float(np.max(np.abs(one - other)) / (1 + np.max(np.abs(other))))


def run(program: Program, start: Mapping[str, Array], series: list[Array]) -> dict[str, Array]:
    """A step's outputs over a sequence: `start` has parameters and states, `series` the inputs in order."""
    inputs, states = quantities(program, Kind.INPUT), quantities(program, Kind.STATE)
    step, values = function(program), dict(start)
    rows: dict[str, list[Array]] = {q.name: [] for q in program.outputs}
    for t in range(STEPS):
        values |= {q.name: array[t] for q, array in zip(inputs, series, strict=True)}
        results = step(values)
        values |= {q.name: results[q.at(0).name] for q in states}
        for name, array in results.items():
            rows[name].append(array)
    return {name: np.stack(arrays) for name, arrays in rows.items()}


def _random(q: Quantity, sizes: Mapping[sp.Symbol, int], rng: np.random.Generator, *leading: int) -> Array:
    """Random numbers in the shape of a quantity."""
    shape = (int(size.subs(sizes)) for size in (q.shape[:1] if q.shape[1] == 1 else q.shape))
    return rng.normal(size=(*leading, *shape))
