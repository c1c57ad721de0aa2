"""The threads of this process, and those of BLAS: one of BLAS in each of ours while a cell runs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from typing import Any

import numpy as np
from threadpoolctl import LibController, ThreadpoolController


def quietly(work: Callable[..., Any], *args: Any) -> Any:
    """A call without warnings of numbers that are too large: these show in the results."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
        return work(*args)


class Aside:
    """A thread to which calls are handed; it does one after the other.

    After a run is left, also by an error, none of its calls goes on.
    """

    def __init__(self) -> None:
        self.calls: list[Future[Any]] = []

    def __call__(self, work: Callable[..., Any], *args: Any) -> Future[Any]:
        """Hands over a call."""
        self.calls.append(helper().submit(quietly, work, *args))
        return self.calls[-1]

    def __enter__(self) -> None:
        self.calls.clear()

    def __exit__(self, *_: object) -> None:
        wait([call for call in self.calls if not call.cancel()])


class OneThreadOfBlas:
    """While any thread has it entered, a product takes the thread that asks for it, and no other."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.libraries: list[LibController] | None = None
        self.before: list[int] = []
        self.users = 0

    def __enter__(self) -> None:
        with self.lock:
            if self.libraries is None:
                self.libraries = ThreadpoolController().select(user_api="blas").lib_controllers
            self.users += 1
            if self.users == 1:
                self.before = [library.num_threads for library in self.libraries]
                self._set([1] * len(self.libraries))

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.users -= 1
            if self.users == 0:
                self._set(self.before)

    def begin_again(self) -> None:
        """In a process that was forked, nobody has it entered."""
        if self.users:
            self._set(self.before)
        self.lock, self.users = threading.Lock(), 0

    def _set(self, threads: list[int]) -> None:
        """Each library has so many threads, whichever thread of ours says so.

        threadpoolctl lets one thread set the number for OpenBLAS until that thread ends or is made to let go.
        """
        for library, number in zip(self.libraries or (), threads, strict=True):
            let_go = getattr(library, "clear_controlling_thread", lambda force: None)
            let_go(force=True)
            library.set_num_threads(number)
            let_go(force=True)


one_thread_of_blas = OneThreadOfBlas()
"""The one there is for all threads."""

MAKING = threading.Lock()
"""Held while threads are started, so that nobody starts others meanwhile."""


def pool() -> ThreadPoolExecutor:
    """The threads, started when they are first needed."""
    with MAKING:
        return _pool()


def helper() -> ThreadPoolExecutor:
    """The one thread aside; there is one for all, so that it cannot take more than one processor."""
    with MAKING:
        return _helper()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=max(processors() - 1, 1), thread_name_prefix="derive")


@cache
def _helper() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="derive-aside")


@cache
def processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def forget() -> None:
    """In a process that was forked, none of the threads is there; it is not forked while a cell runs."""
    global MAKING
    MAKING = threading.Lock()
    _pool.cache_clear()
    _helper.cache_clear()
    one_thread_of_blas.begin_again()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget)
