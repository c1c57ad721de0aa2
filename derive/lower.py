"""Definition + Sizes → Program: the lines of a cell as equations between SymPy matrix expressions."""

from __future__ import annotations

import ast
import operator

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import OneMatrix, ZeroMatrix

from derive.algebra import add, concat, diagonal, fill, had, mul, power, scale, split_number, transpose
from derive.nodes import Apply, Concat, Kind, Maximum, Quantity, slug
from derive.notation import MAX_NUMBER, Assignment, Definition
from derive.program import Equation, Program
from derive.shapes import Sizes
from derive.unification import Size

NUMBERS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip
"""The arithmetic of plain numbers."""


def dimension(size: Size) -> sp.Expr:
    """A size as a SymPy expression over positive integers."""
    letters = (sp.Symbol(letter, integer=True, positive=True) for letter in size.unknowns)
    return sp.Add(*letters, size.number)


def lower(definition: Definition, sizes: Sizes) -> Program:
    """The step of a cell: (inputs, previous states, parameters) ↦ outputs.

    A state's previous value is the quantity at time −1; what is assigned has time 0. A name that is
    assigned more than once keeps its plain name for the last value, the earlier ones are numbered.
    """

    def quantity(name: str, kind: Kind, time: int | None) -> Quantity:
        rows, cols = sizes.shapes[name]
        return Quantity(name, dimension(rows), dimension(cols), kind, time)

    env: dict[str, Quantity] = {}
    env |= {name: quantity(name, Kind.INPUT, 0) for name in definition.inputs}
    env |= {name: quantity(name, Kind.STATE, -1) for name in definition.states}
    env |= {name: quantity(name, Kind.PARAMETER, None) for name in definition.parameters}
    inputs = tuple(env.values())

    taken = {*env, *(a.name for a in definition.body)}
    left = [a.name for a in definition.body]
    equations = []
    for assignment in definition.body:
        rhs = right_side(definition, assignment, env)
        rows, cols = rhs.shape
        left.remove(assignment.name)
        if assignment.name in left:
            lhs = Quantity(fresh(assignment.name, taken), rows, cols, Kind.LOCAL, 0)
        else:
            kind = Kind.STATE if assignment.name in definition.states else Kind.LOCAL
            lhs = Quantity(assignment.name, rows, cols, kind, 0)
        equations.append(Equation(lhs, rhs, line=assignment.node.lineno))
        env[assignment.name] = lhs
        check_slugs(definition, assignment, rhs, taken)
    return Program(definition.name, inputs, tuple(equations), tuple(env[name] for name in definition.outputs))


def right_side(definition: Definition, assignment: Assignment, env: dict[str, Quantity]) -> MatrixExpr:
    """The value of one line. Raises CellError where it is no number, or a number that never changes."""
    try:
        rhs = expression(assignment.value, env)
    except ArithmeticError as exc:
        hint = "numbers are finite, and what is divided by is not 0"
        raise definition.text.error(assignment.value, str(exc), hint) from None
    if isinstance(split_number(rhs)[1], OneMatrix | ZeroMatrix):
        what = f"{assignment.name!r} is one number, whatever comes in"
        raise definition.text.error(assignment.value, what, "write the number where it is used")
    return rhs


def check_slugs(definition: Definition, assignment: Assignment, rhs: MatrixExpr, taken: set[str]) -> None:
    """Refuses a quantity called q_k where q ∘ k is part of a line: their cotangents would have one name."""
    for node in sp.preorder_traversal(rhs):
        composed = isinstance(node, HadamardProduct | MatMul | MatAdd | Concat)
        if composed and node is not rhs and slug(node) in taken:
            what = f"the derivation needs the name {slug(node)!r} for a part of this line"
            raise definition.text.error(assignment.value, what, "rename the quantity of that name")


def fresh(name: str, taken: set[str]) -> str:
    """A numbered name that is not taken yet."""
    number = 1
    while f"{name}_{number}" in taken:
        number += 1
    taken.add(f"{name}_{number}")
    return f"{name}_{number}"


def number_of(node: ast.expr) -> sp.Rational | None:
    """The exact value of a number as it is written (0.1 is 1/10), or None for anything else."""
    match node:
        case ast.Constant(value=value):
            return sp.Rational(str(value))
        case ast.UnaryOp(operand=operand) if (inner := number_of(operand)) is not None:
            return -inner
        case ast.BinOp(left=left, op=op, right=right):
            a, b = number_of(left), number_of(right)
            if a is not None and b is not None:
                return finite(NUMBERS[type(op)](a, b))
    return None


def finite(number: sp.Expr) -> sp.Rational:
    """The number; raises ArithmeticError for 1/0 and for numbers beyond all use."""
    if not number.is_finite:
        raise ZeroDivisionError("division by zero")
    if abs(number) > MAX_NUMBER:
        raise OverflowError("the number is too large")
    return number


def expression(node: ast.expr, env: dict[str, Quantity]) -> MatrixExpr:
    """The matrix expression of a syntax node; numbers take the shape of what they meet."""
    match node:
        case ast.Name(id=name):
            return env[name]
        case ast.UnaryOp(operand=operand):
            return scale(sp.S.NegativeOne, expression(operand, env))
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return power(expression(left, env), number_of(right))
        case ast.BinOp(left=left, op=op, right=right):
            return binary(op, left, right, env)
        case ast.Attribute(value=value):
            return transpose(expression(value, env))
        case ast.Call(func=ast.Name(id="concat"), args=args):
            return concat(*(expression(arg, env) for arg in args))
        case ast.Call(func=ast.Name(id="diag"), args=[argument]):
            return diagonal(expression(argument, env))
        case ast.Call(func=ast.Name(id="maximum"), args=[left, right]):
            return Maximum(*operands(left, right, env))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return Apply(name, expression(argument, env))
    raise AssertionError(f"the reader let {ast.dump(node)} through")


def operands(left: ast.expr, right: ast.expr, env: dict[str, Quantity]) -> tuple[MatrixExpr, MatrixExpr]:
    """Two operands that meet entry by entry: a number or a scalar takes the other's shape."""
    one, other = number_of(left), number_of(right)
    if one is not None:
        b = expression(right, env)
        return scale(one, OneMatrix(*b.shape)), b
    a = expression(left, env)
    if other is not None:
        return a, scale(other, OneMatrix(*a.shape))
    b = expression(right, env)
    return fill(a, b.shape), fill(b, a.shape)


def binary(op: ast.operator, left: ast.expr, right: ast.expr, env: dict[str, Quantity]) -> MatrixExpr:
    """A + b, a − b, a ∘ b, a / b, A B."""
    if isinstance(op, ast.MatMult):
        return mul(expression(left, env), expression(right, env))
    a, b = operands(left, right, env)
    match op:
        case ast.Add():
            return add(a, b)
        case ast.Sub():
            return add(a, scale(sp.S.NegativeOne, b))
        case ast.Mult():
            return had(a, b)
        case ast.Div():
            if isinstance(b, ZeroMatrix):
                raise ZeroDivisionError("division by zero")
            number, rest = split_number(b)
            if isinstance(rest, OneMatrix):
                return scale(1 / number, a)
            return had(a, power(b, sp.S.NegativeOne))
    raise AssertionError(f"the reader let {op} through")
