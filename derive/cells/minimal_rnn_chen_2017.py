"""The network whose candidate sees only the input, through a learnt embedding."""

from derive.bibliography import chen_2017
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="MinimalRNN",
    source=chen_2017,
    meanings={"x": "input", "h": "hidden state", "zeta": "embedded input", "u": "update gate"},
)
def minimal_rnn(x, h, *, W_x, b_x, U_h, U_z, b_u):
    """With one tanh layer for the embedding, which the paper leaves open; the gate keeps."""
    zeta = tanh(W_x @ x + b_x)
    u = sigmoid(U_h @ h + U_z @ zeta + b_u)
    h = u * h + (1 - u) * zeta
    return h
