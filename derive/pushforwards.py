"""Forward mode, a rule per node type: the tangent of a node from those of its operands.

A rule takes the node, a function that gives an operand's tangent, and the name of the node's value.
Whoever adds a node adds its rule here.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive.algebra import add, diagonal, fill, had, mul, power, scale, split_number, transpose
from derive.nodes import Apply, Concat, Fill, Maximum, Named
from derive.pullbacks import larger, slope
from derive.rules import RuleTable

TangentOf = Callable[[MatrixExpr], MatrixExpr]
PUSHFORWARDS = RuleTable("the table of pushforwards", "derive/pushforwards.py")


@PUSHFORWARDS.rule(Named)
def identity(node: Named, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = a ⟹ ẏ = ȧ"""
    return dot(node)


@PUSHFORWARDS.rule(MatAdd)
def sum_rule(node: MatAdd, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = a + b ⟹ ẏ = ȧ + ḃ"""
    return add(*map(dot, node.args))


@PUSHFORWARDS.rule(HadamardProduct)
def product_rule(node: HadamardProduct, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = a ⊙ b ⟹ ẏ = b ⊙ ȧ + a ⊙ ḃ"""
    factors = node.args
    return add(*(had(*factors[:k], *factors[k + 1 :], dot(a)) for k, a in enumerate(factors)))


@PUSHFORWARDS.rule(HadamardPower)
def power_rule(node: HadamardPower, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = aᵏ ⟹ ẏ = k aᵏ⁻¹ ⊙ ȧ"""
    base, exponent = node.args
    return had(scale(exponent, power(base, exponent - 1)), dot(base))


@PUSHFORWARDS.rule(MatMul)
def matrix_product_rule(node: MatMul, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = A b ⟹ ẏ = Ȧ b + A ḃ"""
    number, rest = split_number(node)
    if not isinstance(rest, MatMul):
        return scale(number, dot(rest))
    factors = rest.args
    terms = (mul(*factors[:k], dot(a), *factors[k + 1 :]) for k, a in enumerate(factors))
    return scale(number, add(*terms))


@PUSHFORWARDS.rule(Apply)
def chain_rule(node: Apply, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = φ(a) ⟹ ẏ = φ′(a) ⊙ ȧ, the slope written in y where it can be"""
    return had(slope(node, value), dot(node.argument))


@PUSHFORWARDS.rule(Concat)
def concat_rule(node: Concat, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = [a; b] ⟹ ẏ = [ȧ; ḃ]"""
    return Concat(*map(dot, node.args))


@PUSHFORWARDS.rule(Maximum)
def maximum_rule(node: Maximum, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = max(a, b) ⟹ ẏ = step(a − b) ⊙ ȧ + step(b − a) ⊙ ḃ"""
    a, b = node.args
    return add(had(larger(a, b), dot(a)), had(larger(b, a), dot(b)))


@PUSHFORWARDS.rule(Transpose)
def transpose_rule(node: Transpose, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = Aᵀ ⟹ ẏ = Ȧᵀ"""
    return transpose(dot(node.args[0]))


@PUSHFORWARDS.rule(Fill)
def fill_rule(node: Fill, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = s·1 ⟹ ẏ = ṡ·1"""
    return fill(dot(node.scalar), node.shape)


@PUSHFORWARDS.rule(DiagMatrix)
def diagonal_rule(node: DiagMatrix, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = diag(a) ⟹ ẏ = diag(ȧ)"""
    return diagonal(dot(node.args[0]))


@PUSHFORWARDS.rule(OneMatrix, ZeroMatrix)
def constant_rule(node: MatrixExpr, dot: TangentOf, value: MatrixExpr) -> MatrixExpr:
    """Y = const ⟹ ẏ = 0"""
    return ZeroMatrix(*node.shape)
