"""The independently recurrent network: each unit sees only its own past."""

from derive.bibliography import li_2018
from derive.cell import cell
from derive.stubs import relu


@cell(
    title="IndRNN",
    source=li_2018,
    meanings={"x": "input", "h": "hidden state"},
    libraries=["torchrecurrent defaults to tanh and has a second bias, which adds nothing."],
)
def indrnn(x, h, *, W, u, b):
    """With ReLU, the paper's usual choice; the recurrent weights are a vector."""
    h = relu(W @ x + u * h + b)
    return h
