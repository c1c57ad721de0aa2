"""The elementwise functions of the notation, a row each.

A slope is stated in the output y = φ(u) where it can be (σ′ = y(1 − y)), so that a gradient reuses the
gate it has already computed and reads as it does in a paper.

To add an activation, add a row here and its NumPy function to `derive.emit.functions`. The table needs
no SymPy, so that a cell can be read without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Activation:
    """One elementwise function φ.

    name: its name in the notation.
    latex: how it is printed.
    scalar: φ(u) in SymPy's own functions; the exact checks differentiate this.
    slope: φ′ in the output y and the argument u; may name other rows.
    bounds: the least interval that holds every value of φ on the real line.
    says: what it gives, in words, where its formula does not say it.
    """

    name: str
    latex: str
    scalar: str
    slope: str
    bounds: tuple[float, float]
    says: str = ""


ROWS = (
    Activation("sigmoid", r"\sigma", "1/(1 + exp(-u))", "y*(1 - y)", (0, 1)),
    Activation("tanh", r"\tanh", "tanh(u)", "1 - y**2", (-1, 1)),
    Activation("relu", r"\operatorname{ReLU}", "Max(0, u)", "step(u)", (0, inf)),
    Activation("exp", r"\exp", "exp(u)", "y", (0, inf)),
    Activation("log", r"\log", "log(u)", "1/u", (-inf, inf)),
    Activation("softplus", r"\operatorname{softplus}", "log(1 + exp(u))", "sigmoid(u)", (0, inf)),
    Activation("abs", r"\operatorname{abs}", "Abs(u)", "sign(u)", (0, inf)),
    Activation("cos", r"\cos", "cos(u)", "-sin(u)", (-1, 1)),
    Activation("sin", r"\sin", "sin(u)", "cos(u)", (-1, 1)),
    Activation("sign", r"\operatorname{sgn}", "sign(u)", "0", (-1, 1),
               "1 for what is positive, 0 for 0, −1 for what is negative"),
    Activation("step", r"\operatorname{step}", "Heaviside(u)", "0", (0, 1),
               "1 for what is positive, ½ for 0, 0 for what is negative"),
)  # fmt: skip

ACTIVATIONS = {row.name: row for row in ROWS}
