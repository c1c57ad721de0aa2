"""The LSTM with a matrix memory: keys and values are stored by outer products."""

from __future__ import annotations

from derive.bibliography import beck_2024
from derive.cell import cell
from derive.stubs import abs, exp, matrix, maximum, scalar, sigmoid, softplus, vector


@cell(
    title="mLSTM",
    source=beck_2024,
    meanings={
        "x": "input", "C": "matrix memory", "n": "normaliser", "h": "output",
        "q": "query", "k": "key", "v": "value",
        "i": "input gate", "f": "forget gate", "o": "output gate", "h_tilde": "retrieved value",
    },
    libraries=[
        "The authors' code carries C transposed, divided by exp of a maximum, and adds 1e-6 to the divisor.",
    ],
)  # fmt: skip
def mlstm(
    x, C: matrix[d, d], n: vector[d], *,
    W_q, b_q, W_k, b_k, W_v, b_v, w_i: vector[m], b_i: scalar, w_f: vector[m], b_f: scalar, W_o, b_o,
):  # fmt: skip
    """One head, without stabiliser, the forget gate a sigmoid; input and forget gate are scalars.

    The paper's factor 1/√d of the key is part of W_k here.
    """
    q = W_q @ x + b_q
    k = W_k @ x + b_k
    v = W_v @ x + b_v
    i = exp(w_i.T @ x + b_i)
    f = sigmoid(w_f.T @ x + b_f)
    o = sigmoid(W_o @ x + b_o)
    C = f * C + i * (v @ k.T)
    n = f * n + i * k
    h_tilde = C @ q / maximum(abs(n.T @ q), 1)
    h = o * h_tilde
    return C, n, h


@cell(
    title="mLSTM, stabilised",
    source=beck_2024,
    meanings={
        "x": "input", "C": "scaled matrix memory", "n": "scaled normaliser", "h": "output",
        "m": "stabiliser, a logarithm", "m_new": "new stabiliser",
        "q": "query", "k": "key", "v": "value",
        "i_tilde": "input gate before exp", "i": "stabilised input gate",
        "f_tilde": "forget gate before the sigmoid", "l_f": "logarithm of the forget gate",
        "f": "stabilised forget gate", "o": "output gate", "h_tilde": "retrieved value",
    },
    libraries=["The authors' code carries C transposed and adds 1e-6 to the divisor."],
)  # fmt: skip
def mlstm_stabilised(
    x, C: matrix[d, d], n: vector[d], m: scalar, *,
    W_q, b_q, W_k, b_k, W_v, b_v, w_i: vector[m], b_i: scalar, w_f: vector[m], b_f: scalar, W_o, b_o,
):  # fmt: skip
    """C and n are carried divided by exp(m), which cancels in h and keeps both from overflowing.

    The bound 1 of the divisor is divided as well, so that the output is that of the plain cell. The
    logarithm of the forget gate is written as for the sLSTM, the factor 1/√d of the key is part of W_k.
    """
    q = W_q @ x + b_q
    k = W_k @ x + b_k
    v = W_v @ x + b_v
    i_tilde = w_i.T @ x + b_i
    f_tilde = w_f.T @ x + b_f
    l_f = -softplus(-f_tilde)
    o = sigmoid(W_o @ x + b_o)
    m_new = maximum(l_f + m, i_tilde)
    i = exp(i_tilde - m_new)
    f = exp(l_f + m - m_new)
    C = f * C + i * (v @ k.T)
    n = f * n + i * k
    m = m_new
    h_tilde = C @ q / maximum(abs(n.T @ q), exp(-m))
    h = o * h_tilde
    return C, n, m, h
