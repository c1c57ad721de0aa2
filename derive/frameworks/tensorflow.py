"""TensorFlow's raw operators: one matrix over [x, h], a number added to the forget gate while it runs.

From the documentation of `tf.raw_ops.LSTMBlockCell` and `tf.raw_ops.GRUBlockCell`: w has the rows of x above
those of h and the gates side by side, i, ci, f, o and r, u; `forget_bias` (default 1) is no weight. Here
without peepholes and without clipping of the cell (`cell_clip` not positive).
"""

from derive.cell import cell
from derive.conventions.layout import Framework, Layout, stack
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTM in TensorFlow 1",
    meanings={
        "x": "input", "h": "hidden state", "cs": "cell state",
        "i": "input gate", "ci": "cell input", "f": "forget gate", "o": "output gate",
    },
)  # fmt: skip
def tf_lstm(x, cs, h, *, W_i, U_i, b_i, W_ci, U_ci, b_ci, W_f, U_f, b_f, W_o, U_o, b_o):
    """As `tf.raw_ops.LSTMBlockCell` is documented, with its default `forget_bias=1`."""
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    f = sigmoid(W_f @ x + U_f @ h + b_f + 1)
    ci = tanh(W_ci @ x + U_ci @ h + b_ci)
    cs = ci * i + cs * f
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    h = tanh(cs) * o
    return cs, h


@cell(
    title="GRU in TensorFlow 1",
    meanings={"x": "input", "h": "hidden state", "r": "reset gate", "u": "update gate", "c": "candidate"},
)
def tf_gru(x, h, *, W_r, U_r, b_r, W_u, U_u, b_u, W_c, U_c, b_c):
    """As `tf.raw_ops.GRUBlockCell` is documented."""
    r = sigmoid(W_r @ x + U_r @ h + b_r)
    u = sigmoid(W_u @ x + U_u @ h + b_u)
    c = tanh(W_c @ x + U_c @ (h * r) + b_c)
    h = (1 - u) * c + u * h
    return h


TAKE = "parameters = {name}.unpack(arrays)"
GIVE = "arrays = {name}.pack(parameters)"

FRAMEWORK = Framework(
    title="TensorFlow 1",
    documentation="https://www.tensorflow.org/api_docs/python/tf/raw_ops/LSTMBlockCell",
    layouts=(
        Layout(
            cell=tf_lstm,
            what="tf.raw_ops.LSTMBlockCell",
            arrays=(
                stack("w", "W_i W_ci W_f W_o", "U_i U_ci U_f U_o"),
                stack("b", "b_i b_ci b_f b_o"),
            ),
            transposed=True,
            take=TAKE,
            give=GIVE,
        ),
        Layout(
            cell=tf_gru,
            what="tf.raw_ops.GRUBlockCell",
            arrays=(
                stack("w_ru", "W_r W_u", "U_r U_u"),
                stack("w_c", "W_c", "U_c"),
                stack("b_ru", "b_r b_u"),
                stack("b_c", "b_c"),
            ),
            transposed=True,
            take=TAKE,
            give=GIVE,
        ),
    ),
    unchecked="TensorFlow is not among the packages of the tests.",
)
