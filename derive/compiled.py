"""A compiled cell: arrays in, arrays out, by the NumPy module that was emitted for it.

Needs no SymPy. Legend: a *part* is the share of a batch that one thread works on; a *team* is the parts
of a batch with their buffers, which the next call of the same shape uses again.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from derive.arrays import FLOATS, Array, as_array, cotangent, output
from derive.errors import ArrayError
from derive.signature import Checked, Signature
from derive.teams import Team, make_team

Arrays = Mapping[str, Array]


@dataclass(frozen=True)
class Outputs:
    """What a cell returns over a sequence.

    sequences: by output, arrays (T, …, axes), zero past the end of each sequence; last: by state, its
    value after the last step of each sequence, (…, axes).
    """

    sequences: Arrays
    last: Arrays

    def __getitem__(self, name: str) -> Array:
        return output(self.sequences, name)


@dataclass(frozen=True, eq=False)
class Training(Outputs):
    """The outputs of a run that can be propagated back, with what that needs.

    The parameters are read again by the backward pass: change them after it, not before.
    """

    checked: Checked = field(repr=False)
    lengths: Array | None = field(repr=False)
    every: int | None
    team: Team | None = field(repr=False)
    starts: tuple[Arrays, ...] = field(default=(), repr=False)


class Compiled:
    """A cell as NumPy code for sequences of any length and any batch axes, float32 or float64.

    Inputs are (T, …, m), states (…, n) or left out for zeros, parameters without batch axes. Sequences of
    unequal length stand in one array, filled up behind their ends: `lengths` says where these are. Results
    are the caller's own. `load` gives the compiled module for a dtype.
    """

    def __init__(self, load: Callable[[str], ModuleType]) -> None:
        self._load = load
        self._modules: dict[str, ModuleType] = {}
        self._signatures: dict[str, Signature] = {}
        self._idle: dict[tuple[Any, ...], list[Team]] = {}

    def module(self, dtype: str) -> ModuleType:
        """The compiled module for a dtype."""
        if dtype not in self._modules:
            self._modules[dtype] = self._load(dtype)
            self._signatures[dtype] = Signature(**self._modules[dtype].SIGNATURE)
        return self._modules[dtype]

    def source(self, dtype: str = "float32") -> str:
        """The text of the compiled module for a dtype."""
        return str(self.module(dtype).SOURCE)

    def signature(self, dtype: str = "float32") -> Signature:
        """What the cell takes and gives."""
        self.module(dtype)
        return self._signatures[dtype]

    def forward(
        self, *arrays: ArrayLike, lengths: ArrayLike | None = None, threads: int | None = None,
        **named: ArrayLike | None,
    ) -> Outputs:  # fmt: skip
        """The cell over a sequence, keeping nothing but what is returned.

        Arguments as in the cell's own signature; lengths: how many steps each sequence has, (…), all T
        if left out; threads: over how many the batch is split, by default as many as pay. Raises
        ArrayError before any work.
        """
        checked = self._check(arrays, named)
        ends = _lengths(checked, lengths)
        team = self._take("inference", checked, checked.steps, threads)
        try:
            states = {name: checked.state(name) for name in checked.signature.states}
            return self._run(team, checked, 0, checked.steps, states, ends)
        finally:
            self._give(team)

    def train(
        self, *arrays: ArrayLike, lengths: ArrayLike | None = None, threads: int | None = None,
        every: int | None = None, **named: ArrayLike | None,
    ) -> Training:  # fmt: skip
        """The cell over a sequence, keeping what `backward` reads.

        Arguments as for `forward`; every: keep the states of each `every`-th step alone, and compute the
        rest again when it is needed. Raises ArrayError before any work.
        """
        checked = self._check(arrays, named)
        ends = _lengths(checked, lengths)
        states = {name: checked.state(name) for name in checked.signature.states}
        if every is None or every >= checked.steps:
            team = self._take("training", checked, checked.steps, threads)
            run = self._run(team, checked, 0, checked.steps, states, ends)
            training = Training(run.sequences, run.last, checked, ends, None, team)
            weakref.finalize(training, self._give, team)
            return training
        if every < 1:
            raise ArrayError(f"every is {every}; it is a number of steps, at least 1")
        return self._stretches(checked, states, ends, every, threads)

    def _stretches(
        self, checked: Checked, states: dict[str, Array], ends: Array | None, every: int, threads: int | None
    ) -> Training:
        """A run of which only every so many states are kept."""
        starts, found = [], []
        for start in range(0, checked.steps, every):
            stop = min(start + every, checked.steps)
            starts.append(states)
            team = self._take("inference", checked, stop - start, threads)
            try:
                run = self._run(team, checked, start, stop, states, _within(ends, start, stop))
            finally:
                self._give(team)
            states = {name: run.last[name].reshape(array.shape) for name, array in states.items()}
            found.append(run)
        joined = {name: np.concatenate([run[name] for run in found]) for name in checked.signature.returned}
        return Training(joined, found[-1].last, checked, ends, every, None, tuple(starts))

    def backward(
        self, run: Training, last: Mapping[str, ArrayLike] | None = None, inputs: bool = True,
        threads: int | None = None, **cotangents: ArrayLike | None,
    ) -> dict[str, Array]:  # fmt: skip
        """Gradients of a loss from its cotangents, e.g. h=∂L/∂h (T, …, n); past the end they count as zero.

        last: cotangents of states after the last step, by state; inputs: whether the gradients of the
        inputs are wanted. Returns arrays by name: parameters, inputs (T, …, m), and initial states under
        the states' names. Raises ArrayError for a name or shape that does not fit.
        """
        if not isinstance(run, Training):
            raise ArrayError("only a run of `train` can be propagated back; `forward` keeps nothing for it")
        checked = run.checked
        given = {name: value for name, value in cotangents.items() if value is not None}
        if not given and not last:
            raise ArrayError(
                f"no cotangent is given; the outputs of this run are {', '.join(run.sequences)}, "
                f"and `last` takes those of the last {', '.join(checked.signature.states)}"
            )
        seeds = {name: _cotangent(checked, name, value) for name, value in given.items()}
        carried = {name: _last(checked, name, (last or {}).get(name)) for name in checked.signature.states}
        _known(last or {}, checked.signature.states, checked)
        if run.team is not None:
            found = run.team.backward(checked.parameters(), seeds, carried, run.lengths, inputs)
        else:
            found = self._again(run, seeds, carried, inputs, threads)
        return _shaped(checked, found, inputs)

    def _again(
        self,
        run: Training,
        seeds: dict[str, Array],
        carried: dict[str, Array],
        inputs: bool,
        threads: int | None,
    ) -> dict[str, Array]:
        """Back-propagation that computes each stretch again, the last one first."""
        checked, every = run.checked, run.every or run.checked.steps
        totals: dict[str, Array] = {}
        pieces: list[dict[str, Array]] = []
        for k in reversed(range(len(run.starts))):
            start, stop = k * every, min((k + 1) * every, checked.steps)
            team = self._take("training", checked, stop - start, threads)
            try:
                ends = _within(run.lengths, start, stop)
                self._run(team, checked, start, stop, dict(run.starts[k]), ends)
                own = {n: s[start:stop] for n, s in seeds.items()}
                found = team.backward(checked.parameters(), own, carried, ends, inputs)
            finally:
                self._give(team)
            carried = {name: found.pop(f"state {name}") for name in checked.signature.states}
            pieces.append({key: found.pop(key) for key in list(found) if key.startswith("input ")})
            for name, gradient in found.items():
                totals[name] = totals[name] + gradient if name in totals else gradient
        for key in pieces[0]:
            totals[key] = np.concatenate([piece[key] for piece in reversed(pieces)])
        return totals | {f"state {name}": gradient for name, gradient in carried.items()}

    def _run(
        self, team: Team, checked: Checked, start: int, stop: int, states: Arrays, ends: Array | None
    ) -> Outputs:
        """One run of a team over some of the steps; the results have the caller's batch axes."""
        inputs = {name: checked.sequence(name)[start:stop] for name in checked.signature.inputs}
        sequences, last = team.run(checked.parameters(), inputs, states, ends)
        return Outputs(
            {
                name: array.reshape(stop - start, *checked.batch, *array.shape[2:])
                for name, array in sequences.items()
            },
            {name: array.reshape(*checked.batch, *array.shape[1:]) for name, array in last.items()},
        )

    def _check(self, arrays: tuple[ArrayLike, ...], given: Mapping[str, ArrayLike | None]) -> Checked:
        """The arrays of a call, checked."""
        signature = self.signature(_dtype((*arrays, *given.values())))
        return signature.check(signature.bind(arrays, given))

    def _take(self, mode: str, checked: Checked, steps: int, threads: int | None) -> Team:
        """A team that is idle, or a new one."""
        sizes = tuple(checked.sizes[letter] for letter in checked.signature.sizes)
        key = (mode, steps, checked.rows, sizes, checked.dtype, threads)
        idle = self._idle.setdefault(key, [])
        return (
            idle.pop()
            if idle
            else make_team(self.module(checked.dtype.name), checked, mode, steps, threads, key)
        )

    def _give(self, team: Team) -> None:
        """Lets the next call of the same shape use a team."""
        self._idle[team.key].append(team)


