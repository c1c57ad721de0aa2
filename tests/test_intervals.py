"""Intervals hold every value: random entries at random numbers within the bounds of their names."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
import sympy as sp
from plain import entry_value

from derive.componentwise import activation
from derive.intervals import EVERYTHING, UNIT, Interval, interval

KNOWN = {"u": UNIT, "v": UNIT, "w": Interval(-1.0, 1.0), "p": Interval(0.0, math.inf), "x": EVERYTHING}
CALLS = ("sigmoid", "tanh", "exp", "relu", "softplus", "abs")
CASES = 400
TRIES = 20


def grown(rng: random.Random, depth: int) -> sp.Expr:
    """A random entry."""
    if depth == 0:
        return rng.choice(
            [*(sp.Symbol(name, real=True) for name in KNOWN), sp.Integer(2), sp.Rational(-1, 3)]
        )
    one, other = grown(rng, depth - 1), grown(rng, depth - 1)
    return rng.choice(
        [one + other, one - other, one * other, one**2, one**3, one / (one + other), 1 / one,
         activation(rng.choice(CALLS))(one), sp.Function("maximum", real=True)(one, other)]
    )  # fmt: skip


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_value_lies_within() -> None:
    """Reciprocals, powers, shares and activations among them; and the bounds say something."""
    narrow = 0
    for seed in range(CASES):
        rng = random.Random(seed)
        entry = grown(rng, rng.randint(1, 3))
        if entry.has(sp.zoo, sp.nan):
            continue
        bounds = interval(entry, KNOWN)
        narrow += bounds != EVERYTHING
        for _ in range(TRIES):
            values = {
                "u": rng.random(), "v": rng.random(), "w": rng.uniform(-1, 1), "p": rng.expovariate(0.5),
                "x": rng.gauss(0, 3),
            }  # fmt: skip
            value = float(np.ravel(entry_value(entry, {k: np.array([v]) for k, v in values.items()}))[0])
            slack = 1e-9 * (1 + abs(value))
            assert not math.isfinite(value) or bounds.low - slack <= value <= bounds.high + slack, (
                seed,
                entry,
            )
    assert narrow > CASES / 3


u, v, p = (sp.Symbol(name, real=True) for name in "uvp")
EXACT = {
    "share": (p / (p + u), UNIT),
    "complement": (1 - u, UNIT),
    "two gates": (u * v, UNIT),
    "their complement": (1 - u * v, UNIT),
    "reciprocal": (1 / (1 + p), UNIT),
    "decay": (sp.exp(-p), UNIT),
    "square": ((2 * u - 1) ** 2, UNIT),
}


@pytest.mark.parametrize(("entry", "bounds"), EXACT.values(), ids=EXACT)
def test_what_gates_are_made_of(entry: sp.Expr, bounds: Interval) -> None:
    """The least interval for the factors that cells have."""
    assert interval(entry, KNOWN) == bounds
