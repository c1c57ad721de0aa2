"""Recurrence → Recurrence: σ by tanh, where that is the faster of the two.

σ(u) = ½ + ½ tanh(½ u); the inner ½ is moved to the parameters where it can be, so it costs nothing.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.special import OneMatrix

from derive.algebra import add, scale
from derive.naming import rebuild
from derive.nodes import Apply, Named, Value
from derive.program import Equation, Program

HALF = sp.Rational(1, 2)


def sigmoid_by_tanh(program: Program) -> Program:
    """Every σ written by tanh; its argument is halved where it is defined, unless others read it."""
    halved = {eq.rhs.argument for eq in program.equations if _is_sigmoid(eq.rhs)}
    halved = {name for name in halved if _only_in_sigmoid(program, name)}
    equations: list[Equation] = []
    for eq in program.equations:
        if eq.lhs in halved:
            equations.append(Equation(_half(eq.lhs), halve(eq.rhs), line=eq.line))
        elif _is_sigmoid(eq.rhs):
            u = eq.rhs.argument
            inner = Apply("tanh", _half(u) if u in halved else scale(HALF, u))
            equations.append(Equation(Value(inner), inner))
            equations.append(replace(eq, rhs=_outer(Value(inner))))
        else:
            equations.append(replace(eq, rhs=rebuild(eq.rhs, _written)))
    return replace(program, equations=tuple(equations))


def _is_sigmoid(expr: MatrixExpr) -> bool:
    return isinstance(expr, Apply) and expr.activation.name == "sigmoid"


def _written(node: MatrixExpr) -> MatrixExpr | None:
    """σ(u) within a longer expression."""
    return _outer(Apply("tanh", scale(HALF, node.argument))) if _is_sigmoid(node) else None


def _outer(inner: MatrixExpr) -> MatrixExpr:
    """½ + ½ y."""
    return add(scale(HALF, OneMatrix(*inner.shape)), scale(HALF, inner))


def _half(name: Named) -> Named:
    """The name of half a value."""
    return Value(scale(HALF, name))


def _only_in_sigmoid(program: Program, name: MatrixExpr) -> bool:
    """Whether a name is defined here and nothing but σ reads it."""
    users = [eq.rhs for eq in program.equations if program.uses(name) and eq.rhs.has(name)]
    return (
        name in program.definitions
        and name not in program.outputs
        and all(_is_sigmoid(rhs) and rhs.argument == name for rhs in users)
    )


def halve(expr: MatrixExpr) -> MatrixExpr:
    """½ X with the ½ in each term of a sum, where it meets a parameter."""
    if isinstance(expr, MatAdd):
        return add(*map(halve, expr.args))
    return scale(HALF, expr)
