"""Flax (linen): a dense layer for every gate and side, with a bias on one side only: ii … ho and ir … hn.

From the documentation and code of `flax.linen.OptimizedLSTMCell` (`LSTMCell` has the same parameters) and
`flax.linen.GRUCell`: the LSTM's biases are those of the recurrent layers, the GRU's those of the input layers
and of `hn`. Kernels meet row vectors from the right; all biases start at zero. The LSTM's carry is (c, h).
"""

from derive.cell import cell
from derive.conventions.layout import Framework, Layout, Peer, stack
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTM in Flax",
    meanings={
        "x": "input", "h": "output of the step before", "c": "memory",
        "i": "input gate", "f": "forget gate", "g": "candidate", "o": "output gate",
    },
)  # fmt: skip
def flax_lstm(x, c, h, *, W_ii, W_hi, b_hi, W_if, W_hf, b_hf, W_ig, W_hg, b_hg, W_io, W_ho, b_ho):
    """As the documentation of `flax.linen.OptimizedLSTMCell` writes it."""
    i = sigmoid(W_ii @ x + W_hi @ h + b_hi)
    f = sigmoid(W_if @ x + W_hf @ h + b_hf)
    g = tanh(W_ig @ x + W_hg @ h + b_hg)
    o = sigmoid(W_io @ x + W_ho @ h + b_ho)
    c = f * c + i * g
    h = o * tanh(c)
    return c, h


@cell(
    title="GRU in Flax",
    meanings={"x": "input", "h": "hidden state", "r": "reset gate", "z": "update gate", "n": "candidate"},
)
def flax_gru(x, h, *, W_ir, b_ir, W_hr, W_iz, b_iz, W_hz, W_in, b_in, W_hn, b_hn):
    """As `flax.linen.GRUCell` computes it."""
    r = sigmoid(W_ir @ x + b_ir + W_hr @ h)
    z = sigmoid(W_iz @ x + b_iz + W_hz @ h)
    n = tanh(W_in @ x + b_in + r * (W_hn @ h + b_hn))
    h = (1 - z) * n + z * h
    return h


TAKE = 'parameters = {name}.unpack(variables["params"])'
GIVE = 'variables = {{"params": {name}.pack(parameters)}}'

PEER = Peer("flax", "float64", 1e-12)

FRAMEWORK = Framework(
    title="Flax",
    documentation="https://flax-linen.readthedocs.io/en/latest/api_reference/flax.linen/layers.html",
    layouts=(
        Layout(
            cell=flax_lstm,
            what="flax.linen.OptimizedLSTMCell",
            arrays=(
                stack("ii/kernel", "W_ii"),
                stack("if/kernel", "W_if"),
                stack("ig/kernel", "W_ig"),
                stack("io/kernel", "W_io"),
                stack("hi/kernel", "W_hi"),
                stack("hi/bias", "b_hi"),
                stack("hf/kernel", "W_hf"),
                stack("hf/bias", "b_hf"),
                stack("hg/kernel", "W_hg"),
                stack("hg/bias", "b_hg"),
                stack("ho/kernel", "W_ho"),
                stack("ho/bias", "b_ho"),
            ),
            transposed=True,
            start=(("b_hi", 0), ("b_hf", 0), ("b_hg", 0), ("b_ho", 0)),
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
        Layout(
            cell=flax_gru,
            what="flax.linen.GRUCell",
            arrays=(
                stack("ir/kernel", "W_ir"),
                stack("ir/bias", "b_ir"),
                stack("iz/kernel", "W_iz"),
                stack("iz/bias", "b_iz"),
                stack("in/kernel", "W_in"),
                stack("in/bias", "b_in"),
                stack("hr/kernel", "W_hr"),
                stack("hz/kernel", "W_hz"),
                stack("hn/kernel", "W_hn"),
                stack("hn/bias", "b_hn"),
            ),
            transposed=True,
            start=(("b_ir", 0), ("b_iz", 0), ("b_in", 0), ("b_hn", 0)),
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
    ),
    notes=("A name with a slash is a place in the nested dictionary of parameters.",),
)
