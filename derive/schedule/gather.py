"""Recurrence → Recurrence: what a late value is multiplied by is put together, where that saves operations.

(δa ∘ u + δh ∘ v − δh ∘ w) ∘ s = δa ∘ (u ∘ s) + δh ∘ ((v − w) ∘ s), and what stands in the inner brackets is
known before the steps are run. A value that is a multiple of another is written by that other one:
δf ∘ p + δc ∘ f with δf = δc ∘ s is δc ∘ (s ∘ p + f).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import OneMatrix

from derive.algebra import add, had, scale, split_number
from derive.naming import rebuild
from derive.nodes import Named, Value, names_in
from derive.schedule.phases import Dependence, PhaseKind
from derive.schedule.recurrence import Recurrence, in_order

Early = Callable[[Named], bool]
Terms = dict[MatrixExpr, MatrixExpr]
"""A sum of pointwise products: what each late value, or 1 for what is early, is multiplied by."""


def gather(recurrence: Recurrence, scans: bool = True) -> Recurrence:
    """The recurrence with fewer operations in its steps; names that nothing reads any more are dropped."""
    known = Dependence(recurrence, scans)
    signs = {eq.lhs: eq.rhs for eq in recurrence.program.equations if _is_multiple_of_name(eq.lhs, eq.rhs)}
    multiples: dict[Named, Terms] = {}
    changed = []
    for eq in recurrence.program.equations:
        if known.kind(eq.lhs) == PhaseKind.STEP:
            is_early = partial(known.is_early, user=eq.lhs)
            ways = [eq.rhs, *(_written(terms(eq.rhs, is_early, m)) for m in ({}, multiples))]
            found = min(ways, key=partial(operations, is_early=is_early))
            if found != eq.rhs:
                eq = replace(eq, rhs=rebuild(found, signs.get))
            alone = terms(eq.rhs, is_early, {})
            if len(alone) == 1 and all(isinstance(late, Named) for late in alone):
                multiples[eq.lhs] = alone
        changed.append(eq)
    read = {name for eq in changed for name in names_in(eq.rhs)} | {*recurrence.program.outputs}
    kept = [eq for eq in changed if eq.lhs in read or eq.lhs not in signs]
    program = replace(recurrence.program, equations=in_order(recurrence, kept))
    return replace(recurrence, program=program)


def _is_multiple_of_name(lhs: Named, rhs: MatrixExpr) -> bool:
    """Whether a value was named though it is but a number times another."""
    return isinstance(lhs, Value) and isinstance(split_number(rhs)[1], Named)


def terms(expr: MatrixExpr, is_early: Early, multiples: Mapping[Named, Terms]) -> Terms:
    """An expression as a sum of late values, each times what is early."""
    one = OneMatrix(*expr.shape)
    if all(map(is_early, names_in(expr))):
        return {one: expr}
    number, rest = split_number(expr)
    if number != 1:
        return {late: scale(number, by) for late, by in terms(rest, is_early, multiples).items()}
    if isinstance(expr, MatAdd):
        found: Terms = {}
        for term in expr.args:
            for late, by in terms(term, is_early, multiples).items():
                found[late] = add(found[late], by) if late in found else by
        return found
    if isinstance(expr, HadamardProduct):
        early = [factor for factor in expr.args if all(map(is_early, names_in(factor)))]
        late = [factor for factor in expr.args if factor not in early]
        if len(late) == 1:
            return {name: had(by, *early) for name, by in terms(late[0], is_early, multiples).items()}
    return dict(multiples.get(expr, {expr: one}))


def _written(found: Terms) -> MatrixExpr:
    """The sum of products."""
    products = []
    for late, by in found.items():
        number, rest = split_number(by)
        products.append(scale(number, late) if isinstance(rest, OneMatrix) else had(late, by))
    return add(*products)


def operations(expr: MatrixExpr, is_early: Early) -> int:
    """How many operations a step takes for an expression; what is early is known as a whole."""
    if isinstance(expr, Named) or not isinstance(expr, MatrixExpr) or all(map(is_early, names_in(expr))):
        return 0
    number, rest = split_number(expr)
    if number != 1:
        return operations(rest, is_early) + (number != sp.S.NegativeOne)
    late = [arg for arg in expr.args if not all(map(is_early, names_in(arg)))]
    inner = sum(operations(arg, is_early) for arg in late)
    if isinstance(expr, MatAdd | HadamardProduct):
        return inner + len(late) - (len(late) == len(expr.args))
    return inner + (not isinstance(expr, MatMul))
