"""Expressions and programs → JavaScript, so that a page computes what it shows by the same equations.

Scalar expressions go through SymPy's own printer. Programs go through rules, one per node type, that call
`docs/assets/dense.js`; activations are printed from their definition in the table.

Layout: all values are properties of one object `v`, under their names. In a scalar function each is a
number; in a program's each is a matrix, a list of rows: a vector (n, 1) is a list of n rows of one number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp
from sympy.codegen.cfunctions import log1p
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import Identity, OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose
from sympy.printing.jscode import JavascriptCodePrinter

from derive.activations import ACTIVATIONS
from derive.algebra import split_number
from derive.emit.precise import precise
from derive.nodes import Apply, Concat, Diagonal, Fill, Maximum, Named, Rows, Total
from derive.program import Program
from derive.rules import RuleTable

PRINTERS = RuleTable("the JavaScript printer", "derive/emit/javascript.py")
PREFIX = "v."


class ScalarPrinter(JavascriptCodePrinter):
    """SymPy's printer; a symbol is a property of the object `v`, or the bare argument of an activation."""

    def __init__(self, prefix: str = PREFIX) -> None:
        super().__init__()
        self.prefix = prefix

    def _print_Symbol(self, expr: sp.Symbol) -> str:  # noqa: N802 (SymPy calls it by this name)
        return f"{self.prefix}{expr.name}"

    def _print_log1p(self, expr: log1p) -> str:
        return f"Math.log1p({self._print(expr.args[0])})"

    def _print_Heaviside(self, expr: sp.Heaviside) -> str:  # noqa: N802
        return str(self._print(expr.rewrite(sp.Piecewise)))


def scalar_code(entry: sp.Expr) -> str:
    """A JavaScript expression for a scalar one in SymPy's own functions; `v` holds the symbols' values."""
    return _code(sp.sympify(entry), PREFIX)


def scalar_function(entry: sp.Expr) -> str:
    """The arrow function `v` ↦ the expression's value."""
    return f"(v) => {scalar_code(entry)}"


def activation_function(name: str) -> str:
    """The arrow function u ↦ φ(u) for a row of the table of activations."""
    definition = sp.sympify(ACTIVATIONS[name].scalar, locals={"u": sp.Symbol("u", real=True)})
    return f"(u) => {_code(definition, prefix='')}"


def _code(entry: sp.Expr, prefix: str) -> str:
    """The code of an expression, precise also where its arguments are small or large."""
    return str(ScalarPrinter(prefix).doprint(precise(entry)))


@dataclass(frozen=True)
class MatrixPrinter:
    """Prints matrix expressions; `sizes` gives code for each dimension symbol."""

    sizes: Mapping[sp.Symbol, str]

    def __call__(self, expr: MatrixExpr) -> str:
        """The JavaScript expression for a matrix expression."""
        return str(PRINTERS(expr, self))

    def size(self, size: sp.Expr) -> str:
        """The JavaScript expression for a size such as m + n."""
        terms = sp.Add.make_args(size)
        return " + ".join(self.sizes[term] if term in self.sizes else str(term) for term in terms)

    def call(self, function: str, *args: MatrixExpr) -> str:
        """A call of a function of dense.js."""
        return f"dense.{function}({', '.join(map(self, args))})"


def program_function(program: Program) -> str:
    """The arrow function from an object of the inputs to a new one that holds every defined name as well."""
    to = MatrixPrinter(_sizes(program))
    applied = {node.activation.name for eq in program.equations for node in eq.rhs.atoms(Apply)}
    lines = [
        "(given) => {",
        *(f"  const {name} = {activation_function(name)};" for name in ACTIVATIONS if name in applied),
        "  const v = { ...given };",
        *(f"  {PREFIX}{eq.lhs.name} = {to(eq.rhs)};" for eq in program.equations),
        "  return v;",
        "}",
    ]
    return "\n".join(lines)


def _sizes(program: Program) -> dict[sp.Symbol, str]:
    """Code for each dimension symbol, read off the shape of an input."""
    sizes: dict[sp.Symbol, str] = {}
    for name in program.inputs:
        for size, code in zip(name.shape, (".length", "[0].length"), strict=True):
            if size.is_Symbol:
                sizes.setdefault(size, f"{PREFIX}{name.name}{code}")
    return sizes