def _dtype(values: Iterable[ArrayLike | None]) -> str:
    """The first dtype that there is a module for; what is no array is refused later, under its name."""
    for value in values:
        with suppress(ValueError, TypeError):
            dtype = np.asarray(value).dtype
            if dtype in FLOATS:
                return dtype.name
    return "float64"


def _known(given: Mapping[str, Any], names: Mapping[str, Any], checked: Checked) -> None:
    """Raises ArrayError where a name is none of these."""
    for name in given:
        if name not in names:
            raise ArrayError(f"{checked.signature.name} has no {name!r} here; there are {', '.join(names)}")


def _cotangent(checked: Checked, name: str, value: ArrayLike) -> Array:
    """The cotangent of an output at every step, as (T, rows, axes)."""
    returned = checked.signature.returned
    if name not in returned:
        raise ArrayError(f"no cotangent can be given for {name!r}; {', '.join(returned)} were returned")
    axes = checked.axes(checked.signature.outputs[name])
    wanted = (checked.steps, *checked.batch, *axes)
    return cotangent(name, value, wanted, checked.dtype).reshape(checked.steps, checked.rows, *axes)


def _last(checked: Checked, name: str, value: ArrayLike | None) -> Array:
    """The cotangent of a state after the last step, as (rows, axes); zeros where none is given."""
    axes = checked.axes(checked.signature.states[name])
    if value is None:
        return np.zeros((checked.rows, *axes), checked.dtype)
    array = cotangent(f"the last {name}", value, (*checked.batch, *axes), checked.dtype)
    return array.reshape(checked.rows, *axes)


