"""The minimal GRU: neither gate nor candidate sees the state."""

from derive.bibliography import feng_2024
from derive.cell import cell
from derive.stubs import relu, sigmoid


@cell(
    title="minGRU",
    source=feng_2024,
    meanings={"x": "input", "h": "hidden state", "z": "update gate", "h_tilde": "candidate"},
)
def min_gru(x, h, *, W_z, W_h):
    """As in the text, without biases and with a linear candidate; z writes."""
    z = sigmoid(W_z @ x)
    h_tilde = W_h @ x
    h = (1 - z) * h + z * h_tilde
    return h


@cell(
    title="minGRU for log-space",
    source=feng_2024,
    meanings={
        "x": "input", "h": "hidden state", "k": "candidate before its activation",
        "z": "update gate", "h_tilde": "candidate",
    },
)  # fmt: skip
def min_gru_log(x, h, *, W_z, W_h):
    """The candidate is made positive, so that a scan may run on logarithms; z writes.

    Its activation is v + 1/2 for v ≥ 0 and σ(v) below; both halves are one line here.
    """
    z = sigmoid(W_z @ x)
    k = W_h @ x
    h_tilde = relu(k) + sigmoid(-relu(-k))
    h = (1 - z) * h + z * h_tilde
    return h
