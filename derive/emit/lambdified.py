"""Program → a NumPy function, by SymPy's `lambdify` with a printer of our own.

The program's equations are handed to `lambdify` as its common subexpressions, so the function has one
line per equation, in the program's order and with the program's names.

Layout: a vector is an array (…, n) with batch axes in front, a scalar (…, 1), a matrix (…, n, m); a
parameter has no batch axes. A cotangent of a parameter is summed over the batch.
"""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import Identity, OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive.algebra import mul, split_number, transpose
from derive.emit.functions import NAMESPACE, Array
from derive.nodes import (
    Apply,
    Concat,
    Cotangent,
    Diagonal,
    Fill,
    Kind,
    Maximum,
    Named,
    Quantity,
    Rows,
    TimeSum,
    Total,
    is_vector,
    names_in,
)  # fmt: skip
from derive.program import Program
from derive.rules import RuleTable

PRINTERS = RuleTable("the NumPy printer", "derive/emit/lambdified.py")


@dataclass(frozen=True)
class NumPyPrinter:
    """Prints matrix expressions as NumPy; `sizes` gives code for each dimension symbol."""

    sizes: Mapping[sp.Symbol, str]

    def doprint(self, expr: Any) -> str:
        """The Python expression for a matrix expression (the method that `lambdify` calls)."""
        return str(PRINTERS(expr, self))

    def operand(self, expr: MatrixExpr) -> str:
        """The expression, in parentheses if it is compound."""
        text = self.doprint(expr)
        return text if text.isidentifier() or isinstance(expr, Apply) else f"({text})"

    def size(self, size: sp.Expr) -> str:
        """The Python expression for a size such as m + n."""
        return " + ".join(
            self.sizes[term] if term in self.sizes else str(term) for term in sp.Add.make_args(size)
        )


