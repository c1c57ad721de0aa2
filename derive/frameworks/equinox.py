"""Equinox: rows i, f, g, o and reset, inp, new; one bias, and for the GRU a second one inside of the reset.

From the code of `equinox.nn.LSTMCell` and `equinox.nn.GRUCell`, whose names for gates these are; a part of
`weight_ih` is W here, one of `weight_hh` is U.
"""

from derive.cell import cell
from derive.conventions.layout import Framework, Layout, Peer, stack
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTM in Equinox",
    meanings={
        "x": "input", "h": "hidden state", "c": "cell state",
        "i": "input gate", "f": "forget gate", "g": "candidate", "o": "output gate",
    },
)  # fmt: skip
def equinox_lstm(x, h, c, *, W_i, U_i, b_i, W_f, U_f, b_f, W_g, U_g, b_g, W_o, U_o, b_o):
    """As `equinox.nn.LSTMCell` computes it."""
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    g = tanh(W_g @ x + U_g @ h + b_g)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    c = f * c + i * g
    h = o * tanh(c)
    return h, c


@cell(
    title="GRU in Equinox",
    meanings={
        "x": "input",
        "h": "hidden state",
        "reset": "reset gate",
        "inp": "update gate",
        "new": "candidate",
    },
)
def equinox_gru(
    x, h, *, W_reset, b_reset, U_reset, W_inp, b_inp, U_inp, W_new, b_new, U_new, b_n
):  # fmt: skip
    """As `equinox.nn.GRUCell` computes it."""
    reset = sigmoid(W_reset @ x + b_reset + U_reset @ h)
    inp = sigmoid(W_inp @ x + b_inp + U_inp @ h)
    new = tanh(W_new @ x + b_new + reset * (U_new @ h + b_n))
    h = new + inp * (h - new)
    return h


TAKE = """\
arrays = {{name: getattr(layer, name) for name in {name}.arrays}}
parameters = {name}.unpack(arrays)"""
GIVE = """\
import equinox
import jax.numpy as jnp

arrays = {name}.pack(parameters)
layer = equinox.tree_at(
    lambda cell: [getattr(cell, name) for name in arrays],
    layer,
    [jnp.asarray(array) for array in arrays.values()],
)"""

PEER = Peer("equinox", "float64", 1e-12)

FRAMEWORK = Framework(
    title="Equinox",
    documentation="https://docs.kidger.site/equinox/api/nn/rnn/",
    layouts=(
        Layout(
            cell=equinox_lstm,
            what="equinox.nn.LSTMCell",
            arrays=(
                stack("weight_ih", "W_i W_f W_g W_o"),
                stack("weight_hh", "U_i U_f U_g U_o"),
                stack("bias", "b_i b_f b_g b_o"),
            ),
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
        Layout(
            cell=equinox_gru,
            what="equinox.nn.GRUCell",
            arrays=(
                stack("weight_ih", "W_reset W_inp W_new"),
                stack("weight_hh", "U_reset U_inp U_new"),
                stack("bias", "b_reset b_inp b_new"),
                stack("bias_n", "b_n"),
            ),
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
    ),
    notes=("A cell takes one member of a batch; `jax.vmap` adds the batch.", "All weights start at random."),
)
