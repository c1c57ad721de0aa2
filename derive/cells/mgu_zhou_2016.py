"""The minimal gated unit: one gate both resets and updates."""

from derive.bibliography import zhou_2016
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="MGU",
    source=zhou_2016,
    meanings={"x": "input", "h": "hidden state", "f": "forget gate", "h_tilde": "candidate"},
    libraries=[
        "Flax's MGUCell lets f keep, and resets after the product.",
        "pytorch-kaldi's minimalGRU and RecurrentLayers.jl let f keep, and reset before the product.",
    ],
)
def mgu(x, h, *, W_f, U_f, b_f, W_h, U_h, b_h):
    """The gate *writes* for all its name: at f = 1 the state is replaced. Reset before the product."""
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    h_tilde = tanh(W_h @ x + U_h @ (f * h) + b_h)
    h = (1 - f) * h + f * h_tilde
    return h
