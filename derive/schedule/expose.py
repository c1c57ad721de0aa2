"""Program → Program: names for matrix products and for what they multiply, so that each is computed once.

A product that stands inside a pointwise product (r ∘ (U·h + b)) and a compound operand of a product
(U·(r ∘ h)) are needed again by the backward pass; with a name they are kept rather than computed twice.
"""

from __future__ import annotations

from dataclasses import replace

from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul

from derive.algebra import had, mul, scale, split_number
from derive.naming import rebuild
from derive.nodes import Named, Value, is_vector, names_in
from derive.program import Equation, Program
from derive.schedule.recurrence import is_constant


def expose_products(program: Program) -> Program:
    """The program with names for the products inside pointwise products, and for products' operands."""
    equations: list[Equation] = []
    known: dict[MatrixExpr, Named] = {}

    def name(expr: MatrixExpr) -> MatrixExpr:
        if isinstance(expr, Named) or all(map(is_constant, names_in(expr))):
            return expr
        if expr not in known:
            known[expr] = Value(expr)
            equations.append(Equation(known[expr], expr))
        return known[expr]

    def change(node: MatrixExpr) -> MatrixExpr | None:
        if isinstance(node, HadamardProduct):
            return had(*(name(f) if has_product(f) else f for f in node.args))
        number, rest = split_number(node)
        if isinstance(rest, MatMul) and is_vector(rest) and is_compound(rest.args[-1]):
            return scale(number, mul(*rest.args[:-1], name(rest.args[-1])))
        return None

    for eq in program.equations:
        equations.append(replace(eq, rhs=rebuild(eq.rhs, change)))
    return replace(program, equations=tuple(equations))


def has_product(expr: MatrixExpr) -> bool:
    """Whether a value is the result of a matrix product, or a sum with one."""
    terms = expr.args if isinstance(expr, MatAdd) else (expr,)
    return any(isinstance(split_number(term)[1], MatMul) for term in terms)


def is_compound(expr: MatrixExpr) -> bool:
    """Whether an operand is computed entry by entry from several."""
    return isinstance(expr, HadamardProduct | MatAdd)
