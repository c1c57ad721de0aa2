"""ONNX: rows i, o, f, c and z, r, h, a leading axis for directions, both biases in one array.

Equations and names are those of the operators `LSTM` and `GRU` in the operators' documentation, which also
states the order, `W[iofc]` and `W[zrh]`, and that B is the concatenation of [Wb, Rb]. The default of
`linear_before_reset` is 0. Without the input P, peepholes are zero; it has the order `P[iof]`.
"""

from derive.cell import cell
from derive.conventions.layout import Framework, Layout, Peer, stack
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTM in ONNX",
    meanings={
        "x": "input", "h": "hidden state", "c": "cell state",
        "i": "input gate", "o": "output gate", "f": "forget gate", "c_tilde": "cell gate",
    },
)  # fmt: skip
def onnx_lstm(
    x, h, c, *, W_i, R_i, Wb_i, Rb_i, W_o, R_o, Wb_o, Rb_o, W_f, R_f, Wb_f, Rb_f, W_c, R_c, Wb_c, Rb_c
):
    """As the operator `LSTM` is specified with its default activations; `c_tilde` is its ct."""
    i = sigmoid(W_i @ x + R_i @ h + Wb_i + Rb_i)
    f = sigmoid(W_f @ x + R_f @ h + Wb_f + Rb_f)
    c_tilde = tanh(W_c @ x + R_c @ h + Wb_c + Rb_c)
    c = f * c + i * c_tilde
    o = sigmoid(W_o @ x + R_o @ h + Wb_o + Rb_o)
    h = o * tanh(c)
    return h, c


@cell(
    title="LSTM in ONNX, with P",
    meanings={
        "x": "input", "h": "hidden state", "c": "cell state",
        "i": "input gate", "o": "output gate", "f": "forget gate", "c_tilde": "cell gate",
    },
)  # fmt: skip
def onnx_lstm_peephole(
    x, h, c, *, W_i, R_i, P_i, Wb_i, Rb_i, W_o, R_o, P_o, Wb_o, Rb_o, W_f, R_f, P_f, Wb_f, Rb_f,
    W_c, R_c, Wb_c, Rb_c
):  # fmt: skip
    """As the operator `LSTM` is specified, its peepholes P among the inputs; `c_tilde` is its ct."""
    i = sigmoid(W_i @ x + R_i @ h + P_i * c + Wb_i + Rb_i)
    f = sigmoid(W_f @ x + R_f @ h + P_f * c + Wb_f + Rb_f)
    c_tilde = tanh(W_c @ x + R_c @ h + Wb_c + Rb_c)
    c = f * c + i * c_tilde
    o = sigmoid(W_o @ x + R_o @ h + P_o * c + Wb_o + Rb_o)
    h = o * tanh(c)
    return h, c


@cell(
    title="GRU in ONNX",
    meanings={
        "x": "input",
        "h": "hidden state",
        "z": "update gate",
        "r": "reset gate",
        "h_tilde": "hidden gate",
    },
)
def onnx_gru(x, h, *, W_z, R_z, Wb_z, Rb_z, W_r, R_r, Wb_r, Rb_r, W_h, R_h, Rb_h, Wb_h):
    """As the operator `GRU` is specified, with its default `linear_before_reset=0`; `h_tilde` is its ht."""
    z = sigmoid(W_z @ x + R_z @ h + Wb_z + Rb_z)
    r = sigmoid(W_r @ x + R_r @ h + Wb_r + Rb_r)
    h_tilde = tanh(W_h @ x + R_h @ (r * h) + Rb_h + Wb_h)
    h = (1 - z) * h_tilde + z * h
    return h


@cell(
    title="GRU in ONNX, linear_before_reset=1",
    meanings={
        "x": "input",
        "h": "hidden state",
        "z": "update gate",
        "r": "reset gate",
        "h_tilde": "hidden gate",
    },
)
def onnx_gru_linear(x, h, *, W_z, R_z, Wb_z, Rb_z, W_r, R_r, Wb_r, Rb_r, W_h, R_h, Rb_h, Wb_h):
    """As the operator `GRU` is specified with `linear_before_reset=1`; `h_tilde` is its ht."""
    z = sigmoid(W_z @ x + R_z @ h + Wb_z + Rb_z)
    r = sigmoid(W_r @ x + R_r @ h + Wb_r + Rb_r)
    h_tilde = tanh(W_h @ x + r * (R_h @ h + Rb_h) + Wb_h)
    h = (1 - z) * h_tilde + z * h
    return h


TAKE = """\
from onnx.numpy_helper import to_array

arrays = {{one.name: to_array(one) for one in model.graph.initializer}}
parameters = {name}.unpack(arrays)"""
GIVE = """\
from onnx.numpy_helper import from_array

del model.graph.initializer[:]
for name, array in {name}.pack(parameters).items():
    model.graph.initializer.append(from_array(array, name))"""

GRU_ARRAYS = (
    stack("W", "W_z W_r W_h"),
    stack("R", "R_z R_r R_h"),
    stack("B", "Wb_z Wb_r Wb_h Rb_z Rb_r Rb_h"),
)

PEER = Peer("onnxruntime", "float32", 1e-5)

LSTM_ARRAYS = (
    stack("W", "W_i W_o W_f W_c"),
    stack("R", "R_i R_o R_f R_c"),
    stack("B", "Wb_i Wb_o Wb_f Wb_c Rb_i Rb_o Rb_f Rb_c"),
)

FRAMEWORK = Framework(
    title="ONNX",
    documentation="https://onnx.ai/onnx/operators/",
    layouts=(
        Layout(
            cell=onnx_lstm,
            what="LSTM",
            arrays=LSTM_ARRAYS,
            directions=True,
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
        Layout(
            cell=onnx_lstm_peephole,
            what="LSTM",
            options="with P",
            arrays=(*LSTM_ARRAYS, stack("P", "P_i P_o P_f")),
            directions=True,
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
        Layout(
            cell=onnx_gru,
            what="GRU",
            arrays=GRU_ARRAYS,
            directions=True,
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
        Layout(
            cell=onnx_gru_linear,
            what="GRU",
            options="linear_before_reset=1",
            arrays=GRU_ARRAYS,
            directions=True,
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
    ),
    notes=(
        "ONNX Runtime computes these operators in float32 only, so it takes parameters in float32.",
        "The code takes it that the initializers are called W, R, B and P, as the operator's inputs are.",
        "B may be left out, and is zero then.",
    ),
)
