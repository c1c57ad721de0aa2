"""What is linear in a name, entry by entry: s = a ∘ s₋ + b."""

from __future__ import annotations

from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.special import OneMatrix, ZeroMatrix

from derive.algebra import add, had, scale, split_number
from derive.nodes import Named, names_in


def parts(expr: MatrixExpr, name: Named) -> tuple[MatrixExpr, MatrixExpr] | None:
    """The pair (a, b) with expr = a ∘ name + b, both free of the name; None where there is none."""
    zero = ZeroMatrix(*expr.shape)
    if expr == name:
        return OneMatrix(*expr.shape), zero
    if name not in names_in(expr):
        return zero, expr
    number, rest = split_number(expr)
    if number != 1:
        inner = parts(rest, name)
        return None if inner is None else (scale(number, inner[0]), scale(number, inner[1]))
    if isinstance(expr, MatAdd):
        found = [parts(term, name) for term in expr.args]
        several = [pair for pair in found if pair is not None]
        if len(several) < len(found):
            return None
        return add(*(a for a, _ in several)), add(*(b for _, b in several))
    if isinstance(expr, HadamardProduct):
        holders = [factor for factor in expr.args if name in names_in(factor)]
        others = [factor for factor in expr.args if factor not in holders]
        inner = parts(holders[0], name) if len(holders) == 1 else None
        return None if inner is None else (had(inner[0], *others), had(inner[1], *others))
    return None


def is_linear(expr: MatrixExpr, name: Named) -> bool:
    """Whether an expression is a ∘ name + b."""
    return parts(expr, name) is not None
