"""The gated recurrent unit of the libraries: the reset gate acts after the product, with a bias inside."""

from derive.bibliography import appleyard_2016
from derive.cell import cell
from derive.stubs import concat, sigmoid, tanh


@cell(
    title="GRU (reset after)",
    source=appleyard_2016,
    meanings={
        "x": "input", "h": "hidden state",
        "r": "reset (remember) gate", "z": "update gate", "h_tilde": "candidate",
    },
    libraries=[
        "PyTorch stacks r, z, n; Keras stacks z, r, h; ONNX (linear_before_reset=1) stacks z, r, h.",
        "PyTorch has two biases for every gate; only the candidate's second one cannot be merged.",
    ],
)  # fmt: skip
def gru_reset_after(x, h, *, W_r, U_r, b_r, W_z, U_z, b_z, W_h, b_h, U_h, b_hh):
    """Reset after the matrix product, so that the three products of h can be one; z keeps."""
    r = sigmoid(W_r @ x + U_r @ h + b_r)
    z = sigmoid(W_z @ x + U_z @ h + b_z)
    h_tilde = tanh(W_h @ x + b_h + r * (U_h @ h + b_hh))
    h = (1 - z) * h_tilde + z * h
    return h


@gru_reset_after.spelling
def gru_reset_after_concat(x, h, *, W_r, b_r, W_z, b_z, W_h, b_h, U_h, b_hh):
    """One matrix per gate, over the concatenation of hidden state and input; the candidate's stay apart."""
    r = sigmoid(W_r @ concat(h, x) + b_r)
    z = sigmoid(W_z @ concat(h, x) + b_z)
    h_tilde = tanh(W_h @ x + b_h + r * (U_h @ h + b_hh))
    h = (1 - z) * h_tilde + z * h
    return h
