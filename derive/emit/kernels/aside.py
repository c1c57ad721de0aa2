"""What another thread may do while steps are taken: what comes ahead of them, and what they leave behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from operator import iadd
from typing import Any

from derive.emit.kernels.buffers import Array

Aside = Callable[..., Future[Any]]
"""Has a function called by another thread, which does one such call after the other."""

AT_ONCE = 512
"""Rows of what is left behind that are worked on at once by a thread aside: each time sums are added up."""


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
        """All steps from `start` on are ready; what is ready when all are is for `total`."""
        if self.aside and start and self.stop - start >= self.least:
            self.adding.append(self.aside(self._add, start, self.stop))
            if self.late:
                self.waiting[start, self.stop] = self.aside(self.late, start, self.stop)
            self.stop = start

    def total(self) -> list[Array]:
        """The sums over all steps, when everything is done.

        The last of them are found here, while the thread aside does what is still waiting; then they are
        added, and what it did not come to of `late` is done here as well.
        """
        if self.aside is None:
            self._add(0, self.stop)
            if self.late:
                self.late(0, self.stop)
            return self.sums
        half = self.stop // 2
        for start, stop in ((half, self.stop), (0, half)):
            if self.late and start < stop:
                self.waiting[start, stop] = self.aside(self.late, start, stop)
        last = self.add(0, self.stop) if self.add and self.stop else []
        for part, call in reversed(self.waiting.items()):
            if self.late and call.cancel():
                self.late(*part)
        for call in (*self.adding, *self.waiting.values()):
            if not call.cancelled():
                call.result()
        self._gather(last)
        return self.sums

    def _add(self, start: int, stop: int) -> None:
        """Adds the sums over some steps."""
        if self.add:
            self._gather(self.add(start, stop))

    def _gather(self, found: list[Array]) -> None:
        """Adds what was found for some steps."""
        self.sums = list(map(iadd, self.sums, found)) if self.sums and found else self.sums or found
