"""Exact checks: matrix gradients against SymPy's scalar `diff`, entry by entry, at explicit small sizes.

Shares nothing with the derivation: an evaluator of its own turns a program into scalars, with each
activation written in SymPy's own functions; the derivatives are SymPy's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import add, mul, or_
from typing import Any, TypeAlias

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import Identity, OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose
from sympy.polys.rings import ring

from derive.nodes import (
    Apply,
    Concat,
    Cotangent,
    Diagonal,
    Fill,
    Jacobian,
    Maximum,
    Named,
    Rows,
    Seed,
    Tangent,
    Total,
)  # fmt: skip
from derive.program import Program
from derive.rules import RuleTable

dense = sp.ImmutableDenseMatrix
# SymPy has no types; this alias only says what is meant.
Dense: TypeAlias = Any
Values = dict[Named, Dense]
EVALUATORS = RuleTable("the table of scalar evaluators", "derive/checks/explicit.py")
SMALL = (2, 1, 3)


class Explicit:
    """Evaluates programs at explicit sizes on matrices of scalar symbols."""

    def __init__(self, sizes: Mapping[sp.Symbol, int], values: Values) -> None:
        self.sizes, self.values = dict(sizes), values

    def __call__(self, expr: MatrixExpr) -> Dense:
        """The matrix of scalars that an expression stands for."""
        if isinstance(expr, Named):
            return self.values[expr]
        return EVALUATORS(expr, self)

    def size(self, size: sp.Expr) -> int:
        """A size as a number."""
        return int(sp.sympify(size).subs(self.sizes))

    def run(self, program: Program) -> None:
        """Adds the values of everything that the program defines."""
        for eq in program.equations:
            self.values[eq.lhs] = self(eq.rhs)


@EVALUATORS.rule(MatAdd)
def evaluate_sum(expr: MatAdd, at: Explicit) -> Dense:
    """(a + b)_ij = a_ij + b_ij"""
    return sum((at(term) for term in expr.args[1:]), at(expr.args[0]))


@EVALUATORS.rule(MatMul)
def evaluate_product(expr: MatMul, at: Explicit) -> Dense:
    """(A B)_ij = Σ_k a_ik b_kj"""
    result = None
    for factor in expr.args:
        value = factor if factor.is_number else at(factor)
        result = value if result is None else result * value
    return result


@EVALUATORS.rule(HadamardProduct)
def evaluate_pointwise(expr: HadamardProduct, at: Explicit) -> Dense:
    """(a ∘ b)_ij = a_ij b_ij"""
    result = at(expr.args[0])
    for factor in expr.args[1:]:
        result = result.multiply_elementwise(at(factor))
    return result


@EVALUATORS.rule(HadamardPower)
def evaluate_power(expr: HadamardPower, at: Explicit) -> Dense:
    """(aᵏ)_ij = a_ijᵏ"""
    return at(expr.args[0]).applyfunc(lambda entry: entry ** expr.args[1])


@EVALUATORS.rule(Apply)
def evaluate_activation(expr: Apply, at: Explicit) -> Dense:
    """φ(u)_ij = φ(u_ij), φ as SymPy knows it"""
    u = sp.Symbol("u")
    definition = sp.sympify(expr.activation.scalar, locals={"u": u})
    return at(expr.argument).applyfunc(lambda entry: definition.subs(u, entry))


@EVALUATORS.rule(Maximum)
def evaluate_maximum(expr: Maximum, at: Explicit) -> Dense:
    """max(a, b)_ij = max(a_ij, b_ij)"""
    a, b = map(at, expr.args)
    return dense(*a.shape, [sp.Max(one, other) for one, other in zip(a, b, strict=True)])


@EVALUATORS.rule(Fill)
def evaluate_fill(expr: Fill, at: Explicit) -> Dense:
    """(s·1)_ij = s"""
    rows, cols = (at.size(size) for size in expr.shape)
    return at(expr.scalar)[0, 0] * dense(sp.ones(rows, cols))


@EVALUATORS.rule(Total)
def evaluate_total(expr: Total, at: Explicit) -> Dense:
    """Σ_ij a_ij"""
    return dense([[sp.Add(*at(expr.term))]])


@EVALUATORS.rule(Diagonal)
def evaluate_diagonal_of(expr: Diagonal, at: Explicit) -> Dense:
    """diagonal(A)_i = a_ii"""
    return at(expr.matrix).diagonal().T


@EVALUATORS.rule(Concat)
def evaluate_concat(expr: Concat, at: Explicit) -> Dense:
    """[a; b]: the rows of a, then those of b"""
    return dense.vstack(*(at(part) for part in expr.args))


@EVALUATORS.rule(Rows)
def evaluate_rows(expr: Rows, at: Explicit) -> Dense:
    """v[start:stop]"""
    return at(expr.vector)[at.size(expr.args[1]) : at.size(expr.args[2]), :]


@EVALUATORS.rule(Transpose)
def evaluate_transpose(expr: Transpose, at: Explicit) -> Dense:
    """(Aᵀ)_ij = a_ji"""
    return at(expr.args[0]).T


@EVALUATORS.rule(DiagMatrix)
def evaluate_diagonal(expr: DiagMatrix, at: Explicit) -> Dense:
    """diag(v)_ij = v_i where i = j, else 0"""
    return dense(sp.diag(*at(expr.args[0])))


@EVALUATORS.rule(OneMatrix, ZeroMatrix, Identity)
def evaluate_constant(expr: MatrixExpr, at: Explicit) -> Dense:
    """1, 0 or I"""
    rows, cols = (at.size(size) for size in expr.shape)
    make: dict[type, Callable[[int, int], sp.Matrix]] = {
        OneMatrix: sp.ones,
        ZeroMatrix: sp.zeros,
        Identity: sp.eye,
    }
    return dense(make[type(expr)](rows, cols))


def symbols(name: Named, at: Explicit) -> Dense:
    """A matrix of scalar symbols, an entry each."""
    rows, cols = (at.size(size) for size in name.shape)
    return dense(rows, cols, lambda i, j: sp.Symbol(f"{name.name}__{i}_{j}", real=True))


def small_sizes(program: Program) -> dict[sp.Symbol, int]:
    """Distinct small sizes where possible: n = 2, m = 1, …"""
    free = sorted({s for name in program.inputs for size in name.shape for s in size.free_symbols}, key=str)
    letters = sorted(free, key=lambda s: s.name != "n")
    return {letter: SMALL[k % len(SMALL)] for k, letter in enumerate(letters)}


def is_zero(expr: sp.Expr) -> bool:
    """Whether an expression vanishes, its transcendental parts counting as unrelated unknowns.

    A True is a proof: what vanishes for unrelated unknowns vanishes for the actual ones. Derivatives are
    meant where there are any: an impulse at a jump of sign or step counts as 0.
    """
    unknowns: dict[sp.Expr, sp.Symbol] = {}

    def hide(part: sp.Expr) -> sp.Expr:
        if isinstance(part, sp.DiracDelta):
            return sp.S.Zero
        if isinstance(part, sp.exp) and sp.exp(-part.args[0]) in unknowns:
            return 1 / unknowns[sp.exp(-part.args[0])]
        if isinstance(part, sp.Function | sp.Max):
            return unknowns.setdefault(part, sp.Dummy())
        return part.func(*map(hide, part.args)) if part.args else part

    hidden = hide(expr)
    # A denominator 1 + e becomes an unknown d of its own, e = d − 1: then it is a monomial.
    for power in hidden.atoms(sp.Pow):
        free = [e for e in unknowns.values() if power.exp.is_negative and sp.diff(power.base, e) == 1]
        if power.base.is_Add and free:
            d = sp.Dummy()
            hidden = hidden.xreplace({free[0]: d - (power.base - free[0])})
    letters = sorted(hidden.free_symbols, key=str)
    if not letters:
        return bool(hidden == 0)
    numbers = sp.ZZ if all(number.is_Integer for number in hidden.atoms(sp.Number)) else sp.QQ
    return bool(_quotient(hidden, ring(letters, numbers)[0]).above == 0)


@dataclass(frozen=True)
class Quotient:
    """A rational function: `above` over the product of the polynomials in `below`, each to its power."""

    above: Any
    below: Counter[Any]

    def over(self, below: Counter[Any]) -> Any:
        """The numerator over a denominator that this one's divides."""
        return reduce(mul, ((below - self.below).elements()), self.above)


