"""How long relating all cells takes, and how that grows with cells and with equations.

    python benchmarks/growth.py            everything
    python benchmarks/growth.py family     cold, warm, one changed cell, on the library
    python benchmarks/growth.py cells      cold, on 10, 20, 40 cells and the whole library
    python benchmarks/growth.py equations  deriving a cell of 8 … 256 equations

Each time is of one run in this process and its workers; what else the machine does is in it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from derive.cell import Cell
from derive.library import LIBRARY
from derive.notation import read_text
from derive.parallel import cores
from derive.relations.family import findings
from derive.relations.relation import relate
from derive.store import Store


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def changed(cell: Cell) -> Cell:
    """The cell with a text that says the same in other words."""
    text = "\n".join(["@cell", *cell.definition.source_text.splitlines()])
    last = cell.definition.outputs[-1]
    body = text.replace(f"    return {', '.join(cell.definition.outputs)}", "")
    return Cell(
        replace(
            read_text(f"{body}    {last} = 1 * {last}\n    return {', '.join(cell.definition.outputs)}\n")[0]
        )
    )


def family() -> None:
    """Cold, warm, and with one changed cell."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        print(
            f"{len(LIBRARY)} cells, {len(LIBRARY) * (len(LIBRARY) - 1)} ordered pairs, {cores()} processors"
        )
        print(f"  cold              {seconds(lambda: findings(LIBRARY, store)):8.2f} s")
        print(f"  nothing changed   {seconds(lambda: findings(LIBRARY, store)):8.2f} s")
        cells = LIBRARY | {"lstm": changed(LIBRARY["lstm"])}
        print(f"  one changed cell  {seconds(lambda: findings(cells, store)):8.2f} s")


def cells() -> None:
    """Cold, on more and more cells; pairs grow with the square."""
    names = list(LIBRARY)
    for number in (*(n for n in (10, 20, 40) if n < len(names)), len(names)):
        step = len(names) / number
        some = {names[int(k * step)]: LIBRARY[names[int(k * step)]] for k in range(number)}
        taken = seconds(lambda some=some: findings(some, Store(None)))
        pairs = number * (number - 1)
        print(f"  {number:3} cells, {pairs:5} pairs  {taken:8.2f} s  {1000 * taken / pairs:7.1f} ms a pair")


def wide(equations: int) -> Cell:
    """A cell of so many equations: gates that see input and state, each added to what came before."""
    gates = equations // 2
    lines = []
    for k in range(gates):
        before = f"s{k - 1} + " if k else ""
        lines += [f"    g{k} = sigmoid(W{k} @ x + U{k} @ h + b{k})", f"    s{k} = {before}g{k} * h"]
    lines[-1] = lines[-1].replace(f"s{gates - 1} =", "h =")
    parameters = ", ".join(f"W{k}, U{k}, b{k}" for k in range(gates))
    text = "\n".join([f"@cell\ndef wide(x, h, *, {parameters}):", *lines, "    return h\n"])
    return Cell(read_text(text)[0])


def equations() -> None:
    """Deriving and relating a cell of more and more equations."""
    for number in (8, 16, 32, 64, 128, 256):
        cell = wide(number)
        derived = seconds(lambda cell=cell: (cell.plain, cell.backward_program, cell.functions))
        related = seconds(lambda cell=cell: relate(cell.plain, LIBRARY["lstm"].plain))
        print(f"  {number:4} equations  derived {derived:8.2f} s   related to the LSTM {related:8.2f} s")


PARTS = {"family": family, "cells": cells, "equations": equations}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        print(name)
        PARTS[name]()
