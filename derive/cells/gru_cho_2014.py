"""The gated recurrent unit as first published: the reset gate acts before the product, z keeps."""

from derive.bibliography import cho_2014
from derive.cell import cell
from derive.stubs import concat, sigmoid, tanh


@cell(
    title="GRU (Cho 2014)",
    source=cho_2014,
    meanings={
        "x": "input", "h": "hidden state",
        "r": "reset (remember) gate", "z": "update gate", "h_tilde": "candidate",
    },
    libraries=[
        "PyTorch, Keras (by default), cuDNN and Flax apply the reset gate after the matrix product.",
        "Keras with reset_after=False and ONNX with linear_before_reset=0 are this cell.",
    ],
)  # fmt: skip
def gru_cho(x, h, *, W_r, U_r, b_r, W_z, U_z, b_z, W_h, U_h, b_h):
    """Reset before the matrix product; the update gate *keeps*: at z = 1 the state is copied.

    Equations (5) to (8) of version 3 of the preprint, whose biases are left out there.
    """
    r = sigmoid(W_r @ x + U_r @ h + b_r)
    z = sigmoid(W_z @ x + U_z @ h + b_z)
    h_tilde = tanh(W_h @ x + U_h @ (r * h) + b_h)
    h = z * h + (1 - z) * h_tilde
    return h


@gru_cho.spelling
def gru_cho_concat(x, h, *, W_r, b_r, W_z, b_z, W_h, b_h):
    """One matrix per gate, over the concatenation of hidden state and input."""
    r = sigmoid(W_r @ concat(h, x) + b_r)
    z = sigmoid(W_z @ concat(h, x) + b_z)
    h_tilde = tanh(W_h @ concat(r * h, x) + b_h)
    h = z * h + (1 - z) * h_tilde
    return h
