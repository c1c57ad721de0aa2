"""The GRU with gates that see less: not the input, not even a bias, or nothing but a bias."""

from derive.bibliography import dey_2017
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="GRU1",
    source=dey_2017,
    meanings={
        "x": "input", "h": "hidden state",
        "r": "reset gate", "z": "update gate", "h_tilde": "candidate",
    },
)  # fmt: skip
def gru1(x, h, *, U_r, b_r, U_z, b_z, W_h, U_h, b_h):
    """Type 1: the gates see the hidden state and a bias. Reset before the product; z writes."""
    r = sigmoid(U_r @ h + b_r)
    z = sigmoid(U_z @ h + b_z)
    h_tilde = tanh(W_h @ x + U_h @ (r * h) + b_h)
    h = (1 - z) * h + z * h_tilde
    return h


@cell(
    title="GRU2",
    source=dey_2017,
    meanings={
        "x": "input", "h": "hidden state",
        "r": "reset gate", "z": "update gate", "h_tilde": "candidate",
    },
)  # fmt: skip
def gru2(x, h, *, U_r, U_z, W_h, U_h, b_h):
    """Type 2: the gates see the hidden state alone. Reset before the product; z writes."""
    r = sigmoid(U_r @ h)
    z = sigmoid(U_z @ h)
    h_tilde = tanh(W_h @ x + U_h @ (r * h) + b_h)
    h = (1 - z) * h + z * h_tilde
    return h


@cell(
    title="GRU3",
    source=dey_2017,
    meanings={
        "x": "input", "h": "hidden state",
        "r": "reset gate", "z": "update gate", "h_tilde": "candidate",
    },
)  # fmt: skip
def gru3(x, h, *, b_r, b_z, W_h, U_h, b_h):
    """Type 3: the gates are constants that training sets. Reset before the product; z writes."""
    r = sigmoid(b_r)
    z = sigmoid(b_z)
    h_tilde = tanh(W_h @ x + U_h @ (r * h) + b_h)
    h = (1 - z) * h + z * h_tilde
    return h
