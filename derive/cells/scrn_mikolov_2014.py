"""The structurally constrained network: slow context units beside an ordinary hidden layer."""

from __future__ import annotations

from derive.bibliography import mikolov_2014
from derive.cell import cell
from derive.stubs import scalar, sigmoid


@cell(
    title="SCRN",
    source=mikolov_2014,
    meanings={
        "x": "input", "h": "hidden state", "s": "context", "y": "output before the softmax",
        "alpha": "share of the context that is kept",
    },
    libraries=["torchrecurrent and RecurrentLayers.jl carry the output y to the next step in place of h."],
)  # fmt: skip
def scrn(x, h, s, *, alpha: scalar, A, R, P, B, U, V):
    """With one α for all context units (0.95 in the paper) and no biases; h sees the new context."""
    s = (1 - alpha) * (B @ x) + alpha * s
    h = sigmoid(P @ s + A @ x + R @ h)
    y = U @ h + V @ s
    return h, s, y
