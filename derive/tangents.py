"""Program → Program: forward mode over one step, and the state-to-state Jacobians in closed form.

A tangent is linear in the tangent that it started from, so a Jacobian is read off forward mode: the
matrix of that linear map, a sum of *paths*, each a product of diag(·) factors and weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import Identity, OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive.algebra import add, collect, diagonal, fill, had, mul, scale, split_number, transpose
from derive.errors import MissingRuleError
from derive.naming import rebuild
from derive.nodes import Fill, Jacobian, Kind, Named, Quantity, Tangent, is_scalar, is_vector, names_in
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
    """∂s_t/∂s_{t−1} for every output s and previous state, in closed form: sums of paths.

    Those that are vectors: the derivative of a matrix, or by one, is no matrix.
    """
    states = [q for q in step.inputs if isinstance(q, Quantity) and q.kind == Kind.STATE and is_vector(q)]
    equations, inputs = [], {}
    for by in states:
        found = column_by(step, by) if is_scalar(by) else matrices_by(step, by)
        for q in filter(is_vector, step.outputs):
            equations.append(Equation(Jacobian(q, by), found[Tangent(q)]))
    for eq in equations:
        inputs.update(dict.fromkeys(names_in(eq.rhs)))
    known = {size for name in inputs for size in name.shape}
    if not all(known.issuperset(eq.lhs.shape) for eq in equations):
        inputs.update(dict.fromkeys(states))
    outputs = tuple(eq.lhs for eq in equations)
    return Program(f"Jacobians of {step.name}", tuple(inputs), tuple(equations), outputs)


def column_by(step: Program, by: Named) -> dict[MatrixExpr, MatrixExpr]:
    """The derivatives by a scalar: the tangents as it moves by one."""
    columns: dict[MatrixExpr, MatrixExpr] = {Tangent(by): OneMatrix(1, 1)}
    for eq in forward(step, [by]).equations:
        columns[eq.lhs] = rebuild(eq.rhs, columns.get)
    return columns


def matrices_by(step: Program, by: Named) -> dict[MatrixExpr, MatrixExpr]:
    """The matrix of each vector's tangent, as a linear map of that of a vector."""
    matrices: dict[MatrixExpr, MatrixExpr] = {Tangent(by): Identity(by.shape[0])}
    whole: dict[MatrixExpr, MatrixExpr] = {}
    for eq in forward(step, [by]).equations:
        rhs = rebuild(eq.rhs, whole.get)
        if is_vector(eq.lhs):
            matrices[eq.lhs] = gather(matrix_of(rhs, matrices, by.shape[0]))
        else:
            whole[eq.lhs] = rhs
    return matrices


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
    if isinstance(expr, HadamardProduct | MatMul):
        place = next(
            k for k, factor in enumerate(expr.args) if not matrices.keys().isdisjoint(names_in(factor))
        )
        before, moving, after = expr.args[:place], expr.args[place], expr.args[place + 1 :]
        if isinstance(expr, HadamardProduct):
            return times(had(*before, *after), matrix_of(moving, matrices, columns))
        if after:
            terms = acted(moving, mul(*after), matrices.keys())
            return matrix_of(add(*(mul(*before, term) for term in terms)), matrices, columns)
        return add(*(mul(*before, path) for path in paths(matrix_of(moving, matrices, columns))))
    if isinstance(expr, Fill):
        ones = OneMatrix(expr.shape[0], 1)
        return add(*(mul(ones, path) for path in paths(matrix_of(expr.scalar, matrices, columns))))
    raise MissingRuleError(expr, "the matrix of a linear map", "derive/tangents.py")


def acted(matrix: MatrixExpr, vector: MatrixExpr, moving: Set[MatrixExpr]) -> tuple[MatrixExpr, ...]:
    """M v as terms in which what moves stands last: u ȧᵀ v is u vᵀ ȧ, and (ṡ M) v is M v ṡ."""
    if isinstance(matrix, MatAdd):
        return tuple(term for part in matrix.args for term in acted(part, vector, moving))
    if isinstance(matrix, MatMul):
        *before, last = matrix.args
        return tuple(mul(*before, term) for term in acted(last, vector, moving))
    if isinstance(matrix, Transpose) and is_vector(matrix.args[0]):
        return (mul(transpose(vector), matrix.args[0]),)
    if isinstance(matrix, DiagMatrix):
        return (had(vector, matrix.args[0]),)
    scalars = [factor for factor in matrix.args if isinstance(factor, Fill)]
    if isinstance(matrix, HadamardProduct) and scalars:
        rest = had(*(factor for factor in matrix.args if factor not in scalars))
        spread = [fill(factor.scalar, (matrix.shape[0], sp.S.One)) for factor in scalars]
        if moving.isdisjoint(names_in(rest)):
            return (had(*spread, mul(rest, vector)),)
        return tuple(had(*spread, term) for term in acted(rest, vector, moving))
    raise MissingRuleError(matrix, "the matrix of a linear map", "derive/tangents.py")


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
        elif isinstance(first, OneMatrix):
            product = mul(vector, *others)
        elif is_scalar(vector):
            product = mul(vector, rest)
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