def _quotient(expr: sp.Expr, polynomials: Any) -> Quotient:
    """An expression of sums, products and whole powers as one quotient, its numerator expanded."""
    if expr.is_Add:
        parts = [_quotient(arg, polynomials) for arg in expr.args]
        below = reduce(or_, (part.below for part in parts))
        return Quotient(reduce(add, (part.over(below) for part in parts)), below)
    if expr.is_Mul:
        parts = [_quotient(arg, polynomials) for arg in expr.args]
        return Quotient(reduce(mul, (p.above for p in parts)), reduce(add, (p.below for p in parts)))
    if expr.is_Pow and expr.exp.is_Integer:
        base, times = _quotient(expr.base, polynomials), abs(int(expr.exp))
        if expr.exp > 0:
            return Quotient(base.above**times, Counter({p: k * times for p, k in base.below.items()}))
        return Quotient(
            reduce(mul, base.below.elements(), polynomials.one) ** times, Counter({base.above: times})
        )
    return Quotient(polynomials.from_expr(expr), Counter())


def evaluated_step(step: Program) -> Explicit:
    """The step at small sizes, every input a matrix of symbols."""
    at = Explicit(small_sizes(step), {})
    at.values |= {name: symbols(name, at) for name in step.inputs}
    at.run(step)
    return at


