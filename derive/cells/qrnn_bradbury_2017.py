"""The quasi-recurrent network: gates from a convolution over the input, and a pooling that recurs."""

from derive.bibliography import bradbury_2017
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="QRNN, f-pooling",
    source=bradbury_2017,
    meanings={
        "x": "input", "h": "hidden state", "x_last": "previous input",
        "z": "candidate", "f": "forget gate",
    },
    libraries=["In Salesforce's code f writes: it computes f∘z + (1 − f)∘h."],
)  # fmt: skip
def qrnn_f(x, h, x_last, *, V_z, W_z, V_f, W_f):
    """Filters of width 2, no biases; one gate, which keeps."""
    z = tanh(V_z @ x_last + W_z @ x)
    f = sigmoid(V_f @ x_last + W_f @ x)
    h = f * h + (1 - f) * z
    x_last = x
    return h, x_last


@cell(
    title="QRNN, fo-pooling",
    source=bradbury_2017,
    meanings={
        "x": "input", "c": "cell memory", "x_last": "previous input", "h": "output",
        "z": "candidate", "f": "forget gate", "o": "output gate",
    },
    libraries=["In Salesforce's code f writes: it computes f∘z + (1 − f)∘c."],
)  # fmt: skip
def qrnn_fo(x, c, x_last, *, V_z, W_z, V_f, W_f, V_o, W_o):
    """Filters of width 2, no biases; an output gate is added, and nothing squashes the memory."""
    z = tanh(V_z @ x_last + W_z @ x)
    f = sigmoid(V_f @ x_last + W_f @ x)
    o = sigmoid(V_o @ x_last + W_o @ x)
    c = f * c + (1 - f) * z
    h = o * c
    x_last = x
    return c, x_last, h


@cell(
    title="QRNN, ifo-pooling",
    source=bradbury_2017,
    meanings={
        "x": "input", "c": "cell memory", "x_last": "previous input", "h": "output",
        "z": "candidate", "f": "forget gate", "i": "input gate", "o": "output gate",
    },
)  # fmt: skip
def qrnn_ifo(x, c, x_last, *, V_z, W_z, V_f, W_f, V_i, W_i, V_o, W_o):
    """Filters of width 2, no biases; the input gate is independent of the forget gate."""
    z = tanh(V_z @ x_last + W_z @ x)
    f = sigmoid(V_f @ x_last + W_f @ x)
    i = sigmoid(V_i @ x_last + W_i @ x)
    o = sigmoid(V_o @ x_last + W_o @ x)
    c = f * c + i * z
    h = o * c
    x_last = x
    return c, x_last, h
