"""Arrays in, arrays out: a cell's lambdified programs over a step and over a sequence.

Legend: features stand on the last axis, any batch axes before it, time first: x is (T, …, m), a state
(…, n), a matrix state (…, n, m). A parameter has no batch axes; a scalar parameter is an array of shape
(), which stands as (1,) within. All arrays of a call have one float dtype, also that of the results.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike

from derive.arrays import (
    Given,
    as_array,
    batch_of,
    check_dtypes,
    check_finite,
    check_names,
    cotangent,
    output,
    sizes_of,
)
from derive.emit.functions import Array
from derive.emit.lambdified import Lambdified, lambdified
from derive.errors import ArrayError
from derive.gradients import backward as backward_program
from derive.nodes import Cotangent, Kind, Named, Quantity, Seed, is_scalar, is_vector
from derive.program import Program


@dataclass(frozen=True)
class Run:
    """A cell's forward pass over a sequence, with what its backward pass reads.

    cell: the cell's name. outputs: by name, arrays (T, …, n): each state and each other output at every
    step.
    """

    cell: str
    outputs: Mapping[str, Array]
    tape: tuple[Mapping[str, Array], ...]

    def __getitem__(self, name: str) -> Array:
        return output(self.outputs, name)

    def __len__(self) -> int:
        return len(self.tape)

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in self.outputs.items())
        return f"<Run of {self.cell}: {shapes}>"


@dataclass(frozen=True)
class Checked:
    """Arrays that fit: by name, with the value of each size and the batch shape."""

    arrays: dict[str, Array]
    sizes: Mapping[sp.Symbol, int]
    batch: tuple[int, ...]


class Functions:
    """The NumPy functions of one step program, and the loops over time that call them."""

    def __init__(self, step: Program) -> None:
        self.step_program = step
        self.gradient: Program = backward_program(step)
        defined = tuple(eq.lhs for eq in step.equations)
        self.step: Lambdified = lambdified(step)
        self.training: Lambdified = lambdified(step.keep(defined))
        self.backward: Lambdified = lambdified(self.gradient)
        self.given = [q for q in step.inputs if isinstance(q, Quantity)]
        self.sequences = [q for q in self.given if q.kind == Kind.INPUT]
        self.states = [q for q in self.given if q.kind == Kind.STATE]
        self.parameters = [q for q in self.given if q.kind == Kind.PARAMETER]

    def one_step(self, values: Mapping[str, ArrayLike]) -> tuple[Array, ...]:
        """The outputs of a step, in the order in which the cell returns them."""
        checked = check(values, self.given, leading=0)
        results = self.step({q.name: checked.arrays[q.base] for q in self.given})
        return tuple(full(results[q.name], checked.batch, q) for q in self.step_program.outputs)

    def forward(self, values: Mapping[str, ArrayLike | None]) -> Run:
        """The cell over a sequence; a state that is None starts from zeros."""
        present = {name: value for name, value in values.items() if value is not None}
        missing = [q for q in self.states if q.base not in present]
        others = [q for q in self.given if q not in missing]
        checked = check(present, others, leading=1)
        arrays = dict(checked.arrays)
        dtype = arrays[others[0].base].dtype
        for q in missing:
            axes = (int(size.subs(checked.sizes)) for size in axes_of(q))
            arrays[q.base] = np.zeros((*checked.batch, *axes), dtype)
        return self.run(arrays)

    def run(self, arrays: Mapping[str, Array]) -> Run:
        """The loop over time, on arrays that were checked (also complex ones)."""
        steps = len(arrays[self.sequences[0].base])
        batch = arrays[self.sequences[0].base].shape[1 : -len(axes_of(self.sequences[0]))]
        constants = {q.name: arrays[q.base] for q in self.parameters}
        states = {q.name: arrays[q.base] for q in self.states}
        tape = []
        for t in range(steps):
            values = {q.name: arrays[q.base][t] for q in self.sequences} | constants | states
            values |= self.training(values)
            values |= {q.name: full(values[q.name], batch, q) for q in self.step_program.outputs}
            tape.append(MappingProxyType(values))
            states = {q.name: values[q.at(0).name] for q in self.states}
        outputs = {q.name: np.stack([values[q.name] for values in tape]) for q in self.step_program.outputs}
        return Run(self.step_program.name, MappingProxyType(outputs), tuple(tape))

    def backpropagate(self, run: Run, seeds: Mapping[str, ArrayLike | None]) -> dict[str, Array]:
        """The gradients of Σ_t Σ_s ⟨Δs_t, s_t⟩ for given Δ: by parameter, by input, by initial state.

        A gradient has the shape of what it belongs to; an initial state's stands under the state's name.
        """
        if not isinstance(run, Run):
            kind = type(run).__name__
            raise ArrayError(f"a {kind} cannot be propagated back: give what `forward` of the cell returned")
        if run.cell != self.step_program.name:
            raise ArrayError(f"this run is one of {run.cell}, not of {self.step_program.name}")
        given = {q.name: seed_array(q, run, seeds.get(q.name)) for q in self.step_program.outputs}
        totals = {q.base: np.zeros_like(run.tape[0][q.name]) for q in self.parameters}
        inputs: dict[str, list[Array]] = {q.base: [] for q in self.sequences}
        carried = {q.base: np.zeros_like(run.tape[0][q.name]) for q in self.states}
        for t in reversed(range(len(run))):
            values = dict(run.tape[t])
            for q in self.step_program.outputs:
                values[Seed(q).name] = given[q.name][t] + carried.get(q.name, 0)
            cotangents = self.backward(values)
            for q in self.parameters:
                totals[q.base] += cotangents[Cotangent(q).name]
            for q in self.sequences:
                inputs[q.base].append(spread(cotangents[Cotangent(q).name], values[q.name]))
            carried = {
                q.base: spread(cotangents[Cotangent(q).name], values[q.name]).copy() for q in self.states
            }
        totals |= {q.base: totals[q.base].reshape(()) for q in self.parameters if not axes_of(q)}
        return totals | {name: np.stack(steps[::-1]) for name, steps in inputs.items()} | carried


def axes_of(q: Named) -> tuple[sp.Expr, ...]:
    """The sizes of a quantity's own axes: none of a scalar parameter, two of a matrix, else one."""
    if is_scalar(q) and isinstance(q, Quantity) and q.kind == Kind.PARAMETER:
        return ()
    return q.shape[:1] if is_vector(q) else q.shape


