"""The simple recurrent unit as published: gates also see their own entry of the memory."""

from __future__ import annotations

from derive.bibliography import lei_2018
from derive.cell import cell
from derive.stubs import scalar, sigmoid


@cell(
    title="SRU",
    source=lei_2018,
    meanings={
        "x": "input", "c": "cell memory", "h": "output",
        "x_tilde": "candidate", "f": "forget gate", "r": "reset (highway) gate",
        "alpha": "scale of the skip connection",
    },
    libraries=["The authors' package computes this, and the first version too (v1=True)."],
)  # fmt: skip
def sru(x, c, *, alpha: scalar, W, W_f, v_f, b_f, W_r, v_r, b_r):
    """Version 2: both gates look at the previous memory, which is shown unsquashed; α scales the skip."""
    x_tilde = W @ x
    f = sigmoid(W_f @ x + v_f * c + b_f)
    r = sigmoid(W_r @ x + v_r * c + b_r)
    c = f * c + (1 - f) * x_tilde
    h = r * c + (1 - r) * (alpha * x)
    return c, h
