"""Variants of the peephole LSTM, each with one thing left out or tied.

The letters are this library's: the paper writes z for the candidate g, y for the block output h, R for U.
"""

from derive.bibliography import greff_2015
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTM without input gate",
    source=greff_2015,
    meanings={
        "x": "input", "h": "block output", "c": "cell memory",
        "f": "forget gate", "o": "output gate", "g": "candidate",
    },
)  # fmt: skip
def lstm_nig(x, h, c, *, W_f, U_f, p_f, b_f, W_o, U_o, p_o, b_o, W_g, U_g, b_g):
    """NIG: i = 1, with peepholes to the gates that are left."""
    f = sigmoid(W_f @ x + U_f @ h + p_f * c + b_f)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = f * c + g
    o = sigmoid(W_o @ x + U_o @ h + p_o * c + b_o)
    h = o * tanh(c)
    return h, c


@cell(
    title="LSTM without forget gate",
    source=greff_2015,
    meanings={
        "x": "input", "h": "block output", "c": "cell memory",
        "i": "input gate", "o": "output gate", "g": "candidate",
    },
)  # fmt: skip
def lstm_nfg(x, h, c, *, W_i, U_i, p_i, b_i, W_o, U_o, p_o, b_o, W_g, U_g, b_g):
    """NFG: f = 1, with peepholes to the gates that are left."""
    i = sigmoid(W_i @ x + U_i @ h + p_i * c + b_i)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = c + i * g
    o = sigmoid(W_o @ x + U_o @ h + p_o * c + b_o)
    h = o * tanh(c)
    return h, c


@cell(
    title="LSTM without output gate",
    source=greff_2015,
    meanings={
        "x": "input", "h": "block output", "c": "cell memory",
        "f": "forget gate", "i": "input gate", "g": "candidate",
    },
)  # fmt: skip
def lstm_nog(x, h, c, *, W_f, U_f, p_f, b_f, W_i, U_i, p_i, b_i, W_g, U_g, b_g):
    """NOG: o = 1, with peepholes to the gates that are left."""
    f = sigmoid(W_f @ x + U_f @ h + p_f * c + b_f)
    i = sigmoid(W_i @ x + U_i @ h + p_i * c + b_i)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = f * c + i * g
    h = tanh(c)
    return h, c


@cell(
    title="LSTM without input activation function",
    source=greff_2015,
    meanings={
        "x": "input", "h": "block output", "c": "cell memory",
        "f": "forget gate", "i": "input gate", "o": "output gate", "g": "candidate",
    },
)  # fmt: skip
def lstm_niaf(x, h, c, *, W_f, U_f, p_f, b_f, W_i, U_i, p_i, b_i, W_o, U_o, p_o, b_o, W_g, U_g, b_g):
    """NIAF: the candidate is not squashed; with peepholes."""
    f = sigmoid(W_f @ x + U_f @ h + p_f * c + b_f)
    i = sigmoid(W_i @ x + U_i @ h + p_i * c + b_i)
    g = W_g @ x + U_g @ h + b_g
    c = f * c + i * g
    o = sigmoid(W_o @ x + U_o @ h + p_o * c + b_o)
    h = o * tanh(c)
    return h, c


@cell(
    title="LSTM without output activation function",
    source=greff_2015,
    meanings={
        "x": "input", "h": "block output", "c": "cell memory",
        "f": "forget gate", "i": "input gate", "o": "output gate", "g": "candidate",
    },
)  # fmt: skip
def lstm_noaf(x, h, c, *, W_f, U_f, p_f, b_f, W_i, U_i, p_i, b_i, W_o, U_o, p_o, b_o, W_g, U_g, b_g):
    """NOAF: the memory is shown as it is; with peepholes."""
    f = sigmoid(W_f @ x + U_f @ h + p_f * c + b_f)
    i = sigmoid(W_i @ x + U_i @ h + p_i * c + b_i)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = f * c + i * g
    o = sigmoid(W_o @ x + U_o @ h + p_o * c + b_o)
    h = o * c
    return h, c


@cell(
    title="LSTM with coupled gates",
    source=greff_2015,
    meanings={
        "x": "input", "h": "block output", "c": "cell memory",
        "f": "forget gate", "i": "input gate", "o": "output gate", "g": "candidate",
    },
    libraries=["ONNX computes this with input_forget=1; its peepholes stack in the order i, o, f."],
)  # fmt: skip
def lstm_cifg(x, h, c, *, W_i, U_i, p_i, b_i, W_o, U_o, p_o, b_o, W_g, U_g, b_g):
    """CIFG: f = 1 − i, so that what is written is what is forgotten; with peepholes to i and o."""
    i = sigmoid(W_i @ x + U_i @ h + p_i * c + b_i)
    f = 1 - i
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = f * c + i * g
    o = sigmoid(W_o @ x + U_o @ h + p_o * c + b_o)
    h = o * tanh(c)
    return h, c
