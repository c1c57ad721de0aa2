"""Relation → Program: the general cell's parameters and states from those of the special cell.

The substitution as matrix equations, so that whatever prints or runs a program prints and runs it. A limit
is approached along a scalar input of its own, which goes to ∞.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.special import Identity, ZeroMatrix

from derive.algebra import add, diagonal, fill, mul, scale
from derive.componentwise import Dot, lift
from derive.nodes import Derived, Kind, Named, Quantity, is_scalar
from derive.program import Equation, Program
from derive.relations.relation import Relation
from derive.relations.sizes import Shape, parted, quantities
from derive.relations.substitution import HOLE, INFINITE

LARGE = Quantity("large", 1, 1, Kind.PARAMETER)
"""What goes to ∞ in a limit of parameters."""


class Counterpart(Derived):
    """A quantity of the general cell where it stands beside those of the special one; of its shape there."""

    pattern = "general_{}"


def transfer(relation: Relation) -> Program:
    """(parameters, states before the step, LARGE) of the special cell ↦ those of the general one.

    States of the general cell that correspond to none are 0 there.
    """
    substitution, sizes = relation.substitution, relation.sizes
    special = substitution.special
    given = quantities(special, Kind.PARAMETER) + quantities(special, Kind.STATE)
    names = {q.name: sizes.restrict(q) for q in given}
    equations = []
    for q in quantities(substitution.general, Kind.PARAMETER):
        placed = sizes.place(q)
        equations.append(
            Equation(Counterpart(placed), value(substitution.values[q.name], placed.shape, names))
        )
    for q in quantities(substitution.general, Kind.STATE):
        placed = sizes.place(q)
        entry = substitution.start.get(q.base, sp.S.Zero)
        equations.append(Equation(Counterpart(placed), value(entry, placed.shape, names)))
    inputs = (*names.values(), LARGE)
    name = f"{relation.general.name} from {special.name}"
    return Program(name, inputs, tuple(equations), tuple(eq.lhs for eq in equations))


def following(relation: Relation) -> Iterator[tuple[Quantity, Program]]:
    """Each of the special cell's states that follow from others, with the program that computes it."""
    special, follows = relation.special, relation.substitution.follows
    names = {q.name: q for q in special.inputs if isinstance(q, Quantity) and q.kind != Kind.INPUT}
    for q in quantities(special, Kind.STATE):
        if q.base in follows:
            inputs = tuple(one for one in names.values() if one != q)
            rhs = value(follows[q.base], q.shape, names)
            yield q, Program(f"{q.name} follows", inputs, (Equation(q, rhs),), (q,))


def value(entry: sp.Expr, shape: Shape, names: Mapping[str, Named]) -> MatrixExpr:
    """A parameter's or state's value as a matrix expression of a shape."""
    if entry.has(INFINITE):
        return scale(entry.coeff(INFINITE), fill(LARGE, shape))
    if entry == 0:
        return ZeroMatrix(*shape)
    if entry.has(HOLE):
        return add(*(_operator(term, shape, names) for term in sp.Add.make_args(sp.expand(entry))))
    return fill(lift(entry, names), shape)


def _operator(term: sp.Expr, shape: Shape, names: Mapping[str, Named]) -> MatrixExpr:
    """q ∘ N □ ↦ diag(q) N."""
    front, inner = parted(term)
    rest = Identity(shape[1])
    if isinstance(inner, Dot):
        rest = mul(
            names[inner.matrix.name], _operator(inner.entry, (_columns(inner, names), shape[1]), names)
        )
    if front == 1:
        return rest
    scaling = lift(front, names)
    return mul(scaling if is_scalar(scaling) else diagonal(scaling), rest)


def _columns(inner: Dot, names: Mapping[str, Named]) -> sp.Expr:
    """The columns of a product's matrix."""
    return names[inner.matrix.name].shape[1]
