"""The long short-term memory as first published: a memory that never forgets."""

from derive.bibliography import hochreiter_1997
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTM of 1997",
    source=hochreiter_1997,
    meanings={
        "x": "input", "h": "hidden state", "c": "cell memory",
        "i": "input gate", "o": "output gate", "g": "candidate",
    },
    libraries=["torchrecurrent's OriginalLSTM squashes with tanh in both places."],
)  # fmt: skip
def lstm_1997(x, h, c, *, W_i, U_i, b_i, W_o, U_o, b_o, W_g, U_g, b_g):
    """No forget gate: the memory only adds up. The paper's squashing functions.

    They are 4σ(v) − 2 for the candidate and 2σ(v) − 1 for what is shown of the memory.
    """
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    g = 4 * sigmoid(W_g @ x + U_g @ h + b_g) - 2
    c = c + i * g
    h = o * (2 * sigmoid(c) - 1)
    return h, c


@cell(
    title="LSTM of 1997 with tanh",
    source=hochreiter_1997,
    meanings={
        "x": "input", "h": "hidden state", "c": "cell memory",
        "i": "input gate", "o": "output gate", "g": "candidate",
    },
)  # fmt: skip
def lstm_1997_tanh(x, h, c, *, W_i, U_i, b_i, W_o, U_o, b_o, W_g, U_g, b_g):
    """No forget gate, tanh for both squashing functions: how the first LSTM is written today."""
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = c + i * g
    h = o * tanh(c)
    return h, c