def spread(array: ArrayLike, like: Array) -> Array:
    """An array, which may be one number for all entries, in the shape and dtype of another."""
    return np.broadcast_to(np.asarray(array, like.dtype), like.shape)


def full(array: Array, batch: tuple[int, ...], like: Named) -> Array:
    """The array of a quantity with all of its batch axes, also where it is the same along them."""
    array = np.asarray(array)
    wanted = (*batch, *array.shape[-len(axes_of(like)) :])
    return array if array.shape == wanted else np.broadcast_to(array, wanted).copy()


def seed_array(q: Named, run: Run, seed: ArrayLike | None) -> Array:
    """Δ of one output over time; zeros where none is given."""
    like = run[q.name]
    return np.zeros_like(like) if seed is None else cotangent(q.name, seed, like.shape, like.dtype)


def check(values: Mapping[str, ArrayLike], wanted: list[Quantity], leading: int) -> Checked:
    """The arrays of a call, after every check of names, dtypes, shapes and numbers that are not finite.

    `leading` is 1 where inputs have a time axis in front. States are broadcast to the batch shape.
    Raises ArrayError, which names the array and both shapes.
    """
    names = [q.base for q in wanted]
    check_names(values, names, names)
    arrays = {q.base: as_array(q.base, values[q.base], q.kind == Kind.INPUT) for q in wanted}
    check_dtypes(arrays)
    given = [stated(q, arrays[q.base], leading) for q in wanted]
    sizes = sizes_of(given)
    batch, _ = batch_of(given)
    check_finite(arrays)
    for q in wanted:
        if q.kind == Kind.STATE:
            arrays[q.base] = full(arrays[q.base], batch, q)
        elif q.kind == Kind.INPUT:
            time = arrays[q.base].shape[:leading]
            arrays[q.base] = full(arrays[q.base], (*time, *batch), q)
        elif not axes_of(q):
            arrays[q.base] = arrays[q.base].reshape(1)
    symbols = {symbol for q in wanted for size in axes_of(q) for symbol in size.free_symbols}
    return Checked(arrays, {symbol: sizes[str(symbol)] for symbol in symbols}, batch)


def stated(q: Quantity, array: Array, leading: int = 0) -> Given:
    """An array with what is wanted of it; `leading` is 1 where inputs have a time axis in front."""
    axes = tuple(map(str, axes_of(q)))
    return Given(q.base, array, axes, leading if q.kind == Kind.INPUT else 0, q.kind == Kind.PARAMETER)
