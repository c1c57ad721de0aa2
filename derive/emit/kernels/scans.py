"""Linear recurrences, in blocks that run abreast."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derive.emit.kernels.buffers import Array

SMALL = 1 << 12
"""Entries of a step up to which a scan is faster in blocks: there, calls cost more than arithmetic."""


def scan(a: Any, b: Any, s: Array, reverse: bool) -> None:
    """s = a ∘ s₋ + b over all steps; s (steps + 1, …) holds the start in its first row.

    With `reverse`, time runs backwards and the start is in the last row. Where a step has many entries, calls
    cost little: one step goes after the other there, else in blocks, if these give numbers.
    """
    steps, entries = len(s) - 1, s[0].size
    a, b = (np.broadcast_to(np.asarray(part, s.dtype), (steps, *s.shape[1:])) for part in (a, b))
    if reverse:
        a, b, s = a[::-1], b[::-1], s[::-1]
    length = math.isqrt(steps) if entries <= SMALL else 1
    done = steps - steps % length if length > 1 else 0
    if not (done and scan_blocks(a[:done], b[:done], s[: done + 1], length)):
        done = 0
    scan_steps(a[done:], b[done:], s[done:])


def scan_blocks(a: Array, b: Array, s: Array, length: int) -> bool:
    """The scan in blocks that run abreast; whether the products of their factors are numbers.

    Each block runs from zero, with the products of its factors; what a block hands on is a recurrence over
    blocks, and is put in afterwards. Values of one step of all blocks lie next to each other meanwhile.
    """
    shape = (length, len(a) // length, *s.shape[1:])
    factors, values = np.empty(shape, s.dtype), np.empty(shape, s.dtype)
    ends = np.empty((shape[1] + 1, *s.shape[1:]), s.dtype)
    np.copyto(factors, abreast(a, length))
    np.copyto(values, abreast(b, length))
    spare = ends[1:]
    for j in range(1, length):
        np.multiply(factors[j], values[j - 1], spare)
        np.add(values[j], spare, values[j])
        np.multiply(factors[j], factors[j - 1], factors[j])
    if not np.isfinite(factors[-1]).all():
        return False
    ends[0] = s[0]
    scan_steps(factors[-1], values[-1], ends)
    np.multiply(factors, ends[:-1], factors)
    np.add(factors, values, abreast(s[1:], length))
    return True


def abreast(values: Array, length: int) -> Array:
    """Steps (blocks · length, …) as (length, blocks, …), without a copy."""
    return values.reshape(-1, length, *values.shape[1:], copy=False).swapaxes(0, 1)


def scan_steps(a: Array, b: Array, s: Array) -> None:
    """s = a ∘ s₋ + b, one step after the other; s has its start in the first row."""
    for t in range(len(a)):
        np.multiply(a[t], s[t], s[t + 1])
        np.add(s[t + 1], b[t], s[t + 1])
