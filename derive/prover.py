"""Two entries → a verdict: proved, disproved with numbers, or undecided; never a guess.

A proof rewrites both sides by laws that hold for all values and sizes, until they are the same
expression. A refutation is a set of numbers at which the two sides differ, computed by an evaluator
that shares no code with the rewriting. What neither settles is undecided.

Legend: an entry is a scalar expression as in `derive.componentwise`; a law is a rewriting step.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import mpmath
import sympy as sp

from derive.activations import ACTIVATIONS
from derive.componentwise import (
    Column,
    Dot,
    EntrySymbol,
    Inner,
    ScalarSymbol,
    activation,
    inlined,
    is_uniform,
    runs_over_columns,
)
from derive.program import Program

SIZE = 2
TRIALS = 6
DIGITS = 40
MAX_ROUNDS = 6
Vector = list[mpmath.mpf]
Values = list[Any]
"""A scalar [s], a vector of numbers, or a matrix as a list of its rows."""


class Verdict(StrEnum):
    """What is known of a statement."""

    PROVED = "proved"
    DISPROVED = "disproved"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Step:
    """Both sides after a law was applied."""

    law: str
    left: sp.Expr
    right: sp.Expr


@dataclass(frozen=True)
class Witness:
    """Numbers that show a difference: values by symbol (vectors and matrices), and both sides."""

    values: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """A verdict with what supports it: the steps of a proof, or a witness against."""

    verdict: Verdict
    steps: tuple[Step, ...] = ()
    witness: Witness | None = None

    def __bool__(self) -> bool:
        return self.verdict is Verdict.PROVED


# --- laws ---------------------------------------------------------------------------------------------

Law = Callable[[sp.Expr], sp.Expr]


def tanh_by_sigmoid(entry: sp.Expr) -> sp.Expr:
    """tanh(u) = 2σ(2u) − 1"""
    sigmoid = activation("sigmoid")
    return entry.replace(activation("tanh"), lambda u: 2 * sigmoid(2 * u) - 1)


def linearity(entry: sp.Expr) -> sp.Expr:
    """U·(k a + b) = k U·a + U·b for numbers and scalars k, likewise aᵀ b on both sides"""
    once = entry.replace(Dot, lambda matrix, inner: _linear(lambda rest: Dot(matrix, rest), inner))
    for _ in range(2):
        once = once.replace(
            Inner, lambda a, b: _linear(lambda one: _linear(lambda other: Inner(one, other), b), a)
        )
    return once


def _linear(of: Callable[[sp.Expr], sp.Expr], inner: sp.Expr) -> sp.Expr:
    """A linear map distributed over the terms of a sum, what is the same for all entries in front."""
    terms = []
    for term in sp.Add.make_args(sp.expand(inner)):
        front = [factor for factor in sp.Mul.make_args(term) if is_uniform(factor)]
        rest = sp.Mul(*(factor for factor in sp.Mul.make_args(term) if factor not in front))
        terms.append(sp.Mul(*front) * of(rest) if term != 0 else sp.S.Zero)
    return sp.Add(*terms)


def reflection(entry: sp.Expr) -> sp.Expr:
    """σ(−u) = 1 − σ(u)"""
    sigmoid = activation("sigmoid")
    return entry.replace(sigmoid, lambda u: 1 - sigmoid(-u) if _leads_negative(u) else sigmoid(u))


def _leads_negative(u: sp.Expr) -> bool:
    """Whether the first term of a sum, in SymPy's order, has a minus sign."""
    terms = [term.as_coeff_Mul() for term in sp.Add.make_args(sp.expand(u))]
    return bool(min(terms, key=lambda pair: sp.default_sort_key(pair[1]))[0] < 0)


def common_denominator(entry: sp.Expr) -> sp.Expr:
    """a/c + b/d = (a d + b c)/(c d), common factors cancelled"""
    has_quotient = any(p.exp.is_negative for p in entry.atoms(sp.Pow))
    return sp.cancel(sp.together(entry)) if has_quotient else entry


def distribution(entry: sp.Expr) -> sp.Expr:
    """A (b + c) = a b + a c, equal terms gathered"""
    if entry.is_Atom:
        return entry
    inner = entry.func(*(distribution(arg) for arg in entry.args))
    return sp.expand(inner, power_base=False, power_exp=False, log=False, func=False)


LAWS: tuple[Law, ...] = (
    tanh_by_sigmoid,
    distribution,
    linearity,
    reflection,
    common_denominator,
    distribution,
)


def statement(law: Law) -> str:
    """A law's formula."""
    return (law.__doc__ or "").strip()


@lru_cache(maxsize=4096)
def canonical(entry: sp.Expr) -> sp.Expr:
    """The entry rewritten by all laws until nothing changes."""
    for _ in range(MAX_ROUNDS):
        before = entry
        for law in LAWS:
            entry = law(entry)
        if entry == before:
            break
    return entry


# --- verdicts -----------------------------------------------------------------------------------------


def prove(left: sp.Expr, right: sp.Expr, seed: int = 0) -> Judgement:
    """Whether two entries are equal for all values, parameters and sizes."""
    witness = refute(left, right, seed)
    if witness is not None:
        return Judgement(Verdict.DISPROVED, witness=witness)
    steps = [Step("as written", left, right)]
    for _ in range(MAX_ROUNDS):
        before = left, right
        for law in LAWS:
            if left == right:
                return Judgement(Verdict.PROVED, tuple(steps))
            after = law(left), law(right)
            if after != (left, right):
                left, right = after
                steps.append(Step(statement(law), left, right))
        if (left, right) == before:
            break
    if left == right:
        return Judgement(Verdict.PROVED, tuple(steps))
    return Judgement(Verdict.UNDECIDED, tuple(steps))


