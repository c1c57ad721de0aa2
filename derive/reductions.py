"""Program → Program: a gate fixed at a number, and what is left of the cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.special import OneMatrix, ZeroMatrix

from derive.algebra import scale, split_number
from derive.naming import rebuild
from derive.nodes import Apply, names_in
from derive.program import Equation, Program


def constant(number: sp.Expr, like: MatrixExpr) -> MatrixExpr:
    """The matrix of a shape whose entries are all one number."""
    return scale(sp.sympify(number), OneMatrix(*like.shape))


def fix(program: Program, values: Mapping[MatrixExpr, sp.Expr], name: str | None = None) -> Program:
    """The program with some names, or unnamed values, set to numbers, simplified; without what nobody needs.

    A name that becomes a number itself is written out too (1 − z at z = 1 is 0). Inputs that nothing
    reads any more are dropped, outputs stay.
    """
    table: dict[MatrixExpr, MatrixExpr] = {q: constant(v, q) for q, v in values.items()}
    equations: list[Equation] = []
    for eq in program.equations:
        if eq.lhs in table:
            continue
        rhs = rebuild(eq.rhs, lambda node: _known(node, table))
        if _is_constant(rhs) and eq.lhs not in program.outputs:
            table[eq.lhs] = rhs
        else:
            equations.append(replace(eq, rhs=rhs))
    kept = replace(program, name=name or program.name, equations=tuple(equations)).keep(program.outputs)
    read = {one for eq in kept.equations for one in names_in(eq.rhs)}
    return replace(kept, inputs=tuple(one for one in kept.inputs if one in read))


def _known(node: MatrixExpr, table: Mapping[MatrixExpr, MatrixExpr]) -> MatrixExpr | None:
    """A name's number, φ at a number, or a number's power."""
    if isinstance(node, Apply) and _is_constant(node.argument):
        number, rest = split_number(node.argument)
        value = sp.S.Zero if isinstance(rest, ZeroMatrix) else number
        u = sp.Symbol("u")
        return constant(sp.sympify(node.activation.scalar, locals={"u": u}).subs(u, value), node)
    if isinstance(node, HadamardPower) and isinstance(split_number(node.args[0])[1], OneMatrix):
        return constant(split_number(node.args[0])[0] ** node.args[1], node)
    return table.get(node)


def _is_constant(expr: MatrixExpr) -> bool:
    """Whether an expression is one number in every entry."""
    return isinstance(split_number(expr)[1], OneMatrix | ZeroMatrix)
