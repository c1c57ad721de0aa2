"""Program → scalar equations: everything but a product with a matrix acts entry by entry.

A vector equation is one *scalar* equation, the same for each entry, over symbols (an entry of h, of f,
…) and atoms `Dot(U, v)`, an entry of U·v. In that algebra SymPy is strong: `expand`, `diff`, `cancel`.

Legend: an entry is written like its vector; `Dot(U, e)` is the entry of U·v where e is the entry of v,
`Inner(a, b)` the scalar aᵀ b; an activation is a function of one argument under its own name, `exp` and
`log` SymPy's own. A symbol is a `ScalarSymbol` where it is one number for all entries, an `EntrySymbol`
where it is that of a matrix (row i, column j).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive.algebra import add, diagonal, fill, had, mul, power, scale, split_number, transpose
from derive.errors import MissingRuleError
from derive.nodes import (
    Apply,
    Concat,
    Diagonal,
    Fill,
    Maximum,
    Named,
    Rows,
    Total,
    Value,
    is_scalar,
    is_vector,
)  # fmt: skip
from derive.program import Program
from derive.rules import RuleTable


class ScalarSymbol(sp.Symbol):
    """A scalar: one number for all entries."""


class EntrySymbol(sp.Symbol):
    """The entry of a matrix in row i and column j; in a `Dot`, the matrix itself."""


class Dot(sp.Function):
    """An entry of U·v, Σ_j U_ij v_j, from an entry of U and the entry of v."""

    nargs = 2
    is_real = True

    @property
    def matrix(self) -> sp.Expr:
        """The symbol of the matrix, or the entry of one that is computed."""
        return self.args[0]

    @property
    def entry(self) -> sp.Expr:
        """The entry of the vector it is applied to."""
        return self.args[1]


class Inner(sp.Function):
    """The scalar aᵀ b = Σ_j a_j b_j, the same for all entries; its arguments are in SymPy's order."""

    nargs = 2
    is_real = True

    @classmethod
    def eval(cls, left: sp.Expr, right: sp.Expr) -> sp.Expr | None:
        """0 where a side is, else both sides sorted."""
        if left == 0 or right == 0:
            return sp.S.Zero
        return cls(right, left) if sp.default_sort_key(right) < sp.default_sort_key(left) else None


class Column(sp.Function):
    """An entry of the right vector of an outer product u vᵀ: it runs over columns, not rows."""

    nargs = 1
    is_real = True


CONCAT = "concat"
SYMPYS_OWN = {"exp": sp.exp, "log": sp.log}


COMPONENTS = RuleTable("the table of components", "derive/componentwise.py")
Components = dict[Named, sp.Expr]


def symbol(name: Named) -> sp.Symbol:
    """The scalar symbol for an entry of a named quantity; a row vector's counts as a vector's."""
    kind = ScalarSymbol if is_scalar(name) else sp.Symbol if 1 in name.shape else EntrySymbol
    return kind(name.name, real=True)


def activation(name: str) -> type[sp.Function]:
    """The scalar function for an activation of the table."""
    return SYMPYS_OWN.get(name) or sp.Function(name, real=True)


def is_uniform(entry: sp.Expr) -> bool:
    """Whether an entry is one number for all entries."""
    if isinstance(entry, ScalarSymbol | Inner) or entry.is_number:
        return True
    if isinstance(entry, Dot | Column) or entry.func.__name__ == CONCAT:
        return False
    return bool(entry.args) and all(map(is_uniform, entry.args))


def runs_over_columns(entry: sp.Expr) -> bool:
    """Whether an entry is a matrix's: whether it depends on the column."""
    if isinstance(entry, EntrySymbol | Column):
        return True
    return not isinstance(entry, Dot | Inner) and any(map(runs_over_columns, entry.args))


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
    """The entry with symbols replaced; a matrix inside a `Dot` as well, where it is one that is computed."""
    return act(entry.xreplace(dict(table)))


def act(entry: sp.Expr) -> sp.Expr:
    """Each product with a computed matrix written out: (s A + u vᵀ)·w is s (A·w) + u (vᵀ w)."""
    if not any(not dot.matrix.is_Symbol for dot in entry.atoms(Dot)):
        return entry
    return entry.replace(Dot, lambda matrix, inner: _act(matrix, inner))


def _act(matrix: sp.Expr, inner: sp.Expr) -> sp.Expr:
    """One product: row factors come out in front, column factors go inside."""
    if matrix.is_Symbol:
        return Dot(matrix, inner)
    terms = []
    for term in sp.Add.make_args(sp.expand_mul(matrix, deep=False)):
        across = [f for f in sp.Mul.make_args(term) if runs_over_columns(f)]
        rows = sp.Mul(*(f for f in sp.Mul.make_args(term) if f not in across))
        columns = [f for f in across if isinstance(f, Column)]
        others = [f for f in across if f not in columns]
        met = sp.Mul(inner, *(f.args[0] for f in columns))
        if others:
            terms.append(rows * Dot(sp.Mul(*others), met))
        elif columns:
            terms.append(rows * Inner(columns[0].args[0], met / columns[0].args[0]))
        else:
            terms.append(rows * Inner(sp.S.One, met))
    return sp.Add(*terms)


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
    """U v ↦ Dot(U, v); aᵀ b ↦ Inner(a, b); u vᵀ ↦ u · column v; diag(v) A ↦ v · A"""
    number, rest = split_number(expr)
    if not isinstance(rest, MatMul):
        return number * component(rest)
    *matrices, last = rest.args
    if is_vector(last):
        entry = component(last)
        for matrix in reversed(matrices):
            entry = _times(matrix, entry)
        return number * entry
    for k in range(1, len(rest.args)):
        if is_vector(rest.args[k - 1]):
            right = transpose(mul(*rest.args[k:]))
            return number * component(mul(*rest.args[:k])) * Column(component(right))
    return number * sp.Mul(*(_scaled(matrix) for matrix in rest.args))


