# ruff: noqa
"""Cells that are unlike each other, read by the tests and never run: published ones, and some that nobody would build."""

from derive import cell
from derive.stubs import abs, concat, exp, log, maximum, relu, sigmoid, softplus, tanh


@cell
def elman(x, h, *, W, U, b):
    h = tanh(W @ x + U @ h + b)
    return h


@cell
def relu_elman(x, h, *, W, U, b):
    h = relu(W @ x + U @ h + b)
    return h


@cell
def linear(x, h, *, W, U):
    h = W @ x + U @ h
    return h


@cell
def independent(x, h, *, W, u, b):
    h = tanh(W @ x + u * h + b)
    return h


@cell
def leaky(x, h, *, alpha: scalar, W, U, b):
    h = (1 - alpha) * h + alpha * tanh(W @ x + U @ h + b)
    return h


@cell
def leaky_tenth(x, h, *, W, U, b):
    h = 0.9 * h + 0.1 * tanh(W @ x + U @ h + b)
    return h


@cell
def shows_an_output(x, h, *, W, U, b, V, d):
    h = tanh(W @ x + U @ h + b)
    y = sigmoid(V @ h + d)
    return h, y


@cell
def context_units(x, h, s, *, alpha: scalar, B, P, A, R):
    s = (1 - alpha) * (B @ x) + alpha * s
    h = sigmoid(P @ s + A @ x + R @ h)
    return h, s


@cell
def peephole(x, h, c, *, W_f, U_f, p_f, b_f, W_i, U_i, p_i, b_i, W_o, U_o, p_o, b_o, W_g, U_g, b_g):
    f = sigmoid(W_f @ x + U_f @ h + p_f * c + b_f)
    i = sigmoid(W_i @ x + U_i @ h + p_i * c + b_i)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = f * c + i * g
    o = sigmoid(W_o @ x + U_o @ h + p_o * c + b_o)
    h = o * tanh(c)
    return h, c


@cell
def coupled(x, h, c, *, W_i, U_i, b_i, W_o, U_o, b_o, W_g, U_g, b_g):
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = (1 - i) * c + i * g
    h = o * tanh(c)
    return h, c


@cell
def original(x, h, c, *, W_i, U_i, b_i, W_o, U_o, b_o, W_g, U_g, b_g):
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    o = sigmoid(W_o @ x + U_o @ h + b_o)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = c + i * g
    h = o * tanh(c)
    return h, c


@cell
def projected(x, h, c, *, W_f, U_f, W_i, U_i, W_o, U_o, W_g, U_g, P):
    f = sigmoid(W_f @ x + U_f @ h)
    i = sigmoid(W_i @ x + U_i @ h)
    o = sigmoid(W_o @ x + U_o @ h)
    g = tanh(W_g @ x + U_g @ h)
    c = f * c + i * g
    h = P @ (o * tanh(c))
    return h, c


@cell
def recurrent_additive(x, h, c, *, W_c, W_i, U_i, b_i, W_f, U_f, b_f):
    content = W_c @ x
    i = sigmoid(W_i @ x + U_i @ h + b_i)
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    c = i * content + f * c
    h = tanh(c)
    return h, c


@cell
def just_another_network(x, h, c, *, W_f, U_f, b_f, W_c, U_c, b_c):
    f = sigmoid(U_f @ h + W_f @ x + b_f)
    c = f * c + (1 - f) * tanh(U_c @ h + W_c @ x + b_c)
    h = c
    return h, c


@cell
def subtractive(x, h, c, *, W_z, U_z, W_i, U_i, W_f, U_f, W_o, U_o):
    z = sigmoid(W_z @ x + U_z @ h)
    i = sigmoid(W_i @ x + U_i @ h)
    f = sigmoid(W_f @ x + U_f @ h)
    o = sigmoid(W_o @ x + U_o @ h)
    c = f * c + z - i
    h = sigmoid(c) - o
    return h, c


@cell
def normalised(x, h, c, n, *, W_i, U_i, W_f, U_f, W_z, U_z, W_o, U_o):
    i = exp(W_i @ x + U_i @ h)
    f = sigmoid(W_f @ x + U_f @ h)
    z = tanh(W_z @ x + U_z @ h)
    o = sigmoid(W_o @ x + U_o @ h)
    c = f * c + i * z
    n = f * n + i
    h = o * (c / n)
    return h, c, n


@cell
def minimal_gated(x, h, *, W_f, U_f, b_f, W_h, U_h, b_h):
    f = sigmoid(W_f @ x + U_f @ h + b_f)
    candidate = tanh(W_h @ x + U_h @ (f * h) + b_h)
    h = (1 - f) * h + f * candidate
    return h


@cell
def mutated(x, h, *, W_z, U_z, b_z, W_r, U_r, b_r, U_h, W_h, b_h):
    z = sigmoid(W_z @ x + U_z @ tanh(h) + b_z)
    r = sigmoid(W_r @ x + U_r @ h + b_r)
    h = tanh(U_h @ (r * h) + W_h @ x + b_h) * z + h * (1 - z)
    return h


@cell
def update_gated(x, h, *, W_c, U_c, b_c, W_g, U_g, b_g):
    g = sigmoid(W_g @ x + U_g @ h + b_g)
    h = g * h + (1 - g) * tanh(W_c @ x + U_c @ h + b_c)
    return h


