"""The elementwise functions of the notation, a row each.

A slope is stated in the output y = φ(u) where it can be (σ′ = y(1 − y)), so that a gradient reuses the
gate it has already computed and reads as it does in a paper.

To add an activation, add a row here. The table needs no SymPy, so that a cell can be read without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Activation:
    """One elementwise function φ.

    name: its name in the notation.
    latex: how it is printed.
    scalar: φ(u) in SymPy's own functions; the exact checks differentiate this.
    slope: φ′ as a function of the output y and the argument u.
    bounds: the least interval that holds every value of φ on the real line.
    """

    name: str
    latex: str
    scalar: str
    slope: Callable[[Any, Any], Any]
    bounds: tuple[float, float]


ROWS = (
    Activation("sigmoid", r"\sigma", "1/(1 + exp(-u))", lambda y, u: y * (1 - y), (0, 1)),
    Activation("tanh", r"\tanh", "tanh(u)", lambda y, u: 1 - y**2, (-1, 1)),
)

ACTIVATIONS = {row.name: row for row in ROWS}
