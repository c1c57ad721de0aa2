# ruff: noqa
"""Cells that are unlike each other, read by the tests and never run: most of them such as nobody would build."""

from derive import cell
from derive.stubs import abs, concat, exp, log, maximum, relu, sigmoid, softplus, tanh


@cell
def linear(x, h, *, W, U):
    h = W @ x + U @ h
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
def projected(x, h, c, *, W_f, U_f, W_i, U_i, W_o, U_o, W_g, U_g, P):
    f = sigmoid(W_f @ x + U_f @ h)
    i = sigmoid(W_i @ x + U_i @ h)
    o = sigmoid(W_o @ x + U_o @ h)
    g = tanh(W_g @ x + U_g @ h)
    c = f * c + i * g
    h = P @ (o * tanh(c))
    return h, c


@cell
def just_another_network(x, h, c, *, W_f, U_f, b_f, W_c, U_c, b_c):
    f = sigmoid(U_f @ h + W_f @ x + b_f)
    c = f * c + (1 - f) * tanh(U_c @ h + W_c @ x + b_c)
    h = c
    return h, c


@cell
def two_memories(x, y, z, *, W_1, V_1, b_1, W_2, V_2, b_2, W_z, V_z, b_z, W_y, V_y, b_y):
    fast = sigmoid(W_1 @ y + V_1 @ x + b_1)
    slow = sigmoid(W_2 @ y + V_2 @ x + b_2)
    z = (1 - fast) * z + fast * tanh(W_z @ y + V_z @ x + b_z)
    y = (1 - slow) * y + slow * tanh(W_y @ z + V_y @ x + b_y)
    return y, z


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


@cell
def two_writers(x, h, *, W_f, U_f, W_i, U_i, W_j, U_j):
    f = sigmoid(W_f @ x + U_f @ h)
    i = sigmoid(W_i @ x + U_i @ h)
    j = sigmoid(W_j @ x + U_j @ h)
    h = f * h + i * j
    return h


@cell
def reads_twice(x, h, *, W_z, U_z, W_r, U_r, W_s, U_s, W, V_r, V_s):
    z = sigmoid(W_z @ x + U_z @ h)
    r = sigmoid(W_r @ x + U_r @ h)
    s = sigmoid(W_s @ x + U_s @ h)
    h = z * h + (1 - z) * tanh(W @ x + V_r @ (r * h) + V_s @ (s * h))
    return h


@cell
def joined_and_scaled(x, h, *, W_z, b_z, P, W_h):
    z = sigmoid(2 * (W_z @ concat(h, x)) + b_z)
    h = z * h + (1 - z) * tanh(P @ (W_h @ concat(z * h, x)))
    return h
