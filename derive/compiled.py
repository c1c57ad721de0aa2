"""A compiled cell: arrays in, arrays out, by the NumPy module that was emitted for it.

Needs no SymPy. Legend: a *part* is the share of a batch that one thread works on; a *team* is the parts
of a batch with their buffers, which the next call of the same shape uses again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from derive.arrays import FLOATS, Array, States, as_array, cotangent, output
from derive.errors import ArrayError
from derive.signature import Checked, Signature
from derive.teams import Idle, Loan, Team, make_team

Arrays = Mapping[str, Array]

DTYPES = tuple(np.dtype(kind).name for kind in FLOATS)
"""What a cell is compiled for, each apart."""

RUNNING = frozenset({"lengths", "threads", "every"})
BACK = frozenset({"last", "inputs", "threads"})
"""The options of a run, and of propagating it back."""


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

    The parameters are read again by the backward pass, with `every` the inputs as well: change them after
    it, not before.
    """

    owner: Compiled = field(repr=False)
    checked: Checked = field(repr=False)
    lengths: Array | None = field(repr=False)
    every: int | None
    loan: Loan | None = field(repr=False)
    starts: tuple[Arrays, ...] = field(default=(), repr=False)


class Compiled:
    """A cell as NumPy code for sequences of any length and any batch axes, float32 or float64.

    Inputs are (T, …, m), states (…, n) or left out for zeros, parameters without batch axes. Sequences of
    unequal length stand in one array, filled up behind their ends: `lengths` says where these are. Results
    are the caller's own. `load` gives the compiled module for a dtype.
    """

    def __init__(self, load: Callable[[str], ModuleType]) -> None:
        self._load = load
        self._loaded: dict[str, tuple[ModuleType, Signature]] = {}
        self._idle = Idle()

    def module(self, dtype: str) -> ModuleType:
        """The compiled module for a dtype."""
        return self._both(dtype)[0]

    def signature(self, dtype: str = "float32") -> Signature:
        """What the cell takes and gives."""
        return self._both(dtype)[1]

    def _both(self, dtype: str) -> tuple[ModuleType, Signature]:
        """The module for a dtype, with its signature."""
        if dtype not in self._loaded:
            if dtype not in DTYPES:
                raise ArrayError(f"there is no module for {dtype}; arrays are {' or '.join(DTYPES)}")
            module = self._load(dtype)
            signature = Signature(**module.SIGNATURE)
            _check_options(signature)
            self._loaded[dtype] = module, signature
        return self._loaded[dtype]

    def source(self, dtype: str = "float32") -> str:
        """The text of the compiled module for a dtype."""
        return str(self.module(dtype).SOURCE)

    def forward(
        self, /, *arrays: ArrayLike, lengths: ArrayLike | None = None, threads: int | None = None,
        **named: ArrayLike | None,
    ) -> Outputs:  # fmt: skip
        """The cell over a sequence, keeping nothing but what is returned; with `lengths`, as much as `train`.

        Arguments as in the cell's own signature; lengths: how many steps each sequence has, (…), all T
        if left out; threads: over how many the batch is split, by default as many as pay. Raises
        ArrayError before any work.
        """
        _check_threads(threads)
        checked = self._check(arrays, named)
        ends = _lengths(checked, lengths)
        states = {name: checked.state(name) for name in checked.signature.states}
        inputs = {name: checked.sequence(name) for name in checked.signature.inputs}
        team = self._take(_reading(ends), checked, checked.steps, threads)
        run = self._run(team, checked, inputs, states, ends)
        self._idle.give(team)
        return run

    def train(
        self, /, *arrays: ArrayLike, lengths: ArrayLike | None = None, threads: int | None = None,
        every: int | None = None, **named: ArrayLike | None,
    ) -> Training:  # fmt: skip
        """The cell over a sequence, keeping what `backward` reads, and the states.

        Arguments as for `forward`; every: keep the states of each `every`-th step alone, and compute the
        rest again when it is needed. Raises ArrayError before any work.
        """
        _check_threads(threads)
        checked = self._check(arrays, named)
        ends = _lengths(checked, lengths)
        states = {name: checked.state(name) for name in checked.signature.states}
        if every is not None:
            _at_least_one("every", every, "a number of steps")
        if every is None or every >= checked.steps:
            inputs = {name: checked.sequence(name) for name in checked.signature.inputs}
            team = self._take("training", checked, checked.steps, threads)
            run = self._run(team, checked, inputs, states, ends)
            loan = Loan(team, self._idle)
            return Training(run.sequences, run.last, self, checked, ends, None, loan)
        return self._stretches(checked, states, ends, every, threads)

    def _stretches(
        self, checked: Checked, states: dict[str, Array], ends: Array | None, every: int, threads: int | None
    ) -> Training:
        """A run of which only every so many states are kept."""
        starts, found = [], []
        states = {name: array.copy() for name, array in states.items()}
        inputs = {name: checked.sequence(name) for name in checked.signature.inputs}
        for start in range(0, checked.steps, every):
            stop = min(start + every, checked.steps)
            starts.append(states)
            team = self._take(_reading(ends), checked, stop - start, threads)
            own = {name: array[start:stop] for name, array in inputs.items()}
            run = self._run(team, checked, own, states, _within(ends, start, stop))
            self._idle.give(team)
            states = {name: run.last[name].reshape(array.shape) for name, array in states.items()}
            found.append(run)
        joined = {name: np.concatenate([run[name] for run in found]) for name in checked.signature.returned}
        return Training(joined, found[-1].last, self, checked, ends, every, None, tuple(starts))

    def backward(
        self, run: Training, /, last: Mapping[str, ArrayLike] | None = None, inputs: bool = True,
        threads: int | None = None, **cotangents: ArrayLike | None,
    ) -> dict[str, Array]:  # fmt: skip
        """Gradients of a loss from its cotangents, e.g. h=∂L/∂h (T, …, n); past the end they count as zero.

        last: cotangents of states after the last step, by state; inputs: whether the gradients of the
        inputs are wanted; threads: as for `train`, where stretches are computed again. Returns arrays by
        name: parameters, inputs (T, …, m), and initial states under the states' names, both with the batch
        axes of the run. Raises ArrayError for a name or shape that does not fit.
        """
        if not isinstance(run, Training):
            raise ArrayError("only a run of `train` can be propagated back; `forward` keeps nothing for it")
        _check_threads(threads)
        if run.owner is not self:
            raise ArrayError("this run is of another compiled cell; propagate it back by the one that ran it")
        checked = run.checked
        if last is not None and not isinstance(last, Mapping):
            states = ", ".join(checked.signature.states)
            raise ArrayError(f"last is a dict of cotangents by state ({states}), not {type(last).__name__}")
        given = {name: value for name, value in cotangents.items() if value is not None}
        if not given and not last:
            raise ArrayError(
                f"no cotangent is given; the outputs of this run are {', '.join(run.sequences)}, "
                f"and `last` takes those of the last {', '.join(checked.signature.states)}"
            )
        seeds = {name: _cotangent(checked, name, value) for name, value in given.items()}
        carried = {name: _last(checked, name, (last or {}).get(name)) for name in checked.signature.states}
        _known(last or {}, checked.signature.states, checked)
        if run.loan is not None:
            found = run.loan.team.backward(checked.parameters(), seeds, carried, run.lengths, inputs)
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
        checked, length = run.checked, run.every or run.checked.steps
        totals: dict[str, Array] = {}
        pieces: list[dict[str, Array]] = []
        sequences = {name: checked.sequence(name) for name in checked.signature.inputs}
        for k in reversed(range(len(run.starts))):
            start, stop = k * length, min((k + 1) * length, checked.steps)
            team = self._take("training", checked, stop - start, threads)
            ends = _within(run.lengths, start, stop)
            given, own = ({n: a[start:stop] for n, a in every.items()} for every in (sequences, seeds))
            self._run(team, checked, given, dict(run.starts[k]), ends)
            found = team.backward(checked.parameters(), own, carried, ends, inputs)
            self._idle.give(team)
            carried = {name: found.pop(f"state {name}") for name in checked.signature.states}
            pieces.append({key: found.pop(key) for key in list(found) if key.startswith("input ")})
            for name, gradient in found.items():
                totals[name] = totals[name] + gradient if name in totals else gradient
        for key in pieces[0]:
            totals[key] = np.concatenate([piece[key] for piece in reversed(pieces)])
        return totals | {f"state {name}": gradient for name, gradient in carried.items()}

    def _run(
        self, team: Team, checked: Checked, inputs: Arrays, states: Arrays, ends: Array | None
    ) -> Outputs:
        """One run of a team; the results have the caller's batch axes."""
        sequences, last = team.run(checked.parameters(), inputs, states, ends)
        return Outputs(
            {
                name: array.reshape(team.steps, *checked.batch, *array.shape[2:])
                for name, array in sequences.items()
            },
            States({name: array.reshape(*checked.batch, *array.shape[1:]) for name, array in last.items()}),
        )

    def _check(self, arrays: tuple[ArrayLike, ...], given: Mapping[str, ArrayLike | None]) -> Checked:
        """The arrays of a call, checked."""
        signature = self.signature(_dtype((*arrays, *given.values())))
        return signature.check(signature.bind(arrays, given))

    def _take(self, mode: str, checked: Checked, steps: int, threads: int | None) -> Team:
        """A team that is idle, or a new one."""
        sizes = tuple(checked.sizes[letter] for letter in checked.signature.sizes)
        key = (mode, steps, checked.rows, sizes, checked.dtype, threads)
        module = self.module(checked.dtype.name)
        return self._idle.take(key) or make_team(module, checked, mode, steps, threads, key)


