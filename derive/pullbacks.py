"""Reverse mode, a rule per node type: from the cotangent of a node to those of its operands.

A rule takes the node, its cotangent δ and the name of its value where it has one, and returns pairs
(operand, the cotangent that reaches it through this node). Whoever adds a node adds its rule here.
"""

from __future__ import annotations

from functools import cache

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive.activations import ACTIVATIONS
from derive.algebra import (
    add,
    diagonal_of,
    from_polynomial,
    had,
    mul,
    power,
    scale,
    split_number,
    total,
    transpose,
)  # fmt: skip
from derive.nodes import Apply, Concat, Fill, Maximum, Named, Rows
from derive.rules import RuleTable

Pulled = list[tuple[MatrixExpr, MatrixExpr]]
PULLBACKS = RuleTable("the table of pullbacks", "derive/pullbacks.py")


@PULLBACKS.rule(Named)
def identity(node: Named, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = a ⟹ δa = δy"""
    return [(node, delta)]


@PULLBACKS.rule(MatAdd)
def sum_rule(node: MatAdd, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = a + b ⟹ δa = δy, δb = δy"""
    return [(term, delta) for term in node.args]


@PULLBACKS.rule(HadamardProduct)
def product_rule(node: HadamardProduct, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = a ⊙ b ⟹ δa = δy ⊙ b, δb = δy ⊙ a"""
    factors = node.args
    return [(a, had(delta, *factors[:k], *factors[k + 1 :])) for k, a in enumerate(factors)]


@PULLBACKS.rule(HadamardPower)
def power_rule(node: HadamardPower, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = aᵏ ⟹ δa = δy ⊙ k aᵏ⁻¹"""
    base, exponent = node.args
    return [(base, had(delta, scale(exponent, power(base, exponent - 1))))]


@PULLBACKS.rule(MatMul)
def matrix_product_rule(node: MatMul, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = A b ⟹ δA = δy bᵀ, δb = Aᵀ δy"""
    number, rest = split_number(node)
    if not isinstance(rest, MatMul):
        return [(rest, scale(number, delta))]
    factors = rest.args
    pulled = []
    for k, factor in enumerate(factors):
        before, after = factors[:k], factors[k + 1 :]
        sides = [*map(transpose, before[::-1]), delta, *map(transpose, after[::-1])]
        pulled.append((factor, scale(number, mul(*sides))))
    return pulled


@PULLBACKS.rule(Apply)
def chain_rule(node: Apply, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = φ(a) ⟹ δa = δy ⊙ φ′(a), the slope written in y where it can be"""
    return [(node.argument, had(delta, slope(node, value)))]


@PULLBACKS.rule(Concat)
def concat_rule(node: Concat, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = [a; b] ⟹ δa, δb are the rows of δy that a, b take up"""
    pulled, start = [], sp.S.Zero
    for part in node.args:
        stop = start + part.shape[0]
        pulled.append((part, Rows(delta, start, stop)))
        start = stop
    return pulled


@PULLBACKS.rule(OneMatrix, ZeroMatrix)
def constant_rule(node: MatrixExpr, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = const ⟹ nothing depends on it"""
    return []


@PULLBACKS.rule(Maximum)
def maximum_rule(node: Maximum, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = max(a, b) ⟹ δa = δy ⊙ step(a − b), δb = δy ⊙ step(b − a)"""
    a, b = node.args
    return [(a, had(delta, larger(a, b))), (b, had(delta, larger(b, a)))]


@PULLBACKS.rule(Transpose)
def transpose_rule(node: Transpose, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = Aᵀ ⟹ δA = δyᵀ"""
    return [(node.args[0], transpose(delta))]


@PULLBACKS.rule(Fill)
def fill_rule(node: Fill, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = s·1 ⟹ δs = Σ δy, over all entries"""
    return [(node.scalar, total(delta))]


@PULLBACKS.rule(DiagMatrix)
def diagonal_rule(node: DiagMatrix, delta: MatrixExpr, value: MatrixExpr) -> Pulled:
    """Y = diag(a) ⟹ δa = the diagonal of δy"""
    return [(node.args[0], diagonal_of(delta))]


def larger(a: MatrixExpr, b: MatrixExpr) -> MatrixExpr:
    """1 where a is larger than b, else 0."""
    return Apply("step", add(a, scale(sp.S.NegativeOne, b)))


def slope(node: Apply, value: MatrixExpr) -> MatrixExpr:
    """φ′ entry by entry, from the activation's row, in the value y and the argument u."""
    y, u = sp.Symbol("y"), sp.Symbol("u")
    return from_polynomial(slope_of(node.activation.name), {y: value, u: node.argument})


@cache
def slope_of(name: str) -> sp.Expr:
    """The slope that a row of the table states, in the symbols y and u."""
    functions = {row: sp.Function(row) for row in ACTIVATIONS}
    return sp.sympify(ACTIVATIONS[name].slope, locals={**functions, "y": sp.Symbol("y"), "u": sp.Symbol("u")})
