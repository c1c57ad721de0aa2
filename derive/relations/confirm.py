"""Relation → numbers: parameter maps as functions on arrays, and both cells run side by side.

The numbers come from the lambdified cells, which share no code with the proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike

from derive.cell import Cell
from derive.emit.functions import Array
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

    program: the substitution; `large` stands for ∞ where only a limit does it.
    """

    relation: Relation
    program: Program
    large: float

    def __call__(self, **parameters: ArrayLike) -> dict[str, Array]:
        """Arrays by the general cell's names, from arrays by the special cell's; raises ArrayError."""
        wanted = quantities(self.relation.special.plain, Kind.PARAMETER)
        arrays = check(parameters, wanted, leading=0)
        values = arrays.arrays | {LARGE.name: np.full(1, self.large)}
        values |= {q.name: np.zeros(1) for q in self.program.inputs if q.name not in values}
        dtype = next(iter(arrays.arrays.values())).dtype
        return self.run(values, arrays.sizes, Kind.PARAMETER, dtype)

    def run(
        self, values: Mapping[str, Array], sizes: Mapping[sp.Symbol, int], kind: Kind, dtype: np.dtype
    ) -> dict[str, Array]:
        """The general cell's quantities of one kind, each in its full shape."""
        outputs = [q for q in self.program.outputs if isinstance(q, Counterpart) and q.of.kind == kind]
        kept = self.program.keep(outputs)
        results = function(kept)(values)
        found = {}
        for q in outputs:
            shape = tuple(int(size.subs(sizes)) for size in axes_of(q.of))
            array = np.asarray(results[q.name], dtype)
            found[q.of.base] = np.broadcast_to(array if shape else array.reshape(()), shape).copy()
        return found


def parameter_map(source: Cell, target: Cell, large: float | None = None) -> ParameterMap:
    """A function from `source`'s parameters to `target`'s with which `target` computes what `source` does.

    Where only a limit of parameters does it, `large` is the size that an infinite bias is given; without
    it that is an error. Raises DeriveError where the search finds no way, with what it needs instead.
    """
    relation = relate(target, source, most_edits=0)
    if relation is None:
        raise DeriveError(
            f"no parameters of {target.name} are known to make it {source.name}\n"
            f"  help: `python -m derive relate {target.name} {source.name}` says what it would take"
        )
    if relation.kind is RelationKind.LIMIT and large is None:
        gates = ", ".join(f"{gate} = {value}" for gate, value in relation.gates.items())
        raise DeriveError(
            f"only a limit of parameters makes {target.name} {source.name}: {gates}\n"
            f"  help: give large={SATURATED:g}, the size of the bias that stands for ∞"
        )
    return ParameterMap(relation, transfer(relation), SATURATED if large is None else large)


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
    special = relation.special.plain
    sizes = dict(zip(size_symbols(special), count(2), strict=False))
    sizes |= {symbol: int(size.subs(sizes)) for symbol, size in relation.sizes.special.items()}
    given = {q.name: _random(q, sizes, rng) for q in quantities(special, Kind.PARAMETER)}
    values = given | {q.name: _random(q, sizes, rng) for q in quantities(special, Kind.STATE)}
    values |= {q.name: function(one)(values)[q.name] for q, one in following(relation)}
    series = [_random(q, sizes, rng, STEPS) for q in quantities(special, Kind.INPUT)]

    mapping = ParameterMap(relation, transfer(relation), SATURATED)
    everything = values | {LARGE.name: np.full(1, SATURATED)}
    float64 = np.dtype(np.float64)
    parameters = mapping.run(everything, sizes, Kind.PARAMETER, float64)
    states = mapping.run(everything, sizes, Kind.STATE, float64)
    start = {name: array.reshape(array.shape or (1,)) for name, array in parameters.items()}
    start |= {q.name: states[q.base] for q in quantities(relation.program, Kind.STATE)}

    with np.errstate(all="ignore"):
        mine, theirs = run(relation.program, start, series), run(special, values, series)
        return max(
            _distance(mine[v.name], theirs[name] * v.factor + v.offset) for name, v in relation.shown.items()
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
