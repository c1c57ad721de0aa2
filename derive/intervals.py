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
    if entry.is_Pow and entry.exp.is_Integer and entry.exp > 0:
        base = interval(entry.base, known)
        ends = [base.low ** int(entry.exp), base.high ** int(entry.exp)]
        low = 0.0 if base.low < 0 < base.high and entry.exp % 2 == 0 else min(ends)
        return Interval(low, max(ends))
    if entry.func.__name__ == "maximum":
        one, other = (interval(arg, known) for arg in entry.args)
        return Interval(max(one.low, other.low), max(one.high, other.high))
    row = ACTIVATIONS.get(entry.func.__name__)
    return Interval(*map(float, row.bounds)) if row else EVERYTHING


def _product(entry: sp.Expr, known: Mapping[str, Interval]) -> Interval:
    """Bounds of a product; a share of a sum of non-negative parts is in (0, 1)."""
    above, below = entry.as_numer_denom()
    if below != 1:
        parts = sp.Add.make_args(below)
        is_share = above in parts and all(interval(part, known).low >= 0 for part in parts)
        return UNIT if is_share else EVERYTHING
    total = Interval(1.0, 1.0)
    for factor in entry.args:
        total = total * interval(factor, known)
    return total
