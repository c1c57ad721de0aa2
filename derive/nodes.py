"""The expressions of a program: SymPy's matrix expressions and the few nodes that SymPy lacks.

From SymPy: `MatAdd`, `MatMul`, `HadamardProduct`, `HadamardPower`, `Transpose`, `DiagMatrix`,
`OneMatrix`, `ZeroMatrix`, `Identity`, always unevaluated, so that terms keep the order in which the
paper wrote them. From here: quantities, which know their kind and their time, names that are derived
from an expression (its cotangent, its tangent, …), and the nodes `Apply`, `Maximum`, `Concat`, `Rows`,
`Fill`, `Total`, `Diagonal`, `TimeSum`.

Legend: a quantity is a column vector (n, 1), a matrix (n, m) or a scalar (1, 1); `name` is its ASCII
identifier, unique within a program; time 0 is now, −1 the previous step, None constant in time.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

import sympy as sp
from sympy.core.basic import Basic
from sympy.core.symbol import Str
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr, MatrixSymbol
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import OneMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive.activations import ACTIVATIONS, Activation


class Kind(StrEnum):
    """What a quantity is to its cell."""

    INPUT = "input"
    STATE = "state"
    PARAMETER = "parameter"
    LOCAL = "local"


class Named(MatrixSymbol):
    """A matrix symbol of this project: anything that can stand left of an equals sign."""

    @property
    def name(self) -> str:
        """The ASCII identifier, unique within a program."""
        raise NotImplementedError

    def _sympystr(self, printer: Any) -> str:
        return self.name

    def _hashable_content(self) -> tuple[Any, ...]:
        return self.args


class Quantity(Named):
    """A quantity of a cell: `Quantity("h", n, 1, Kind.STATE, -1)` is h_{t−1}, of shape (n, 1)."""

    def __new__(cls, base: Any, rows: Any, cols: Any, kind: Any, time: Any = None) -> Self:
        when = Str("constant") if time is None or isinstance(time, Str) else sp.Integer(time)
        kind_name = Str(kind.name if isinstance(kind, Str) else Kind(kind).value)
        base_name = base if isinstance(base, Str) else Str(base)
        return Basic.__new__(cls, base_name, sp.sympify(rows), sp.sympify(cols), kind_name, when)

    @property
    def base(self) -> str:
        """The name as the cell writes it, without its time."""
        return str(self.args[0].name)

    @property
    def kind(self) -> Kind:
        """What the quantity is to its cell."""
        return Kind(self.args[3].name)

    @property
    def time(self) -> int | None:
        """0 now, −1 the previous step, +1 the next one; None for what is constant in time."""
        return None if isinstance(self.args[4], Str) else int(self.args[4])

    @property
    def name(self) -> str:
        if not self.time:
            return self.base
        far = "" if abs(self.time) == 1 else str(abs(self.time))
        return f"{self.base}_{'prev' if self.time < 0 else 'next'}{far}"

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return self.args[1], self.args[2]

    def at(self, time: int) -> Quantity:
        """The same quantity at another time."""
        return Quantity(self.base, *self.shape, self.kind, time)


class Derived(Named):
    """A name that is made from an expression, and is printed from it."""

    pattern = "{}"

    def __new__(cls, of: MatrixExpr) -> Self:
        return Basic.__new__(cls, of)

    @property
    def of(self) -> MatrixExpr:
        """The expression that the name is made from."""
        return self.args[0]

    @property
    def name(self) -> str:
        return self.pattern.format(slug(self.of))

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return self.of.shape


class Preactivation(Derived):
    """f̄, the argument of the activation that makes f; of f's shape."""

    pattern = "{}_pre"


class Value(Derived):
    """An abbreviation: the value of a subexpression that a derivation needs by name, e.g. tanh(c)."""

    pattern = "val_{}"


class Cotangent(Derived):
    """δq = ∂L/∂q, the loss's gradient with respect to q; of q's shape."""

    pattern = "d_{}"


class Seed(Derived):
    """Δq, the part of δq that arrives from outside; of q's shape."""

    pattern = "seed_{}"


class Carried(Derived):
    """δ⁺q, the part of δq that the step after gives back; of q's shape."""

    pattern = "carried_{}"


class Tangent(Derived):
    """q̇, the derivative of q along a direction; of q's shape."""

    pattern = "dot_{}"


class Jacobian(Named):
    """∂q/∂p for vectors q (n, 1) and p (m, 1); of shape (n, m)."""

    def __new__(cls, of: MatrixExpr, by: MatrixExpr) -> Self:
        return Basic.__new__(cls, of, by)

    @property
    def of(self) -> MatrixExpr:
        """What is differentiated."""
        return self.args[0]

    @property
    def by(self) -> MatrixExpr:
        """With respect to what."""
        return self.args[1]

    @property
    def name(self) -> str:
        return f"J_{slug(self.of)}_{slug(self.by)}"

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return self.of.shape[0], self.by.shape[0]


class Apply(MatrixExpr):
    """φ(u), entry by entry, for an activation φ of the table; of u's shape."""

    def __new__(cls, name: Any, argument: MatrixExpr) -> Self:
        return Basic.__new__(cls, name if isinstance(name, Str) else Str(name), argument)

    @property
    def activation(self) -> Activation:
        """The row of the table for φ."""
        return ACTIVATIONS[self.args[0].name]

    @property
    def argument(self) -> MatrixExpr:
        """The argument u."""
        return self.args[1]

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return self.argument.shape

    def _sympystr(self, printer: Any) -> str:
        return f"{self.activation.name}({printer.doprint(self.argument)})"


