"""Relations and edits → words: Markdown in which every formula stands in dollars, made from the equations."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixExpr

from derive.componentwise import lift, symbol
from derive.marks import CLEAN
from derive.nodes import Kind
from derive.prover import Witness
from derive.relations.edits import Change, Edit
from derive.relations.parameters import LARGE, Counterpart, transfer
from derive.relations.relation import Relation
from derive.relations.substitution import lost, states_of


def math(expr: MatrixExpr) -> str:
    """An expression as a formula."""
    return f"${CLEAN(expr)}$"


def change(edit: Edit) -> str:
    """What an edit does, as a sentence without its full stop."""
    at, what, into = math(edit.at), math(edit.what), math(edit.into)
    match edit.change:
        case Change.LINEARISE | Change.EXCHANGE:
            return f"in {at}, {what} becomes {into}"
        case Change.MOVE_IN | Change.MOVE_OUT:
            return f"in {at}, {what} becomes {into}: the factor moves across the matrix"
        case Change.READ:
            return f"{what} no longer gates what is shown; it gates what {at} reads, {into}"
        case Change.FIX:
            return f"{what} is fixed at {into}"
        case Change.TIE:
            return f"{what} is tied: it becomes {into}"
        case Change.DROP:
            return f"{what} is left out of {at}"
    raise AssertionError(edit.change)


def fixed(relation: Relation) -> list[str]:
    """The gates that become numbers, as equations."""
    return [f"${CLEAN(name)} = {sp.latex(value)}$" for name, value in relation.fixed.items()]


def settings(relation: Relation) -> Iterator[tuple[str, str]]:
    """Each parameter of the general cell with its value over those of the special cell, in LaTeX."""
    for eq in transfer(relation).equations:
        assert isinstance(eq.lhs, Counterpart)
        if eq.lhs.of.kind == Kind.PARAMETER:
            yield CLEAN(eq.lhs.of), value(eq.rhs)


def states(relation: Relation) -> Iterator[tuple[str, str]]:
    """Each state of the general cell that is not the special cell's state of the same name, in LaTeX."""
    substitution = relation.substitution
    names = {q.name: q for q in relation.special.inputs}
    names |= {lost(q).name: q for q in states_of(substitution.general)}
    for q in states_of(substitution.general):
        entry = substitution.states.get(q.base)
        if entry is not None and entry != symbol(q):
            yield CLEAN(q), CLEAN(lift(entry, names))


def value(expr: MatrixExpr) -> str:
    """A value in LaTeX; what stands for a limit is ±∞."""
    if LARGE in expr.atoms(type(LARGE)):
        return r"-\infty" if CLEAN(expr).startswith("-") else r"\infty"
    return CLEAN(expr)


def conditions(relation: Relation) -> list[str]:
    """The sizes that have to be equal, and what has to be positive."""
    sizes = [f"${sp.latex(a)} = {sp.latex(b)}$" for a, b in relation.sizes.special.items()]
    names = {q.name: q for q in relation.special.inputs}
    return sizes + [f"${CLEAN(lift(one, names))} > 0$" for one in relation.positive]


def laws(relation: Relation) -> list[str]:
    """The laws by which the prover made both sides one, each once."""
    return list(dict.fromkeys(step.law for step in relation.proof.steps if step.law != "as written"))


def numbers(witness: Witness) -> str:
    """The values at which two sides differ."""
    return "; ".join(f"{name} = {', '.join(values)}" for name, values in witness.values.items())
