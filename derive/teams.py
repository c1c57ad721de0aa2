"""The parts of a batch, a thread for each: buffers, and the functions of a compiled module that run on them.

NumPy and BLAS release the interpreter's lock, so plain threads work at the same time; BLAS is held to
one thread in each. A batch is split only where each share is large enough to be worth it. Where it is not,
one thread takes the steps, and another does aside what is done for many steps at once, if that is worth it.
Threads of BLAS would be waited for at every product, and for long where another program runs.
"""

from __future__ import annotations

import math
import threading
import weakref
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

from derive.arrays import Array
from derive.errors import ArrayError
from derive.signature import Checked
from derive.threads import Aside, one_thread_of_blas, pool, processors, quietly

LEAST_ROWS = 8
"""Sequences of a part below which its products are too thin."""

LEAST_SHARE = 4096
"""Entries of a part's largest state below which steps cost less than handing over between threads."""

LEAST_PRODUCT = 20_000_000
"""Multiplications of a matrix, over all steps and sequences, below which no other thread is worth it."""

MOST_IDLE = 1 << 28
"""Bytes that the buffers of the idle teams of a compiled cell may take; one team stays whatever it takes."""


class Part:
    """One share of a batch: the rows from `start` to before `stop`.

    aside: who works on it besides the thread that takes the steps.
    """

    def __init__(
        self, module: ModuleType, checked: Checked, mode: str, steps: int, start: int, stop: int,
        aside: Aside | None,
    ) -> None:  # fmt: skip
        self.module, self.start, self.stop, self.steps = module, start, stop, steps
        self.aside = aside
        self.signature = checked.signature
        self.shape = (stop - start, tuple(checked.sizes[s] for s in checked.signature.sizes), checked.dtype)
        self.load, weights = getattr(module, f"{mode}_weights")(*self.shape)
        self.run, self.arrays = getattr(module, mode)(steps, *self.shape, weights)
        self.bytes = bytes_of(self.arrays)

    @cached_property
    def reverse(self) -> tuple[Callable[..., None], Callable[..., dict[str, Array]], dict[str, Array]]:
        """The backward pass over the same buffers: what loads its weights, what runs, its arrays."""
        load, weights = self.module.backward_weights(*self.shape)
        run, arrays = self.module.backward(self.steps, *self.shape, weights, self.arrays)
        self.bytes += bytes_of(arrays)
        return load, run, arrays

    def forward(
        self, parameters: Mapping[str, Array], inputs: Mapping[str, Array], states: Mapping[str, Array],
        ends: Array | None, sequences: Mapping[str, Array], last: Mapping[str, Array],
    ) -> None:  # fmt: skip
        """Runs the part with some parameters and writes its rows of what is returned."""
        self.load(parameters)
        rows = slice(self.start, self.stop)
        own = None if ends is None else ends[rows]
        for name, array in inputs.items():
            np.copyto(self.arrays[name], array[:, rows])
            for row, end in enumerate(own if own is not None else ()):
                self.arrays[name][end:, row] = 0
        for name, array in states.items():
            self.arrays[f"start {name}_prev"][...] = array[rows]
        self.run(self.aside)
        for name, array in sequences.items():
            array[:, rows] = self.arrays[name]
            for row, end in enumerate(own if own is not None else ()):
                array[end:, self.start + row] = 0
        for name, array in last.items():
            if own is None:
                array[rows] = self.arrays[f"end {name}"]
            else:
                every = self.arrays[f"every {name}"]
                array[rows] = every[own, np.arange(len(own))]
        if own is not None:
            self._freeze(own)

    def _freeze(self, ends: Array) -> None:
        """Past its end a sequence keeps the values of its last step, so that zeros stay zeros backward.

        One that ended before takes those of another, which are sound; if all have, nothing runs backward.
        """
        longest = int(ends.argmax())
        for key, buffer in self.arrays.items():
            if key.startswith("buffer ") and buffer.shape[1] >= self.steps:
                more = buffer.shape[1] - self.steps
                for row, end in enumerate(map(int, ends)):
                    stop = end - 1 + more
                    if end:
                        buffer[:, stop + 1 :, row] = buffer[:, stop : stop + 1, row]
                if ends.any():
                    gone = ends == 0
                    buffer[:, :, gone] = buffer[:, :, longest : longest + 1]

    def backward(
        self, parameters: Mapping[str, Array], seeds: Mapping[str, Array], carried: Mapping[str, Array],
        ends: Array | None, inputs: bool, results: Mapping[str, Array],
    ) -> dict[str, Array]:  # fmt: skip
        """Runs the backward pass, writes its rows of the results, returns the parameters' gradients."""
        load, run, arrays = self.reverse
        load(parameters)
        rows = slice(self.start, self.stop)
        own = None if ends is None else ends[rows]
        for name in self.signature.returned:
            seed = arrays.get(f"seed_{name}")
            if seed is not None:
                np.copyto(seed, seeds[name][:, rows] if name in seeds else 0)
                for row, end in enumerate(own if own is not None else ()):
                    seed[end:, row] = 0
        for name, array in carried.items():
            self._arrive(name, arrays, array[rows], own)
        goes_on = own is None or own.any()
        totals: dict[str, Array] = run(self.aside, inputs) if goes_on else {}
        for name in self.signature.inputs if inputs else ():
            results[f"input {name}"][:, rows] = arrays.get(f"d_{name}", 0) if goes_on else 0
        for name, array in carried.items():
            results[f"state {name}"][rows] = arrays.get(f"end d_{name}_prev", 0) if goes_on else 0
            if own is not None:
                results[f"state {name}"][rows][own == 0] += array[rows][own == 0]
        return totals

    def _arrive(self, name: str, arrays: Mapping[str, Array], values: Array, own: Array | None) -> None:
        """Takes the cotangents of a last state: those of the very last step start, others come in midway."""
        start, seed = arrays.get(f"start carried_{name}"), arrays.get(f"seed_{name}")
        if start is None:
            self._inject(name, seed, values, np.full(len(values), self.steps) if own is None else own)
        elif own is None:
            start[...] = values
        else:
            whole = own == self.steps
            start[...] = 0
            start[whole] = values[whole]
            self._inject(name, seed, values, np.where(whole, 0, own))

    def _inject(self, name: str, seed: Array | None, values: Array, ends: Array) -> None:
        """Adds the cotangents of a last state to those of the step that ends a sequence; none does where 0.

        Raises ArrayError for a state of which nothing takes a cotangent at every step.
        """
        (ending,) = np.nonzero(ends)
        if seed is not None:
            seed[ends[ending] - 1, ending] += values[ending]
        elif np.any(values[ending]):
            raise ArrayError(
                f"a cotangent of the last {name} cannot be taken up here: {name} is not returned at "
                f"every step; compile the cell with {name!r} among `returned`"
            )