@dataclass(frozen=True)
class Lambdified:
    """A program as a function of arrays.

    function: takes the values of `program.inputs` in order, returns those of the outputs in order.
    source: its Python text.
    """

    program: Program
    function: Callable[..., list[Array]]
    source: str

    def __call__(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """The outputs by name, from the inputs by name."""
        given = [values[name.name] for name in self.program.inputs]
        return dict(zip((q.name for q in self.program.outputs), self.function(*given), strict=True))


def lambdified(program: Program) -> Lambdified:
    """The NumPy function of a program."""
    equations = [(eq.lhs, _reduced(eq.lhs, eq.rhs)) for eq in program.equations]
    function = sp.lambdify(
        list(program.inputs), list(program.outputs), modules=[NAMESPACE],
        printer=NumPyPrinter(_sizes(program)), cse=lambda outputs: (equations, outputs),
    )  # fmt: skip
    text = "".join(linecache.getlines(function.__code__.co_filename)).strip()
    return Lambdified(program, function, text.replace(function.__name__, identifier(program.name), 1))


def identifier(name: str) -> str:
    """A program's name as a Python identifier."""
    return re.sub(r"\W+", "_", name)


@dataclass(frozen=True)
class BatchSum:
    """Σ over the batch of an expression; stands outermost, around the cotangent of a parameter."""

    term: MatrixExpr


def _reduced(lhs: Named, rhs: MatrixExpr) -> MatrixExpr | BatchSum:
    """Cotangents of parameters are sums over the batch."""
    of = lhs.of if isinstance(lhs, Cotangent) else None
    return BatchSum(rhs) if isinstance(of, Quantity) and of.kind == Kind.PARAMETER else rhs


def _sizes(program: Program) -> dict[sp.Symbol, str]:
    """Code for each dimension symbol, read off the shape of an input."""
    sizes: dict[sp.Symbol, str] = {}
    for name in program.inputs:
        rows, cols = name.shape
        sizes.setdefault(rows, f"{name.name}.shape[{-1 if is_vector(name) else -2}]")
        if not is_vector(name):
            sizes.setdefault(cols, f"{name.name}.shape[-1]")
    return sizes


@PRINTERS.rule(Named)
def print_name(expr: Named, to: NumPyPrinter) -> str:
    """h_prev"""
    return expr.name


@PRINTERS.rule(MatAdd)
def print_sum(expr: MatAdd, to: NumPyPrinter) -> str:
    """A + b - c"""
    text = ""
    for term in expr.args:
        number, rest = split_number(term)
        sign = "-" if number < 0 else "+"
        positive = term if number > 0 else rest if number == -1 else MatMul(-number, rest)
        body = to.operand(positive) if isinstance(positive, MatAdd) else to.doprint(positive)
        text += f" {sign} {body}" if text else body if sign == "+" else f"-{body}"
    return text


@PRINTERS.rule(HadamardProduct)
def print_pointwise(expr: HadamardProduct, to: NumPyPrinter) -> str:
    """A * b, or a / b where b stands in a denominator"""
    text = ""
    for factor in expr.args:
        divides = isinstance(factor, HadamardPower) and factor.args[1] == -1
        body = to.operand(factor.args[0] if divides else factor)
        text += f" {'/' if divides else '*'} {body}" if text else f"1 / {body}" if divides else body
    return text


@PRINTERS.rule(HadamardPower)
def print_power(expr: HadamardPower, to: NumPyPrinter) -> str:
    """A * a for squares, a ** k in general, 1 / a"""
    base, exponent = to.operand(expr.args[0]), expr.args[1]
    if exponent == 2:
        return f"{base} * {base}"
    return f"1 / {base}" if exponent == -1 else f"{base} ** {number_code(exponent)}"


@PRINTERS.rule(Maximum)
def print_maximum(expr: Maximum, to: NumPyPrinter) -> str:
    """maximum(a, b)"""
    return f"maximum({', '.join(map(to.doprint, expr.args))})"


@PRINTERS.rule(Fill)
def print_fill(expr: Fill, to: NumPyPrinter) -> str:
    """The scalar, which NumPy broadcasts; with one more axis to fill a matrix"""
    return to.doprint(expr.scalar) if is_vector(expr) else f"{to.operand(expr.scalar)}[..., None]"


@PRINTERS.rule(Total)
def print_total(expr: Total, to: NumPyPrinter) -> str:
    """total(a)"""
    rows, cols = map(to.size, expr.term.shape)
    if is_vector(expr.term):
        return f"total({to.doprint(expr.term)}, {rows})"
    return f"total_matrix({to.doprint(expr.term)}, {rows}, {cols})"


@PRINTERS.rule(Diagonal)
def print_diagonal_of(expr: Diagonal, to: NumPyPrinter) -> str:
    """diagonal(A)"""
    return f"diagonal({to.doprint(expr.matrix)})"


@PRINTERS.rule(MatMul)
def print_product(expr: MatMul, to: NumPyPrinter) -> str:
    """W v as v @ W.T, so that batch axes may stand in front; u vᵀ as an outer product"""
    number, rest = split_number(expr)
    if number != 1:
        if isinstance(rest, OneMatrix):
            return number_code(number)
        return f"-{to.operand(rest)}" if number == -1 else f"{number_code(number)} * {to.operand(rest)}"
    *before, last = rest.args
    if is_vector(last):
        return _matrix_times_vector(before, last, to)
    if rest.shape[0] == 1:
        return f"{to.operand(transpose(rest))}[..., None, :]"
    outer = split_outer(rest)
    if outer is not None:
        u, v = (_ones(side, to) if isinstance(side, OneMatrix) else to.doprint(side) for side in outer)
        return f"outer({u}, {v})"
    return _matrix_chain(rest.args, to)


def split_outer(product: MatMul) -> tuple[MatrixExpr, MatrixExpr] | None:
    """The vectors u, v of a product u vᵀ, where its factors can be parted so; else None."""
    for k in range(1, len(product.args)):
        if is_vector(product.args[k - 1]):
            return mul(*product.args[:k]), transpose(mul(*product.args[k:]))
    return None


def _ones(vector: OneMatrix, to: NumPyPrinter) -> str:
    """A vector of ones, where broadcasting alone won't do."""
    return f"ones({to.size(vector.shape[0])})"


def is_batched(expr: MatrixExpr) -> bool:
    """Whether an expression has batch axes: whether it depends on more than parameters."""
    return any(not (isinstance(q, Quantity) and q.kind == Kind.PARAMETER) for q in names_in(expr))


def _matrix_times_vector(matrices: list[MatrixExpr], vector: MatrixExpr, to: NumPyPrinter) -> str:
    """A B … v, from the right."""
    text = _ones(vector, to) if isinstance(vector, OneMatrix) else to.operand(vector)
    for matrix in reversed(matrices):
        across = isinstance(matrix, Transpose)
        body = to.operand(matrix.args[0] if across or isinstance(matrix, DiagMatrix) else matrix)
        if isinstance(matrix, DiagMatrix) or is_vector(matrix):
            text = f"{body} * ({text})"
        elif across and is_vector(matrix.args[0]):
            text = f"inner({body}, {text})"
        elif is_batched(matrix):
            text = f"times({body}{'.mT' if across else ''}, {text})"
        else:
            text = f"{text} @ {body}{'' if across else '.T'}"
    return text


def _matrix_chain(matrices: tuple[MatrixExpr, ...], to: NumPyPrinter) -> str:
    """A B …, diag(·) factors as a scaling of rows or columns."""
    text = ""
    for matrix in matrices:
        scales = isinstance(matrix, DiagMatrix)
        body = to.operand(matrix.args[0]) if scales else to.operand(matrix)
        if not text:
            text = f"{body}[..., :, None]" if scales else body
            pending = scales
        elif scales:
            text = f"({text}) * {body}[..., None, :]"
        else:
            text = f"{text} * {body}" if pending else f"({text}) @ {body}"
            pending = False
    return text


@PRINTERS.rule(Transpose)
def print_transpose(expr: Transpose, to: NumPyPrinter) -> str:
    """A.T; of a vector, a row; of a matrix with one row, that row"""
    if is_vector(expr.args[0]):
        return f"{to.operand(expr.args[0])}[..., None, :]"
    if is_vector(expr):
        return f"{to.operand(expr.args[0])}[..., 0, :]"
    return f"{to.operand(expr.args[0])}.{'mT' if is_batched(expr) else 'T'}"


@PRINTERS.rule(DiagMatrix)
def print_diagonal(expr: DiagMatrix, to: NumPyPrinter) -> str:
    """diag(v, n)"""
    return f"diag({to.doprint(expr.args[0])}, {to.size(expr.shape[0])})"


@PRINTERS.rule(Apply)
def print_apply(expr: Apply, to: NumPyPrinter) -> str:
    """sigmoid(u)"""
    return f"{expr.activation.name}({to.doprint(expr.argument)})"


@PRINTERS.rule(Concat)
def print_concat(expr: Concat, to: NumPyPrinter) -> str:
    """concat(u, v)"""
    return f"concat({', '.join(map(to.doprint, expr.args))})"


@PRINTERS.rule(Rows)
def print_rows(expr: Rows, to: NumPyPrinter) -> str:
    """v[..., start:stop]"""
    start, stop = (to.size(arg) for arg in expr.args[1:])
    return f"{to.operand(expr.vector)}[..., {start}:{stop}]"


@PRINTERS.rule(BatchSum)
def print_batch_sum(expr: BatchSum, to: NumPyPrinter) -> str:
    """Σ over the batch: outer products as one product of matrices"""
    number, rest = split_number(expr.term)
    if isinstance(rest, ZeroMatrix):
        return to.doprint(rest)
    if number != 1:
        return f"{number_code(number)} * {to.doprint(BatchSum(rest))}"
    if isinstance(rest, TimeSum):
        return to.doprint(BatchSum(rest.term))
    if isinstance(rest, MatAdd):
        return " + ".join(to.doprint(BatchSum(term)) for term in rest.args)
    outer = split_outer(rest) if isinstance(rest, MatMul) and not is_vector(rest) else None
    if outer is not None:
        return f"outer_sum({', '.join(map(to.doprint, outer))})"
    return f"batch_sum{'' if is_vector(rest) else '_matrix'}({to.doprint(rest)})"


@PRINTERS.rule(TimeSum)
def print_time_sum(expr: TimeSum, to: NumPyPrinter) -> str:
    """The summand of one step; who runs the steps adds them up"""
    return to.doprint(expr.term)


@PRINTERS.rule(OneMatrix)
def print_ones(expr: OneMatrix, to: NumPyPrinter) -> str:
    """1"""
    return "1"


@PRINTERS.rule(ZeroMatrix)
def print_zeros(expr: ZeroMatrix, to: NumPyPrinter) -> str:
    """0"""
    return "0"


@PRINTERS.rule(Identity)
def print_identity(expr: Identity, to: NumPyPrinter) -> str:
    """eye(n)"""
    return f"eye({to.size(expr.shape[0])})"


def number_code(number: sp.Expr) -> str:
    """A Python literal, which leaves float32 arrays float32."""
    return str(int(number)) if number.is_integer else repr(float(number))
