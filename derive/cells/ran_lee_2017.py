"""The recurrent additive network: a weighted sum of the inputs, and nothing else, is remembered."""

from derive.bibliography import lee_2017
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="RAN",
    source=lee_2017,
    meanings={
        "x": "input", "h": "hidden state", "c": "cell memory",
        "c_tilde": "content layer", "i": "input gate", "f": "forget gate",
    },
    libraries=["torchrecurrent has two biases for each gate, which only act as their sum."],
)  # fmt: skip
def ran(x, h, c, *, W_c, W_i, U_i, b_i, W_f, U_f, b_f):
    """With tanh for what is shown (the paper also tries the identity); the content has no bias."""
    c_tilde = W_c @ x
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    c = i * c_tilde + f * c
    h = tanh(c)
    return h, c
