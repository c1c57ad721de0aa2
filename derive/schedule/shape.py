"""The form of an expression: what is the same in equations that can be run as one operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy.core.basic import Basic
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.transpose import Transpose

from derive.algebra import split_number
from derive.nodes import Apply, Maximum, Named, is_vector, names_in

Test = Callable[[Named], bool]
POINTWISE = (MatAdd, HadamardProduct, HadamardPower, Apply, Maximum)


@dataclass(frozen=True)
class Form:
    """An expression with its operands taken out.

    key: what must agree for two expressions to be one operation; outline: the same without what is
    shared; leaves: the operands in order; pointwise: for each, whether the result may overwrite it.
    """

    key: str
    outline: str
    leaves: tuple[Named, ...]
    pointwise: tuple[bool, ...]


@dataclass(frozen=True)
class ProductParts:
    """A·v or Aᵀ·v with a matrix A of parameters."""

    matrix: Named
    transposed: bool
    operand: MatrixExpr


def product_parts(expr: MatrixExpr, is_once: Test) -> ProductParts | None:
    """A product of a matrix that is constant in time with a vector; None for anything else."""
    if not (isinstance(expr, MatMul) and len(expr.args) == 2 and is_vector(expr.args[1])):
        return None
    matrix, operand = expr.args
    transposed = isinstance(matrix, Transpose)
    inner = matrix.args[0] if transposed else matrix
    plain = isinstance(inner, Named) and is_once(inner) and not is_vector(inner)
    return ProductParts(inner, transposed, operand) if plain and isinstance(operand, Named) else None


def form_of(expr: MatrixExpr, is_loose: Test, is_once: Test) -> Form:
    """The form of an expression; `is_loose`: operands that may differ among equations of one form."""
    leaves: list[tuple[Named, bool]] = []

    def visit(node: Basic) -> tuple[str, str]:
        if isinstance(node, Named):
            leaves.append((node, True))
            if is_once(node):
                return f"const{node.shape}", "c"
            return (f"any{node.shape}", "v") if is_loose(node) else (node.name, "v")
        if not isinstance(node, MatrixExpr):
            return str(node), str(node)
        product = product_parts(node, is_once)
        if product is not None:
            leaves.append((product.matrix, False))
            side = "ᵀ" if product.transposed else ""
            return f"{product.matrix.shape}{side}·{product.operand.name}", "A·v"
        number, rest = split_number(node)
        if isinstance(node, POINTWISE) or (number != 1 and not isinstance(rest, MatMul)):
            inside = [visit(arg) for arg in node.args]
            keys, outlines = zip(*inside, strict=True)
            head = type(node).__name__
            return f"{head}({', '.join(keys)})", f"{head}({', '.join(outlines)})"
        leaves.extend((name, False) for name in names_in(node))
        return str(node), type(node).__name__

    key, outline = visit(expr)
    found = tuple(leaf for leaf, _ in leaves)
    safe = {leaf for leaf, pointwise in leaves if not pointwise}
    return Form(key, outline, found, tuple(p and leaf not in safe for leaf, p in leaves))
