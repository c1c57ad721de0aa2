"""PyTorch: two biases for every gate; the rows are stacked i, f, g, o and r, z, n.

Equations and names are those of the documentation of `torch.nn.LSTM` and `torch.nn.GRU`, which also states
the order in `weight_ih_l0`: (W_ii|W_if|W_ig|W_io) and (W_ir|W_iz|W_in).
"""

from derive.cell import cell
from derive.conventions.layout import Framework, Layout, Peer, stack
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTM in PyTorch",
    meanings={
        "x": "input", "h": "hidden state", "c": "cell state",
        "i": "input gate", "f": "forget gate", "g": "cell gate", "o": "output gate",
    },
)  # fmt: skip
def torch_lstm(
    x, h, c, *, W_ii, b_ii, W_hi, b_hi, W_if, b_if, W_hf, b_hf, W_ig, b_ig, W_hg, b_hg, W_io, b_io, W_ho, b_ho
):
    """As the documentation of `torch.nn.LSTM` writes it."""
    i = sigmoid(W_ii @ x + b_ii + W_hi @ h + b_hi)
    f = sigmoid(W_if @ x + b_if + W_hf @ h + b_hf)
    g = tanh(W_ig @ x + b_ig + W_hg @ h + b_hg)
    o = sigmoid(W_io @ x + b_io + W_ho @ h + b_ho)
    c = f * c + i * g
    h = o * tanh(c)
    return h, c


@cell(
    title="GRU in PyTorch",
    meanings={
        "x": "input", "h": "hidden state", "r": "reset gate", "z": "update gate", "n": "new gate",
    },
)  # fmt: skip
def torch_gru(x, h, *, W_ir, b_ir, W_hr, b_hr, W_iz, b_iz, W_hz, b_hz, W_in, b_in, W_hn, b_hn):
    """As the documentation of `torch.nn.GRU` writes it."""
    r = sigmoid(W_ir @ x + b_ir + W_hr @ h + b_hr)
    z = sigmoid(W_iz @ x + b_iz + W_hz @ h + b_hz)
    n = tanh(W_in @ x + b_in + r * (W_hn @ h + b_hn))
    h = (1 - z) * n + z * h
    return h


TAKE = "parameters = {name}.unpack(layer.state_dict())"
GIVE = """\
import torch

arrays = {name}.pack(parameters)
tensors = {{name: torch.from_numpy(array) for name, array in arrays.items()}}
layer.load_state_dict(tensors)"""

PEER = Peer("torch", "float64", 1e-12)

FRAMEWORK = Framework(
    title="PyTorch",
    documentation="https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html",
    layouts=(
        Layout(
            cell=torch_lstm,
            what="torch.nn.LSTM",
            arrays=(
                stack("weight_ih_l0", "W_ii W_if W_ig W_io"),
                stack("weight_hh_l0", "W_hi W_hf W_hg W_ho"),
                stack("bias_ih_l0", "b_ii b_if b_ig b_io"),
                stack("bias_hh_l0", "b_hi b_hf b_hg b_ho"),
            ),
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
        Layout(
            cell=torch_gru,
            what="torch.nn.GRU",
            arrays=(
                stack("weight_ih_l0", "W_ir W_iz W_in"),
                stack("weight_hh_l0", "W_hr W_hz W_hn"),
                stack("bias_ih_l0", "b_ir b_iz b_in"),
                stack("bias_hh_l0", "b_hr b_hz b_hn"),
            ),
            take=TAKE,
            give=GIVE,
            checked_against=PEER,
        ),
    ),
    notes=(
        "Layers and directions are arrays of their own, with the suffixes `_l1` and `_reverse`; "
        "`torch.nn.LSTMCell` and `torch.nn.GRUCell` keep the same arrays without a suffix.",
        "Time comes before the batch unless `batch_first=True`.",
        "All weights and biases start at random.",
    ),
)
