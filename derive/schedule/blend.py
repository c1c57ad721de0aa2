"""Recurrence → Recurrence: a blend of two values with three operations instead of four.

a ∘ u + (1 − a) ∘ v = v + a ∘ (u − v), where it is computed step by step.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.special import OneMatrix

from derive.algebra import add, had, scale
from derive.naming import rebuild
from derive.nodes import Named
from derive.schedule.phases import Dependence, PhaseKind
from derive.schedule.recurrence import Recurrence


def blend(recurrence: Recurrence, scans: bool = True) -> Recurrence:
    """The recurrence with every blend of two names in its short form."""
    known = Dependence(recurrence, scans)
    equations = tuple(
        replace(eq, rhs=rebuild(eq.rhs, _blended)) if known.kind(eq.lhs) == PhaseKind.STEP else eq
        for eq in recurrence.program.equations
    )
    return replace(recurrence, program=replace(recurrence.program, equations=equations))


def _blended(node: MatrixExpr) -> MatrixExpr | None:
    """The short form of a ∘ u + (1 − a) ∘ v, in any order; None for anything else."""
    if not (isinstance(node, MatAdd) and len(node.args) == 2):
        return None
    for first, second in (node.args, node.args[::-1]):
        if _is_pair(first) and _is_pair(second):
            for a, u in (pair for pair in (first.args, first.args[::-1]) if isinstance(pair[0], Named)):
                rest = complement(a)
                if rest in second.args and isinstance(u, Named):
                    v = next(factor for factor in second.args if factor != rest)
                    minus = scale(sp.S.NegativeOne, v)
                    return add(v, had(a, add(u, minus))) if isinstance(v, Named) else None
    return None


def _is_pair(expr: MatrixExpr) -> bool:
    """Whether an expression is a pointwise product of two different factors."""
    return isinstance(expr, HadamardProduct) and len(set(expr.args)) == 2 == len(expr.args)


def complement(expr: MatrixExpr) -> MatrixExpr:
    """1 − a."""
    return add(OneMatrix(*expr.shape), scale(sp.S.NegativeOne, expr))
