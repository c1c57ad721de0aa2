"""The long short-term memory that an empirical search compared its mutations with."""

from derive.bibliography import jozefowicz_2015
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTM (Jozefowicz 2015)",
    source=jozefowicz_2015,
    meanings={
        "x": "input", "h": "hidden state", "c": "cell memory",
        "i": "candidate", "j": "input gate", "f": "forget gate", "o": "output gate",
    },
    libraries=["No library names the parts like this or squashes the output gate with tanh."],
)  # fmt: skip
def lstm_jozefowicz(x, h, c, *, W_i, U_i, b_i, W_j, U_j, b_j, W_f, U_f, b_f, W_o, U_o, b_o):
    """Beware of the letters: i is the candidate and j the input gate; the output gate is a tanh."""
    i = tanh(W_i @ x + U_i @ h + b_i)
    j = sigmoid(W_j @ x + U_j @ h + b_j)
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    o = tanh(W_o @ x + U_o @ h + b_o)
    c = c * f + i * j
    h = tanh(c) * o
    return h, c
