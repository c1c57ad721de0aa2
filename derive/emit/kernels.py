"""What a compiled cell calls besides NumPy itself; its text stands at the head of every compiled module.

Legend: a buffer is an array (slots, time, batch, …), so that values which one operation works on lie
side by side; `rows` is the number of steps times the size of the batch.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from operator import iadd
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Aside = Callable[..., Future[Any]]
"""Has a function called by another thread, which does one such call after the other."""

BLOCKS = (16, 32, 64, 128)
"""Numbers of columns that a product is tried with: BLAS has faster kernels for small matrices."""

MOST = 1_000_000
"""Multiplications up to which OpenBLAS takes a matrix for small."""

GROUP = 16
"""Rows that are multiplied at once where a product of many steps is taken in blocks."""

TRIED = 256
"""Rows of a product of many steps that is tried."""

CACHE = 1 << 19
"""Bytes that the values of one stretch of time may take, so that they stay in the processor's cache."""

LEAST_ROWS = 512
"""Rows of a product below which it is not worth while to part the time any further."""

AT_ONCE = 1024
"""Rows of what is left behind that are worked on at once by a thread aside: each time sums are added up."""

LINE, PAGE = 16, 1024
"""Entries by which rows are longer whose bytes are a multiple of a quarter of a page."""

SMALLEST_STRETCH = 1
"""Steps that are worked on at once at the least."""

WIDE = 64
"""Entries of a row from which on it costs little that rows are not next to each other."""

SMALL = 1 << 12
"""Entries of a step up to which a scan is faster in blocks: there, calls cost more than arithmetic."""

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


def worked_ahead(
    parts: Iterable[tuple[int, int]], work: Callable[[int, int], None], aside: Aside | None
) -> Iterator[tuple[int, int]]:
    """The stretches of time, each when `work` on it is done; a thread aside does the next one meanwhile."""
    done: Future[Any] | None = None
    parts = list(parts)
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        if done is None:
            work(*part)
        else:
            done.result()
        done = aside(work, *following) if aside and following else None
        yield part


