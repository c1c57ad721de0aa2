"""Roles → limits: each gate at 0 and at 1, and pairs of them; what is left and what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

import sympy as sp

from derive.componentwise import symbol
from derive.memory import Memory, MemoryForm
from derive.nodes import Named, shift
from derive.program import Program
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
    """Every gate at 0 and at 1, then every pair of gates."""
    gates = [signal.name for signal in roles.gates]
    return tuple(limit(written, roles, values) for values in _cases(gates))


def _cases(gates: list[Named]) -> Iterator[dict[Named, int]]:
    """{f: 0}, {f: 1}, …, {f: 0, i: 0}, …"""
    for size in (1, 2):
        for chosen in combinations(gates, size):
            for values in product((0, 1), repeat=size):
                yield dict(zip(chosen, values, strict=True))


def limit(written: Program, roles: Roles, values: Mapping[Named, int]) -> Limit:
    """The cell with the given gates at the given numbers.

    A gate that acts with a delay (an output gate at t − 1) is fixed at every time.
    """
    form = roles.form
    table = {symbol(shift(gate, t)): sp.Integer(v) for gate, v in values.items() for t in (0, -1)}
    survival = {m.state: _survival(form, roles, m, table) for m in roles.memories}
    writes = {
        m.state: bool(sp.simplify((m.write * m.candidate).xreplace(table)) != 0) for m in roles.memories
    }
    fixed = fix(written, {gate: sp.Integer(v) for gate, v in values.items() if gate in written.definitions})
    return Limit(dict(values), fixed, survival, writes, _shows(roles, survival, table))


def _survival(form: MemoryForm, roles: Roles, memory: Memory, table: Mapping[sp.Expr, sp.Expr]) -> Survival:
    """What of a memory's previous value reaches its update when gates are fixed."""
    carried = sp.sympify(memory.carry).xreplace(dict(table))
    written = sp.sympify(memory.write * memory.candidate).xreplace(dict(table))
    reads = [
        read
        for read in roles.candidate_reads(memory)
        if written != 0 and (read.before * read.after).xreplace(dict(table)) != 0
    ]
    seen = any(read.state == memory.state.at(-1) for read in reads)
    active = carried.free_symbols | written.free_symbols
    active |= {s for read in reads for s in (read.before * read.after).xreplace(dict(table)).free_symbols}
    candidates = {symbol(name) for name in roles.candidates(memory)}
    gates = tuple(
        name for name in form.signals
        if symbol(name) in active - candidates and _sees(roles, name, memory, table)
    )  # fmt: skip
    return Survival(carried, seen, gates)


def _sees(roles: Roles, reader: Named, memory: Memory, table: Mapping[sp.Expr, sp.Expr]) -> bool:
    """Whether a gate's own value still depends on the previous memory."""
    return any(
        read.reader == reader
        and read.state == memory.state.at(-1)
        and (read.before * read.after).xreplace(dict(table)) != 0
        for read in roles.reads
    )


def _shows(roles: Roles, survival: Mapping[Named, Survival], table: Mapping[sp.Expr, sp.Expr]) -> bool:
    """Whether anything of a previous memory reaches what the outside sees."""
    for exposure in roles.form.exposures:
        gate = sp.sympify(exposure.gate).xreplace(dict(table))
        shown = {m.state for m in roles.memories if symbol(m.state) in exposure.shown.free_symbols}
        if gate != 0 and any(not survival[state].is_lost for state in shown):
            return True
    return False


def single(all_limits: tuple[Limit, ...], gate: Named, value: int) -> Limit:
    """The limit at which just this gate is fixed."""
    return next(one for one in all_limits if dict(one.values) == {gate: value})
