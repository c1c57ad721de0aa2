"""Keras 3: kernels meet row vectors (x K), so gates stand side by side: i, f, c, o and z, r, h.

From the code of `keras.layers.LSTM` and `keras.layers.GRU` and their documentation: `reset_after=True` (the
default) keeps a bias of two rows, that of the kernel and that of the recurrent kernel; by default,
`unit_forget_bias=True`, the forget gate's bias is one at first. K is the kernel, R the recurrent kernel; the
cell has them transposed, as they meet column vectors.
"""

from derive.cell import cell
from derive.conventions.layout import Framework, Layout, Peer, stack
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTM in Keras",
    meanings={
        "x": "input", "h": "memory state", "c": "carry state",
        "i": "input gate", "f": "forget gate", "o": "output gate", "c_tilde": "candidate",
    },
)  # fmt: skip
def keras_lstm(x, h, c, *, K_i, R_i, b_i, K_f, R_f, b_f, K_c, R_c, b_c, K_o, R_o, b_o):
    """As `keras.layers.LSTMCell.call` computes it; the candidate has no name there."""
    i = sigmoid(K_i @ x + R_i @ h + b_i)
    f = sigmoid(K_f @ x + R_f @ h + b_f)
    c_tilde = tanh(K_c @ x + R_c @ h + b_c)
    c = f * c + i * c_tilde
    o = sigmoid(K_o @ x + R_o @ h + b_o)
    h = o * tanh(c)
    return h, c


@cell(
    title="GRU in Keras",
    meanings={"x": "input", "h": "state", "z": "update gate", "r": "reset gate", "hh": "candidate"},
)
def keras_gru(x, h, *, K_z, b_iz, R_z, b_rz, K_r, b_ir, R_r, b_rr, K_h, b_ih, R_h, b_rh):
    """As `keras.layers.GRUCell.call` computes it with `reset_after=True`."""
    z = sigmoid(K_z @ x + b_iz + R_z @ h + b_rz)
    r = sigmoid(K_r @ x + b_ir + R_r @ h + b_rr)
    hh = tanh(K_h @ x + b_ih + r * (R_h @ h + b_rh))
    h = z * h + (1 - z) * hh
    return h


@cell(
    title="GRU in Keras, reset_after=False",
    meanings={"x": "input", "h": "state", "z": "update gate", "r": "reset gate", "hh": "candidate"},
)
def keras_gru_before(x, h, *, K_z, b_z, R_z, K_r, b_r, R_r, K_h, b_h, R_h):
    """As `keras.layers.GRUCell.call` computes it with `reset_after=False`."""
    z = sigmoid(K_z @ x + b_z + R_z @ h)
    r = sigmoid(K_r @ x + b_r + R_r @ h)
    hh = tanh(K_h @ x + b_h + R_h @ (r * h))
    h = z * h + (1 - z) * hh
    return h


TAKE = """\
arrays = {{weight.name: weight.numpy() for weight in layer.weights}}
parameters = {name}.unpack(arrays)"""
GIVE = "layer.set_weights(list({name}.pack(parameters).values()))"

PEER = Peer("keras", "float64", 1e-12)

FRAMEWORK = Framework(
    title="Keras",
    documentation="https://keras.io/api/layers/recurrent_layers/",
    layouts=(
        Layout(
            cell=keras_lstm,
            what="keras.layers.LSTM",
            arrays=(
                stack("kernel", "K_i K_f K_c K_o"),
                stack("recurrent_kernel", "R_i R_f R_c R_o"),
                stack("bias", "b_i b_f b_c b_o"),
            ),
            transposed=True,
            start=(("b_i", 0), ("b_f", 1), ("b_c", 0), ("b_o", 0)),
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
        Layout(
            cell=keras_gru,
            what="keras.layers.GRU",
            arrays=(
                stack("kernel", "K_z K_r K_h"),
                stack("recurrent_kernel", "R_z R_r R_h"),
                stack("bias", "b_iz b_ir b_ih", "b_rz b_rr b_rh"),
            ),
            transposed=True,
            start=(("b_iz", 0), ("b_ir", 0), ("b_ih", 0), ("b_rz", 0), ("b_rr", 0), ("b_rh", 0)),
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
        Layout(
            cell=keras_gru_before,
            what="keras.layers.GRU",
            options="reset_after=False",
            arrays=(
                stack("kernel", "K_z K_r K_h"),
                stack("recurrent_kernel", "R_z R_r R_h"),
                stack("bias", "b_z b_r b_h"),
            ),
            transposed=True,
            start=(("b_z", 0), ("b_r", 0), ("b_h", 0)),
            take=TAKE,
            give=GIVE,
            checked_against=Peer("keras", "float32", 1e-5),
            notes=(
                "On PyTorch, the loop that this needs multiplies in float32, whatever the layer's dtype.",
            ),
        ),
    ),
    notes=(
        "The batch comes before time.",
        "`recurrent_activation` is the gates' activation; here it is `sigmoid`, its default.",
    ),
)
