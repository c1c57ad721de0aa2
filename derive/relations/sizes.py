"""A substitution → sizes: which sizes of the special cell the general one has, and which have to be equal.

A cell that adds its input to its state needs both to be of one size; that it becomes another cell then
holds for those sizes of the other only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import sympy as sp

from derive.componentwise import Dot, lift
from derive.nodes import Kind, Named, Quantity, is_scalar
from derive.program import Program
from derive.relations.substitution import HOLE, INFINITE, Entries, Substitution

ANY = sp.Integer(2)
"""A size that nothing determines: that of a state which nothing reads. (1 would make it a scalar.)"""

Shape = tuple[sp.Expr, sp.Expr]


class SizeError(Exception):
    """Sizes that cannot be made to fit."""


def quantities(program: Program, kind: Kind) -> list[Quantity]:
    """The inputs of a program of one kind."""
    return [q for q in program.inputs if isinstance(q, Quantity) and q.kind == kind]


def parted(term: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """A product as (what has no hole, what has it)."""
    front, inner = sp.Mul(term).as_independent(HOLE, as_Add=False)
    return front, inner


@dataclass(frozen=True)
class Sizes:
    """The general cell's sizes in terms of the special one's, and what the special one's have to fulfil.

    general: by symbol; a size that nothing determines is `ANY`. special: those of its sizes that
    have to equal another, since the general cell forces it.
    """

    general: Mapping[sp.Symbol, sp.Expr]
    special: Mapping[sp.Symbol, sp.Expr]

    def place(self, q: Quantity) -> Quantity:
        """A quantity of the general cell with the sizes of the special one."""
        return _resized(q, self.general)

    def restrict(self, q: Quantity) -> Quantity:
        """A quantity of the special cell with the sizes that it has to have."""
        return _resized(q, self.special)


def _resized(q: Quantity, sizes: Mapping[sp.Symbol, sp.Expr]) -> Quantity:
    """The quantity with sizes replaced."""
    rows, cols = (size.xreplace(dict(sizes)) for size in q.shape)
    return Quantity(q.base, rows, cols, q.kind, q.time)


def sizes_of(substitution: Substitution) -> Sizes:
    """Every size solved; raises SizeError where that is not possible by making sizes equal."""
    general, special = substitution.general, substitution.special
    values, states = substitution.values, substitution.start
    unknown = {s: sp.Dummy(str(s)) for s in size_symbols(general)}
    pairs = [(a.xreplace(unknown), b.xreplace(unknown)) for a, b in _squares(general, values)]
    pairs += [(a.xreplace(unknown), b) for a, b in _agreements(general, special, values, states)]
    found: dict[sp.Symbol, sp.Expr] = {}

    def settle(takes: Callable[[sp.Expr, sp.Expr], bool]) -> None:
        for _ in pairs:
            for pair in pairs:
                one, other = (size.xreplace(found) for size in pair)
                for a, b in ((one, other), (other, one)):
                    if one != other and takes(a, b) and a not in b.free_symbols:
                        for symbol in found:
                            found[symbol] = found[symbol].xreplace({a: b})
                        found[a] = b
                        break

    settle(lambda a, b: isinstance(a, sp.Dummy) and not b.has(sp.Dummy))
    settle(lambda a, b: isinstance(a, sp.Dummy))
    found |= {one: ANY for one in unknown.values() if one not in found}
    found = {symbol: size.xreplace(dict.fromkeys(unknown.values(), ANY)) for symbol, size in found.items()}
    settle(lambda a, b: a.is_Symbol and not b.has(sp.Dummy))
    for one, other in pairs:
        if sp.expand(one.xreplace(found) - other.xreplace(found)) != 0:
            raise SizeError(f"{one} is not {other}")
    return Sizes(
        {symbol: found[dummy] for symbol, dummy in unknown.items()},
        {symbol: found[symbol] for symbol in size_symbols(special) if symbol in found},
    )


def size_symbols(program: Program) -> list[sp.Symbol]:
    """The sizes of a program by name."""
    return sorted({s for q in program.inputs for size in q.shape for s in size.free_symbols}, key=str)


def _agreements(
    general: Program, special: Program, values: Entries, states: Entries
) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Pairs of a size of the general cell and one of the special cell that have to be equal."""
    names = {q.name: q for q in special.inputs}
    inputs = zip(quantities(general, Kind.INPUT), quantities(special, Kind.INPUT), strict=True)
    for mine, theirs in inputs:
        yield from zip(mine.shape, theirs.shape, strict=True)
    for q in quantities(general, Kind.STATE):
        if q.base in states:
            yield from _same_shape(q, lift(states[q.base], names).shape)
    for q in quantities(general, Kind.PARAMETER):
        entry = values[q.name]
        if entry.has(HOLE):
            for term in sp.Add.make_args(sp.expand(entry)):
                rows, cols = _ends(term, names)
                yield from ((mine, other) for mine, other in zip(q.shape, (rows, cols), strict=True) if other)
        elif entry.free_symbols and not entry.has(INFINITE):
            yield from _same_shape(q, lift(entry, names).shape)


def _same_shape(q: Quantity, shape: Shape) -> Iterable[tuple[sp.Expr, sp.Expr]]:
    """Row with row and column with column, unless a scalar fills the shape."""
    return () if shape == (1, 1) else zip(q.shape, shape, strict=True)


def _ends(term: sp.Expr, names: Mapping[str, Named]) -> tuple[sp.Expr | None, sp.Expr | None]:
    """The rows and columns of the matrix that a term with a hole stands for; None where it leaves them."""
    front, inner = parted(term)
    scaling = lift(front, names)
    rows = None if is_scalar(scaling) else scaling.shape[0]
    if not isinstance(inner, Dot):
        return rows, rows
    matrix = names[inner.matrix.name]
    cols = _ends(inner.entry, names)[1]
    return matrix.shape[0], matrix.shape[1] if cols is None else cols


def _squares(general: Program, values: Entries) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Rows and columns of each parameter that becomes a multiple of the identity."""
    for q in quantities(general, Kind.PARAMETER):
        entry = values[q.name]
        if any(parted(term)[1] == HOLE for term in sp.Add.make_args(sp.expand(entry))):
            yield q.shape