@PRINTERS.rule(Named)
def print_name(expr: Named, to: MatrixPrinter) -> str:
    """v.h_prev"""
    return f"{PREFIX}{expr.name}"


@PRINTERS.rule(MatAdd)
def print_sum(expr: MatAdd, to: MatrixPrinter) -> str:
    """A + B + …"""
    return to.call("plus", *expr.args)


@PRINTERS.rule(HadamardProduct)
def print_pointwise(expr: HadamardProduct, to: MatrixPrinter) -> str:
    """A ∘ B ∘ …"""
    return to.call("times", *expr.args)


@PRINTERS.rule(HadamardPower)
def print_power(expr: HadamardPower, to: MatrixPrinter) -> str:
    """A to the power of k, entry by entry"""
    return f"dense.map((a) => a ** {number_code(expr.args[1])}, {to(expr.args[0])})"


@PRINTERS.rule(MatMul)
def print_product(expr: MatMul, to: MatrixPrinter) -> str:
    """A B …; a number in front multiplies every entry"""
    number, rest = split_number(expr)
    if number != 1:
        return f"dense.map((a) => {number_code(number)} * a, {to(rest)})"
    return to.call("product", *expr.args)


@PRINTERS.rule(Transpose)
def print_transpose(expr: Transpose, to: MatrixPrinter) -> str:
    """Aᵀ"""
    return to.call("transpose", expr.args[0])


@PRINTERS.rule(DiagMatrix)
def print_diagonal(expr: DiagMatrix, to: MatrixPrinter) -> str:
    """diag(v)"""
    return to.call("diag", expr.args[0])


@PRINTERS.rule(Diagonal)
def print_diagonal_of(expr: Diagonal, to: MatrixPrinter) -> str:
    """The diagonal of A as a vector"""
    return to.call("diagonal", expr.matrix)


@PRINTERS.rule(Maximum)
def print_maximum(expr: Maximum, to: MatrixPrinter) -> str:
    """max(a, b), entry by entry"""
    return to.call("maximum", *expr.args)


@PRINTERS.rule(Fill)
def print_fill(expr: Fill, to: MatrixPrinter) -> str:
    """s in every entry of a shape"""
    rows, columns = map(to.size, expr.shape)
    return f"dense.fill({to(expr.scalar)}[0][0], {rows}, {columns})"


@PRINTERS.rule(Total)
def print_total(expr: Total, to: MatrixPrinter) -> str:
    """Σ of all entries"""
    return to.call("total", expr.term)


@PRINTERS.rule(Apply)
def print_apply(expr: Apply, to: MatrixPrinter) -> str:
    """φ(u), entry by entry"""
    return f"dense.map({expr.activation.name}, {to(expr.argument)})"


@PRINTERS.rule(Concat)
def print_concat(expr: Concat, to: MatrixPrinter) -> str:
    """[u; v; …]"""
    return to.call("concat", *expr.args)


@PRINTERS.rule(Rows)
def print_rows(expr: Rows, to: MatrixPrinter) -> str:
    """v[start:stop]"""
    start, stop = map(to.size, expr.args[1:])
    return f"{to(expr.vector)}.slice({start}, {stop})"


@PRINTERS.rule(OneMatrix)
def print_ones(expr: OneMatrix, to: MatrixPrinter) -> str:
    """1 in every entry"""
    return f"dense.fill(1, {to.size(expr.shape[0])}, {to.size(expr.shape[1])})"


@PRINTERS.rule(ZeroMatrix)
def print_zeros(expr: ZeroMatrix, to: MatrixPrinter) -> str:
    """0 in every entry"""
    return f"dense.fill(0, {to.size(expr.shape[0])}, {to.size(expr.shape[1])})"


@PRINTERS.rule(Identity)
def print_identity(expr: Identity, to: MatrixPrinter) -> str:
    """1 on the diagonal, 0 elsewhere"""
    return f"dense.diag(dense.fill(1, {to.size(expr.shape[0])}, 1))"


def number_code(number: sp.Expr) -> str:
    """A JavaScript literal in parentheses, so that it may stand anywhere."""
    return f"({int(number) if number.is_integer else repr(float(number))})"
