"""Program → scalar equations: everything but a product with a matrix acts entry by entry.

A vector equation is one *scalar* equation, the same for each entry, over symbols (an entry of h, of f,
…) and atoms `Dot(U, v)`, an entry of U·v. In that algebra SymPy is strong: `expand`, `diff`, `cancel`.

Legend: an entry is written like its vector; `Dot(U, e)` is the entry of U·v where e is the entry of v;
an activation is a function of one argument under its own name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive.algebra import add, had, mul, power, scale, split_number
from derive.nodes import Apply, Concat, Named, Rows, Value, is_vector
from derive.program import Program
from derive.rules import RuleTable


class Dot(sp.Function):
    """An entry of U·v, from the symbol of U and the entry of v."""

    nargs = 2

    @property
    def matrix(self) -> sp.Expr:
        """The symbol of the matrix."""
        return self.args[0]

    @property
    def entry(self) -> sp.Expr:
        """The entry of the vector it is applied to."""
        return self.args[1]


class Column(sp.Function):
    """An entry of the right vector of an outer product u vᵀ: it runs over columns, not rows."""

    nargs = 1


COMPONENTS = RuleTable("the table of components", "derive/componentwise.py")
Components = dict[Named, sp.Expr]


def symbol(name: Named) -> sp.Symbol:
    """The scalar symbol for an entry of a named quantity."""
    return sp.Symbol(name.name, real=True)


def activation(name: str) -> type[sp.Function]:
    """The scalar function for an activation of the table."""
    return sp.Function(name, real=True)


def component(expr: MatrixExpr) -> sp.Expr:
    """An entry of a matrix expression."""
    return COMPONENTS(expr)


def components(program: Program) -> Components:
    """An entry of each defined name, in terms of the names on its right side."""
    return {eq.lhs: component(eq.rhs) for eq in program.equations}


def inlined(program: Program, keep: Collection[Named] = ()) -> Components:
    """An entry of each defined name in terms of the program's inputs and the names in `keep`."""
    table: dict[sp.Symbol, sp.Expr] = {}
    result: Components = {}
    for name, entry in components(program).items():
        result[name] = substitute(entry, table)
        if name not in keep:
            table[symbol(name)] = result[name]
    return result


def substitute(entry: sp.Expr, table: Mapping[sp.Expr, sp.Expr]) -> sp.Expr:
    """The entry with symbols replaced (never a matrix inside a Dot)."""
    return entry.xreplace(dict(table))


@COMPONENTS.rule(Named)
def name_entry(expr: Named) -> sp.Expr:
    """H ↦ h"""
    return symbol(expr)


@COMPONENTS.rule(Value)
def value_entry(expr: Value) -> sp.Expr:
    """tanh(c), abbreviated ↦ its own symbol"""
    return symbol(expr)


@COMPONENTS.rule(MatAdd)
def sum_entry(expr: MatAdd) -> sp.Expr:
    """A + b ↦ a + b"""
    return sp.Add(*map(component, expr.args))


@COMPONENTS.rule(HadamardProduct)
def pointwise_entry(expr: HadamardProduct) -> sp.Expr:
    """A ∘ b ↦ a b"""
    return sp.Mul(*map(component, expr.args))


@COMPONENTS.rule(HadamardPower)
def power_entry(expr: HadamardPower) -> sp.Expr:
    """aᵏ ↦ aᵏ"""
    return component(expr.args[0]) ** expr.args[1]


@COMPONENTS.rule(Apply)
def apply_entry(expr: Apply) -> sp.Expr:
    """φ(u) ↦ φ(u)"""
    return activation(expr.activation.name)(component(expr.argument))


@COMPONENTS.rule(MatMul)
def product_entry(expr: MatMul) -> sp.Expr:
    """U v ↦ Dot(U, v); u vᵀ ↦ u · column v"""
    number, rest = split_number(expr)
    if not isinstance(rest, MatMul):
        return number * component(rest)
    *matrices, last = rest.args
    if not is_vector(last) and is_vector(matrices[0]) and len(matrices) == 1:
        return number * component(matrices[0]) * Column(component(Transpose(last).doit()))
    entry = component(last)
    for matrix in reversed(matrices):
        entry = Dot(matrix_symbol(matrix), entry)
    return number * entry


def matrix_symbol(matrix: MatrixExpr) -> sp.Symbol:
    """The symbol under which a matrix stands in a Dot; a transpose is a matrix of its own."""
    if isinstance(matrix, Transpose):
        return sp.Symbol(matrix_symbol(matrix.args[0]).name + "ᵀ")
    return sp.Symbol(matrix.name)


@COMPONENTS.rule(Concat)
def concat_entry(expr: Concat) -> sp.Expr:
    """[u; v] ↦ an opaque function of u and v (`split` removes it where it meets a matrix)"""
    return sp.Function("concat", real=True)(*map(component, expr.args))


@COMPONENTS.rule(Rows)
def rows_entry(expr: Rows) -> sp.Expr:
    """v[a:b] ↦ an opaque function of v and the place"""
    return sp.Function("rows", real=True)(component(expr.vector), *expr.args[1:])


@COMPONENTS.rule(OneMatrix)
def ones_entry(expr: OneMatrix) -> sp.Expr:
    """1 ↦ 1"""
    return sp.S.One


@COMPONENTS.rule(ZeroMatrix)
def zeros_entry(expr: ZeroMatrix) -> sp.Expr:
    """0 ↦ 0"""
    return sp.S.Zero


def lift(entry: sp.Expr, names: Mapping[str, Named]) -> MatrixExpr:
    """A matrix expression again, from an entry: what `component` took apart, numbers first.

    `names` gives the quantity for each symbol's name. Raises KeyError for a symbol it lacks.
    """
    like = next(iter(names.values()))
    if entry.is_Number:
        return scale(entry, OneMatrix(*like.shape))
    if isinstance(entry, sp.Symbol):
        return names[entry.name]
    if isinstance(entry, sp.Add):
        ordered = sorted(
            entry.args,
            key=lambda term: (
                not term.is_number,
                bool(term.as_coeff_Mul()[0] < 0),
                sp.default_sort_key(term),
            ),
        )
        return add(*(lift(term, names) for term in ordered))
    if isinstance(entry, sp.Mul):
        ordered = sorted(
            entry.args, key=lambda factor: (not factor.is_number, factor.is_Add, sp.default_sort_key(factor))
        )
        return had(*(lift(factor, names) for factor in ordered))
    if isinstance(entry, sp.Pow):
        return power(lift(entry.base, names), entry.exp)
    if isinstance(entry, Dot):
        return mul(names[entry.matrix.name], lift(entry.entry, names))
    return Apply(entry.func.__name__, lift(entry.args[0], names))
