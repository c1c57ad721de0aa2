"""Recurrence → Recurrence: names for what need not be computed step by step.

A sum or a pointwise product on a cycle through time is parted into what the cycle changes and what it
does not: f̄ = U·h₋ + (W·x + b), δc ∘ (c₋ ∘ f ∘ (1 − f)). The second part gets a name, so that it can be
computed for many steps at once; likewise what depends on parameters alone within the bulk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive.algebra import add, had, mul, scale, split_number
from derive.naming import rebuild
from derive.nodes import Fill, Named, Value, names_in
from derive.program import Equation
from derive.schedule.linear import parts
from derive.schedule.phases import Dependence, PhaseKind
from derive.schedule.recurrence import Recurrence

Early = Callable[[Named], bool]


class Hoisting:
    """The names that are given while a recurrence is parted."""

    def __init__(self) -> None:
        self.equations: dict[Named, Equation] = {}

    def name(self, expr: MatrixExpr) -> Named:
        """A name for an expression; the same for the same expression."""
        value = Value(expr)
        self.equations.setdefault(value, Equation(value, expr))
        return value

    def part(self, expr: MatrixExpr, is_early: Early) -> MatrixExpr:
        """The expression with its early parts named."""
        if is_plain(expr):
            return expr
        if all(map(is_early, names_in(expr))):
            return self.name(expr)
        number, rest = split_number(expr)
        if is_plain(rest):
            return expr
        if isinstance(rest, MatAdd | HadamardProduct):
            join = add if isinstance(rest, MatAdd) else had
            early = [arg for arg in rest.args if all(map(is_early, names_in(arg)))]
            late = [self.part(arg, is_early) for arg in rest.args if arg not in early]
            if join is had and early:
                early, number = [scale(number, had(*early))], 1
            known = [self.part(join(*early), is_early)] if early else []
            return scale(number, join(*late, *known))
        if isinstance(rest, MatMul):
            return self._product(number, rest, is_early)
        return scale(number, rest.func(*(self.part(arg, is_early) for arg in rest.args)))

    def _product(self, number: object, product: MatMul, is_early: Early) -> MatrixExpr:
        """A matrix that is known early takes the number in front of a product."""
        first, *others = product.args
        late = [self.part(arg, is_early) for arg in others]
        if number != 1 and all(map(is_early, names_in(first))):
            return mul(self.part(scale(number, first), is_early), *late)
        return scale(number, mul(self.part(first, is_early), *late))


def is_plain(expr: object) -> bool:
    """Whether there is nothing to compute: a name, its transpose, a constant, what is no matrix."""
    if isinstance(expr, Transpose | Fill):
        return is_plain(expr.args[0])
    if not isinstance(expr, MatrixExpr) or isinstance(expr, Named | OneMatrix | ZeroMatrix):
        return True
    number, rest = split_number(expr)
    return number != 1 and isinstance(rest, OneMatrix)


def hoist(recurrence: Recurrence, scans: bool = True) -> Recurrence:
    """The recurrence with names for what is known before its steps are run, and for a and b of a scan."""
    return _once(_early(straighten(recurrence) if scans else recurrence, scans), scans)


def straighten(recurrence: Recurrence) -> Recurrence:
    """A cycle through several equations, all of them linear in what is carried, becomes one equation.

    δs = δ⁺ + v, δs₋ = δs ∘ a hands on a ∘ δ⁺ + a ∘ v; then δs itself can be computed in bulk.
    """
    known = Dependence(recurrence)
    equations = dict(known.equations)
    for read, written in recurrence.carried:
        cycle = known.component.get(written, frozenset())
        others = [r for r, w in recurrence.carried if w in cycle and w != written]
        if len(cycle) < 2 or others:
            continue
        linear: dict[Named, tuple[MatrixExpr, MatrixExpr]] = {}
        for lhs in (name for name in known.equations if name in cycle):
            found = _composed(known.equations[lhs].rhs, read, linear)
            if found is None:
                break
            linear[lhs] = found
        else:
            a, b = linear[written]
            equations[written] = replace(equations[written], rhs=add(had(a, read), b))
    return _with(recurrence, Hoisting(), list(equations.values()))


def _composed(
    rhs: MatrixExpr, read: Named, linear: dict[Named, tuple[MatrixExpr, MatrixExpr]]
) -> tuple[MatrixExpr, MatrixExpr] | None:
    """The a and b of an expression whose names are themselves linear in what is read."""

    def compose(node: MatrixExpr) -> MatrixExpr | None:
        a, b = linear.get(node, (None, None))
        return None if a is None else add(had(a, read), b)

    written = rebuild(rhs, compose)
    return parts(written, read)


def _early(recurrence: Recurrence, scans: bool) -> Recurrence:
    """What is known in bulk, named, in the equations that lie on a cycle."""
    known = Dependence(recurrence, scans)
    names = Hoisting()
    changed = []
    for eq in recurrence.program.equations:
        kind = known.kind(eq.lhs)
        rhs = eq.rhs
        if kind == PhaseKind.STEP:
            rhs = names.part(rhs, partial(known.is_early, user=eq.lhs))
        elif kind == PhaseKind.SCAN:
            rhs = _scan(names, rhs, next(r for r, w in recurrence.carried if w == eq.lhs))
        changed.append(replace(eq, rhs=rhs))
    return _with(recurrence, names, changed)


def _scan(names: Hoisting, rhs: MatrixExpr, read: Named) -> MatrixExpr:
    """A ∘ s₋ + b with names for a and b."""
    a, b = parts(rhs, read) or (None, None)
    factor, rest = (e if is_plain(e) else names.name(e) for e in (a, b))
    return add(had(factor, read), rest)


def _once(recurrence: Recurrence, scans: bool) -> Recurrence:
    """What depends on parameters alone, named, in all equations."""
    known = Dependence(recurrence, scans)
    names = Hoisting()
    timed = (PhaseKind.BULK, PhaseKind.STEP, PhaseKind.LATE)
    changed = [
        replace(eq, rhs=names.part(eq.rhs, known.is_once)) if known.kind(eq.lhs) in timed else eq
        for eq in recurrence.program.equations
    ]
    return _with(recurrence, names, changed)


def _with(recurrence: Recurrence, names: Hoisting, changed: list[Equation]) -> Recurrence:
    """The recurrence with its equations changed and the new names defined before their first use."""
    program = recurrence.program
    defined = dict.fromkeys(program.inputs)
    there = {eq.lhs for eq in changed}
    waiting = [*(eq for name, eq in names.equations.items() if name not in there), *changed]
    ordered: list[Equation] = []
    while waiting:
        ready = next(eq for eq in waiting if all(name in defined for name in names_in(eq.rhs)))
        waiting.remove(ready)
        ordered.append(ready)
        defined[ready.lhs] = None
    return replace(recurrence, program=replace(program, equations=tuple(ordered)))
