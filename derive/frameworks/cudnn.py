"""cuDNN: a matrix and a bias for every linear layer, by number: i, f, c′, o and r, i, h′.

Equations are those of `cudnnRNNMode_t` in NVIDIA's documentation, numbers those of `linLayerID` in that of
`cudnnGetRNNWeightParams`, with the bias mode `CUDNN_RNN_DOUBLE_BIAS`. Its update gate is called i.
"""

from derive.cell import cell
from derive.conventions.layout import Framework, Layout, stack
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTM in cuDNN",
    meanings={
        "x": "input", "h": "hidden state", "c": "cell state",
        "i": "input gate", "f": "forget gate", "c_tilde": "new memory gate", "o": "output gate",
    },
)  # fmt: skip
def cudnn_lstm(
    x, h, c, *, W_i, R_i, b_Wi, b_Ri, W_f, R_f, b_Wf, b_Rf, W_c, R_c, b_Wc, b_Rc, W_o, R_o, b_Wo, b_Ro
):
    """As the documentation of `cudnnRNNMode_t` writes `CUDNN_LSTM`; `c_tilde` is its c′."""
    i = sigmoid(W_i @ x + R_i @ h + b_Wi + b_Ri)
    f = sigmoid(W_f @ x + R_f @ h + b_Wf + b_Rf)
    o = sigmoid(W_o @ x + R_o @ h + b_Wo + b_Ro)
    c_tilde = tanh(W_c @ x + R_c @ h + b_Wc + b_Rc)
    c = f * c + i * c_tilde
    h = o * tanh(c)
    return h, c


@cell(
    title="GRU in cuDNN",
    meanings={
        "x": "input", "h": "hidden state",
        "i": "update gate", "r": "reset gate", "h_tilde": "new memory gate",
    },
)  # fmt: skip
def cudnn_gru(x, h, *, W_r, R_r, b_Wr, b_Rr, W_i, R_i, b_Wi, b_Ri, W_h, R_h, b_Wh, b_Rh):
    """As the documentation of `cudnnRNNMode_t` writes `CUDNN_GRU`; `h_tilde` is its h′."""
    i = sigmoid(W_i @ x + R_i @ h + b_Wi + b_Ri)
    r = sigmoid(W_r @ x + R_r @ h + b_Wr + b_Rr)
    h_tilde = tanh(W_h @ x + r * (R_h @ h + b_Rh) + b_Wh)
    h = (1 - i) * h_tilde + i * h
    return h


TAKE = "parameters = {name}.unpack(arrays)"
GIVE = "arrays = {name}.pack(parameters)"

FRAMEWORK = Framework(
    title="cuDNN",
    documentation="https://docs.nvidia.com/deeplearning/cudnn/backend/latest/api/cudnn-adv-library.html",
    layouts=(
        Layout(
            cell=cudnn_lstm,
            what="CUDNN_LSTM",
            arrays=(
                stack("matrix 0", "W_i"),
                stack("matrix 1", "W_f"),
                stack("matrix 2", "W_c"),
                stack("matrix 3", "W_o"),
                stack("matrix 4", "R_i"),
                stack("matrix 5", "R_f"),
                stack("matrix 6", "R_c"),
                stack("matrix 7", "R_o"),
                stack("bias 0", "b_Wi"),
                stack("bias 1", "b_Wf"),
                stack("bias 2", "b_Wc"),
                stack("bias 3", "b_Wo"),
                stack("bias 4", "b_Ri"),
                stack("bias 5", "b_Rf"),
                stack("bias 6", "b_Rc"),
                stack("bias 7", "b_Ro"),
            ),
            take=TAKE,
            give=GIVE,
        ),
        Layout(
            cell=cudnn_gru,
            what="CUDNN_GRU",
            arrays=(
                stack("matrix 0", "W_r"),
                stack("matrix 1", "W_i"),
                stack("matrix 2", "W_h"),
                stack("matrix 3", "R_r"),
                stack("matrix 4", "R_i"),
                stack("matrix 5", "R_h"),
                stack("bias 0", "b_Wr"),
                stack("bias 1", "b_Wi"),
                stack("bias 2", "b_Wh"),
                stack("bias 3", "b_Rr"),
                stack("bias 4", "b_Ri"),
                stack("bias 5", "b_Rh"),
            ),
            take=TAKE,
            give=GIVE,
        ),
    ),
    unchecked="It needs a GPU, which the tests do not have.",
    notes=(
        "The number is the `linLayerID`: `cudnnGetRNNWeightParams` gives the address of that matrix and bias "
        "within the weight space.",
        "Other bias modes leave out the biases of one side, or all of them.",
    ),
)
