"""What else the page says: scans, computing again instead of keeping, and how long compiling takes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.cases import Case

LONG = (1, 4096, 64, 64)
KEPT = (32, 100, 256, 256)
EVERY = (5, 10, 25)
ROUNDS = 7


def seconds(*runs: Callable[[], Any]) -> list[float]:
    """The median time of each, in interleaved rounds after one to warm up."""
    times: list[list[float]] = [[] for _ in runs]
    for round_ in range(ROUNDS + 1):
        for k, run in enumerate(runs):
            start = time.perf_counter()
            run()
            if round_:
                times[k].append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def measure() -> dict[str, Any]:
    """All of it."""
    return {"scan": scan(), "again": again(), "compiling": compiling()}


def scan() -> dict[str, Any]:
    """A linear recurrence as a scan; with all but the recurrence itself as before; step by step; training."""
    from derive.cells import ALL

    arrays, seed = Case("min_gru", LONG, "train").arrays()
    made = [ALL["min_gru"].compile(("h",), scans=scans) for scans in (True, False)]
    plain = ALL["min_gru"]
    scanned, stepped, plainly = seconds(
        *(lambda one=one: one.backward(one.train(**arrays), h=seed) for one in made),
        lambda: plain.backward(plain.forward(**arrays), h=seed),
    )
    return {"cell": "min_gru", "size": LONG, "scanned": scanned, "stepped": stepped, "plain": plainly}


def again() -> dict[str, Any]:
    """Training with the states of every k-th step alone."""
    from derive.cells import ALL

    arrays, seed = Case("lstm", KEPT, "train").arrays()
    made = ALL["lstm"].compile(("h",))

    def run(every: int | None) -> Callable[[], Any]:
        return lambda: made.backward(made.train(every=every, **arrays), h=seed)

    kept, *others = seconds(*map(run, (None, *EVERY)))
    return {
        "cell": "lstm",
        "size": KEPT,
        "kept": kept,
        "every": dict(zip(map(str, EVERY), others, strict=True)),
    }


COMPILE = """
import sys, time
import derive.emit.compiled, derive.lower, derive.naming, derive.runtime, derive.schedule
from derive.cells import ALL
from derive.compiling import module_text, run
definition = ALL[sys.argv[1]].definition
start = time.perf_counter()
run(module_text(definition, ("h",), True, "float32"), sys.argv[1])
print(time.perf_counter() - start)
"""


def compiling() -> dict[str, float]:
    """From the equations of a cell to its module, the first time in a process, after all imports."""

    def taken(name: str) -> float:
        command = [sys.executable, "-c", COMPILE, name]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    return {
        name: statistics.median(taken(name) for _ in range(ROUNDS))
        for name in ("lstm", "gru_reset_after", "mlstm")
    }
