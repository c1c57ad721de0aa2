"""The peephole LSTM whose gates also see all gates of the previous step."""

from derive.bibliography import greff_2015
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="LSTM with full gate recurrence",
    source=greff_2015,
    meanings={
        "x": "input", "h": "block output", "c": "cell memory",
        "f": "forget gate", "i": "input gate", "o": "output gate", "g": "candidate",
        "f_new": "new forget gate", "i_new": "new input gate",
    },
)  # fmt: skip
def lstm_fgr(
    x, h, c, f, i, o, *,
    W_f, U_f, R_if, R_ff, R_of, p_f, b_f,
    W_i, U_i, R_ii, R_fi, R_oi, p_i, b_i,
    W_o, U_o, R_io, R_fo, R_oo, p_o, b_o,
    W_g, U_g, b_g,
):  # fmt: skip
    """FGR: nine more matrices, R_ab from the previous gate a to gate b; the gates become states."""
    f_new = sigmoid(W_f @ x + U_f @ h + R_if @ i + R_ff @ f + R_of @ o + p_f * c + b_f)
    i_new = sigmoid(W_i @ x + U_i @ h + R_ii @ i + R_fi @ f + R_oi @ o + p_i * c + b_i)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = f_new * c + i_new * g
    o = sigmoid(W_o @ x + U_o @ h + R_io @ i + R_fo @ f + R_oo @ o + p_o * c + b_o)
    f = f_new
    i = i_new
    h = o * tanh(c)
    return h, c, f, i, o
