"""Two entries → numbers at which they differ, or none: an evaluator that shares no code with the laws.

A number is an interval that holds the exact value, so that rounding cannot pass for a difference: sides
differ where their intervals have no point in common.

Legend: an entry is a scalar expression as in `derive.componentwise`; all sizes are 2 here, which is a
counterexample to a statement about all sizes.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import mpmath
import sympy as sp
from mpmath.ctx_iv import MPIntervalContext

from derive.activations import ACTIVATIONS
from derive.componentwise import Column, Dot, EntrySymbol, Inner, ScalarSymbol, runs_over_columns

SIZE = 2
TRIALS = 6
DIGITS = 40
SHOWN = 10
LARGEST_EXPONENT = 10**6
TRANSPOSED = "ᵀ"
Number = Any
"""An interval of the context `REALS`."""
Values = list[Any]
"""A scalar [s], a vector of numbers, or a matrix as a list of its rows."""

REALS = MPIntervalContext()
REALS.dps = DIGITS


@dataclass(frozen=True)
class Witness:
    """Numbers that show a difference: values by symbol, and both sides.

    A vector is a tuple of its entries, a scalar has one; a matrix is a tuple of its rows, each a text such
    as `[0.5, -1.8]`; with brackets around it, each is what NumPy reads. `entries` are the two expressions,
    for whoever wants to try other numbers.
    """

    values: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]
    right: tuple[str, ...]
    entries: tuple[sp.Expr, ...] = ()


class Kind(StrEnum):
    """What the values of a symbol are."""

    SCALAR = "scalar"
    VECTOR = "vector"
    MATRIX = "matrix"


def refute(left: sp.Expr, right: sp.Expr, seed: int = 0, trials: int = TRIALS) -> Witness | None:
    """Numbers of one decimal at which the sides differ, or None if none was met.

    If possible, numbers at which the difference is seen in the first digits.
    """
    rng = random.Random(seed)
    kinds = symbols_of((left, right))
    columns = SIZE if runs_over_columns(left) or runs_over_columns(right) else 1
    subtle = None
    for _ in range(trials):
        values = {name: draw(rng, kind) for name, kind in kinds.items()}
        try:
            one, other = (entries(side, values, columns) for side in (left, right))
        except (ArithmeticError, ValueError):
            continue
        if any(apart(a, b) for a, b in zip(one, other, strict=True)):
            digits, (first, second) = distinct(one, other)
            numbers = {name: shown(value) for name, value in values.items()}
            witness = Witness(numbers, first, second, (left, right))
            if digits == SHOWN:
                return witness
            subtle = subtle or witness
    return subtle


def distinct(one: list[Number], other: list[Number]) -> tuple[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Both sides in decimals, with as many digits as it takes to see that they differ."""
    for digits in range(SHOWN, DIGITS):
        left, right = (tuple(text(v, digits) for v in side) for side in (one, other))
        if left != right:
            break
    return digits, (left, right)


def apart(a: Number, b: Number) -> bool:
    """Whether two intervals have no point in common."""
    return bool(a.b < b.a or b.b < a.a)


def symbols_of(entries: Iterable[sp.Expr]) -> dict[str, Kind]:
    """The names in some entries, sorted, and what each stands for; a transpose is no name of its own."""
    kinds = {ScalarSymbol: Kind.SCALAR, EntrySymbol: Kind.MATRIX}
    found: dict[str, Kind] = {}
    for entry in entries:
        for node in sp.preorder_traversal(entry):
            if isinstance(node, Dot) and node.matrix.is_Symbol:
                found[node.matrix.name.removesuffix(TRANSPOSED)] = Kind.MATRIX
            elif isinstance(node, sp.Symbol):
                found.setdefault(node.name.removesuffix(TRANSPOSED), kinds.get(type(node), Kind.VECTOR))
    return dict(sorted(found.items()))


def draw(rng: random.Random, kind: Kind) -> Values:
    """A random scalar, vector, or matrix as a list of rows, of numbers between −2 and 2 with one decimal."""

    def one() -> Number:
        return REALS.mpf(rng.choice([k for k in range(-20, 21) if k])) / 10

    if kind is Kind.SCALAR:
        return [one()]
    return [[one() for _ in range(SIZE)] if kind is Kind.MATRIX else one() for _ in range(SIZE)]


def shown(value: Values) -> tuple[str, ...]:
    """The numbers of a vector, the rows of a matrix."""
    return tuple(
        f"[{', '.join(text(v, 3) for v in row)}]" if isinstance(row, list) else text(row, 3) for row in value
    )


def text(number: Number, digits: int) -> str:
    """A number in decimals."""
    with mpmath.workdps(DIGITS):
        return str(mpmath.nstr(mpmath.mpf(number.mid), digits))


