"""The long short-term memory with a recurrent and a non-recurrent projection."""

from derive.bibliography import sak_2014
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTMP",
    source=sak_2014,
    meanings={
        "x": "input", "r": "recurrent projection", "c": "cell memory", "m": "cell output",
        "p": "non-recurrent projection", "y": "output before its activation",
        "f": "forget gate", "i": "input gate", "o": "output gate", "g": "candidate",
    },
    libraries=["PyTorch's proj_size has neither peepholes nor p nor y: its output is r."],
)  # fmt: skip
def lstmp(
    x, r, c, *,
    W_f, U_f, p_f, b_f, W_i, U_i, p_i, b_i, W_o, U_o, p_o, b_o, W_g, U_g, b_g,
    W_rm, W_pm, W_yr, W_yp, b_y,
):  # fmt: skip
    """With peepholes; the gates read the projection r, which is smaller than the memory.

    y is the layer's output before the activation, for which the paper takes a softmax.
    """
    f = sigmoid(W_f @ x + U_f @ r + p_f * c + b_f)
    i = sigmoid(W_i @ x + U_i @ r + p_i * c + b_i)
    g = tanh(W_g @ x + U_g @ r + b_g)
    c = f * c + i * g
    o = sigmoid(W_o @ x + U_o @ r + p_o * c + b_o)
    m = o * tanh(c)
    r = W_rm @ m
    p = W_pm @ m
    y = W_yr @ r + W_yp @ p + b_y
    return r, c, y
