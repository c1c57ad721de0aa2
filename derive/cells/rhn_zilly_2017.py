"""The recurrent highway network: several gated layers within one step of time."""

from derive.bibliography import zilly_2017
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="RHN of depth 2",
    source=zilly_2017,
    meanings={
        "x": "input", "s": "hidden state", "s_1": "state after the first layer",
        "h_1": "first candidate", "t_1": "first transform gate",
        "h_2": "second candidate", "t_2": "second transform gate",
    },
    libraries=["The authors' code couples the gates, as here; the paper also allows free carry gates."],
)  # fmt: skip
def rhn(x, s, *, W_h, R_h1, b_h1, W_t, R_t1, b_t1, R_h2, b_h2, R_t2, b_t2):
    """Depth 2, the carry gate coupled: c = 1 − t. Only the first layer sees the input."""
    h_1 = tanh(W_h @ x + R_h1 @ s + b_h1)
    t_1 = sigmoid(W_t @ x + R_t1 @ s + b_t1)
    s_1 = h_1 * t_1 + s * (1 - t_1)
    h_2 = tanh(R_h2 @ s_1 + b_h2)
    t_2 = sigmoid(R_t2 @ s_1 + b_t2)
    s = h_2 * t_2 + s_1 * (1 - t_2)
    return s
