"""What a compiled cell takes and gives, without SymPy: names, axes, and the checks of a call's arrays.

An axis is a size in the letters of the cell, as text: "n", "m + n", "3".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from derive.errors import ArrayError

Array = NDArray[Any]
Axes = tuple[str, ...]
FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


@dataclass(frozen=True)
class Signature:
    """The arrays of a cell by name, each with its own axes.

    name: of the cell; arguments: inputs and states in the order in which the cell takes them;
    outputs: in the order in which it returns them; returned: those that are wanted at every step;
    blocks: for a matrix that is cut into columns, the parts as (name, start, stop); sizes: the letters;
    memory: how many numbers training keeps for each step of each sequence.
    """

    name: str
    arguments: tuple[str, ...]
    inputs: Mapping[str, Axes]
    states: Mapping[str, Axes]
    parameters: Mapping[str, Axes]
    outputs: Mapping[str, Axes]
    returned: tuple[str, ...]
    blocks: Mapping[str, tuple[tuple[str, str, str], ...]]
    sizes: tuple[str, ...]
    memory: str

    def bind(
        self, arrays: tuple[ArrayLike, ...], named: Mapping[str, ArrayLike | None]
    ) -> dict[str, ArrayLike | None]:
        """Positional arguments under their names."""
        if len(arrays) > len(self.arguments):
            raise ArrayError(
                f"{self.name} takes {', '.join(self.arguments)} by position, here {len(arrays)} arrays"
            )
        bound: dict[str, ArrayLike | None] = dict(zip(self.arguments, arrays, strict=False))
        twice = [name for name in named if name in bound]
        if twice:
            raise ArrayError(f"{twice[0]} is given twice, by position and by name")
        return bound | dict(named)

    def check(self, values: Mapping[str, ArrayLike | None]) -> Checked:
        """The arrays of a call after every check of names, dtypes, shapes and NaNs.

        Inputs (T, …, axes), states (…, axes) or left out, parameters without batch axes. Raises
        ArrayError, which names the array and both shapes.
        """
        given = {name: np.asarray(value) for name, value in values.items() if value is not None}
        self._names(given)
        kinds = {name: array.dtype for name, array in given.items()}
        first = next(iter(kinds))
        for name, dtype in kinds.items():
            if dtype not in FLOATS:
                raise ArrayError(f"{name} is {dtype}; arrays are float32 or float64 (use .astype)")
            if dtype != kinds[first]:
                raise ArrayError(f"{first} is {kinds[first]} but {name} is {dtype}; use one dtype for all")
        sizes = self._sizes(given)
        batch, steps = self._batch(given)
        for name, array in given.items():
            if np.isnan(np.dot(flat := array.ravel(), flat)):
                where = tuple(int(k) for k in np.argwhere(np.isnan(array))[0])
                raise ArrayError(f"{name} has a NaN, the first at index {where}")
        return Checked(self, given, sizes, batch, steps, kinds[first])

    def _names(self, given: Mapping[str, Array]) -> None:
        """Nothing missing, nothing unknown; states may be missing."""
        needed = [*self.inputs, *self.parameters]
        every = [*self.arguments, *self.parameters]
        lacking = [name for name in needed if name not in given]
        unknown = [name for name in given if name not in every]
        if lacking or unknown:
            parts = [f"missing: {', '.join(lacking)}"] * bool(lacking)
            parts += [f"unknown: {', '.join(unknown)}"] * bool(unknown)
            raise ArrayError(f"{'; '.join(parts)} (the arrays of this call are {', '.join(every)})")

    def _kinds(self) -> Iterator[tuple[str, Axes, int, str]]:
        """Every array: its name, its axes, how many axes stand before the batch, how its shape is stated."""
        for name, axes in self.inputs.items():
            yield name, axes, 1, f"(T, …, {', '.join(axes)})"
        for name, axes in self.states.items():
            yield name, axes, 0, f"(…, {', '.join(axes)})"
        for name, axes in self.parameters.items():
            yield name, axes, 0, f"({', '.join(axes)}{',' if len(axes) == 1 else ''})"

    def _sizes(self, given: Mapping[str, Array]) -> dict[str, int]:
        """The value of each letter; the first array to have it says what it is."""
        sizes: dict[str, int] = {}
        source: dict[str, str] = {}
        checks: list[tuple[str, str, int, str]] = []
        for name, axes, leading, stated in self._kinds():
            if name not in given:
                continue
            array = given[name]
            exact = name in self.parameters
            if array.ndim < len(axes) + leading or (exact and array.ndim != len(axes)):
                raise ArrayError(f"{name} has shape {array.shape}, wanted {stated}")
            if 0 in array.shape:
                raise ArrayError(f"{name} is empty: it has shape {array.shape}, wanted {stated}")
            for axis, actual in zip(axes, array.shape[array.ndim - len(axes) :], strict=True):
                if axis.isidentifier() and axis not in sizes:
                    sizes[axis], source[axis] = actual, name
                else:
                    checks.append((name, axis, actual, stated))
        for name, axis, actual, stated in checks:
            if evaluate(axis, sizes) != actual:
                known = ", ".join(f"{s} = {v} from {source[s]}" for s, v in sizes.items() if s in axis)
                raise ArrayError(f"{name} has shape {given[name].shape}, wanted {stated} with {known}")
        return sizes

    def _batch(self, given: Mapping[str, Array]) -> tuple[tuple[int, ...], int]:
        """The batch axes of inputs and states, broadcast against each other, and the number of steps."""
        shapes, times = {}, set()
        for name, axes, leading, _ in self._kinds():
            if name in given and name not in self.parameters:
                shape = given[name].shape
                shapes[name] = shape[leading : len(shape) - len(axes)]
                times |= {shape[0]} if leading else set()
        if len(times) > 1:
            raise ArrayError(f"the inputs have different numbers of time steps: {sorted(times)}")
        try:
            return np.broadcast_shapes(*shapes.values()), times.pop()
        except ValueError:
            listed = ", ".join(f"{name} {given[name].shape}" for name in shapes)
            raise ArrayError(f"the batch axes differ: {listed}") from None


@dataclass(frozen=True)
class Checked:
    """Arrays that fit a cell, with what follows from their shapes."""

    signature: Signature
    arrays: Mapping[str, Array]
    sizes: Mapping[str, int]
    batch: tuple[int, ...]
    steps: int
    dtype: np.dtype[Any]

    @property
    def rows(self) -> int:
        """The number of sequences: the product of the batch axes."""
        return math.prod(self.batch)

    def axes(self, axes: Axes) -> tuple[int, ...]:
        """The sizes of axes as numbers."""
        return tuple(evaluate(axis, self.sizes) for axis in axes)

    def sequence(self, name: str) -> Array:
        """An input as (T, rows, axes)."""
        axes = self.axes(self.signature.inputs[name])
        array = self.arrays[name]
        if array.shape[1 : array.ndim - len(axes)] != self.batch:
            array = np.broadcast_to(array, (self.steps, *self.batch, *axes))
        return array.reshape(self.steps, self.rows, *axes)

    def state(self, name: str) -> Array:
        """An initial state as (rows, axes), zeros where none is given."""
        axes = self.axes(self.signature.states[name])
        array = self.arrays.get(name)
        if array is None:
            return np.zeros((self.rows, *axes), self.dtype)
        return np.broadcast_to(array, (*self.batch, *axes)).reshape(self.rows, *axes)

    def parameters(self) -> dict[str, Array]:
        """The parameters as the compiled module takes them: matrices cut into blocks, scalars as (1,)."""
        found = {}
        for name, axes in self.signature.parameters.items():
            array = self.arrays[name]
            if name in self.signature.blocks:
                for part, start, stop in self.signature.blocks[name]:
                    found[part] = array[:, evaluate(start, self.sizes) : evaluate(stop, self.sizes)]
            else:
                found[name] = array if axes else array.reshape(1)
        return found

    def joined(self, gradients: Mapping[str, Array]) -> dict[str, Array]:
        """Gradients of the parameters as they are given: blocks put together, scalars of shape ().

        What is missing is zero: nothing that was asked for depends on it.
        """
        found = {}
        for name, axes in self.signature.parameters.items():
            shape = self.axes(axes)
            if name not in self.signature.blocks:
                found[name] = (
                    gradients[name].reshape(shape) if name in gradients else np.zeros(shape, self.dtype)
                )
                continue
            found[name] = np.zeros(shape, self.dtype)
            for part, start, stop in self.signature.blocks[name]:
                if part in gradients:
                    columns = slice(evaluate(start, self.sizes), evaluate(stop, self.sizes))
                    found[name][:, columns] = gradients[part]
        return found


def evaluate(size: str, sizes: Mapping[str, int]) -> int:
    """The value of a size; it is made of letters, whole numbers, sums and products by this project."""
    if size in sizes:
        return sizes[size]
    return int(eval(size, {"__builtins__": {}}, dict(sizes)))
