"""Activations that NumPy has no function for, written to a given place."""

from __future__ import annotations

import numpy as np

from derive.emit.kernels.buffers import Array


def squash(u: Array, out: Array) -> None:
    """σ(u) = 1/(1 + e^(−u)) entry by entry."""
    np.negative(u, out)
    np.exp(out, out)
    np.add(out, 1, out)
    np.divide(1, out, out)
