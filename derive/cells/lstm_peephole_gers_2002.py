"""The long short-term memory whose gates also look at the memory."""

from derive.bibliography import gers_2002
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="Peephole LSTM",
    source=gers_2002,
    meanings={
        "x": "input", "h": "hidden state", "c": "cell memory",
        "f": "forget gate", "i": "input gate", "o": "output gate", "g": "candidate",
    },
    libraries=[
        "PyTorch, Keras, cuDNN and Flax have no peepholes; ONNX has them, stacked in the order i, o, f.",
        "ONNX, too, lets the output gate look at the new memory.",
    ],
)  # fmt: skip
def lstm_peephole(x, h, c, *, W_f, U_f, p_f, b_f, W_i, U_i, p_i, b_i, W_o, U_o, p_o, b_o, W_g, U_g, b_g):
    """Diagonal peepholes: f and i look at the previous memory, o at the *new* one."""
    f = sigmoid(W_f @ x + U_f @ h + p_f * c + b_f)
    i = sigmoid(W_i @ x + U_i @ h + p_i * c + b_i)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = f * c + i * g
    o = sigmoid(W_o @ x + U_o @ h + p_o * c + b_o)
    h = o * tanh(c)
    return h, c
