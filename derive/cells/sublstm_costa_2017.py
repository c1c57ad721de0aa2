"""The LSTM whose gates inhibit: they subtract where others multiply."""

from derive.bibliography import costa_2017
from derive.cell import cell
from derive.stubs import sigmoid


@cell(
    title="subLSTM",
    source=costa_2017,
    meanings={
        "x": "input", "h": "hidden state", "c": "cell memory",
        "z": "candidate", "i": "input gate", "f": "forget gate", "o": "output gate",
    },
)  # fmt: skip
def sublstm(x, h, c, *, W_z, U_z, b_z, W_i, U_i, b_i, W_f, U_f, b_f, W_o, U_o, b_o):
    """With a learnt forget gate; the paper also has a variant with a constant one. All four are sigmoids."""
    z = sigmoid(W_z @ x + U_z @ h + b_z)
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    c = f * c + z - i
    h = sigmoid(c) - o
    return h, c
