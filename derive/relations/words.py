"""Relations and edits → words: Markdown in which every formula stands in dollars, made from the equations.

Every symbol of a relation is marked with the cell that it belongs to, since both cells may stand in one
formula under the same names. In the terminal, `derive.words.plain` and `derive.text` drop the marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixExpr

from derive.componentwise import lift, symbol
from derive.latex import PRINTERS, Printer
from derive.marks import CLEAN, marked, marked_size
from derive.nodes import Kind, Named
from derive.prover import Witness
from derive.relations.edits import Change, Edit
from derive.relations.parameters import LARGE, Counterpart, transfer
from derive.relations.relation import Relation
from derive.relations.substitution import lost, states_of


@PRINTERS.rule(Counterpart)
def print_counterpart(expr: Counterpart, to: Printer) -> str:
    """What it is in the general cell"""
    return to.mark(expr, to(expr.of))


def printer(relation: Relation) -> Printer:
    """Prints names of the special cell and, as `Counterpart`, of the general one, each marked as its own."""
    mine, theirs = marked(relation.general.name), marked(relation.special.name)

    def mark(name: Named, latex: str) -> str:
        return mine(name.of) if isinstance(name, Counterpart) else theirs.mark(name, latex)

    return replace(theirs, mark=mark)


def change(edit: Edit, to: Printer) -> str:
    """What an edit does, as a sentence without its full stop; `to` prints what is of the edited cell."""
    at, what, into = (f"${to(expr)}$" for expr in (edit.at, edit.what, edit.into))
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


def changes(relation: Relation) -> list[str]:
    """What is changed in the general cell first."""
    return [change(edit, marked(relation.general.name)) for edit in relation.edits]


def fixed(relation: Relation) -> list[str]:
    """The gates that become numbers, as equations."""
    to = printer(relation)
    return [f"${to(Counterpart(name))} = {sp.latex(value)}$" for name, value in relation.fixed.items()]


def settings(relation: Relation) -> Iterator[tuple[str, str]]:
    """Each parameter of the general cell with its value over those of the special cell, in LaTeX."""
    to = printer(relation)
    for eq in transfer(relation).equations:
        assert isinstance(eq.lhs, Counterpart)
        if eq.lhs.of.kind == Kind.PARAMETER:
            yield to(eq.lhs), value(eq.rhs, to)


def states(relation: Relation) -> Iterator[tuple[str, str]]:
    """Each state of the general cell that is not the special cell's state of the same name, in LaTeX."""
    substitution, to = relation.substitution, printer(relation)
    names: dict[str, Named] = {q.name: q for q in relation.special.inputs}
    names |= {lost(q).name: Counterpart(q) for q in states_of(substitution.general)}
    for q in states_of(substitution.general):
        entry = substitution.states.get(q.base)
        if entry is not None and entry != symbol(q):
            yield to(Counterpart(q)), to(lift(entry, names))


def value(expr: MatrixExpr, to: Printer) -> str:
    """A value in LaTeX; what stands for a limit is ±∞."""
    if LARGE in expr.atoms(type(LARGE)):
        return r"-\infty" if CLEAN(expr).startswith("-") else r"\infty"
    return to(expr)


def conditions(relation: Relation) -> list[str]:
    """The sizes that have to be equal, and what has to be positive."""
    scope, to = relation.special.name, printer(relation)
    sizes = [
        f"${marked_size(scope, a)} = {marked_size(scope, b)}$" for a, b in relation.sizes.special.items()
    ]
    names = {q.name: q for q in relation.special.inputs}
    return sizes + [f"${to(lift(one, names))} > 0$" for one in relation.positive]


def laws(relation: Relation) -> list[str]:
    """The laws by which the prover made both sides one, each once."""
    return list(dict.fromkeys(step.law for step in relation.proof.steps if step.law != "as written"))


def numbers(witness: Witness) -> str:
    """The values at which two sides differ."""
    return "; ".join(f"{name} = {', '.join(values)}" for name, values in witness.values.items())
