"""What the emitted NumPy functions call besides NumPy itself.

Vectors carry their entries on the last axis and any batch axes before it: (…, n). All of these also
take complex arrays, so that derivatives can be checked by the complex step.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def sigmoid(u: Array) -> Array:
    """σ(u) = 1/(1 + e^(−u)) entry by entry; exact 0 and 1 in saturation, no overflow, any float dtype."""
    positive = u.real >= 0
    small = np.exp(np.where(positive, -u, u))
    return np.where(positive, 1, small) / (1 + small)


def outer(u: Array, v: Array) -> Array:
    """U vᵀ for each member of the batch: (…, n), (…, m) ↦ (…, n, m)."""
    return u[..., :, None] * v[..., None, :]


def outer_sum(u: Array, v: Array) -> Array:
    """Σ u vᵀ over the batch: (…, n), (…, m) ↦ (n, m)."""
    return u.reshape(-1, u.shape[-1]).T @ v.reshape(-1, v.shape[-1])


def batch_sum(u: Array) -> Array:
    """Σ u over the batch: (…, n) ↦ (n,)."""
    return u.reshape(-1, u.shape[-1]).sum(axis=0)


def concat(*parts: Array) -> Array:
    """[u; v; …] on the last axis."""
    return np.concatenate(parts, axis=-1)


def diag(v: Array) -> Array:
    """diag(v): (…, n) ↦ (…, n, n)."""
    return v[..., :, None] * np.eye(v.shape[-1], dtype=v.dtype)


NAMESPACE = {f.__name__: f for f in (sigmoid, outer, outer_sum, batch_sum, concat, diag)} | {"tanh": np.tanh}
