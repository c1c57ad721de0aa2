"""The process of one subject: reads orders, a line of JSON each, and answers likewise.

{"prepare": [cell, size, mode], "into": path}   makes the case ready, writes its results
{"time": n}                                     runs it n times, answers how long each took
"""

from __future__ import annotations

import json
import os
import sys
import time

import numpy as np

from benchmarks.cases import Case
from benchmarks.subjects import SUBJECTS


def main(name: str) -> None:
    """Obeys until the orders end."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    run = None
    for line in sys.stdin:
        order = json.loads(line)
        if "prepare" in order:
            cell, size, mode = order["prepare"]
            run, results = SUBJECTS[name].make(Case(cell, tuple(size), mode))
            np.savez(order["into"], **results(run()))
            start = time.perf_counter()
            run()
            answer = {"seconds": time.perf_counter() - start}
        else:
            assert run is not None
            times = []
            for _ in range(order["time"]):
                start = time.perf_counter()
                run()
                times.append(time.perf_counter() - start)
            answer = {"times": times}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
