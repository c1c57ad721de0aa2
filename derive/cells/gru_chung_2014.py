"""The gated recurrent unit in the convention of its empirical evaluation: z writes."""

from derive.bibliography import chung_2014
from derive.cell import cell
from derive.stubs import concat, sigmoid, tanh


@cell(
    title="GRU (Chung 2014)",
    source=chung_2014,
    meanings={
        "x": "input", "h": "hidden state",
        "r": "reset (remember) gate", "z": "update gate", "h_tilde": "candidate",
    },
    libraries=["No widely used library lets z write; encyclopaedias and textbooks often do."],
)  # fmt: skip
def gru_chung(x, h, *, W_r, U_r, b_r, W_z, U_z, b_z, W_h, U_h, b_h):
    """Reset before the matrix product; the update gate *writes*: at z = 1 the state is replaced."""
    r = sigmoid(W_r @ x + U_r @ h + b_r)
    z = sigmoid(W_z @ x + U_z @ h + b_z)
    h_tilde = tanh(W_h @ x + U_h @ (r * h) + b_h)
    h = (1 - z) * h + z * h_tilde
    return h


@gru_chung.spelling
def gru_chung_concat(x, h, *, W_r, b_r, W_z, b_z, W_h, b_h):
    """One matrix per gate, over the concatenation of hidden state and input."""
    r = sigmoid(W_r @ concat(h, x) + b_r)
    z = sigmoid(W_z @ concat(h, x) + b_z)
    h_tilde = tanh(W_h @ concat(r * h, x) + b_h)
    h = (1 - z) * h + z * h_tilde
    return h
