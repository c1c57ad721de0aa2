"""Cells of the literature in the notation, for tests that must not depend on the library's own files."""

from __future__ import annotations

from derive.cell import Cell
from derive.notation import read_text

TEXT = """
@cell
def elman(x, h, *, W, U, b):
    h = tanh(W @ x + U @ h + b)
    return h

@cell
def elman_sigmoid(x, h, *, W, U, b):
    h = sigmoid(W @ x + U @ h + b)
    return h

@cell
def indrnn(x, h, *, W, u, b):
    h = tanh(W @ x + u * h + b)
    return h

@cell
def lstm(x, h, c, *, W_f, U_f, b_f, W_i, U_i, b_i, W_o, U_o, b_o, W_g, U_g, b_g):
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = f * c + i * g
    h = o * tanh(c)
    return h, c

@cell
def lstm_1997(x, h, c, *, W_i, U_i, b_i, W_o, U_o, b_o, W_g, U_g, b_g):
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    c = c + i * tanh(W_g @ x + U_g @ h + b_g)
    h = o * tanh(c)
    return h, c

@cell
def lstm_1997_squash(x, h, c, *, W_i, U_i, b_i, W_o, U_o, b_o, W_g, U_g, b_g):
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    c = c + i * (4 * sigmoid(W_g @ x + U_g @ h + b_g) - 2)
    h = o * (2 * sigmoid(c) - 1)
    return h, c

@cell
def peephole(x, h, c, *, W_f, U_f, p_f, b_f, W_i, U_i, p_i, b_i, W_o, U_o, p_o, b_o, W_g, U_g, b_g):
    f = sigmoid(W_f @ x + U_f @ h + p_f * c + b_f)
    i = sigmoid(W_i @ x + U_i @ h + p_i * c + b_i)
    c = f * c + i * tanh(W_g @ x + U_g @ h + b_g)
    o = sigmoid(W_o @ x + U_o @ h + p_o * c + b_o)
    h = o * tanh(c)
    return h, c

@cell
def cifg(x, h, c, *, W_i, U_i, p_i, b_i, W_o, U_o, p_o, b_o, W_g, U_g, b_g):
    i = sigmoid(W_i @ x + U_i @ h + p_i * c + b_i)
    c = (1 - i) * c + i * tanh(W_g @ x + U_g @ h + b_g)
    o = sigmoid(W_o @ x + U_o @ h + p_o * c + b_o)
    h = o * tanh(c)
    return h, c

@cell
def lstmp(x, r, c, *, W_f, U_f, b_f, W_i, U_i, b_i, W_o, U_o, b_o, W_g, U_g, b_g, W_r):
    f = sigmoid(W_f @ x + U_f @ r + b_f)
    i = sigmoid(W_i @ x + U_i @ r + b_i)
    o = sigmoid(W_o @ x + U_o @ r + b_o)
    c = f * c + i * tanh(W_g @ x + U_g @ r + b_g)
    r = W_r @ (o * tanh(c))
    return r, c

@cell
def ran(x, h, c, *, W_c, W_i, U_i, b_i, W_f, U_f, b_f):
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    c = i * (W_c @ x) + f * c
    h = tanh(c)
    return h, c

@cell
def janet(x, h, *, W_f, U_f, b_f, W_c, U_c, b_c):
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    h = f * h + (1 - f) * tanh(W_c @ x + U_c @ h + b_c)
    return h

@cell
def ugrnn(x, h, *, W_g, U_g, b_g, W_c, U_c, b_c):
    c = tanh(b_c + U_c @ h + W_c @ x)
    g = sigmoid(U_g @ h + W_g @ x + b_g)
    h = (1 - g) * c + g * h
    return h

@cell
def gru_cho(x, h, *, W_r, U_r, b_r, W_z, U_z, b_z, W_h, U_h, b_h):
    r = sigmoid(W_r @ x + U_r @ h + b_r)
    z = sigmoid(W_z @ x + U_z @ h + b_z)
    h = z * h + (1 - z) * tanh(W_h @ x + U_h @ (r * h) + b_h)
    return h

@cell
def gru_chung(x, h, *, W_r, b_r, W_z, b_z, W_h, b_h):
    r = sigmoid(W_r @ concat(h, x) + b_r)
    z = sigmoid(W_z @ concat(h, x) + b_z)
    h = (1 - z) * h + z * tanh(W_h @ concat(r * h, x) + b_h)
    return h

@cell
def gru_after(x, h, *, W_r, U_r, b_r, W_z, U_z, b_z, W_h, U_h, b_h, b_hh):
    r = sigmoid(W_r @ x + U_r @ h + b_r)
    z = sigmoid(W_z @ x + U_z @ h + b_z)
    h = z * h + (1 - z) * tanh(W_h @ x + b_h + r * (U_h @ h + b_hh))
    return h

@cell
def mgu(x, h, *, W_f, U_f, b_f, W_h, U_h, b_h):
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    h = (1 - f) * h + f * tanh(W_h @ x + U_h @ (f * h) + b_h)
    return h

@cell
def mut2(x, h, *, W_z, U_z, b_z, U_r, b_r, W_h, U_h, b_h):
    z = sigmoid(W_z @ x + U_z @ h + b_z)
    r = sigmoid(x + U_r @ h + b_r)
    h = tanh(U_h @ (r * h) + W_h @ x + b_h) * z + h * (1 - z)
    return h

@cell
def t_rnn(x, h, *, W, V, b):
    f = sigmoid(V @ x + b)
    h = f * h + (1 - f) * (W @ x)
    return h

@cell
def min_gru(x, h, *, W_z, W_h):
    z = sigmoid(W_z @ x)
    h = (1 - z) * h + z * (W_h @ x)
    return h

@cell
def min_lstm(x, h, *, W_f, W_i, W_h):
    f = sigmoid(W_f @ x)
    i = sigmoid(W_i @ x)
    h = f / (f + i) * h + i / (f + i) * (W_h @ x)
    return h

@cell
def qrnn_f(x, h, *, W_z, W_f):
    f = sigmoid(W_f @ x)
    h = f * h + (1 - f) * (W_z @ x)
    return h

@cell
def fast_rnn(x, h, *, W, U, b, alpha: scalar, beta: scalar):
    h = alpha * tanh(W @ x + U @ h + b) + beta * h
    return h

@cell
def leaky(x, h, *, W, U, b, alpha: scalar):
    h = (1 - alpha) * h + alpha * tanh(W @ x + U @ h + b)
    return h

@cell
def slstm(x, h, c, n, *, W_i, U_i, b_i, W_f, U_f, b_f, W_z, U_z, b_z):
    i = exp(W_i @ x + U_i @ h + b_i)
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    c = f * c + i * tanh(W_z @ x + U_z @ h + b_z)
    n = f * n + i
    h = c / n
    return h, c, n

@cell
def slstm_stabilised(x, h, c, n, m, *, W_i, U_i, b_i, W_f, U_f, b_f, W_z, U_z, b_z):
    k = W_i @ x + U_i @ h + b_i
    l = log(sigmoid(W_f @ x + U_f @ h + b_f)) + m
    z = tanh(W_z @ x + U_z @ h + b_z)
    m = maximum(l, k)
    i = exp(k - m)
    f = exp(l - m)
    c = f * c + i * z
    n = f * n + i
    h = c / n
    return h, c, n, m
"""

CELLS = {definition.name: Cell(definition) for definition in read_text(TEXT, "samples.py")}
