"""What each symbol is called: the author's words for gates and states, derived words for parameters."""

from __future__ import annotations

from sympy.matrices.expressions.matexpr import MatrixExpr

from derive.algebra import split_number
from derive.cell import Cell
from derive.nodes import Kind, Named, Preactivation, Quantity, names_in, quantities
from derive.program import Equation


def meanings(cell: Cell) -> dict[str, str]:
    """A phrase for every input, state, parameter and local of a cell, by the name the cell gives it."""
    words = dict(cell.definition.meanings)
    for q in cell.written.inputs:
        if isinstance(q, Quantity) and q.base not in words:
            words[q.base] = _default(cell, q)
    for eq in cell.written.equations:
        if isinstance(eq.lhs, Quantity):
            words.setdefault(eq.lhs.base, "intermediate value")
    return words


def _default(cell: Cell, q: Quantity) -> str:
    """input, state, or what a parameter does in the first equation it stands in."""
    if q.kind != Kind.PARAMETER:
        return str(q.kind.value)
    eq = next(eq for eq in cell.written.equations if q in names_in(eq.rhs))
    gate = eq.lhs.of if isinstance(eq.lhs, Preactivation) else eq.lhs
    owner = cell.definition.meanings.get(getattr(gate, "base", ""), str(gate))
    return f"{_use(q, eq)} of the {owner}"


def _use(q: Quantity, eq: Equation) -> str:
    """How an equation uses a parameter: on what it is multiplied, or that it is added."""
    partner = _partner(q, eq.rhs)
    if partner is None:
        return "bias"
    kinds = {other.kind for other in quantities(partner)} - {Kind.PARAMETER}
    if q.shape[1] == 1:
        return "peephole weights" if Kind.STATE in kinds else "scale"
    if kinds == {Kind.INPUT}:
        return "input weights"
    return "weights" if Kind.INPUT in kinds else "recurrent weights"


def _partner(q: Named, expr: MatrixExpr) -> MatrixExpr | None:
    """What a name is multiplied with, or None where it is a term of a sum."""
    for node in _products(expr):
        if q in node.args:
            others = [arg for arg in node.args if arg != q]
            return others[-1] if others else None
    return None


def _products(expr: MatrixExpr) -> list[MatrixExpr]:
    """Every product in an expression, outermost first."""
    number, _ = split_number(expr)
    own = [expr] if (expr.is_MatMul or type(expr).__name__ == "HadamardProduct") and number == 1 else []
    inner = [node for arg in expr.args if isinstance(arg, MatrixExpr) for node in _products(arg)]
    return own if isinstance(expr, Named) else [*own, *inner]