def _lengths(checked: Checked, lengths: ArrayLike | None) -> Array | None:
    """How many steps each sequence has, as (rows,); None where all have all."""
    if lengths is None:
        return None
    array = as_array("lengths", lengths)
    if array.shape != checked.batch or array.dtype.kind not in "iu":
        raise ArrayError(
            f"lengths are {array.dtype} of shape {array.shape}, wanted whole numbers {checked.batch}"
        )
    if array.size and not (array.min() >= 1 and array.max() <= checked.steps):
        raise ArrayError(
            f"lengths are from {array.min()} to {array.max()}, the inputs have {checked.steps} steps"
        )
    return array.reshape(checked.rows).astype(int)


def _within(ends: Array | None, start: int, stop: int) -> Array | None:
    """How many steps of a stretch each sequence has."""
    return None if ends is None else np.clip(ends - start, 0, stop - start)


def _shaped(checked: Checked, found: dict[str, Array], inputs: bool) -> dict[str, Array]:
    """Gradients by name, in the shapes of what they belong to."""
    signature = checked.signature
    gradients = signature_gradients(checked, found)
    for name in signature.inputs if inputs else ():
        array = found[f"input {name}"]
        gradients[name] = array.reshape(checked.steps, *checked.batch, *array.shape[2:])
    for name in signature.states:
        array = found[f"state {name}"]
        gradients[name] = array.reshape(*checked.batch, *array.shape[1:])
    return gradients


def signature_gradients(checked: Checked, found: Arrays) -> dict[str, Array]:
    """The gradients of the parameters as the cell is written."""
    return checked.joined({name: array for name, array in found.items() if " " not in name})