def _reading(ends: Array | None) -> str:
    """What runs where nothing is propagated back: states are read midway if sequences end there."""
    return "inference" if ends is None else "training"


def _check_threads(threads: int | None) -> None:
    """Raises ArrayError for what is no number of threads."""
    if threads is not None:
        _at_least_one("threads", threads, "over how many the batch is split")


def _at_least_one(name: str, value: object, what: str) -> None:
    """A whole number from 1 on."""
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < 1:
        raise ArrayError(f"{name} is {value!r}; it is {what}, a whole number from 1 on")


def _dtype(values: Iterable[ArrayLike | None]) -> str:
    """The first dtype that there is a module for; what is no array is refused later, under its name."""
    for value in values:
        with suppress(ValueError, TypeError):
            dtype = np.asarray(value).dtype
            if dtype in FLOATS:
                return dtype.name
    return "float64"


def _check_options(signature: Signature) -> None:
    """Raises ArrayError where an array has the name of an option."""
    given = {*signature.inputs, *signature.states, *signature.parameters}
    clashes = [(name, "`forward` and `train`") for name in sorted(RUNNING & given)]
    clashes += [(name, "`backward`") for name in sorted(BACK.intersection(signature.outputs))]
    for name, where in clashes:
        raise ArrayError(
            f"{signature.name} cannot be compiled: {name} is an option of {where}",
            f"give what the cell calls {name} another name",
        )


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
            f"lengths are from {array.min()} to {array.max()}; the inputs have {checked.steps} steps, "
            "and each sequence has at least 1"
        )
    return array.reshape(checked.rows).astype(int)


def _within(ends: Array | None, start: int, stop: int) -> Array | None:
    """How many steps of a stretch each sequence has."""
    return None if ends is None else np.clip(ends - start, 0, stop - start)


def _shaped(checked: Checked, found: dict[str, Array], inputs: bool) -> dict[str, Array]:
    """Gradients by name; those of inputs and states with the batch axes of the run."""
    signature = checked.signature
    gradients = checked.joined({name: array for name, array in found.items() if " " not in name})
    for name in signature.inputs if inputs else ():
        array = found[f"input {name}"]
        gradients[name] = array.reshape(checked.steps, *checked.batch, *array.shape[2:])
    for name in signature.states:
        array = found[f"state {name}"]
        gradients[name] = array.reshape(*checked.batch, *array.shape[1:])
    return gradients
