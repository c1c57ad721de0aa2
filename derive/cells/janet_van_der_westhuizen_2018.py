"""The LSTM with just the forget gate."""

from __future__ import annotations

from derive.bibliography import van_der_westhuizen_2018
from derive.cell import cell
from derive.stubs import scalar, sigmoid, tanh


@cell(
    title="JANET",
    source=van_der_westhuizen_2018,
    meanings={"x": "input", "h": "hidden state", "f": "forget gate", "h_tilde": "candidate"},
    libraries=["torchrecurrent carries both h and c, which are equal after a step."],
)
def janet(x, h, *, W_f, U_f, b_f, W_h, U_h, b_h):
    """Without β. The paper's c and h are equal after every step, so one state is written."""
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    h_tilde = tanh(W_h @ x + U_h @ h + b_h)
    h = f * h + (1 - f) * h_tilde
    return h


@cell(
    title="JANET with β",
    source=van_der_westhuizen_2018,
    meanings={
        "x": "input", "h": "hidden state", "s": "forget gate before the sigmoid", "h_tilde": "candidate",
        "beta": "how much easier writing is than forgetting",
    },
    libraries=["The authors' code sets β = 1; torchrecurrent trains it."],
)  # fmt: skip
def janet_beta(x, h, *, beta: scalar, W_f, U_f, b_f, W_h, U_h, b_h):
    """The write gate is one minus the forget gate shifted by β, so both together may exceed 1."""
    s = W_f @ x + U_f @ h + b_f
    h_tilde = tanh(W_h @ x + U_h @ h + b_h)
    h = sigmoid(s) * h + (1 - sigmoid(s - beta)) * h_tilde
    return h