class Concat(MatrixExpr):
    """[u; v; …], vectors on top of each other; its rows are the sum of theirs."""

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.Add(*(part.shape[0] for part in self.args)), sp.S.One

    def _sympystr(self, printer: Any) -> str:
        return f"concat({', '.join(printer.doprint(part) for part in self.args)})"


class Rows(MatrixExpr):
    """v[start:stop], the rows of a vector from `start` to before `stop`."""

    def __new__(cls, vector: MatrixExpr, start: Any, stop: Any) -> Self:
        return Basic.__new__(cls, vector, sp.sympify(start), sp.sympify(stop))

    @property
    def vector(self) -> MatrixExpr:
        """The vector of which rows are taken."""
        return self.args[0]

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return self.args[2] - self.args[1], sp.S.One

    def _sympystr(self, printer: Any) -> str:
        vector, start, stop = (printer.doprint(arg) for arg in self.args)
        return f"({vector})[{start}:{stop}]"


class Maximum(MatrixExpr):
    """max(a, b), entry by entry; both of one shape."""

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return self.args[0].shape

    def _sympystr(self, printer: Any) -> str:
        return f"maximum({', '.join(printer.doprint(part) for part in self.args)})"


class Fill(MatrixExpr):
    """s·𝟏, a scalar (1, 1) in every entry of a shape: how a scalar meets a vector or a matrix."""

    def __new__(cls, scalar: MatrixExpr, rows: Any, cols: Any) -> Self:
        return Basic.__new__(cls, scalar, sp.sympify(rows), sp.sympify(cols))

    @property
    def scalar(self) -> MatrixExpr:
        """The scalar s."""
        return self.args[0]

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return self.args[1], self.args[2]

    def _sympystr(self, printer: Any) -> str:
        return str(printer.doprint(self.scalar))


class Total(MatrixExpr):
    """Σ_ij a_ij, the sum of all entries; of shape (1, 1)."""

    @property
    def term(self) -> MatrixExpr:
        """The vector or matrix whose entries are added."""
        return self.args[0]

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return sp.S.One, sp.S.One

    def _sympystr(self, printer: Any) -> str:
        return f"total({printer.doprint(self.term)})"


class Diagonal(MatrixExpr):
    """The diagonal of a square matrix as a vector, of shape (n, 1)."""

    @property
    def matrix(self) -> MatrixExpr:
        """The matrix (n, n)."""
        return self.args[0]

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return self.matrix.shape[0], sp.S.One

    def _sympystr(self, printer: Any) -> str:
        return f"diagonal({printer.doprint(self.matrix)})"


class TimeSum(MatrixExpr):
    """Σ_t u_t over all steps t = 1 … T of a sequence; of u's shape."""

    @property
    def term(self) -> MatrixExpr:
        """The summand u_t."""
        return self.args[0]

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return self.term.shape

    def _sympystr(self, printer: Any) -> str:
        return f"sum_t({printer.doprint(self.term)})"


def slug(expr: Basic) -> str:
    """An identifier for an expression: its names and operations, joined (tanh(c) gives tanh_c)."""
    if isinstance(expr, Named):
        return expr.name
    if isinstance(expr, OneMatrix):
        return "1"
    if expr.is_number:
        return str(expr).replace("-", "m").replace("/", "o")
    if isinstance(expr, Apply):
        return f"{expr.activation.name}_{slug(expr.argument)}"
    joint = {MatAdd: "_plus_", MatMul: "_times_", Concat: "_cat_", HadamardPower: "_pow_"}
    before = {
        Transpose: "transpose_",
        DiagMatrix: "diag_",
        Maximum: "maximum_",
        Fill: "fill_",
        Total: "total_",
    }
    return before.get(type(expr), "") + joint.get(type(expr), "_").join(map(slug, expr.args))


def shift(expr: Basic, steps: int) -> Basic:
    """The expression `steps` time steps later; constants stay."""
    moved = {q: q.at(q.time + steps) for q in quantities(expr) if q.time is not None}
    return expr.xreplace(moved)


def quantities(expr: Basic) -> set[Quantity]:
    """Every quantity in an expression, also those inside derived names."""
    return {node for node in sp.preorder_traversal(expr) if isinstance(node, Quantity)}


def names_in(expr: Basic) -> list[Named]:
    """Every name that the value of an expression depends on, in order of appearance, once each."""
    if isinstance(expr, Named):
        return [expr]
    found: dict[Named, None] = {}
    for arg in expr.args:
        found.update(dict.fromkeys(names_in(arg)))
    return list(found)


def is_vector(expr: MatrixExpr) -> bool:
    """Whether an expression is a column, of shape (n, 1); a scalar is one."""
    return bool(expr.shape[1] == 1)


def is_uniform(expr: MatrixExpr) -> bool:
    """Whether every entry is the same number for sure: made of scalars that fill the shape."""
    if isinstance(expr, Fill | OneMatrix):
        return True
    parts = [part for part in expr.args if isinstance(part, MatrixExpr)]
    several = isinstance(expr, MatAdd | HadamardProduct | HadamardPower | Apply)
    return (several or (isinstance(expr, MatMul) and len(parts) == 1)) and all(map(is_uniform, parts))


def is_scalar(expr: MatrixExpr) -> bool:
    """Whether an expression is one number, of shape (1, 1)."""
    return bool(expr.shape[0] == 1 and expr.shape[1] == 1)
