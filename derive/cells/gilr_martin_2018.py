"""Gated impulse linear recurrence, and the LSTM that takes it in place of its hidden state."""

from derive.bibliography import martin_2018
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="GILR",
    source=martin_2018,
    meanings={"x": "input", "h": "hidden state", "g": "forget gate", "i": "impulse"},
)
def gilr(x, h, *, U, b_g, V, b_z):
    """With tanh for the impulse, which the paper leaves open; the gate keeps and sees only the input."""
    g = sigmoid(U @ x + b_g)
    i = tanh(V @ x + b_z)
    h = g * h + (1 - g) * i
    return h


@cell(
    title="GILR-LSTM",
    source=martin_2018,
    meanings={
        "x": "input", "h_tilde": "surrogate of the hidden state", "c": "cell memory", "h": "output",
        "g": "forget gate of the surrogate", "j": "impulse",
        "f": "forget gate", "i": "input gate", "o": "output gate", "z": "candidate",
    },
)  # fmt: skip
def gilr_lstm(
    x, h_tilde, c, *,
    V_g, b_g, V_j, b_j, U_f, V_f, b_f, U_i, V_i, b_i, U_o, V_o, b_o, U_z, V_z, b_z,
):  # fmt: skip
    """The gates read the surrogate's *previous* value; the output is o∘c, unsquashed, as in the paper."""
    g = sigmoid(V_g @ x + b_g)
    j = tanh(V_j @ x + b_j)
    f = sigmoid(U_f @ h_tilde + V_f @ x + b_f)
    i = sigmoid(U_i @ h_tilde + V_i @ x + b_i)
    o = sigmoid(U_o @ h_tilde + V_o @ x + b_o)
    z = tanh(U_z @ h_tilde + V_z @ x + b_z)
    h_tilde = g * h_tilde + (1 - g) * j
    c = f * c + i * z
    h = o * c
    return h_tilde, c, h