def bytes_of(arrays: Mapping[str, Array]) -> int:
    """How much memory the buffers among some arrays take; the others are views of them."""
    return sum(array.nbytes for key, array in arrays.items() if key.startswith("buffer "))


@dataclass(frozen=True, eq=False)
class Team:
    """The parts of a batch, for one run at a time.

    key: under which it is kept while it is idle; aside: who works besides them.
    """

    parts: tuple[Part, ...]
    checked: Checked
    steps: int
    key: tuple[Any, ...]
    aside: Aside | None
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def bytes(self) -> int:
        """How much memory its buffers take."""
        return sum(part.bytes for part in self.parts)

    def run(
        self, parameters: Mapping[str, Array], inputs: Mapping[str, Array], states: Mapping[str, Array],
        ends: Array | None,
    ) -> tuple[dict[str, Array], dict[str, Array]]:  # fmt: skip
        """All parts; returns the outputs (T, rows, axes) and the last states (rows, axes)."""
        signature, dtype = self.checked.signature, self.checked.dtype
        rows = self.checked.rows
        sequences = {
            name: np.empty((self.steps, rows, *self.checked.axes(signature.outputs[name])), dtype)
            for name in signature.returned
        }
        last = {
            name: np.empty((rows, *self.checked.axes(axes)), dtype) for name, axes in signature.states.items()
        }
        self._each(lambda part: part.forward(parameters, inputs, states, ends, sequences, last))
        return sequences, last

    def backward(
        self, parameters: Mapping[str, Array], seeds: Mapping[str, Array], carried: Mapping[str, Array],
        ends: Array | None, inputs: bool,
    ) -> dict[str, Array]:  # fmt: skip
        """All parts; gradients of parameters by name, others as `input x` and `state h`."""
        signature, dtype = self.checked.signature, self.checked.dtype
        rows = self.checked.rows
        results = {f"state {name}": np.empty_like(array) for name, array in carried.items()}
        if inputs:
            for name, axes in signature.inputs.items():
                shape = (self.steps, rows, *self.checked.axes(axes))
                results[f"input {name}"] = np.empty(shape, dtype)
        found = self._each(lambda part: part.backward(parameters, seeds, carried, ends, inputs, results))
        totals: dict[str, Array] = {}
        for part in found:
            for name, gradient in part.items():
                totals[name] = totals[name] + gradient if name in totals else gradient
        return totals | results

    def _each(self, work: Callable[[Part], Any]) -> list[Any]:
        """Does the work for all parts at the same time; when it is left, also by an error, none goes on."""
        others: list[Future[Any]] = []
        with self.lock, one_thread_of_blas, self.aside or nullcontext():
            try:
                for part in self.parts[1:]:
                    others.append(pool().submit(quietly, work, part))
                return [quietly(work, self.parts[0]), *(other.result() for other in others)]
            finally:
                wait([other for other in others if not other.cancel()])


