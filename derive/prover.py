"""Two entries → a verdict: proved, disproved with numbers, or undecided; never a guess.

A proof rewrites both sides by laws that hold for all values and sizes, until they are the same
expression. A refutation is a set of numbers at which the two sides differ (`derive.refutation`). What
neither settles is undecided. Two sides count as equal where both have a value among the real numbers.

Legend: an entry is a scalar expression as in `derive.componentwise`; a law is a rewriting step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import sympy as sp

from derive.componentwise import Dot, EntrySymbol, Inner, activation, inlined, is_uniform, symbol
from derive.program import Program
from derive.refutation import TRANSPOSED, Witness, refute

__all__ = ["Judgement", "Step", "Verdict", "Witness", "canonical", "prove", "refute", "same_map", "statement"]

MAX_ROUNDS = 6


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


def adjoint(entry: sp.Expr) -> sp.Expr:
    """(Uᵀ a)ᵀ b = aᵀ (U·b)"""

    def moved(left: sp.Expr, right: sp.Expr) -> sp.Expr:
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Dot) and one.matrix.is_Symbol and one.matrix.name.endswith(TRANSPOSED):
                matrix = EntrySymbol(one.matrix.name.removesuffix(TRANSPOSED), real=True)
                return moved(one.entry, Dot(matrix, other))
        return Inner(left, right)

    return entry.replace(Inner, moved)


def reflection(entry: sp.Expr) -> sp.Expr:
    """σ(−u) = 1 − σ(u)"""
    sigmoid = activation("sigmoid")
    return entry.replace(sigmoid, lambda u: 1 - sigmoid(-u) if _leads_negative(u) else sigmoid(u))


def odds(entry: sp.Expr) -> sp.Expr:
    """σ(log a − log b) = a/(a + b)"""
    sigmoid = activation("sigmoid")

    def share(u: sp.Expr) -> sp.Expr:
        terms = sp.Add.make_args(u)
        logs = {term.as_coeff_Mul()[0]: term.as_coeff_Mul()[1] for term in terms}
        if (
            len(terms) != 2
            or set(logs) != {1, -1}
            or not all(isinstance(one, sp.log) for one in logs.values())
        ):
            return sigmoid(u)
        above, below = logs[sp.S.One].args[0], logs[sp.S.NegativeOne].args[0]
        return above / sp.expand(above + below)

    return entry.replace(sigmoid, share)


def exponential_of_log(entry: sp.Expr) -> sp.Expr:
    """e^(u + log a) = a e^u"""

    def split(u: sp.Expr) -> sp.Expr:
        terms = sp.Add.make_args(u)
        logs = [term for term in terms if isinstance(term, sp.log)]
        return sp.Mul(sp.exp(u - sp.Add(*logs)), *(log.args[0] for log in logs))

    return entry.replace(sp.exp, split)


def exponential_of_softplus(entry: sp.Expr) -> sp.Expr:
    """e^(u − softplus(v)) = e^u σ(−v)"""
    sigmoid, softplus = activation("sigmoid"), activation("softplus")

    def split(u: sp.Expr) -> sp.Expr:
        rest, factors = u, []
        for term in sp.Add.make_args(u):
            number, part = term.as_coeff_Mul()
            if part.func == softplus and number in (1, -1):
                rest -= term
                factors.append(sigmoid(-part.args[0]) ** -number)
        return sp.Mul(sp.exp(rest), *factors)

    return entry.replace(sp.exp, split)


def exponential_of_sum(entry: sp.Expr) -> sp.Expr:
    """e^(a + b) = e^a e^b"""
    return entry.replace(sp.exp, lambda u: sp.Mul(*map(sp.exp, sp.Add.make_args(u))))


def homogeneity(entry: sp.Expr) -> sp.Expr:
    """|e^u a + e^u b| = e^u |a + b|, max(e^u a, e^u b) = e^u max(a, b)"""
    maximum = sp.Function("maximum", real=True)

    def apart(function: type[sp.Function], args: tuple[sp.Expr, ...]) -> sp.Expr:
        sums = [sp.Add.make_args(arg) for arg in args]
        shared = [set(term.atoms(sp.exp)) & set(sp.Mul.make_args(term)) for terms in sums for term in terms]
        factor = sp.Mul(*sorted(set.intersection(*shared), key=sp.default_sort_key))
        if factor == 1:
            return function(*args)
        rest = (sp.Add(*(term / factor for term in terms)) for terms in sums)
        return factor * function(*sorted(rest, key=sp.default_sort_key))

    for function in (activation("abs"), maximum):
        entry = entry.replace(function, lambda *args, function=function: apart(function, args))
    return entry


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
    adjoint,
    odds,
    exponential_of_log,
    exponential_of_softplus,
    exponential_of_sum,
    homogeneity,
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
                return _concluded(left, steps)
            after = law(left), law(right)
            if after != (left, right):
                left, right = after
                steps.append(Step(statement(law), left, right))
        if (left, right) == before:
            break
    return _concluded(left, steps) if left == right else Judgement(Verdict.UNDECIDED, tuple(steps))


def _concluded(same: sp.Expr, steps: list[Step]) -> Judgement:
    """What two sides come to that have become the same; nothing is said of what has no value anywhere."""
    has_value = not same.has(sp.zoo, sp.nan, sp.oo, sp.I)
    return Judgement(Verdict.PROVED if has_value else Verdict.UNDECIDED, tuple(steps))


def same_map(left: Program, right: Program) -> Judgement:
    """Whether two programs with the same inputs compute the same outputs, pair by pair in order.

    Raises ValueError where a name is a vector in one and a matrix or a scalar in the other, or where one has
    more outputs.
    """
    symbols = {q.name: symbol(q) for q in left.inputs}
    unlike = [q.name for q in right.inputs if symbols.get(q.name, symbol(q)) != symbol(q)]
    if unlike:
        raise ValueError(f"{unlike[0]} is not the same kind of quantity in {left.name} and in {right.name}")
    if len(left.outputs) != len(right.outputs):
        raise ValueError(f"{left.name} has {len(left.outputs)} outputs, {right.name} {len(right.outputs)}")
    one, other = inlined(left), inlined(right)
    judgements = [prove(one[a], other[b]) for a, b in zip(left.outputs, right.outputs, strict=True)]
    for verdict in (Verdict.DISPROVED, Verdict.UNDECIDED):
        for judgement in judgements:
            if judgement.verdict is verdict:
                return judgement
    return Judgement(Verdict.PROVED, tuple(step for judgement in judgements for step in judgement.steps))