def entries(entry: sp.Expr, values: Mapping[str, Values], columns: int = 1) -> list[Number]:
    """The numbers that an entry stands for: one per row, per row and column where it is a matrix's."""
    return [evaluate(entry, values, row, column) for row in range(SIZE) for column in range(columns)]


def evaluate(entry: sp.Expr, values: Mapping[str, Values], row: int, column: int) -> Number:
    """An entry's number in one row and column. Raises ValueError where it has none among the reals."""
    if entry.is_number and entry.is_Atom:
        return _constant(entry)
    if isinstance(entry, sp.Symbol):
        return _value(entry.name, values, row, column)
    if isinstance(entry, Column):
        return evaluate(entry.args[0], values, column, column)
    if isinstance(entry, Dot | Inner):
        left, right = entry.args
        at = (lambda k: (row, k)) if isinstance(entry, Dot) else (lambda k: (k, k))
        terms = (evaluate(left, values, *at(k)) * evaluate(right, values, k, k) for k in range(SIZE))
        return sum(terms, REALS.mpf(0))
    return _entrywise(entry, [evaluate(arg, values, row, column) for arg in entry.args])


def _constant(number: sp.Expr) -> Number:
    """A rational number or e."""
    if number is sp.E:
        return REALS.exp(1)
    if not number.is_Rational:
        raise ValueError(f"{number} is no rational number")
    return REALS.mpf(number.p) / number.q


def _value(name: str, values: Mapping[str, Values], row: int, column: int) -> Number:
    """The number of a symbol: of a scalar, a vector's entry, or a matrix's, which may be transposed."""
    value = values[name.removesuffix(TRANSPOSED)]
    if name.endswith(TRANSPOSED):
        row, column = column, row
    if isinstance(value[0], list):
        return value[row][column]
    return value[row] if len(value) > 1 else value[0]


def _entrywise(entry: sp.Expr, numbers: list[Number]) -> Number:
    """One number from the numbers of the operands."""
    if entry.is_Add:
        return sum(numbers[1:], numbers[0])
    if entry.is_Mul:
        return math.prod(numbers[1:], start=numbers[0])
    if entry.is_Pow:
        return _power(numbers[0], entry.exp)
    name = entry.func.__name__
    if name in FUNCTIONS:
        return FUNCTIONS[name](*numbers)
    if name not in ACTIVATIONS:
        raise ValueError(f"{name} has no value of its own")
    return evaluate(_definition(name), {"u": numbers}, 0, 0)


@lru_cache
def _definition(name: str) -> sp.Expr:
    """An activation in SymPy's own functions of u."""
    return sp.sympify(ACTIVATIONS[name].scalar, locals={"u": sp.Symbol("u", real=True)})


def _power(base: Number, exponent: sp.Expr) -> Number:
    """A power with a number as exponent; with a fraction, of what is positive."""
    if exponent.is_Integer:
        return base ** int(exponent)
    if exponent.is_Rational:
        return _exp(_constant(exponent) * _log(base))
    raise ValueError(f"a power with the exponent {exponent}")


def _exp(u: Number) -> Number:
    """e^u, unless it would be a number of more digits than are worth computing."""
    if not abs(u).b < LARGEST_EXPONENT:
        raise ValueError("the exponential is too large")
    return REALS.exp(u)


def _log(u: Number) -> Number:
    """The logarithm of what is positive."""
    if not u.a > 0:
        raise ValueError("the logarithm of what may not be positive")
    return REALS.log(u)


def _tanh(u: Number) -> Number:
    """1 − 2/(1 + e^(2u))"""
    return 1 - 2 / (1 + _exp(2 * u))


def _maximum(*numbers: Number) -> Number:
    """The largest of several."""
    return REALS.mpf([max(u.a for u in numbers), max(u.b for u in numbers)])


def _sign(u: Number) -> Number:
    """−1, 0 or 1; none where rounding leaves it open."""
    if not (u.a > 0 or u.b < 0 or (u.a == 0 and u.b == 0)):
        raise ValueError("a sign that rounding leaves open")
    return REALS.mpf(int(u.a > 0) - int(u.b < 0))


def _heaviside(u: Number, at_zero: Number) -> Number:
    """0, 1, or what it is given for zero."""
    return at_zero if _sign(u) == 0 else (1 + _sign(u)) / 2


FUNCTIONS: dict[str, Callable[..., Number]] = {
    "exp": _exp, "log": _log, "tanh": _tanh, "cos": REALS.cos, "sin": REALS.sin,
    "maximum": _maximum, "Max": _maximum, "Abs": abs, "sign": _sign, "Heaviside": _heaviside,
}  # fmt: skip
"""SymPy's functions, and `maximum`, over intervals."""
