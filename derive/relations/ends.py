"""What an activation is at 0 and at ±∞, where that is a rational number; by SymPy, from its definition."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import sympy as sp

from derive.activations import ACTIVATIONS

Number = int | Fraction
UNSETTLED = ("cos", "sin")


class NoLimitError(Exception):
    """A function has no value at its argument's limit, or a product is none that can be told."""


@lru_cache
def _scalar(name: str) -> tuple[sp.Symbol, sp.Expr]:
    """An activation in SymPy's own functions."""
    u = sp.Symbol("u", real=True)
    return u, sp.sympify(ACTIVATIONS[name].scalar, locals={"u": u})


@lru_cache
def at_zero(name: str) -> Number | None:
    """φ(0) if it is a rational number, else None."""
    u, formula = _scalar(name)
    return rational(formula.subs(u, 0))


@lru_cache
def limit(name: str, sign: int) -> Number:
    """φ(±∞); raises NoLimitError where that is no rational number."""
    if name not in ACTIVATIONS:
        raise NoLimitError(name)
    u, formula = _scalar(name)
    value = rational(sp.limit(formula, u, sign * sp.oo)) if name not in UNSETTLED else None
    if value is None:
        raise NoLimitError(name)
    return value


def rational(value: sp.Expr) -> Number | None:
    """A rational number of SymPy's as one of Python's."""
    if not value.is_Rational:
        return None
    return int(value) if value.is_Integer else Fraction(int(value.p), int(value.q))
