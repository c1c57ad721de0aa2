"""`python -m benchmarks`: every subject in its own process, rounds interleaved, agreement checked first.

Writes `benchmarks/results.json`, of which `python -m derive` makes the page about speed.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks import extras
from benchmarks.cases import CELLS, MODES, SIZES, Case
from benchmarks.machine import machine
from benchmarks.subjects import SUBJECTS
from derive.pages.speed import ratio

RESULTS = Path(__file__).parent / "results.json"
TOLERANCE = 2e-3
"""The largest difference, relative to the largest entry, that float32 may make over so many steps."""

SECONDS = 0.4
"""For how long a subject runs in one round, at most; at least once."""


class Process:
    """A subject in its own process."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.calls = 1

    def ask(self, **order: Any) -> Any:
        """Sends an order and waits for the answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise click.ClickException(f"the process of {self.name} ended")
        return json.loads(answer)

    def close(self) -> None:
        """Ends the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def agree(case: Case, found: dict[str, dict[str, Any]]) -> None:
    """Raises ClickException unless all subjects have the same results: names, shapes and numbers."""
    first, *others = found
    for other in others:
        if differ := found[other].keys() ^ found[first].keys():
            raise click.ClickException(f"{case}: {other} or {first} lacks {', '.join(sorted(differ))}")
        for name, array in found[other].items():
            wanted = found[first][name]
            if array.shape != wanted.shape:
                raise click.ClickException(
                    f"{case}: {name} of {other} is {array.shape}, {first}'s {wanted.shape}"
                )
            error = np.max(np.abs(array - wanted)) / np.max(np.abs(wanted))
            if not error < TOLERANCE:
                raise click.ClickException(f"{case}: {name} of {other} differs from {first}'s by {error:.1e}")


def measure(case: Case, processes: dict[str, Process], rounds: int, chance: random.Random) -> dict[str, Any]:
    """One row: the seconds of each subject in each round."""
    able = {name: process for name, process in processes.items() if SUBJECTS[name].can(case)}
    with tempfile.TemporaryDirectory() as folder:
        results = {}
        for name, process in able.items():
            path = f"{folder}/{name}.npz"
            taken = process.ask(prepare=[case.cell, case.size, case.mode], into=path)["seconds"]
            process.calls = max(1, min(50, int(SECONDS / taken)))
            results[name] = dict(np.load(path))
        agree(case, results)
    times: dict[str, list[float]] = {name: [] for name in able}
    for _ in range(rounds):
        for name in chance.sample(list(able), len(able)):
            times[name].append(statistics.median(able[name].ask(time=able[name].calls)["times"]))
    return {"cell": case.cell, "size": case.size, "mode": case.mode, "seconds": times}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rounds", default=9, show_default=True, help="Interleaved rounds of each case.")
@click.option("--only", multiple=True, type=click.Choice(CELLS), help="These cells alone.")
@click.option("--size", "sizes", multiple=True, help="These sizes alone, as B,T,I,H.")
@click.option("--mode", "modes", multiple=True, type=click.Choice(MODES), help="This alone.")
@click.option("--write/--no-write", default=None, help="Write results.json (by default if all was measured).")
def main(
    rounds: int, only: tuple[str, ...], sizes: tuple[str, ...], modes: tuple[str, ...], write: bool | None
) -> None:
    """Compare the compiled cells with their peers; needs `pip install -e '.[bench]'`."""
    wanted = [tuple(map(int, size.split(","))) for size in sizes] or SIZES
    cases = [Case(cell, size, mode) for size in wanted for cell in only or CELLS for mode in modes or MODES]
    chance = random.Random(0)
    processes = {name: Process(name) for name in SUBJECTS}
    rows = []
    try:
        for case in cases:
            rows.append(measure(case, processes, rounds, chance))
            click.echo(line(rows[-1]))
    finally:
        for process in processes.values():
            process.close()
    if write or (write is None and not (only or sizes or modes)):
        facts = {"machine": machine(), "rounds": rounds, "rows": rows, **extras.measure()}
        RESULTS.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        click.echo(f"written  {RESULTS}")


def line(row: dict[str, Any]) -> str:
    """A row in one line: milliseconds of ours, and ours as a ratio to each peer, with quartiles."""
    shown = "  ".join(
        f"{name} {middle:.2f} ({low:.2f}–{high:.2f})"
        for name in row["seconds"]
        if name != "derive"
        for low, middle, high in [ratio(row["seconds"]["derive"], row["seconds"][name])]
    )
    ours = 1000 * statistics.median(row["seconds"]["derive"])
    return f"{row['cell']} {tuple(row['size'])} {row['mode']}: {ours:.2f} ms; as ratios: {shown}"


if __name__ == "__main__":
    main()
