"""The long short-term memory with a forget gate."""

from derive.bibliography import gers_2000
from derive.cell import cell
from derive.stubs import concat, sigmoid, tanh


@cell(
    title="LSTM",
    source=gers_2000,
    meanings={
        "x": "input", "h": "hidden state", "c": "cell memory",
        "f": "forget gate", "i": "input gate", "o": "output gate", "g": "candidate",
    },
    libraries=[
        "PyTorch keeps two bias vectors and stacks the gates in the order i, f, g, o.",
        "Keras stacks them in the order i, f, c, o, and starts the forget gate's bias at 1.",
    ],
)  # fmt: skip
def lstm(x, h, c, *, W_f, U_f, b_f, W_i, U_i, b_i, W_o, U_o, b_o, W_g, U_g, b_g):
    """With a forget gate and without peepholes: the cell that libraries call LSTM.

    The original of 1997 has no forget gate; this is the extension of Gers, Schmidhuber and Cummins with
    tanh for both squashing functions.
    """
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = f * c + i * g
    h = o * tanh(c)
    return h, c


@lstm.spelling
def lstm_concat(x, h, c, *, W_f, b_f, W_i, b_i, W_o, b_o, W_g, b_g):
    """One matrix per gate, over the concatenation of hidden state and input."""
    f = sigmoid(W_f @ concat(h, x) + b_f)
    i = sigmoid(W_i @ concat(h, x) + b_i)
    o = sigmoid(W_o @ concat(h, x) + b_o)
    g = tanh(W_g @ concat(h, x) + b_g)
    c = f * c + i * g
    h = o * tanh(c)
    return h, c
