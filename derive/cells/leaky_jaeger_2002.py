"""The leaky integrator of echo state networks: a fixed share of the state is replaced."""

from __future__ import annotations

from derive.bibliography import jaeger_2002
from derive.cell import cell
from derive.stubs import scalar, tanh


@cell(
    title="Leaky integrator",
    source=jaeger_2002,
    meanings={"x": "input", "h": "hidden state", "alpha": "leaking rate"},
    libraries=["Echo state libraries draw W and U at random and train only what reads h."],
)
def leaky(x, h, *, alpha: scalar, W, U, b):
    """One rate 0 < α ≤ 1 for all units; at α = 1 it is Elman's cell."""
    h = (1 - alpha) * h + alpha * tanh(W @ x + U @ h + b)
    return h
