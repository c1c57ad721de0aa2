"""Memory form → roles: what each gate does, with the time at which it acts, and facts about the memory.

    carry    multiplies the previous memory, with no weights between
    write    multiplies the candidate
    read     scales what the candidate sees of the memory, before or after the recurrent matrix
    filter   scales what another gate sees of the memory
    expose   multiplies what the outside sees

Roles come from where a signal stands in the equations, never from what it is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import sympy as sp

from derive.componentwise import Dot, ScalarSymbol, symbol
from derive.intervals import UNIT, Interval
from derive.memory import Memory, MemoryForm, Read
from derive.nodes import Apply, Kind, Named, Quantity, shift
from derive.program import Program
from derive.prover import Judgement, canonical, prove


class RoleKind(StrEnum):
    """What a gate does."""

    CARRY = "carry"
    WRITE = "write"
    READ = "read"
    FILTER = "filter"
    EXPOSE = "expose"
    CANDIDATE = "candidate"


class Place(StrEnum):
    """Where a factor stands with respect to the recurrent matrix."""

    BEFORE = "before the matrix"
    AFTER = "after the matrix"
    NONE = "no matrix"


@dataclass(frozen=True)
class Role:
    """One way in which a signal acts.

    kind; factor: the whole factor in which it stands, e.g. 1 − z; time: of the signal in it, 0 or −1;
    on: what the factor multiplies; place: before or after a matrix; target: the memory, reader or
    output that receives it.
    """

    kind: RoleKind
    factor: sp.Expr
    time: int
    on: sp.Expr
    place: Place
    target: Named


@dataclass(frozen=True)
class Form:
    """How a signal is computed: φ(Σ terms), each term (parameter symbol or None, what it meets)."""

    activation: str
    terms: tuple[tuple[sp.Symbol | None, sp.Expr], ...]

    @property
    def has_bias(self) -> bool:
        """Whether a parameter is added by itself."""
        return any(matrix is not None and met == 1 for matrix, met in self.terms)


@dataclass(frozen=True)
class Signal:
    """A gate or a candidate: its roles, its bounds and how it is computed."""

    name: Named
    roles: tuple[Role, ...]
    bounds: Interval
    form: Form

    def has(self, kind: RoleKind) -> bool:
        """Whether it acts in this way anywhere."""
        return any(role.kind is kind for role in self.roles)

    @property
    def is_gate(self) -> bool:
        """Whether it multiplies anything."""
        return any(role.kind is not RoleKind.CANDIDATE for role in self.roles)


class Growth(StrEnum):
    """How large a memory can become."""

    FOREVER = "bounded"
    LINEAR = "linear in time"
    GEOMETRIC = "bounded by a geometric sum"
    UNKNOWN = "no bound follows"


@dataclass(frozen=True)
class Facts:
    """What follows for one memory.

    sum_is_one: the judgement on carry + write = 1; carry_bounds; reads_itself: carry, write or the
    candidate depend on a previous state; is_scannable: the memory is linear, with coefficients from the
    inputs and from what is scannable itself; is_linear: the update is linear in all such states together;
    growth with `bound`: the limit, or the growth per step.
    """

    memory: Memory
    sum_is_one: Judgement
    carry_bounds: Interval
    reads_itself: bool
    is_scannable: bool
    is_linear: bool
    growth: Growth
    bound: float

    @property
    def is_convex(self) -> bool:
        """Carry and write are shares of one: the new memory lies between the old and the candidate."""
        return self.memory.carry != 0 and bool(self.sum_is_one) and self.carry_bounds.within(UNIT)


class Roles:
    """Everything about a step's gates; each attribute is derived when it is first asked for."""

    def __init__(self, step: Program) -> None:
        self.form = MemoryForm(step)

    @property
    def memories(self) -> tuple[Memory, ...]:
        """The memories of the step."""
        return self.form.memories

    @cached_property
    def memory(self) -> Memory:
        """The main memory: the first that is carried, else the first."""
        return next((m for m in self.memories if m.carry != 0), self.memories[0])

    @cached_property
    def signals(self) -> dict[Named, Signal]:
        """Every signal with its roles."""
        return {
            name: Signal(
                name, tuple(self._roles_of(name)), self.form.bounds(symbol(name)), self._form_of(name)
            )
            for name in self.form.signals
        }

    @property
    def gates(self) -> tuple[Signal, ...]:
        """The signals that multiply something."""
        return tuple(signal for signal in self.signals.values() if signal.is_gate)

    def of_kind(self, kind: RoleKind) -> tuple[tuple[Signal, Role], ...]:
        """Every gate that acts in one way, with that role."""
        return tuple((s, role) for s in self.signals.values() for role in s.roles if role.kind is kind)

    @cached_property
    def reads(self) -> tuple[Read, ...]:
        """Every read by every signal, and by memories that are activations themselves."""
        own = (m.state for m in self.memories if self._is_own_candidate(m))
        readers = [*(name for name in self.form.signals if name not in self.form.step.outputs), *own]
        return tuple(read for name in readers for read in self.form.reads(name))

    def _is_own_candidate(self, memory: Memory) -> bool:
        """Whether a memory's new value is itself the activation (h = tanh(…))."""
        return isinstance(self.form.step.definitions[memory.state], Apply)

    def candidates(self, memory: Memory) -> tuple[Named, ...]:
        """The signals in a memory's candidate; where it is one activation, itself and its contents."""
        return self._candidates[memory.state]

    @cached_property
    def _candidates(self) -> dict[Quantity, tuple[Named, ...]]:
        """The same for every memory, by its state."""
        return {memory.state: self._candidates_of(memory) for memory in self.memories}

    @cached_property
    def _owners(self) -> frozenset[Named]:
        """Every candidate of any memory."""
        return frozenset(name for names in self._candidates.values() for name in names)

    def _candidates_of(self, memory: Memory) -> tuple[Named, ...]:
        if self._is_own_candidate(memory):
            seen = {dot.entry for dot in memory.candidate.atoms(Dot)}
            return (memory.state, *(name for name in self.form.signals if symbol(name) in seen))
        return tuple(name for name in self.form.signals if symbol(name) in memory.candidate.free_symbols)

    def candidate_reads(self, memory: Memory) -> tuple[Read, ...]:
        """What a memory's candidate sees of any state."""
        return tuple(read for read in self.reads if read.reader in self.candidates(memory))

    def _roles_of(self, name: Named) -> Iterator[Role]:
        """Every way in which a signal acts, this step's and the step before's value of it."""
        for time in (0, -1):
            at = symbol(shift(name, time))
            for m in self.memories:
                yield from self._in_memory(m, at, time)
            for read in self.reads:
                yield from self._in_read(read, at, time)
            for e in self.form.exposures:
                if at in e.gate.free_symbols:
                    place = Place.BEFORE if e.is_before else Place.NONE
                    yield Role(RoleKind.EXPOSE, e.gate, time, e.shown, place, e.output)

    def _in_memory(self, memory: Memory, at: sp.Symbol, time: int) -> Iterator[Role]:
        """The roles in a memory's own update."""
        if at in memory.carry.free_symbols:
            yield Role(RoleKind.CARRY, memory.carry, time, memory.carried, Place.NONE, memory.state)
        if at in memory.write.free_symbols:
            yield Role(RoleKind.WRITE, memory.write, time, memory.candidate, Place.NONE, memory.state)
        own = self._is_own_candidate(memory)
        contents = {symbol(name) for name in self.candidates(memory)} if own else {at}
        if at in memory.candidate.free_symbols and at in contents:
            yield Role(RoleKind.CANDIDATE, memory.candidate, time, memory.write, Place.NONE, memory.state)

    def _in_read(self, read: Read, at: sp.Symbol, time: int) -> Iterator[Role]:
        """The roles in what a signal sees of a state."""
        kind = RoleKind.READ if read.reader in self._owners else RoleKind.FILTER
        if at in read.before.free_symbols:
            place = Place.NONE if read.matrix is None else Place.BEFORE
            yield Role(kind, read.before, time, read.seen, place, read.reader)
        if at in read.after.free_symbols:
            met = Dot(read.matrix, read.before * read.seen)
            yield Role(kind, read.after, time, met, Place.AFTER, read.reader)

    def _form_of(self, name: Named) -> Form:
        """φ and the terms of its argument, as the cell writes them."""
        entry = self.form.entries[name]
        applies = isinstance(self.form.step.definitions[name], Apply)
        argument = entry.args[0] if applies else entry
        table = {
            symbol(n): self.form.opened(n)
            for n in self.form.entries
            if n not in self.form.signals and n not in self.form.new_states
        }
        terms = []
        for term in sp.Add.make_args(sp.expand(argument.xreplace(table), func=False)):
            terms.append(self._term(term))
        return Form(entry.func.__name__ if applies else "", tuple(terms))

    def _term(self, term: sp.Expr) -> tuple[sp.Symbol | None, sp.Expr]:
        """A term as (parameter, what it meets); a term with several parameters has none of its own."""
        factors = sp.Mul.make_args(term)
        dots = [factor for factor in factors if isinstance(factor, Dot)]
        if len(dots) == 1:
            return dots[0].matrix, term.xreplace({dots[0]: dots[0].entry})
        names = {factor: self.form.names.get(getattr(factor, "name", "")) for factor in factors}
        own = [f for f, q in names.items() if isinstance(q, Quantity) and q.kind == Kind.PARAMETER]
        return (own[0], term / own[0]) if len(own) == 1 and not dots else (None, term)

    def facts(self, memory: Memory) -> Facts:
        """What follows for a memory from its carry, write and candidate."""
        total = prove(self.form.written_out(memory.carry + memory.write), sp.S.One)
        bounds = self.form.bounds(memory.carry)
        growth, bound = self._growth(memory, bounds, bool(total))
        return Facts(
            memory, total, bounds, bool(self._coefficients(memory)),
            is_scannable=memory.carry != 0 and memory.previous in self._scannable,
            is_linear=self._is_linear(memory), growth=growth, bound=bound,
        )  # fmt: skip

    def _coefficients(self, memory: Memory) -> set[sp.Symbol]:
        """The previous states on which carry, write or candidate depend."""
        parts = (memory.carry, memory.write * memory.candidate)
        before = {symbol(q) for q in self.form.previous}
        return {s for part in parts for s in self.form.written_out(part).free_symbols} & before

    @cached_property
    def _scannable(self) -> frozenset[sp.Symbol]:
        """The previous states whose update is linear given the inputs and others of them."""
        found: frozenset[sp.Symbol] = frozenset()
        while True:
            more = found | {
                m.previous for m in self.memories
                if (m.carry == 0 or m.carried == m.previous) and self._coefficients(m) <= found
            }  # fmt: skip
            if more == found:
                return found
            found = more

    def _is_linear(self, memory: Memory) -> bool:
        """Whether the update is linear in all previous states that are not scannable by themselves."""
        factor = ScalarSymbol("factor", real=True)
        others = {symbol(q) for q in self.form.previous} - self._scannable
        entry = self.form.written_out(symbol(memory.state))
        scaled = canonical(entry.xreplace({s: factor * s for s in others}))
        inside = any(part.has(factor) for part in scaled.atoms(sp.Function))
        return bool(not inside and scaled.is_polynomial(factor) and sp.degree(scaled, factor) <= 1)

    def _growth(self, memory: Memory, carry: Interval, is_one: bool) -> tuple[Growth, float]:
        """How large the memory can become, from the intervals alone."""
        step = self.form.bounds(memory.write * memory.candidate)
        candidate = self.form.bounds(memory.candidate)
        if memory.carried != memory.previous:
            whole = carry * self.form.bounds(memory.carried) + step
            return (Growth.FOREVER, whole.magnitude) if whole.is_bounded else (Growth.UNKNOWN, 0.0)
        if is_one and carry.within(UNIT) and candidate.is_bounded:
            return Growth.FOREVER, candidate.magnitude
        if carry.magnitude < 1 and step.is_bounded:
            return Growth.GEOMETRIC, step.magnitude / (1 - carry.magnitude)
        if carry.magnitude <= 1 and step.is_bounded:
            return Growth.LINEAR, step.magnitude
        return Growth.UNKNOWN, 0.0