class Idle:
    """Teams that nobody uses, for the next run of the same shape; the oldest go if they take too much.

    A run may end while a team is taken or kept, in the same thread: when Python collects garbage there.
    So `give` waits for nobody, and leaves what it cannot keep now to whoever comes next.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.given: deque[Team] = deque()
        self.teams: dict[Team, int] = {}

    def take(self, key: tuple[Any, ...]) -> Team | None:
        """The one of this key that was used last."""
        with self.lock:
            self._keep()
            found = next((team for team in reversed(self.teams) if team.key == key), None)
            if found is not None:
                del self.teams[found]
            return found

    def give(self, team: Team) -> None:
        """Keeps a team, and drops old ones."""
        self.given.append(team)
        if self.lock.acquire(blocking=False):
            try:
                self._keep()
            finally:
                self.lock.release()

    def _keep(self) -> None:
        """Takes in what was given."""
        while self.given:
            team = self.given.popleft()
            self.teams[team] = team.bytes
        while len(self.teams) > 1 and sum(self.teams.values()) > MOST_IDLE:
            del self.teams[next(iter(self.teams))]


class Loan:
    """A team in the hands of a run: when nobody has this any more, the team is idle."""

    def __init__(self, team: Team, idle: Idle) -> None:
        self.team = team
        weakref.finalize(self, idle.give, team).atexit = False


def share(checked: Checked, steps: int, threads: int | None) -> int:
    """Over how many threads a batch is split."""
    if threads is not None:
        return max(1, min(threads, checked.rows))
    most = min(processors(), checked.rows // LEAST_ROWS)
    if checked.signature.stepwise:
        widest = max((math.prod(checked.axes(a)) for a in checked.signature.states.values()), default=1)
        return max(1, min(most, checked.rows * widest // LEAST_SHARE))
    return max(1, most) if has_large_products(checked, steps) else 1


def has_large_products(checked: Checked, steps: int) -> bool:
    """Whether what is done for many steps at once is worth another thread."""
    sizes = (math.prod(checked.axes(axes)) for axes in checked.signature.parameters.values())
    return max(sizes, default=0) * steps * checked.rows >= LEAST_PRODUCT


def make_team(
    module: ModuleType, checked: Checked, mode: str, steps: int, threads: int | None, key: tuple[Any, ...]
) -> Team:
    """The buffers for a batch, split over threads."""
    number = share(checked, steps, threads)
    edges = [checked.rows * k // number for k in range(number + 1)]
    worth_it = number == 1 and threads is None and processors() > 1 and has_large_products(checked, steps)
    aside = Aside() if worth_it else None
    with one_thread_of_blas:
        parts = tuple(Part(module, checked, mode, steps, *edge, aside) for edge in pairwise(edges))
    return Team(parts, checked, steps, key, aside)
