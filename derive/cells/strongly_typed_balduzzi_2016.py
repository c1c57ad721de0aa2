"""Strongly typed networks: the state never meets a matrix, so it can be a weighted mean of features."""

from derive.bibliography import balduzzi_2016
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="T-RNN",
    source=balduzzi_2016,
    meanings={"x": "input", "h": "hidden state", "z": "features of the input", "f": "forget gate"},
    libraries=["torchrecurrent adds a bias to the features."],
)
def t_rnn(x, h, *, W, V, b):
    """The gate sees only the input and keeps."""
    z = W @ x
    f = sigmoid(V @ x + b)
    h = f * h + (1 - f) * z
    return h


@cell(
    title="T-GRU",
    source=balduzzi_2016,
    meanings={
        "x": "input", "h": "hidden state", "x_last": "previous input",
        "z": "features of the inputs", "f": "forget gate", "o": "scale of the features",
    },
    libraries=["torchrecurrent has two biases for each part, which only act as their sum."],
)  # fmt: skip
def t_gru(x, h, x_last, *, V_z, W_z, b_z, V_f, W_f, b_f, V_o, W_o, b_o):
    """Everything sees this input and the previous one; the features are linear, o is a tanh."""
    z = V_z @ x_last + W_z @ x + b_z
    f = sigmoid(V_f @ x_last + W_f @ x + b_f)
    o = tanh(V_o @ x_last + W_o @ x + b_o)
    h = f * h + z * o
    x_last = x
    return h, x_last


@cell(
    title="T-LSTM",
    source=balduzzi_2016,
    meanings={
        "x": "input", "c": "cell memory", "x_last": "previous input", "h": "output",
        "z": "features of the inputs", "f": "forget gate", "o": "output gate",
    },
    libraries=["torchrecurrent has two biases for each part, which only act as their sum."],
)  # fmt: skip
def t_lstm(x, c, x_last, *, V_z, W_z, b_z, V_f, W_f, b_f, V_o, W_o, b_o):
    """As T-GRU, but the memory is a weighted mean of features, and o acts on what is shown of it."""
    z = V_z @ x_last + W_z @ x + b_z
    f = sigmoid(V_f @ x_last + W_f @ x + b_f)
    o = tanh(V_o @ x_last + W_o @ x + b_o)
    c = f * c + (1 - f) * z
    h = c * o
    x_last = x
    return c, x_last, h
