"""Recurrence → Recurrence: names for products that can be computed together.

U_f·h, U_i·h, … are products of one operand; with a name each they can be one product of the matrices on
top of each other. A sum of several products, U_fᵀ·δf + U_iᵀ·δi + …, is one product already.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr

from derive.naming import rebuild
from derive.nodes import Named, Value
from derive.program import Equation
from derive.schedule.phases import Dependence, PhaseKind
from derive.schedule.recurrence import Recurrence
from derive.schedule.shape import product_parts


def stack(recurrence: Recurrence, scans: bool = True) -> Recurrence:
    """The recurrence with a name for each product whose operand several equations multiply."""
    known = Dependence(recurrence, scans)
    timed = (PhaseKind.BULK, PhaseKind.STEP, PhaseKind.LATE)
    shared: Counter[tuple[object, ...]] = Counter()

    def products(eq: Equation) -> list[MatrixExpr]:
        return [node for node in _nodes(eq.rhs) if product_parts(node, known.is_once)]

    def key(eq: Equation, node: MatrixExpr) -> tuple[object, ...]:
        parts = product_parts(node, known.is_once)
        assert parts is not None
        return known.kind(eq.lhs), known.stage[eq.lhs], parts.operand, node.shape

    for eq in recurrence.program.equations:
        shared.update(key(eq, node) for node in products(eq))
    equations: list[Equation] = []
    for eq in recurrence.program.equations:
        found = products(eq) if known.kind(eq.lhs) in timed and eq.rhs not in products(eq) else []
        summed = sum(term in found for term in eq.rhs.args) if isinstance(eq.rhs, MatAdd) else 0
        named = {node: Value(node) for node in found if shared[key(eq, node)] > max(summed, 1)}
        equations.extend(
            Equation(value, node) for node, value in named.items() if value not in _left(equations)
        )
        equations.append(replace(eq, rhs=rebuild(eq.rhs, named.get)))
    return replace(recurrence, program=replace(recurrence.program, equations=tuple(equations)))


def _nodes(expr: MatrixExpr) -> list[MatrixExpr]:
    """Every matrix expression within an expression; names are not entered."""
    inside = [] if isinstance(expr, Named) else [arg for arg in expr.args if isinstance(arg, MatrixExpr)]
    return [expr, *(node for arg in inside for node in _nodes(arg))]


def _left(equations: list[Equation]) -> set[Named]:
    return {eq.lhs for eq in equations}
