"""Program → Program: forward mode over one step, and the state-to-state Jacobians in closed form.

A tangent is linear in the tangent that it started from, so a Jacobian is read off forward mode: the
matrix of that linear map, a sum of *paths*, each a product of diag(·) factors and weights.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import Identity, ZeroMatrix

from derive.algebra import add, collect, had, mul, scale, split_number
from derive.errors import MissingRuleError
from derive.nodes import Jacobian, Kind, Named, Quantity, Tangent, names_in
from derive.program import Equation, Program
from derive.pushforwards import PUSHFORWARDS


def forward(step: Program, wrt: Iterable[Named]) -> Program:
    """The tangents of a step's outputs along directions of the inputs `wrt`.

    Its inputs are the step's inputs and defined names and a tangent for each of `wrt`.
    """
    moving = dict.fromkeys(wrt)
    equations: list[Equation] = []

    def dot(expr: MatrixExpr, value: MatrixExpr) -> MatrixExpr:
        if isinstance(expr, Named):
            return Tangent(expr) if expr in moving else ZeroMatrix(*expr.shape)
        return PUSHFORWARDS(expr, lambda part: dot(part, part), value)

    directions = tuple(Tangent(name) for name in moving)
    for eq in step.equations:
        rhs = dot(eq.rhs, eq.lhs)
        if not isinstance(rhs, ZeroMatrix):
            moving[eq.lhs] = None
            equations.append(Equation(Tangent(eq.lhs), rhs, (PUSHFORWARDS.reason(eq.rhs),)))
    still = [q for q in step.outputs if q not in moving]
    equations.extend(Equation(Tangent(q), ZeroMatrix(*q.shape)) for q in still)
    given = dict.fromkeys((*step.inputs, *(eq.lhs for eq in step.equations)))
    used = {name for eq in equations for name in names_in(eq.rhs)}
    inputs = (*(name for name in given if name in used), *directions)
    return Program(
        f"forward mode of {step.name}", inputs, tuple(equations), tuple(map(Tangent, step.outputs))
    )


def jacobians(step: Program) -> Program:
    """∂s_t/∂s_{t−1} for every output s and previous state, in closed form: sums of paths."""
    states = [q for q in step.inputs if isinstance(q, Quantity) and q.kind == Kind.STATE]
    equations, inputs = [], {}
    for by in states:
        tangents = forward(step, [by])
        matrices: dict[MatrixExpr, MatrixExpr] = {Tangent(by): Identity(by.shape[0])}
        for eq in tangents.equations:
            matrices[eq.lhs] = gather(matrix_of(eq.rhs, matrices, by.shape[0]))
        for q in step.outputs:
            equations.append(Equation(Jacobian(q, by), matrices[Tangent(q)]))
    for eq in equations:
        inputs.update(dict.fromkeys(names_in(eq.rhs)))
    outputs = tuple(eq.lhs for eq in equations)
    return Program(f"Jacobians of {step.name}", tuple(inputs), tuple(equations), outputs)


def matrix_of(expr: MatrixExpr, matrices: dict[MatrixExpr, MatrixExpr], columns: sp.Expr) -> MatrixExpr:
    """The matrix of an expression that is linear in tangents whose matrices are known.

    Products are multiplied out, so that each term of the result is one path.
    """
    if isinstance(expr, ZeroMatrix):
        return ZeroMatrix(expr.shape[0], columns)
    if expr in matrices:
        return matrices[expr]
    number, rest = split_number(expr)
    if number != 1:
        return scale(number, matrix_of(rest, matrices, columns))
    if isinstance(expr, MatAdd):
        return add(*(matrix_of(term, matrices, columns) for term in expr.args))
    if isinstance(expr, HadamardProduct):
        *factors, tangent = expr.args
        return times(had(*factors), matrix_of(tangent, matrices, columns))
    if isinstance(expr, MatMul):
        *factors, tangent = expr.args
        inner = matrix_of(tangent, matrices, columns)
        return add(*(mul(*factors, path) for path in paths(inner)))
    raise MissingRuleError(expr, "the matrix of a linear map", "derive/tangents.py")


def paths(matrix: MatrixExpr) -> tuple[MatrixExpr, ...]:
    """The terms of a sum."""
    return matrix.args if isinstance(matrix, MatAdd) else (matrix,)


def times(vector: MatrixExpr, matrix: MatrixExpr) -> MatrixExpr:
    """diag(v) M, v distributed over M's paths and merged with a diag that is there already."""
    result = []
    for path in paths(matrix):
        number, rest = split_number(path)
        first, *others = rest.args if isinstance(rest, MatMul) else [rest]
        if isinstance(first, DiagMatrix):
            product = mul(diagonal(had(vector, first.args[0])), *others)
        else:
            product = mul(diagonal(vector), rest)
        result.append(scale(number, product))
    return add(*result)


def gather(matrix: MatrixExpr) -> MatrixExpr:
    """Paths that differ only in their first diag(·) become one: diag(a) U − diag(b) U = diag(a − b) U."""
    groups: dict[tuple[MatrixExpr, ...], list[MatrixExpr]] = {}
    for path in paths(matrix):
        number, rest = split_number(path)
        first, *others = rest.args if isinstance(rest, MatMul) else [rest]
        is_diagonal = isinstance(first, DiagMatrix)
        key = ("diag", *others) if is_diagonal else ("", rest)
        groups.setdefault(key, []).append(scale(number, first.args[0] if is_diagonal else Identity(1)))
    terms = []
    for (head, *others), vectors in groups.items():
        if head:
            terms.append(mul(diagonal(collect(vectors)), *others))
        else:
            terms.append(scale(sum(split_number(one)[0] for one in vectors), others[0]))
    return add(*terms)


def diagonal(vector: MatrixExpr) -> MatrixExpr:
    """diag(v), a number taken out in front."""
    number, rest = split_number(vector)
    return scale(number, DiagMatrix(rest))
