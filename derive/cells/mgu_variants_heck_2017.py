"""The minimal gated unit with a gate that sees less."""

from derive.bibliography import heck_2017
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="MGU1",
    source=heck_2017,
    meanings={"x": "input", "h": "hidden state", "f": "forget gate", "h_tilde": "candidate"},
)
def mgu1(x, h, *, U_f, b_f, W_h, U_h, b_h):
    """The gate sees the hidden state and a bias."""
    f = sigmoid(U_f @ h + b_f)
    h_tilde = tanh(W_h @ x + U_h @ (f * h) + b_h)
    h = (1 - f) * h + f * h_tilde
    return h


@cell(
    title="MGU2",
    source=heck_2017,
    meanings={"x": "input", "h": "hidden state", "f": "forget gate", "h_tilde": "candidate"},
)
def mgu2(x, h, *, U_f, W_h, U_h, b_h):
    """The gate sees the hidden state alone."""
    f = sigmoid(U_f @ h)
    h_tilde = tanh(W_h @ x + U_h @ (f * h) + b_h)
    h = (1 - f) * h + f * h_tilde
    return h


@cell(
    title="MGU3",
    source=heck_2017,
    meanings={"x": "input", "h": "hidden state", "f": "forget gate", "h_tilde": "candidate"},
)
def mgu3(x, h, *, b_f, W_h, U_h, b_h):
    """The gate is a constant that training sets."""
    f = sigmoid(b_f)
    h_tilde = tanh(W_h @ x + U_h @ (f * h) + b_h)
    h = (1 - f) * h + f * h_tilde
    return h
