"""Roles → limits: each gate at 0 and at 1, and pairs of them; what is left and what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import sympy as sp

from derive.activations import ACTIVATIONS
from derive.componentwise import Dot, substitute, symbol
from derive.memory import Memory
from derive.nodes import Named, shift
from derive.program import Program
from derive.prover import canonical
from derive.reductions import fix
from derive.roles import Roles


@dataclass(frozen=True)
class Survival:
    """On which paths a memory's previous value still reaches something.

    carried: directly, times this factor (0 if not); seen: through the candidate; gates: through the
    values of these gates only.
    """

    carried: sp.Expr
    seen: bool
    gates: tuple[Named, ...]

    @property
    def is_lost(self) -> bool:
        """Whether nothing of the previous value is left on any path."""
        return self.carried == 0 and not self.seen and not self.gates


@dataclass(frozen=True)
class Limit:
    """A cell with some gates fixed: what is left of the step, and of each memory.

    values: the gates and their numbers; step: the simplified step; survival: by memory state, what
    reaches its update; shows: whether the output still depends on the previous memory; writes: by
    memory state, whether anything new is written.
    """

    values: Mapping[Named, int]
    step: Program
    survival: Mapping[Named, Survival]
    writes: Mapping[Named, bool]
    shows: bool


def limits(written: Program, roles: Roles) -> tuple[Limit, ...]:
    """Every gate at 0 and at 1, where it can come near, then every pair of gates.

    Left out are pairs at which the cell divides zero by zero.
    """
    reached = {
        signal.name: [v for v in (0, 1) if signal.bounds.low <= v <= signal.bounds.high]
        for signal in roles.gates
    }
    cases = ((values, Fixed(roles, _numbers(values))) for values in _cases(reached))
    return tuple(limit(written, roles, values) for values, fixed in cases if fixed.is_defined)


def _cases(reached: Mapping[Named, list[int]]) -> Iterator[dict[Named, int]]:
    """{f: 0}, {f: 1}, …, {f: 0, i: 0}, …"""
    for size in (1, 2):
        for chosen in combinations(reached, size):
            for values in product(*(reached[gate] for gate in chosen)):
                yield dict(zip(chosen, values, strict=True))


def limit(written: Program, roles: Roles, values: Mapping[Named, int]) -> Limit:
    """The cell with the given gates at the given numbers.

    A gate that acts with a delay (an output gate at t − 1) is fixed at every time.
    """
    fixed = Fixed(roles, _numbers(values))
    survival = {m.state: fixed.survival(m) for m in roles.memories}
    writes = {m.state: fixed(m.write * m.candidate) != 0 for m in roles.memories}
    known = {gate if gate in written.definitions else gate.of: sp.Integer(v) for gate, v in values.items()}
    return Limit(dict(values), fix(written, known), survival, writes, fixed.shows())


def _numbers(values: Mapping[Named, int]) -> dict[sp.Expr, sp.Expr]:
    """The numbers of gates at this step and at the one before, by symbol."""
    return {symbol(shift(gate, t)): sp.Integer(v) for gate, v in values.items() for t in (0, -1)}


class Fixed:
    """The memory form with gates at numbers: called with an entry, gives what is left of it."""

    def __init__(self, roles: Roles, numbers: Mapping[sp.Expr, sp.Expr]) -> None:
        self.roles, self.numbers = roles, dict(numbers)

    def __call__(self, entry: sp.Expr) -> sp.Expr:
        """The entry with the gates' numbers in it."""
        return sp.sympify(entry).xreplace(self.numbers)

    @cached_property
    def _full(self) -> dict[sp.Expr, sp.Expr]:
        """Every name in terms of inputs, previous memories and gates of the step before."""
        form = self.roles.form
        table = {symbol(q.at(-1)): self(form.through_readouts(symbol(q.at(-1)))) for q in form.readouts}
        for name, entry in form.entries.items():
            full = evaluated(substitute(entry, table | self.numbers))
            table[symbol(name)] = self.numbers.get(symbol(name), full)
        return table

    @property
    def is_defined(self) -> bool:
        """Whether nothing is divided by zero."""
        return not any(entry.has(sp.nan, sp.zoo) for entry in self._full.values())

    def reaches(self, memory: Memory, entry: sp.Expr) -> bool:
        """Whether a memory's previous value reaches an entry: on any path, unless the paths cancel."""
        full = evaluated(substitute(self(entry), self._full))
        return memory.previous in full.free_symbols and memory.previous in canonical(full).free_symbols

    def survival(self, memory: Memory) -> Survival:
        """What of a memory's previous value reaches its update."""
        carried, written = self(memory.carry), self(memory.write * memory.candidate)
        views = [
            (self(read.before * read.after), read.state)
            for read in self.roles.candidate_reads(memory)
            if written != 0 and symbol(read.reader) not in self.numbers
        ]
        seen = any(view != 0 and self.reaches(memory, symbol(state)) for view, state in views)
        seen = seen or memory.previous in written.free_symbols
        form = self.roles.form
        active = {s for entry in (carried, written, *(view for view, _ in views)) for s in entry.free_symbols}
        candidates = self.roles.candidates(memory)
        contents = {
            s
            for name in candidates
            if symbol(name) in written.free_symbols
            for s in self(form.opened(name)).free_symbols - active
        } & {symbol(name) for name in form.signals}
        seen = seen or any(self.reaches(memory, content) for content in contents)
        gates = tuple(
            name for name in form.signals
            if symbol(name) in active and name not in candidates and self.reaches(memory, symbol(name))
        )  # fmt: skip
        return Survival(carried, seen, gates)

    def shows(self) -> bool:
        """Whether anything of a previous memory reaches what the outside sees."""
        shown = [exposure.whole for exposure in self.roles.form.exposures]
        return any(self.reaches(memory, entry) for memory in self.roles.memories for entry in shown)


def evaluated(entry: sp.Expr) -> sp.Expr:
    """The entry with U·0 = 0, and activations of numbers as numbers where these are rational."""
    entry = entry.replace(Dot, lambda matrix, inner: sp.S.Zero if inner == 0 else Dot(matrix, inner))
    return entry.replace(lambda part: part.func.__name__ in ACTIVATIONS, _at_number)


def _at_number(part: sp.Expr) -> sp.Expr:
    """φ(0), say."""
    (argument,) = part.args
    if not argument.is_Rational:
        return part
    u = sp.Symbol("u")
    value = sp.sympify(ACTIVATIONS[part.func.__name__].scalar, locals={"u": u}).subs(u, argument)
    return value if value.is_Rational else part


def single(all_limits: tuple[Limit, ...], gate: Named, value: int) -> Limit:
    """The limit at which just this gate is fixed."""
    return next(one for one in all_limits if dict(one.values) == {gate: value})
