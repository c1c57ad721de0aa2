"""The simple recurrent network: the hidden state is copied back as context."""

from derive.bibliography import elman_1990
from derive.cell import cell
from derive.stubs import tanh


@cell(
    title="Elman",
    source=elman_1990,
    meanings={"x": "input", "h": "hidden state"},
    libraries=[
        "Elman's own units are logistic; libraries default to tanh, as here.",
        "PyTorch's RNN has two bias vectors, which only act as their sum; Keras's SimpleRNN has one.",
    ],
)
def elman(x, h, *, W, U, b):
    """With tanh, and without the layer that reads the output from h, which does not recur."""
    h = tanh(W @ x + U @ h + b)
    return h