def same_map(left: Program, right: Program) -> Judgement:
    """Whether two programs with the same inputs compute the same outputs, pair by pair in order."""
    if len(left.outputs) != len(right.outputs):
        raise ValueError(f"{left.name} has {len(left.outputs)} outputs, {right.name} {len(right.outputs)}")
    one, other = inlined(left), inlined(right)
    judgements = [prove(one[a], other[b]) for a, b in zip(left.outputs, right.outputs, strict=True)]
    for verdict in (Verdict.DISPROVED, Verdict.UNDECIDED):
        for judgement in judgements:
            if judgement.verdict is verdict:
                return judgement
    return Judgement(Verdict.PROVED, tuple(step for judgement in judgements for step in judgement.steps))


# --- numbers ------------------------------------------------------------------------------------------


def refute(left: sp.Expr, right: sp.Expr, seed: int = 0, trials: int = TRIALS) -> Witness | None:
    """Numbers of one decimal at which the sides differ beyond any rounding, or None if none was met."""
    rng = random.Random(seed)
    kinds = symbols_of((left, right))
    for _ in range(trials):
        values = {name: draw(rng, kind) for name, kind in kinds.items()}
        with mpmath.workdps(DIGITS):
            try:
                one, other = entries(left, values), entries(right, values)
            except (ArithmeticError, ValueError):
                continue
            if any(differ(a, b) for a, b in zip(one, other, strict=True)):
                shown = {
                    name: tuple(mpmath.nstr(v, 3) for v in flat(value)) for name, value in values.items()
                }
                return Witness(shown, *(tuple(mpmath.nstr(v, 10) for v in side) for side in (one, other)))
    return None


def differ(a: mpmath.mpf, b: mpmath.mpf) -> bool:
    """Whether two numbers of 40 digits differ by more than rounding."""
    return bool(abs(a - b) > mpmath.mpf(10) ** (-DIGITS // 2) * (1 + abs(a) + abs(b)))


class Kind(StrEnum):
    """What the values of a symbol are."""

    SCALAR = "scalar"
    VECTOR = "vector"
    MATRIX = "matrix"


def symbols_of(entries: Iterable[sp.Expr]) -> dict[str, Kind]:
    """The names in some entries, sorted, and what each stands for."""
    found: dict[str, Kind] = {}
    for entry in entries:
        for node in sp.preorder_traversal(entry):
            if isinstance(node, Dot) and node.matrix.is_Symbol:
                found[node.matrix.name] = Kind.MATRIX
            elif isinstance(node, sp.Symbol):
                kinds = {ScalarSymbol: Kind.SCALAR, EntrySymbol: Kind.MATRIX}
                found.setdefault(node.name, kinds.get(type(node), Kind.VECTOR))
    return dict(sorted(found.items()))


def draw(rng: random.Random, kind: Kind) -> Values:
    """A random scalar, vector, or matrix as a list of rows, of numbers between −2 and 2 with one decimal."""

    def one() -> mpmath.mpf:
        return mpmath.mpf(rng.choice([k for k in range(-20, 21) if k])) / 10

    if kind is Kind.SCALAR:
        return [one()]
    return [[one() for _ in range(SIZE)] if kind is Kind.MATRIX else one() for _ in range(SIZE)]


def flat(value: Values) -> Vector:
    """All numbers of a vector or matrix."""
    return [v for row in value for v in (row if isinstance(row, list) else [row])]


def entries(entry: sp.Expr, values: Mapping[str, Values]) -> Vector:
    """The numbers that an entry stands for: one per row, per row and column where it is a matrix's."""
    columns = range(SIZE if runs_over_columns(entry) else 1)
    return [evaluate(entry, values, row, column) for row in range(SIZE) for column in columns]


def evaluate(entry: sp.Expr, values: Mapping[str, Values], row: int, column: int) -> mpmath.mpf:
    """An entry's number in one row and column. Raises ValueError where it has none among the reals."""
    if entry.is_Number:
        return mpmath.mpf(entry.p) / entry.q if entry.is_Rational else mpmath.mpf(entry)
    if isinstance(entry, sp.Symbol):
        value = values[entry.name]
        if isinstance(value[0], list):
            return value[row][column]
        return value[row] if len(value) > 1 else value[0]
    if isinstance(entry, Column):
        return evaluate(entry.args[0], values, column, column)
    if isinstance(entry, Dot | Inner):
        left, right = entry.args
        at = (lambda k: (row, k)) if isinstance(entry, Dot) else (lambda k: (k, k))
        pairs = ((evaluate(left, values, *at(k)), evaluate(right, values, k, k)) for k in range(SIZE))
        return mpmath.fdot(pairs)
    number = _entrywise(entry, [evaluate(arg, values, row, column) for arg in entry.args])
    if not isinstance(number, mpmath.mpf):
        raise ValueError(f"{entry} is {number}, not a real number")
    return number


def _entrywise(entry: sp.Expr, numbers: Vector) -> mpmath.mpf:
    """One number from the numbers of the operands."""
    if entry.is_Add:
        return mpmath.fsum(numbers)
    if entry.is_Mul:
        return mpmath.fprod(numbers)
    if entry.is_Pow:
        return numbers[0] ** numbers[1]
    name = entry.func.__name__
    if name == "maximum":
        return max(numbers)
    if name not in ACTIVATIONS:
        raise ValueError(f"{name} has no value of its own")
    return mpmath.mpmathify(_scalar_function(name)(*numbers))


@lru_cache
def _scalar_function(name: str) -> Callable[..., mpmath.mpf]:
    """An activation in mpmath, from its definition in SymPy's own functions."""
    u = sp.Symbol("u", real=True)
    return sp.lambdify(u, sp.sympify(ACTIVATIONS[name].scalar, locals={"u": u}), "mpmath")