def check_backward(step: Program, gradient: Program) -> int:
    """Compares every cotangent of `gradient` with ∂(Σ ⟨Δs, s⟩)/∂(entry); the number of entries compared.

    Raises AssertionError that names the first entry which differs.
    """
    at = evaluated_step(step)
    at.values |= {Seed(name): symbols(Seed(name), at) for name in step.outputs}
    pairs = ((a, b) for q in step.outputs for a, b in zip(at.values[q], at.values[Seed(q)], strict=True))
    loss = sp.Add(*(value * seed for value, seed in pairs))
    at.run(gradient)
    compared = 0
    for name in step.inputs:
        derived = at.values[Cotangent(name)]
        for i, j in product(*map(range, derived.shape)):
            exact = sp.diff(loss, at.values[name][i, j])
            if not is_zero(exact - derived[i, j]):
                raise AssertionError(f"δ{name.name}[{i},{j}] is {derived[i, j]}, should be {exact}")
            compared += 1
    return compared


def check_tangents(step: Program, tangents: Program) -> int:
    """Compares every tangent with Σ ∂(entry)/∂(input) · direction; the number of entries compared."""
    at = evaluated_step(step)
    moving = [name for name in tangents.inputs if isinstance(name, Tangent)]
    at.values |= {name: symbols(name, at) for name in moving}
    at.run(tangents)
    compared = 0
    for name in step.outputs:
        for value, derived in zip(at.values[name], at.values[Tangent(name)], strict=True):
            directions = ((a, b) for q in moving for a, b in zip(at.values[q.of], at.values[q], strict=True))
            exact = sp.Add(*(sp.diff(value, entry) * direction for entry, direction in directions))
            if not is_zero(exact - derived):
                raise AssertionError(f"the tangent of {name.name} is {derived}, should be {exact}")
            compared += 1
    return compared


def check_jacobians(step: Program, jacobians: Program) -> int:
    """Compares every entry of every closed-form Jacobian with SymPy's; the number of entries compared."""
    at = evaluated_step(step)
    at.run(jacobians)
    compared = 0
    for name in jacobians.outputs:
        assert isinstance(name, Jacobian)
        derived, of, by = at.values[name], at.values[name.of], at.values[name.by]
        for i, j in product(range(len(of)), range(len(by))):
            exact = sp.diff(of[i], by[j])
            if not is_zero(exact - derived[i, j]):
                raise AssertionError(f"{name.name}[{i},{j}] is {derived[i, j]}, should be {exact}")
            compared += 1
    return compared