def _times(matrix: MatrixExpr, entry: sp.Expr) -> sp.Expr:
    """The entry of A·v from that of v."""
    if isinstance(matrix, DiagMatrix):
        return component(matrix.args[0]) * entry
    if is_vector(matrix):
        return component(matrix) * entry
    if matrix.shape[0] == 1:
        return Inner(component(transpose(matrix) if isinstance(matrix, Transpose) else matrix), entry)
    return act(Dot(matrix_entry(matrix), entry))


def _scaled(matrix: MatrixExpr) -> sp.Expr:
    """A factor of a product of matrices of which all but one are diagonal."""
    if isinstance(matrix, DiagMatrix):
        return component(matrix.args[0])
    return matrix_entry(matrix)


def matrix_entry(matrix: MatrixExpr) -> sp.Expr:
    """The entry of a matrix as it stands in a Dot; a name's transpose is a matrix of its own."""
    if isinstance(matrix, Transpose):
        inner = matrix.args[0]
        if isinstance(inner, Named):
            return EntrySymbol(f"{inner.name}ᵀ", real=True)
        raise MissingRuleError(matrix, "the componentwise algebra", "derive/componentwise.py")
    return component(matrix)


@COMPONENTS.rule(Maximum)
def maximum_entry(expr: Maximum) -> sp.Expr:
    """max(a, b) ↦ maximum(a, b), its arguments sorted"""
    parts = sorted(map(component, expr.args), key=sp.default_sort_key)
    return sp.Function("maximum", real=True)(*parts)


@COMPONENTS.rule(Fill)
def fill_entry(expr: Fill) -> sp.Expr:
    """S·1 ↦ s"""
    return component(expr.scalar)


@COMPONENTS.rule(Total)
def total_entry(expr: Total) -> sp.Expr:
    """Σ a ↦ Inner(1, a) for a vector; of a matrix, opaque"""
    inner = component(expr.term)
    return Inner(sp.S.One, inner) if is_vector(expr.term) else sp.Function("total", real=True)(inner)


@COMPONENTS.rule(Diagonal)
def diagonal_entry(expr: Diagonal) -> sp.Expr:
    """diagonal(A) ↦ an opaque function of A"""
    return sp.Function("diagonal", real=True)(component(expr.matrix))


@COMPONENTS.rule(Concat)
def concat_entry(expr: Concat) -> sp.Expr:
    """[u; v] ↦ an opaque function of u and v (`split` removes it where it meets a matrix)"""
    return sp.Function(CONCAT, real=True)(*map(component, expr.args))


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
    if entry.is_number:
        return scale(entry, OneMatrix(1, 1))
    if isinstance(entry, sp.Symbol):
        return names[entry.name]
    if isinstance(entry, sp.Add):
        return _lift_sum(entry, names)
    if isinstance(entry, sp.Mul):
        return _lift_product(entry, names)
    if isinstance(entry, sp.Pow):
        return power(lift(entry.base, names), entry.exp)
    if isinstance(entry, Dot):
        matrix = lift(entry.matrix, names)
        return mul(matrix, fill(lift(entry.entry, names), (matrix.shape[1], sp.S.One)))
    if isinstance(entry, Column):
        return transpose(lift(entry.args[0], names))
    if isinstance(entry, Inner):
        left, right = (lift(arg, names) for arg in entry.args)
        return mul(left if left.shape[0] == 1 else transpose(left), right)
    if entry.func.__name__ == "maximum":
        return Maximum(*_of_one_shape([lift(arg, names) for arg in entry.args]))
    return Apply(entry.func.__name__, lift(entry.args[0], names))


def _of_one_shape(parts: list[MatrixExpr]) -> list[MatrixExpr]:
    """The parts with scalars filling the shape of the others."""
    shape = next((part.shape for part in parts if not is_scalar(part)), (1, 1))
    return [fill(part, shape) for part in parts]


def _lift_sum(entry: sp.Add, names: Mapping[str, Named]) -> MatrixExpr:
    """A sum, numbers first, what is subtracted last."""

    def place(term: sp.Expr) -> tuple[bool, bool, object]:
        return not term.is_number, bool(term.as_coeff_Mul()[0] < 0), sp.default_sort_key(term)

    return add(*_of_one_shape([lift(term, names) for term in sorted(entry.args, key=place)]))


def _lift_product(entry: sp.Mul, names: Mapping[str, Named]) -> MatrixExpr:
    """A pointwise product; with a column factor u vᵀ, with a matrix diag(u) A."""

    def place(factor: sp.Expr) -> tuple[bool, bool, object]:
        return not factor.is_number, factor.is_Add, sp.default_sort_key(factor)

    parts = [lift(factor, names) for factor in sorted(entry.args, key=place)]
    across = [part for part in parts if not is_vector(part)]
    if not across:
        return had(*_of_one_shape(parts))
    scalars = [part for part in parts if is_scalar(part)]
    vectors = [part for part in parts if is_vector(part) and not is_scalar(part)]
    rows = [part for part in across if part.shape[0] == 1]
    matrices = [part for part in across if part.shape[0] != 1]
    if not matrices:
        return mul(*scalars, had(*vectors), had(*rows)) if vectors else had(*_of_one_shape(parts))
    middle = had(*matrices)
    left = [diagonal(had(*vectors))] if vectors else []
    right = [diagonal(had(*map(transpose, rows)))] if rows else []
    return mul(*scalars, *left, middle, *right)
