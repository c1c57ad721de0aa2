"""The twin-gated network: both gates from one sum and one difference."""

from derive.bibliography import zhang_2018
from derive.cell import cell
from derive.stubs import sigmoid


@cell(
    title="ATR",
    source=zhang_2018,
    meanings={
        "x": "input", "h": "hidden state", "p": "projected input", "q": "projected state",
        "i": "input gate", "f": "forget gate",
    },
    libraries=["torchrecurrent adds a bias to each of the two products."],
)  # fmt: skip
def atr(x, h, *, W, U):
    """Two matrices and nothing else: no bias, and no squashing of what is written."""
    p = W @ x
    q = U @ h
    i = sigmoid(p + q)
    f = sigmoid(p - q)
    h = i * p + f * h
    return h
