"""The light GRU for speech: no reset gate, and ReLU for the candidate."""

from derive.bibliography import ravanelli_2018
from derive.cell import cell
from derive.stubs import relu, sigmoid


@cell(
    title="LiGRU",
    source=ravanelli_2018,
    meanings={"x": "input", "h": "hidden state", "z": "update gate", "h_tilde": "candidate"},
    libraries=["SpeechBrain and pytorch-kaldi normalise W x over the batch, as the paper does."],
)
def ligru(x, h, *, W_z, U_z, b_z, W_h, U_h, b_h):
    """Without batch normalisation, which the paper applies to W x; its shift stays as the bias. z keeps."""
    z = sigmoid(W_z @ x + U_z @ h + b_z)
    h_tilde = relu(W_h @ x + U_h @ h + b_h)
    h = z * h + (1 - z) * h_tilde
    return h
