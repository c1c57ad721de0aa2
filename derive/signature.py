"""What a compiled cell takes and gives, without SymPy: names, axes, and the checks of a call's arrays.

Axes are those of `derive.arrays`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from derive.arrays import (
    Array,
    Axes,
    Given,
    as_array,
    batch_of,
    check_dtypes,
    check_finite,
    check_names,
    evaluate,
    sizes_of,
)
from derive.errors import ArrayError

REMEMBERED = 64
"""Calls of different shapes of which it is remembered that they fit."""

Shapes = tuple[tuple[str, np.dtype[Any], tuple[int, ...]], ...]


@dataclass(frozen=True)
class Fit:
    """What follows from the shapes of a call's arrays: the sizes by letter, the batch axes, the steps."""

    sizes: Mapping[str, int]
    batch: tuple[int, ...]
    steps: int
    dtype: np.dtype[Any]
    evaluated: dict[Axes, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def rows(self) -> int:
        """The number of sequences: the product of the batch axes."""
        return math.prod(self.batch)

    def axes(self, axes: Axes) -> tuple[int, ...]:
        """The sizes of axes as numbers."""
        if axes not in self.evaluated:
            self.evaluated[axes] = tuple(evaluate(axis, self.sizes) for axis in axes)
        return self.evaluated[axes]


@dataclass(frozen=True)
class Signature:
    """The arrays of a cell by name, each with its own axes.

    name: of the cell; arguments: inputs and states in the order in which the cell takes them;
    outputs: in the order in which it returns them; returned: those that are wanted at every step;
    blocks: for a matrix that is cut into columns, the parts as (name, start, stop); sizes: the letters;
    memory: how many numbers training keeps for each step of each sequence; stepwise: whether anything is
    computed one step after the other; fits: what followed from the shapes of the last calls.
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
    stepwise: bool
    fits: dict[Shapes, Fit] = field(default_factory=dict, repr=False, compare=False)

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
        """The arrays of a call after every check of names, dtypes, shapes and numbers that are not finite.

        Inputs (T, …, axes), states (…, axes) or left out, parameters without batch axes. Raises
        ArrayError, which names the array and both shapes.
        """
        present = {name: value for name, value in values.items() if value is not None}
        every = [*self.arguments, *self.parameters]
        check_names(present, [*self.inputs, *self.parameters], every)
        given = {name: as_array(name, value, name in self.inputs) for name, value in present.items()}
        shapes = tuple((name, array.dtype, array.shape) for name, array in given.items())
        # Other threads may forget it meanwhile.
        fit = self.fits.get(shapes)
        if fit is None:
            if len(self.fits) >= REMEMBERED:
                self.fits.clear()
            fit = self.fits[shapes] = self._fit(given)
        check_finite(given)
        return Checked(self, given, fit)

    def _fit(self, arrays: Mapping[str, Array]) -> Fit:
        """What follows from dtypes and shapes."""
        dtype = check_dtypes(arrays)
        stated = self._given(arrays)
        sizes = sizes_of(stated)
        batch, steps = batch_of(stated)
        return Fit(sizes, batch, steps or 0, dtype)

    def _given(self, arrays: Mapping[str, Array]) -> list[Given]:
        """The arrays with what is wanted of each: inputs, states and parameters, in this order."""
        kinds = ((self.inputs, 1, False), (self.states, 0, False), (self.parameters, 0, True))
        return [
            Given(name, arrays[name], axes, leading, exact)
            for table, leading, exact in kinds
            for name, axes in table.items()
            if name in arrays
        ]


@dataclass(frozen=True)
class Checked:
    """Arrays that fit a cell, with what follows from their shapes."""

    signature: Signature
    arrays: Mapping[str, Array]
    fit: Fit

    @property
    def sizes(self) -> Mapping[str, int]:
        """The sizes by letter."""
        return self.fit.sizes

    @property
    def batch(self) -> tuple[int, ...]:
        """The batch axes."""
        return self.fit.batch

    @property
    def steps(self) -> int:
        """The number of time steps."""
        return self.fit.steps

    @property
    def dtype(self) -> np.dtype[Any]:
        """The one dtype of all arrays."""
        return self.fit.dtype

    @property
    def rows(self) -> int:
        """The number of sequences."""
        return self.fit.rows

    def axes(self, axes: Axes) -> tuple[int, ...]:
        """The sizes of axes as numbers."""
        return self.fit.axes(axes)

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
