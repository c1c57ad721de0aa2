"""Random arrays for the cells of the library."""

from __future__ import annotations

from typing import Any

import numpy as np

from derive.cells import LIBRARY
from derive.checks.numeric import random_array
from derive.nodes import Kind, is_scalar

Arrays = dict[str, Any]
INPUT, STATE = 3, 4
STEPS, BATCH = 5, 2


def sequence(name: str, inputs: int = INPUT) -> Arrays:
    """Inputs, initial states and parameters; states have 4 entries, and so have inputs that must match."""
    cell = LIBRARY[name]
    rng = np.random.default_rng(0)
    letters = {s for q in cell.written.inputs for size in q.shape for s in size.free_symbols}
    sizes = {letter: inputs if str(letter) == "m" else STATE for letter in letters}
    leading: dict[Kind, tuple[int, ...]] = {
        Kind.INPUT: (STEPS, BATCH), Kind.STATE: (BATCH,), Kind.PARAMETER: (),
    }  # fmt: skip
    arrays = {q.base: random_array(rng, q, sizes, leading[q.kind]) for q in cell.functions.given}
    numbers = {q.base for q in cell.functions.parameters if is_scalar(q)}
    return {key: array[..., 0] if key in numbers else array for key, array in arrays.items()}


def outputs(name: str, arrays: Arrays) -> Arrays:
    """What a cell of the library returns at every step, by name."""
    cell = LIBRARY[name]
    run = cell.forward(**arrays)
    return {output: run[output] for output in cell.definition.outputs}


def given(name: str, arrays: Arrays) -> Arrays:
    """The arrays that a cell takes, of those there are."""
    return {q.base: arrays[q.base] for q in LIBRARY[name].functions.given}
