"""A function over many arguments in several processes, results as they come."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import TypeVar

FEW = 2
"""So many results are there sooner if they are computed here than in processes that have to be started."""

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def each(
    function: Callable[[Argument], Result], arguments: Sequence[Argument], few: int = FEW
) -> Iterator[tuple[Argument, Result]]:
    """Each argument with its result, in no certain order; up to `few` of them are computed here.

    The work of the other processes begins with the first `next`; when the caller stops, so do they.
    """
    if len(arguments) <= few or cores() < 2:
        for argument in arguments:
            yield argument, function(argument)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(cores(), len(arguments)), spawn, initializer=_end_with_parent) as pool:
        with _uninterrupted():
            futures = {pool.submit(function, argument): argument for argument in arguments}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                process.terminate()
            raise


def _end_with_parent() -> None:
    """In a process that was started: it ends when the one that started it is gone, whatever ended that."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes that are started meanwhile leave Ctrl-C to this one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def cores() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
