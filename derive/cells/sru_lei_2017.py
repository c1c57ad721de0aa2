"""The simple recurrent unit in its first version: gates see only the input."""

from derive.bibliography import lei_2017
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="SRU, first version",
    source=lei_2017,
    meanings={
        "x": "input", "c": "cell memory", "h": "output",
        "x_tilde": "candidate", "f": "forget gate", "r": "reset (highway) gate",
    },
)  # fmt: skip
def sru1(x, c, *, W, W_f, b_f, W_r, b_r):
    """Version 1, with tanh for what is shown of the memory. The skip asks for one size of input and memory.

    Its reset gate resets nothing: it mixes the memory and the input into the output.
    """
    x_tilde = W @ x
    f = sigmoid(W_f @ x + b_f)
    r = sigmoid(W_r @ x + b_r)
    c = f * c + (1 - f) * x_tilde
    h = r * tanh(c) + (1 - r) * x
    return c, h
