"""What the emitted NumPy functions call besides NumPy itself.

Vectors carry their entries on the last axis and any batch axes before it: (…, n). All of these also
take complex arrays, so that derivatives can be checked by the complex step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def sigmoid(u: Array) -> Array:
    """σ(u) = 1/(1 + e^(−u)) entry by entry; exact 0 and 1 in saturation, no overflow, any float dtype."""
    positive = u.real >= 0
    small = np.exp(np.where(positive, -u, u))
    return np.where(positive, 1, small) / (1 + small)


def relu(u: Array) -> Array:
    """Max(u, 0) entry by entry."""
    return np.where(u.real > 0, u, 0)


def softplus(u: Array) -> Array:
    """log(1 + e^u) entry by entry, no overflow."""
    positive = u.real > 0
    return np.where(positive, u, 0) + np.log1p(np.exp(np.where(positive, -u, u)))


def absolute(u: Array) -> Array:
    """|u| entry by entry."""
    return np.where(u.real < 0, -u, u)


def sign(u: Array) -> Array:
    """−1, 0 or 1 entry by entry."""
    return np.sign(u.real)


def step(u: Array) -> Array:
    """1 where u > 0, ½ where u = 0, else 0, entry by entry."""
    return np.heaviside(u.real, u.real.dtype.type(0.5))


def maximum(u: Array, v: Array) -> Array:
    """The larger of u and v, entry by entry."""
    return np.where(np.real(u) >= np.real(v), u, v)


def outer(u: Array, v: Array) -> Array:
    """U vᵀ for each member of the batch: (…, n), (…, m) ↦ (…, n, m)."""
    return u[..., :, None] * v[..., None, :]


def outer_sum(u: Array, v: Array) -> Array:
    """Σ u vᵀ over the batch: (…, n), (…, m) ↦ (n, m)."""
    if u.shape[:-1] != v.shape[:-1]:
        batch = np.broadcast_shapes(u.shape[:-1], v.shape[:-1])
        u, v = (np.broadcast_to(one, (*batch, one.shape[-1])) for one in (u, v))
    return u.reshape(-1, u.shape[-1]).T @ v.reshape(-1, v.shape[-1])


def batch_sum(u: Array) -> Array:
    """Σ u over the batch: (…, n) ↦ (n,)."""
    return u.reshape(-1, u.shape[-1]).sum(axis=0)


def batch_sum_matrix(a: Array) -> Array:
    """Σ A over the batch: (…, n, m) ↦ (n, m)."""
    return a.reshape(-1, *a.shape[-2:]).sum(axis=0)


def times(a: Array, v: Array) -> Array:
    """A v for each member of the batch: (…, n, m), (…, m) ↦ (…, n)."""
    return (a @ v[..., None])[..., 0]


def inner(u: Array, v: Array) -> Array:
    """Uᵀ v for each member of the batch: (…, n), (…, n) ↦ (…, 1)."""
    return (u * v).sum(axis=-1, keepdims=True)


def total(v: Array, n: int) -> Array:
    """Σ of all n entries of a vector, which may be one number for all: (…, n) ↦ (…, 1)."""
    return np.broadcast_to(v, (*v.shape[:-1], n)).sum(axis=-1, keepdims=True)


def total_matrix(a: Array, n: int, m: int) -> Array:
    """Σ of all entries of a matrix, which may be one number for all: (…, n, m) ↦ (…, 1)."""
    return np.broadcast_to(a, (*a.shape[:-2], n, m)).sum(axis=(-2, -1))[..., None]


def ones(n: int) -> Array:
    """A vector of ones that keeps the dtype of what it meets: (n,)."""
    return np.ones(n, np.int8)


def eye(n: int) -> Array:
    """The identity matrix, of whole numbers, so that it keeps the precision of what it meets: (n, n)."""
    return np.eye(n, dtype=np.int8)


def diagonal(a: Array) -> Array:
    """The diagonal of a matrix: (…, n, n) ↦ (…, n)."""
    return np.diagonal(a, axis1=-2, axis2=-1)


def concat(*parts: Array) -> Array:
    """[u; v; …] on the last axis, batch axes broadcast."""
    batch = np.broadcast_shapes(*(part.shape[:-1] for part in parts))
    return np.concatenate([np.broadcast_to(part, (*batch, part.shape[-1])) for part in parts], axis=-1)


def diag(v: Array, n: int) -> Array:
    """diag(v), whose n entries may be one number for all: (…, n) ↦ (…, n, n)."""
    return v[..., :, None] * np.eye(n, dtype=v.dtype)


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": relu,
    "exp": np.exp,
    "log": np.log,
    "softplus": softplus,
    "abs": absolute,
    "cos": np.cos,
    "sin": np.sin,
    "sign": sign,
    "step": step,
}
"""The NumPy function for each row of the table of activations."""

HELPERS = (
    maximum, outer, outer_sum, batch_sum, batch_sum_matrix, times, inner, total, total_matrix, ones, eye,
    diagonal, concat, diag,
)  # fmt: skip

NAMESPACE = {f.__name__: f for f in HELPERS} | ACTIVATIONS
