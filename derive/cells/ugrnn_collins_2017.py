"""The update gate network: one gate between the old state and the candidate."""

from derive.bibliography import collins_2017
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="UGRNN",
    source=collins_2017,
    meanings={"x": "input", "h": "hidden state", "c": "candidate", "g": "update gate"},
    libraries=["TensorFlow's UGRNNCell adds forget_bias, 1 by default, to the gate when it runs."],
)
def ugrnn(x, h, *, W_c, U_c, b_c, W_g, U_g, b_g):
    """With tanh, one of the nonlinearities that the paper tries. The gate keeps."""
    c = tanh(W_c @ x + U_c @ h + b_c)
    g = sigmoid(W_g @ x + U_g @ h + b_g)
    h = g * h + (1 - g) * c
    return h
