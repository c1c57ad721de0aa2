"""The time mixing of RWKV-4: a decaying weighted mean of values, with a bonus for the current one."""

from derive.bibliography import peng_2023
from derive.cell import cell
from derive.stubs import exp, sigmoid


@cell(
    title="RWKV-4 time mixing",
    source=peng_2023,
    meanings={
        "x": "input", "a": "weighted sum of values", "b": "sum of weights", "x_last": "previous input",
        "y": "output", "r": "receptance", "k": "key", "v": "value", "o": "weighted mean of values",
    },
    libraries=["Implementations carry a and b divided by exp of a running maximum, against overflow."],
)  # fmt: skip
def rwkv4(x, a, b, x_last, *, mu_r, mu_k, mu_v, W_r, W_k, W_v, W_o, w, u):
    """Without the running maximum. The decay is exp(−w), w ≥ 0, as in the paper; u is the bonus."""
    r = W_r @ (mu_r * x + (1 - mu_r) * x_last)
    k = W_k @ (mu_k * x + (1 - mu_k) * x_last)
    v = W_v @ (mu_v * x + (1 - mu_v) * x_last)
    o = (a + exp(u + k) * v) / (b + exp(u + k))
    a = exp(-w) * a + exp(k) * v
    b = exp(-w) * b + exp(k)
    y = W_o @ (sigmoid(r) * o)
    x_last = x
    return a, b, x_last, y