@cell
def minimal(x, h, *, W, b, U_h, U_z, b_u):
    zeta = tanh(W @ x + b)
    u = sigmoid(U_h @ h + U_z @ zeta + b_u)
    h = u * h + (1 - u) * zeta
    return h


@cell
def addition_subtraction(x, h, *, W, U):
    p = W @ x
    q = U @ h
    i = sigmoid(p + q)
    f = sigmoid(p - q)
    h = i * p + f * h
    return h


@cell
def chaos_free(x, h, *, U_t, V_t, b_t, U_e, V_e, b_e, W):
    theta = sigmoid(U_t @ h + V_t @ x + b_t)
    eta = sigmoid(U_e @ h + V_e @ x + b_e)
    h = theta * tanh(h) + eta * tanh(W @ x)
    return h


@cell
def highway_twice(x, h, *, W_H, R_H1, W_T, R_T1, R_H2, R_T2):
    h1 = tanh(W_H @ x + R_H1 @ h)
    t1 = sigmoid(W_T @ x + R_T1 @ h)
    s = h1 * t1 + h * (1 - t1)
    h2 = tanh(R_H2 @ s)
    t2 = sigmoid(R_T2 @ s)
    h = h2 * t2 + s * (1 - t2)
    return h


@cell
def two_memories(x, y, z, *, W_1, V_1, b_1, W_2, V_2, b_2, W_z, V_z, b_z, W_y, V_y, b_y):
    fast = sigmoid(W_1 @ y + V_1 @ x + b_1)
    slow = sigmoid(W_2 @ y + V_2 @ x + b_2)
    z = (1 - fast) * z + fast * tanh(W_z @ y + V_z @ x + b_z)
    y = (1 - slow) * y + slow * tanh(W_y @ z + V_y @ x + b_y)
    return y, z


@cell
def quasi(x, h, c, *, W_z, W_f, W_o):
    z = tanh(W_z @ x)
    f = sigmoid(W_f @ x)
    o = sigmoid(W_o @ x)
    c = f * c + (1 - f) * z
    h = o * c
    return h, c


@cell
def simple_unit(x, c, *, W, W_f, b_f, W_r, b_r, V):
    f = sigmoid(W_f @ x + b_f)
    r = sigmoid(W_r @ x + b_r)
    c = f * c + (1 - f) * (W @ x)
    h = r * tanh(c) + (1 - r) * (V @ x)
    return c, h


@cell
def shares(x, h, *, W_f, W_i, W_h):
    f = sigmoid(W_f @ x)
    i = sigmoid(W_i @ x)
    h = f / (f + i) * h + i / (f + i) * (W_h @ x)
    return h


@cell
def matrix_memory(x, h, C: matrix[d, d], n, *, w_i: vector[m], w_f: vector[m], W_o, W_q, W_k, W_v):
    i = exp(w_i.T @ x)
    f = sigmoid(w_f.T @ x)
    o = sigmoid(W_o @ x)
    q = W_q @ x
    k = W_k @ x
    v = W_v @ x
    C = f * C + i * (v @ k.T)
    n = f * n + i * k
    h = o * (C @ q) / maximum(abs(n.T @ q), 1)
    return h, C, n


@cell
def acts_twice(x, h, *, W_g, U_g, W, U):
    g = sigmoid(W_g @ x + U_g @ h)
    h = g * h + g * tanh(W @ x + g * (U @ (g * h)))
    return h


@cell
def product_of_gates(x, h, *, W_a, U_a, W_b, U_b, W, U):
    a = sigmoid(W_a @ x + U_a @ h)
    b = sigmoid(W_b @ x + U_b @ h)
    h = a * b * h + (1 - a * b) * tanh(W @ x + U @ h)
    return h


@cell
def squashed_carry(x, h, *, W_f, U_f, W, U):
    f = sigmoid(W_f @ x + U_f @ h)
    h = tanh(f * h + (1 - f) * (W @ x + U @ h))
    return h


@cell
def exponential_carry(x, h, *, W_z, U_z, W, U):
    z = sigmoid(W_z @ x + U_z @ h)
    h = z * exp(h) + (1 - z) * tanh(W @ x + U @ h)
    return h


@cell
def decaying(x, h, *, W_d, b_d, a, W):
    step_size = softplus(W_d @ x + b_d)
    h = exp(-step_size * exp(a)) * h + step_size * (W @ x)
    return h


@cell
def gate_of_gates(x, h, *, W_r, U_r, W_z, U_z, W, U):
    r = sigmoid(W_r @ x + U_r @ h)
    z = sigmoid(W_z @ x + U_z @ (r * h))
    h = z * h + (1 - z) * tanh(W @ x + U @ h)
    return h


@cell
def shows_late(x, h, c, *, W_f, W_g, U_g, W_o):
    f = sigmoid(W_f @ x)
    o = sigmoid(W_o @ x)
    h = o * tanh(c)
    c = f * c + tanh(W_g @ x + U_g @ h)
    return h, c


@cell
def forgets_nothing(x, h, *, W, U):
    h = h + tanh(W @ x + U @ h)
    return h
