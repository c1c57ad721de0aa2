"""Intervals that hold every value of an entry, from the bounds of the activations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from derive.activations import ACTIVATIONS


@dataclass(frozen=True)
class Interval:
    """The numbers from `low` to `high`; open or closed is not told apart."""

    low: float
    high: float

    def within(self, other: Interval) -> bool:
        """Whether every number of this interval lies in the other."""
        return other.low <= self.low and self.high <= other.high

    @property
    def is_bounded(self) -> bool:
        """Whether both ends are finite."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def magnitude(self) -> float:
        """The largest absolute value."""
        return max(abs(self.low), abs(self.high))

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __mul__(self, other: Interval) -> Interval:
        ends = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))


EVERYTHING = Interval(-math.inf, math.inf)
UNIT = Interval(0.0, 1.0)
LARGEST_EXPONENT = 700


def _times(a: float, b: float) -> float:
    """a·b with 0·∞ = 0, as for bounds of products."""
    return 0.0 if a == 0 or b == 0 else a * b


def interval(entry: sp.Expr, known: Mapping[str, Interval]) -> Interval:
    """Bounds of an entry from the bounds of the names in it; what is not known may be anything.

    Each occurrence of a name counts by itself, so bounds may be wider than need be, never narrower.
    A share a/(a + b) of non-negative a, b lies in (0, 1).
    """
    if entry.is_number:
        return Interval(float(entry), float(entry))
    if isinstance(entry, sp.Symbol):
        return known.get(entry.name, EVERYTHING)
    if entry.is_Add:
        total = Interval(0.0, 0.0)
        for term in entry.args:
            total += interval(term, known)
        return total
    if entry.is_Mul:
        return _product(entry, known)
    if entry.is_Pow and entry.exp.is_Integer:
        return _power(interval(entry.base, known), int(entry.exp))
    if isinstance(entry, sp.exp):
        inner = interval(entry.args[0], known)
        return Interval(_exp(inner.low), _exp(inner.high))
    if entry.func.__name__ == "maximum":
        one, other = (interval(arg, known) for arg in entry.args)
        return Interval(max(one.low, other.low), max(one.high, other.high))
    row = ACTIVATIONS.get(entry.func.__name__)
    return Interval(*map(float, row.bounds)) if row else EVERYTHING


def _power(base: Interval, exponent: int) -> Interval:
    """Bounds of a power; of a reciprocal, those of what is nowhere negative."""
    if exponent < 0:
        if base.low < 0:
            return EVERYTHING
        ends = _power(base, -exponent)
        return Interval(_inverse(ends.high), _inverse(ends.low))
    ends = Interval(*sorted((base.low**exponent, base.high**exponent)))
    return Interval(0.0, ends.high) if base.low < 0 < base.high and exponent % 2 == 0 else ends


def _inverse(number: float) -> float:
    """1/number, for 0 and ∞ as well."""
    return 1 / number if number else math.inf


def _exp(number: float) -> float:
    """e^number, ∞ where it is too large for a float."""
    return math.exp(number) if number < LARGEST_EXPONENT else math.inf


def _product(entry: sp.Expr, known: Mapping[str, Interval]) -> Interval:
    """Bounds of a product; a share of a sum of non-negative parts is in (0, 1)."""
    above, below = entry.as_numer_denom()
    if below != 1:
        parts = sp.Add.make_args(below)
        if above in parts and all(interval(part, known).low >= 0 for part in parts):
            return UNIT
    total = Interval(1.0, 1.0)
    for factor in entry.args:
        total = total * interval(factor, known)
    return total
