"""Random arrays for cells that are compiled, and what they are compared with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

from derive import teams
from derive.cell import Cell
from derive.cells import ALL
from derive.compiled import Compiled
from derive.emit.functions import Array
from derive.library import find
from derive.nodes import Kind, Quantity
from derive.runtime import axes_of

ROOT = Path(__file__).resolve().parents[1]
ODD = {cell.name: cell for cell in find(str(ROOT / "tests" / "odd_cells.py"))}
EVERY = {name: cell for name, cell in {**ODD, **ALL}.items() if name != "exponential_carry"}
"""The library, and cells that nobody would build, but for one whose values soon leave all bounds."""

TOLERANCE = {"float64": 1e-10, "float32": 3e-4}
SEVERAL = ("lstm", "gru_cho_concat", "gru_reset_after", "min_gru", "mlstm", "slstm")
Arrays = dict[str, Array]
Prepare = Callable[[Compiled, pytest.MonkeyPatch], None]
"""What makes a compiled cell run in another way, for one test."""


def several() -> list[Cell]:
    """A few cells of different kinds: gates, concatenations, scans, matrix memories."""
    return [ALL[name] for name in SEVERAL]


def draw(cell: Cell, steps: int, batch: tuple[int, ...], dtype: str, seed: int, least: int = 2) -> Arrays:
    """Random arrays for every argument of a cell; each size is another number, from `least` upwards."""
    rng = np.random.default_rng(seed)
    given = [q for q in cell.written.inputs if isinstance(q, Quantity)]
    letters = sorted({s for q in given for size in q.shape for s in size.free_symbols}, key=str)
    sizes = {letter: int(n) for letter, n in zip(letters, rng.permutation(len(letters)) + least, strict=True)}
    leading = {Kind.INPUT: (steps, *batch), Kind.STATE: batch, Kind.PARAMETER: ()}
    arrays = {}
    for q in given:
        shape = (*leading[q.kind], *(int(sp.sympify(size).subs(sizes)) for size in axes_of(q)))
        scale = 0.4 if q.kind != Kind.PARAMETER else 0.4 * min(1, 8 / least)
        arrays[q.base] = np.asarray(scale * rng.standard_normal(shape), dtype)
    return arrays


def cotangents(cell: Cell, outputs: dict[str, Array], seed: int) -> Arrays:
    """Random cotangents for all outputs."""
    rng = np.random.default_rng(seed)
    return {name: rng.standard_normal(array.shape).astype(array.dtype) for name, array in outputs.items()}


def assert_close(found: Array, wanted: Array, what: str) -> None:
    """Equal up to rounding, relative to the largest entry."""
    assert found.shape == wanted.shape, f"{what}: {found.shape} is not {wanted.shape}"
    assert found.dtype == wanted.dtype, f"{what}: {found.dtype} is not {wanted.dtype}"
    error = np.max(np.abs(found - wanted), initial=0) / (np.max(np.abs(wanted), initial=0) + 1e-3)
    assert error < TOLERANCE[wanted.dtype.name], f"{what}: relative error {error:.1e}"


def assert_all_close(found: Arrays, wanted: Arrays) -> None:
    """The same names, and equal arrays."""
    assert set(found) == set(wanted)
    for name, array in wanted.items():
        assert_close(found[name], array, name)


def assert_agrees(cell: Cell, made: Compiled, arrays: Arrays, threads: int | None = None) -> None:
    """Outputs and all gradients are those of the lambdified step."""
    plain = cell.functions.forward(arrays)
    seeds = cotangents(cell, dict(plain.outputs), 20)
    run = made.train(**arrays, threads=threads)
    assert_all_close(dict(made.forward(**arrays, threads=threads).sequences), dict(plain.outputs))
    assert_all_close(dict(run.sequences), dict(plain.outputs))
    assert_all_close(made.backward(run, **seeds), cell.functions.backpropagate(plain, seeds))


def stretched(made: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretches of three steps."""
    for constant, value in (("CACHE", 1), ("LEAST_ROWS", 9), ("SMALLEST_STRETCH", 3)):
        monkeypatch.setattr(made.module("float64"), constant, value)


def work_aside(made: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    """Short stretches of time, and a thread aside for any amount of work."""
    module = made.module("float64")
    for constant, value in (("CACHE", 1), ("LEAST_ROWS", 6), ("SMALLEST_STRETCH", 2), ("AT_ONCE", 12)):
        monkeypatch.setattr(module, constant, value)
    monkeypatch.setattr(teams, "LEAST_PRODUCT", 0)
    monkeypatch.setattr(teams, "processors", lambda: 2)
