"""Where values are kept, and how much time is worked on at once.

Legend: a buffer is an array (slots, time, batch, …), so that values which one operation works on lie
side by side; `rows` is the number of steps times the size of the batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

CACHE = 1 << 19
"""Bytes that the values of one stretch of time may take, so that they stay in the processor's cache."""

LEAST_ROWS = 512
"""Rows of a product below which it is not worth while to part the time any further."""

LINE, PAGE = 16, 1024
"""Entries by which rows are longer whose bytes are a multiple of a quarter of a page."""

SMALLEST_STRETCH = 1
"""Steps that are worked on at once at the least."""

WIDE = 64
"""Entries of a row from which on it costs little that rows are not next to each other."""

LONG = 8
"""How many times as much a stretch may take where there are scans, which are the better the longer."""


def buffer(
    slots: int, steps: int, batch: int, shape: tuple[int, ...], dtype: Any, beside: bool = False
) -> Array:
    """An array (slots, steps, batch, …).

    Each slot of a step is one piece of memory, for calls on it; or, with `beside` and where slots are
    wide, those of a row are, so that a product over many steps is one matrix product. Rows whose length is a
    power of two would fall on the same lines of the cache: they are a little longer than they need be.
    """
    if batch == 1:
        return np.empty((steps, slots, 1, *shape), dtype).swapaxes(0, 1)
    if beside and slots > 1 and len(shape) == 1 and is_wide(shape[0]):
        length = slots * shape[0]
        more = LINE if length * np.dtype(dtype).itemsize % PAGE == 0 else 0
        padded = np.empty((steps, batch, length + more), dtype)[..., :length]
        return padded.reshape(steps, batch, slots, *shape, copy=False).transpose(2, 0, 1, 3)
    return np.empty((slots, steps, batch, *shape), dtype)


def is_wide(width: int) -> bool:
    """Whether slots of such a width may lie beside each other."""
    return width >= WIDE


def stretch(steps: int, batch: int, size: int, products: bool, scans: bool) -> int:
    """How many steps are worked on at once: those whose values fit the cache; `size` bytes a row.

    products: whether matrix products are taken of them, which need a number of rows to be worth it;
    scans: whether there are scans among what is done.
    """
    room = CACHE * LONG if scans else CACHE
    most = max(room // max(size * batch, 1), -(-LEAST_ROWS // batch) * products)
    return min(steps, max(most, SMALLEST_STRETCH))


def stretches(steps: int, length: int) -> Iterator[tuple[int, int]]:
    """The pairs (start, stop) that part all steps."""
    for start in range(0, steps, length):
        yield start, min(start + length, steps)


def rows(values: Array) -> Array:
    """The values (…, steps, batch, n) as (…, steps · batch, n), without a copy."""
    return values.reshape(*values.shape[:-3], -1, values.shape[-1], copy=False)


def joined(values: Array) -> Array | None:
    """The values (k, steps, batch, n) as (steps · batch, k · n), if that needs no copy."""
    count, _, _, width = values.shape
    try:
        return values.transpose(1, 2, 0, 3).reshape(-1, count * width, copy=False)
    except ValueError:
        return None
