"""Matrix products: of single steps and of many, in the form in which BLAS is fastest for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from derive.emit.kernels.buffers import Array, buffer, is_wide, joined, rows

BLOCKS = (16, 32, 64, 128)
"""Numbers of columns that a product is tried with: BLAS has faster kernels for small matrices."""

MOST = 1_000_000
"""Multiplications up to which OpenBLAS takes a matrix for small."""

GROUP = 16
"""Rows that are multiplied at once where a product of many steps is taken in blocks."""

TRIED = 256
"""Rows of a product of many steps that is tried."""


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
        if self.batch == 1:
            # A method of an array costs less to call than `np.dot` does.
            product: Callable[[Array, Array], Any] = self.weights.T.dot
            return product
        call, weights = np.matmul, self.weights
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
