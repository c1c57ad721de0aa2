"""The minimal LSTM: gates from the input alone, scaled so that they add up to one."""

from derive.bibliography import feng_2024
from derive.cell import cell
from derive.stubs import sigmoid


@cell(
    title="minLSTM",
    source=feng_2024,
    meanings={
        "x": "input", "h": "hidden state", "f": "forget gate", "i": "input gate", "h_tilde": "candidate",
        "f_hat": "normalised forget gate", "i_hat": "normalised input gate",
    },
)  # fmt: skip
def min_lstm(x, h, *, W_f, W_i, W_h):
    """As in the text, without biases and with a linear candidate; the state is the only memory."""
    f = sigmoid(W_f @ x)
    i = sigmoid(W_i @ x)
    h_tilde = W_h @ x
    f_hat = f / (f + i)
    i_hat = i / (f + i)
    h = f_hat * h + i_hat * h_tilde
    return h