class Behind:
    """What the steps leave behind, for many of them at once, while time runs backwards.

    add: gives sums over some steps, which are added up in order; late: what is done for some steps on its
    own. A thread aside does both meanwhile; in the end, what it did not come to of `late` is done here.
    """

    def __init__(
        self, add: Callable[[int, int], list[Array]] | None, late: Callable[[int, int], None] | None,
        steps: int, batch: int, aside: Aside | None,
    ) -> None:  # fmt: skip
        self.add, self.late, self.stop, self.aside = add, late, steps, aside
        self.least = -(-AT_ONCE // batch)
        self.sums: list[Array] = []
        self.adding: list[Future[Any]] = []
        self.waiting: dict[tuple[int, int], Future[Any]] = {}

    def __call__(self, start: int) -> None:
        """All steps from `start` on are ready."""
        if self.aside and self.stop - start >= self.least:
            self.adding.append(self.aside(self._add, start, self.stop))
            if self.late:
                self.waiting[start, self.stop] = self.aside(self.late, start, self.stop)
            self.stop = start

    def total(self) -> list[Array]:
        """The sums over all steps, when everything is done."""
        if self.aside:
            self.adding.append(self.aside(self._add, 0, self.stop))
        else:
            self._add(0, self.stop)
        if self.late:
            self.late(0, self.stop)
            for part, call in reversed(self.waiting.items()):
                if call.cancel():
                    self.late(*part)
                else:
                    call.result()
        for call in self.adding:
            call.result()
        return self.sums

    def _add(self, start: int, stop: int) -> None:
        """Adds the sums over some steps."""
        if self.add and start < stop:
            found = self.add(start, stop)
            self.sums = list(map(iadd, self.sums, found)) if self.sums else found


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


class Product:
    """[v M_1, …, v M_k]: the products of one operand with several matrices, as one.

    count: k; inner, outer: the shape of each matrix; batch: the rows of v at each step; stepwise: whether
    it is taken step by step, or of many steps at once. In how many blocks of columns it is computed is
    found by trial, once for each shape. together: whether it is one product, not several added up.
    """

    together = True

    def __init__(self, count: int, inner: int, outer: int, batch: int, dtype: Any, stepwise: bool) -> None:
        self.count, self.inner, self.outer, self.batch, self.dtype = count, inner, outer, batch, dtype
        self.stepwise = stepwise
        self.lay_out(chosen(self))

    @property
    def depth(self) -> int:
        """How many entries each entry of a product in blocks is summed over."""
        return self.inner

    @property
    def is_flat(self) -> bool:
        """Whether the matrices lie as one, not in blocks."""
        return self.batch == 1 or (not self.stepwise and self.blocks == 1)

    def lay_out(self, blocks: int) -> None:
        """Makes the array of the matrices: side by side, or in blocks of columns."""
        self.blocks = blocks
        if self.is_flat:
            self.weights = np.empty((self.inner, self.count * self.outer), self.dtype)
        else:
            self.weights = np.empty((self.count, blocks, self.inner, self.outer // blocks), self.dtype)

    def load(self, *matrices: Array) -> None:
        """Takes the matrices (inner, outer)."""
        for k, matrix in enumerate(matrices):
            if self.is_flat:
                self.weights[:, k * self.outer : (k + 1) * self.outer] = matrix
            else:
                self.weights[k] = in_blocks(matrix, self.blocks)

    def runner(self) -> Callable[[Array, Array], Any]:
        """The function that computes it, from what `operand` and `result` make."""
        call, weights = (np.dot if self.batch == 1 else np.matmul), self.weights
        return lambda v, out: call(v, weights, out)

    def operand(self, v: Array) -> Array:
        """V (batch, inner) as `runner` takes it."""
        return v.reshape(-1, copy=False) if self.batch == 1 else v

    def result(self, out: Array) -> Array:
        """The results (k, batch, outer) as `runner` takes them."""
        return out.reshape(-1, copy=False) if self.batch == 1 else in_blocks(out, self.blocks)

    def bulk(self, v: Array, out: Array) -> None:
        """The same for many steps: v (steps, batch, inner), out (k, steps, batch, outer)."""
        together = joined(out) if self.is_flat else None
        if together is not None:
            np.matmul(rows(v), self.weights, out=together)
        elif self.is_flat:
            matrices = self.weights.reshape(self.inner, self.count, self.outer).swapaxes(0, 1)
            np.matmul(rows(v), matrices, out=rows(out))
        else:
            target = in_blocks(in_groups(rows(out)), self.blocks)
            np.matmul(in_groups(rows(v))[:, None], self.weights[:, None], out=target)

    def example(self, count: int) -> tuple[Array, Array]:
        """An operand and a place for the result, of so many steps, to try it with."""
        shape = (count, self.batch)
        return np.ones((*shape, self.inner), self.dtype), np.ones(
            (self.count, *shape, self.outer), self.dtype
        )

    def once(self) -> Callable[[], Any]:
        """One call of it on an example, to be timed."""
        self.weights[:] = 1
        if self.stepwise:
            v, out = self.example(1)
            source, target, run = self.operand(v[..., 0, :, :]), self.result(out[..., 0, :, :]), self.runner()
            return lambda: run(source, target)
        v, out = self.example(-(-TRIED // self.batch))
        return lambda: self.bulk(v, out)


class ProductSum(Product):
    """Σ v_k M_k: the sum of products, each operand with its own matrix.

    beside: whether the operands' rows lie side by side, as `buffer` says: then it is the product of one
    long row with all matrices on each other; else the products are added up.
    """

    def __init__(
        self, count: int, inner: int, outer: int, batch: int, dtype: Any, stepwise: bool, beside: bool
    ) -> None:
        self.together = count == 1 or (beside and is_wide(inner))
        super().__init__(count, inner, outer, batch, dtype, stepwise)

    @property
    def depth(self) -> int:
        """How many entries each entry of a product in blocks is summed over."""
        return self.count * self.inner if self.together else self.inner

    def lay_out(self, blocks: int) -> None:
        """Makes the array of the matrices: all rows on each other, in blocks of columns if there are any."""
        self.blocks = blocks
        every, width = self.count * self.inner, self.outer // blocks
        if self.is_flat:
            self.weights = np.empty((every, self.outer), self.dtype)
        elif self.together:
            self.weights = np.empty((blocks, every, width), self.dtype)
        else:
            self.weights = np.empty((self.count, blocks, self.inner, width), self.dtype)

    def load(self, *matrices: Array) -> None:
        """Takes the matrices (inner, outer)."""
        for k, matrix in enumerate(matrices):
            place = slice(k * self.inner, (k + 1) * self.inner)
            if self.is_flat:
                self.weights[place] = matrix
            elif self.together:
                self.weights[:, place] = in_blocks(matrix, self.blocks)
            else:
                self.weights[k] = in_blocks(matrix, self.blocks)

    def runner(self) -> Callable[[Array, Array], Any]:
        """The function that computes it; it has scratch of its own where products are added up."""
        if self.batch == 1 or self.together:
            return super().runner()
        terms = np.empty((self.count, self.batch, self.outer), self.dtype)
        weights, target, matmul, add = self.weights, in_blocks(terms, self.blocks), np.matmul, np.add.reduce

        def run(v: Array, out: Array) -> None:
            matmul(v, weights, target)
            add(terms, axis=0, out=out)

        return run

    def operand(self, v: Array) -> Array:
        """The operands (k, batch, inner) as `runner` takes them."""
        if self.batch == 1:
            return v.reshape(-1, copy=False)
        return v.swapaxes(0, 1).reshape(self.batch, -1, copy=False) if self.together else v[:, None]

    def result(self, out: Array) -> Array:
        """The result (batch, outer) as `runner` takes it."""
        return super().result(out) if self.batch == 1 or self.together else out

    def bulk(self, v: Array, out: Array) -> None:
        """The same for many steps: v (k, steps, batch, inner), out (steps, batch, outer)."""
        together, target = joined(v), rows(out)
        if together is not None and not self.is_flat:
            np.matmul(
                in_groups(together)[:, None], self.weights, out=in_blocks(in_groups(target), self.blocks)
            )
        elif together is not None:
            np.matmul(together, self.weights, out=target)
        else:
            matrices = self.weights.reshape(self.count, self.inner, self.outer)
            np.matmul(rows(v[0]), matrices[0], out=target)
            for k in range(1, self.count):
                target += np.matmul(rows(v[k]), matrices[k])

    def example(self, count: int) -> tuple[Array, Array]:
        """An operand and a place for the result, of so many steps, to try it with."""
        v = buffer(self.count, count, self.batch, (self.inner,), self.dtype, beside=self.together)
        v[:] = 1
        return v, np.ones((count, self.batch, self.outer), self.dtype)


def in_blocks(matrix: Array, blocks: int) -> Array:
    """A matrix (…, rows, columns) as (…, blocks, rows, columns / blocks), without a copy."""
    return matrix.reshape(*matrix.shape[:-1], blocks, -1, copy=False).swapaxes(-3, -2)


def in_groups(matrix: Array) -> Array:
    """A matrix (…, rows, columns) as (…, groups, GROUP, columns), without a copy."""
    return matrix.reshape(*matrix.shape[:-2], -1, GROUP, matrix.shape[-1], copy=False)


CHOSEN: dict[tuple[Any, ...], int] = {}
"""The number of blocks that was fastest, for each shape of a product."""


def chosen(product: Product) -> int:
    """In how many blocks of columns a product is fastest here; 1 where blocks do not help."""
    shape = (product.count, product.inner, product.outer, product.batch, product.depth, product.stepwise)
    key = (type(product).__name__, *shape, np.dtype(product.dtype).str)
    if key not in CHOSEN:
        CHOSEN[key] = min((1, *candidates(product)), key=lambda blocks: trial(product, blocks))
    return CHOSEN[key]


def candidates(product: Product) -> list[int]:
    """The numbers of blocks to try: each makes of a product many small ones, for which BLAS has a kernel."""
    height = product.batch if product.stepwise else GROUP
    if product.batch == 1 or product.batch % height or not (product.stepwise or product.together):
        return []
    widths = [width for width in BLOCKS if width < product.outer and product.outer % width == 0]
    return [product.outer // width for width in widths if height * width * product.depth <= MOST]


def trial(product: Product, blocks: int) -> float:
    """How long a product takes in some number of blocks; one block is given a small advantage."""
    product.lay_out(blocks)
    call, times = product.once(), []
    for _ in range(5):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times) * (1 if blocks > 1 else 0.95)


def outer_total(left: Array, right: Array) -> Array:
    """Σ_t Σ_batch u vᵀ: (k, steps, batch, n), (steps, batch, m) ↦ (k, n, m)."""
    together = joined(left)
    if together is not None:
        return np.matmul(together.T, rows(right)).reshape(len(left), left.shape[-1], -1)
    return np.matmul(rows(left).mT, rows(right))


def total_rows(values: Array) -> Array:
    """Σ_t Σ_batch v: (k, steps, batch, n) ↦ (k, n)."""
    together = joined(values)
    flat = rows(values) if together is None else together
    return np.matmul(np.ones(flat.shape[-2], flat.dtype), flat).reshape(len(values), -1)


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


def squash(u: Array, out: Array) -> None:
    """σ(u) = 1/(1 + e^(−u)) entry by entry."""
    np.negative(u, out)
    np.exp(out, out)
    np.add(out, 1, out)
    np.divide(1, out, out)
