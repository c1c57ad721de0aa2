"""The LSTM with exponential input gate and a normaliser, plain and stabilised."""

from derive.bibliography import beck_2024
from derive.cell import cell
from derive.stubs import exp, maximum, sigmoid, softplus, tanh


@cell(
    title="sLSTM",
    source=beck_2024,
    meanings={
        "x": "input", "h": "hidden state", "c": "cell memory", "n": "normaliser",
        "i": "input gate", "f": "forget gate", "o": "output gate", "z": "cell input",
    },
    libraries=["The authors' code computes the stabilised form and keeps U block-diagonal, a block a head."],
)  # fmt: skip
def slstm(x, h, c, n, *, W_i, U_i, b_i, W_f, U_f, b_f, W_z, U_z, b_z, W_o, U_o, b_o):
    """As the paper first writes it, without stabiliser; the forget gate is a sigmoid.

    The paper also allows exp for f. One head, so U is a full matrix.
    """
    i = exp(W_i @ x + U_i @ h + b_i)
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    z = tanh(W_z @ x + U_z @ h + b_z)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    c = f * c + i * z
    n = f * n + i
    h = o * (c / n)
    return h, c, n


@cell(
    title="sLSTM, stabilised",
    source=beck_2024,
    meanings={
        "x": "input", "h": "hidden state", "c": "scaled cell memory", "n": "scaled normaliser",
        "m": "stabiliser, a logarithm", "m_new": "new stabiliser",
        "i_tilde": "input gate before exp", "i": "stabilised input gate",
        "f_tilde": "forget gate before the sigmoid", "l_f": "logarithm of the forget gate",
        "f": "stabilised forget gate",
        "o": "output gate", "z": "cell input",
    },
    libraries=["At the first step, where n is 0, the authors' code takes the input gate alone for m."],
)  # fmt: skip
def slstm_stabilised(x, h, c, n, m, *, W_i, U_i, b_i, W_f, U_f, b_f, W_z, U_z, b_z, W_o, U_o, b_o):
    """c and n are carried divided by exp(m), which cancels in h and keeps both from overflowing.

    The forget gate is a sigmoid, whose logarithm log σ(u) is written −softplus(−u): that stays finite, and
    so does its slope, where σ(u) itself is 0 in floating point.
    """
    i_tilde = W_i @ x + U_i @ h + b_i
    f_tilde = W_f @ x + U_f @ h + b_f
    l_f = -softplus(-f_tilde)
    z = tanh(W_z @ x + U_z @ h + b_z)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    m_new = maximum(l_f + m, i_tilde)
    i = exp(i_tilde - m_new)
    f = exp(l_f + m - m_new)
    c = f * c + i * z
    n = f * n + i
    m = m_new
    h = o * (c / n)
    return h, c, n, m
