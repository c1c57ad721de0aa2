"""Program → memory form: each state as a∘ψ(s_{t−1}) + b∘candidate, with everything that reads it.

    s_t = carry ∘ ψ(s_{t−1}) + write ∘ candidate,   candidate = φ(… + after ∘ U·(before ∘ ψ(s_{t−1})) + …)

States that merely show another state's new value (h = o ∘ tanh(c)) are *read-outs*: they are eliminated,
so that the memory is seen by itself. All of it is read off the equations in the componentwise algebra;
no name has a meaning here.

Legend: a *signal* is a value that the analysis keeps whole: an activation of something else than a
bare state, or a linear content such as W·x; gates and candidates are signals. A *squash* is an
activation of a bare state (tanh(c)); it is transparent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixExpr

from derive.componentwise import Dot, components, substitute, symbol
from derive.intervals import UNIT, Interval, interval
from derive.nodes import Apply, Kind, Named, Quantity, Value, shift
from derive.program import Program


@dataclass(frozen=True)
class Read:
    """One term through which a signal sees a state: after ∘ U·(before ∘ ψ(s)), or p ∘ ψ(s).

    reader: the signal; matrix: U's symbol, None where the state is seen entry by entry (a peephole);
    before, after: what multiplies inside and outside of the product; state: s, with its time;
    seen: ψ(s).
    """

    reader: Named
    matrix: sp.Symbol | None
    before: sp.Expr
    after: sp.Expr
    state: Named
    seen: sp.Expr


@dataclass(frozen=True)
class Exposure:
    """What the outside sees: output = gate ∘ shown(memory), or V·(gate ∘ shown(memory)), and perhaps more.

    whole: the whole output; is_before: a matrix stands between.
    """

    output: Named
    gate: sp.Expr
    shown: sp.Expr
    whole: sp.Expr
    is_before: bool = False


@dataclass(frozen=True)
class Memory:
    """One memory state in its own form; entries are scalar expressions over signals.

    carry: a; carried: ψ(s_{t−1}) (zero where nothing is carried); write: b; candidate.
    is_inside: the previous value enters only inside an activation, entry by entry.
    """

    state: Quantity
    carry: sp.Expr
    carried: sp.Expr
    write: sp.Expr
    candidate: sp.Expr
    is_inside: bool

    @property
    def previous(self) -> sp.Symbol:
        """The symbol of s_{t−1}."""
        return symbol(self.state.at(-1))


class MemoryForm:
    """The memory form of a step; every attribute is derived when it is first asked for."""

    def __init__(self, step: Program) -> None:
        self.step = step
        self.entries = components(step)
        self.names: dict[str, Named] = {name.name: name for name in (*step.inputs, *self.entries)}
        self.new_states = tuple(q for q in step.outputs if isinstance(q, Quantity) and q.kind == Kind.STATE)
        self.previous = tuple(q.at(-1) for q in self.new_states)

    @cached_property
    def signals(self) -> tuple[Named, ...]:
        """The values that are kept whole, in the order of their definition."""
        return tuple(eq.lhs for eq in self.step.equations if self._is_signal(eq.lhs))

    def _is_signal(self, name: Named) -> bool:
        """Whether a defined name is an activation (not of a bare state) or a linear content."""
        if name in self.new_states or self._is_preactivation(name):
            return False
        entry = self.entries[name]
        is_applied = isinstance(self.step.definitions[name], Apply)
        if name in self._shown_only and not (is_applied and isinstance(name, Quantity)):
            return False
        if not is_applied:
            return bool(entry.has(Dot))
        states = {symbol(q) for q in (*self.new_states, *self.previous)}
        return entry.args[0] not in states and not self._is_of_signals(name, entry)

    @cached_property
    def _shown_only(self) -> set[Named]:
        """The names that see a new state and that no state needs: steps on the way to an output."""
        needed = self.step.keep(self.new_states).definitions
        now = {symbol(q) for q in self.new_states}
        return {
            name for name, entry in self.entries.items()
            if name not in needed and name not in self.step.outputs and entry.free_symbols & now
        }  # fmt: skip

    def _is_of_signals(self, name: Named, entry: sp.Expr) -> bool:
        """Whether an unnamed value only computes with gates and parameters, such as exp(−Δ a)."""
        if not isinstance(name, Value) or entry.has(Dot):
            return False
        inner = [self.names[part.name] for part in entry.free_symbols]
        return all(
            self._is_signal(one) or self._is_of_signals(one, self.entries[one])
            if one in self.entries
            else isinstance(one, Quantity) and one.kind == Kind.PARAMETER
            for one in inner
        )

    def _is_preactivation(self, name: Named) -> bool:
        """Whether a name is only the argument of an activation."""
        users = self._readers.get(symbol(name), [])
        return bool(users) and all(isinstance(rhs, Apply) and rhs.argument == name for rhs in users)

    @cached_property
    def _readers(self) -> dict[sp.Symbol, list[MatrixExpr]]:
        """The right sides in which each name stands."""
        found: dict[sp.Symbol, list[MatrixExpr]] = {}
        for eq in self.step.equations:
            for one in self.entries[eq.lhs].free_symbols:
                found.setdefault(one, []).append(eq.rhs)
        return found

    def opened(self, name: Named) -> sp.Expr:
        """A name's entry over signals, states and inputs: everything else written out."""
        kept = {symbol(s) for s in (*self.signals, *self.new_states) if s != name}
        table: dict[sp.Symbol, sp.Expr] = {}
        for defined, entry in self.entries.items():
            value = substitute(entry, table)
            if defined == name:
                return value
            if symbol(defined) not in kept:
                table[symbol(defined)] = value
        raise KeyError(name)

    @cached_property
    def readouts(self) -> dict[Quantity, sp.Expr]:
        """States that show another state's new value and keep nothing of their own."""
        before = {symbol(q) for q in self.previous}
        now = {symbol(q) for q in self.new_states}
        found = {}
        for q in self.new_states:
            entry = self.opened(q)
            if entry.free_symbols & now and not entry.free_symbols & before:
                found[q] = entry
        return found

    @cached_property
    def memories(self) -> tuple[Memory, ...]:
        """The states that are memory, each in its form."""
        return tuple(self._memory(q) for q in self.new_states if q not in self.readouts)

    def _memory(self, state: Quantity) -> Memory:
        """s_t = a ψ(s_{t−1}) + b · candidate."""
        entry = self.opened(state)
        previous = symbol(state.at(-1))
        for carried in (previous, *self._squashes(entry, previous)):
            split = affine(entry, carried)
            if split is not None:
                carry, rest = split
                write, candidate = self._factor(rest)
                return Memory(state, carry, carried, write, candidate, is_inside=False)
        inside = any(
            _enters_directly(part, previous) for part in entry.atoms(sp.Function) if not isinstance(part, Dot)
        )
        write, candidate = self._factor(entry)
        return Memory(state, sp.S.Zero, sp.S.Zero, write, candidate, inside)

    def _squashes(self, entry: sp.Expr, previous: sp.Symbol) -> list[sp.Expr]:
        """ψ(s_{t−1}) for each activation ψ that is applied to the bare previous state."""
        found = [part for part in entry.atoms(sp.Function) if part.args == (previous,)]
        return sorted(found, key=sp.default_sort_key)

    def _factor(self, rest: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
        """What is added, as write · candidate: gates and constants write, the rest is the candidate.

        A factor that is never negative, such as exp(u), writes as well where a candidate is left over.
        """
        factors = sp.Mul.make_args(sp.factor_terms(rest))
        writes = [factor for factor in factors if self._can_write(factor)]
        content = [factor for factor in factors if factor not in writes]
        signed = [factor for factor in content if self.bounds(factor).low < 0]
        if signed:
            writes, content = [factor for factor in factors if factor not in signed], signed
        if not content and writes:
            ranks = {factor: (self._depends_on_memory(factor), not factor.is_number) for factor in writes}
            content = [factor for factor in writes if ranks[factor] == max(ranks.values())]
            writes = [factor for factor in writes if factor not in content]
        return sp.Mul(*writes), sp.Mul(*content)

    def _can_write(self, factor: sp.Expr) -> bool:
        """Whether a factor is bounded to (0, 1), or computed from parameters and gates beside them."""
        if self.bounds(factor).within(UNIT):
            return True
        named = [self.names[s.name] for s in factor.free_symbols if s.name in self.names]
        constant = [isinstance(q, Quantity) and q.kind == Kind.PARAMETER for q in named]
        gates = [self.bounds(symbol(q)).within(UNIT) for q in named]
        return not factor.has(Dot) and (all(constant) or (any(constant) and all(map(max, constant, gates))))

    def _depends_on_memory(self, entry: sp.Expr) -> bool:
        """Whether an entry, written out, depends on a previous state."""
        return bool(self.written_out(entry).free_symbols & {symbol(q) for q in self.previous})

    @cached_property
    def _full(self) -> dict[sp.Symbol, sp.Expr]:
        """Every defined name in terms of the step's inputs."""
        table: dict[sp.Symbol, sp.Expr] = {}
        for name, entry in self.entries.items():
            table[symbol(name)] = substitute(entry, table)
        return table

    def written_out(self, entry: sp.Expr) -> sp.Expr:
        """An entry in terms of the step's inputs only."""
        return substitute(entry, self._full)

    def bounds(self, entry: sp.Expr) -> Interval:
        """An interval that holds every value of an entry."""
        return interval(entry, self._bounds)

    @cached_property
    def _bounds(self) -> Mapping[str, Interval]:
        """The interval of every defined name."""
        found: dict[str, Interval] = {}
        for name, entry in self.entries.items():
            found[name.name] = interval(entry, found)
        return found

    def through_readouts(self, entry: sp.Expr) -> sp.Expr:
        """An entry with previous read-outs written as what they showed: h_{t−1} = o_{t−1} tanh(c_{t−1})."""
        table = {}
        for q, shown in self.readouts.items():
            earlier = {symbol(n): symbol(shift(n, -1)) for n in self._in(shown)}
            table[symbol(q.at(-1))] = substitute(shown, earlier)
            self.names |= {shift(n, -1).name: shift(n, -1) for n in self._in(shown)}
        return substitute(entry, table)

    def _in(self, entry: sp.Expr) -> Iterator[Named]:
        """The names in an entry that change with time."""
        for s in sorted(entry.free_symbols, key=str):
            name = self.names.get(s.name)
            if name is not None and shift(name, -1) != name:
                yield name

    def reads(self, reader: Named) -> tuple[Read, ...]:
        """Every term through which a signal sees a state."""
        argument = self.entries[reader]
        if isinstance(self.step.definitions[reader], Apply):
            argument = argument.args[0]
        table = {
            symbol(n): self.opened(n)
            for n in self.entries
            if n not in self.signals and n not in self.new_states
        }
        entry = self.through_readouts(substitute(argument, table))
        found: list[Read] = []
        for term in sp.Add.make_args(sp.expand(entry, func=False)):
            found.extend(self._reads_of_term(reader, term))
        return tuple(found)

    def _reads_of_term(self, reader: Named, term: sp.Expr) -> Iterator[Read]:
        """The reads in one product: inside its Dot, or entry by entry."""
        factors = sp.Mul.make_args(term)
        dots = [factor for factor in factors if isinstance(factor, Dot)]
        for dot in dots:
            after = sp.Mul(*(factor for factor in factors if factor is not dot))
            for part in sp.Add.make_args(sp.expand(dot.entry, func=False)):
                yield from self._one_read(reader, dot.matrix, after, part)
        if not dots:
            yield from self._one_read(reader, None, sp.S.One, term)

    def _one_read(
        self, reader: Named, matrix: sp.Symbol | None, after: sp.Expr, part: sp.Expr
    ) -> Iterator[Read]:
        """Before · ψ(state), if a state stands in the product."""
        states = {symbol(q): q for q in (*self.new_states, *self.previous)}
        inner = [f for f in sp.Mul.make_args(part) if isinstance(f, Dot) and f.free_symbols & set(states)]
        if inner:
            for one in inner:
                yield from self._one_read(reader, matrix, after, one.entry)
            return
        for factor in sp.Mul.make_args(part):
            seen = [states[s] for s in factor.free_symbols & set(states)]
            if seen:
                before = sp.Mul(*(other for other in sp.Mul.make_args(part) if other is not factor))
                yield Read(reader, matrix, before, after, seen[0], factor)

    @cached_property
    def exposures(self) -> tuple[Exposure, ...]:
        """What the outside sees: read-outs and other outputs, or the memories themselves."""
        shown = [q for q in self.step.outputs if q in self.readouts or q not in self.new_states]
        if not shown:
            states = ((m.state, symbol(m.state)) for m in self.memories)
            return tuple(Exposure(q, sp.S.One, entry, entry) for q, entry in states)
        return tuple(self._exposure(q) for q in shown)

    def _exposure(self, output: Named) -> Exposure:
        """Output = gate · shown + what shows nothing of a memory."""
        whole = self.opened(output)
        now = {symbol(q) for q in self.new_states}
        if not whole.free_symbols & now:
            now = {symbol(q) for q in self.previous}
        part = sp.factor_terms(sp.Add(*(t for t in sp.Add.make_args(whole) if t.free_symbols & now)))
        gate, shown = self._shown(part, now)
        is_before = isinstance(shown, Dot) and gate == 1 and bool(shown.entry.free_symbols & now)
        if is_before:
            gate, shown = self._shown(sp.factor_terms(shown.entry), now)
        return Exposure(output, gate, shown, whole, is_before)

    def _shown(self, part: sp.Expr, now: set[sp.Symbol]) -> tuple[sp.Expr, sp.Expr]:
        """A product as (factors without a new state, the others)."""
        factors = sp.Mul.make_args(part)
        shown = [factor for factor in factors if factor.free_symbols & now]
        return sp.Mul(*(factor for factor in factors if factor not in shown)), sp.Mul(*shown)

    def exposure(self, memory: Memory) -> Exposure:
        """How the outside sees a memory: through the first output that shows it."""
        seen = (e for e in self.exposures if symbol(memory.state) in e.shown.free_symbols)
        return next(seen, self.exposures[0])


def affine(entry: sp.Expr, variable: sp.Expr) -> tuple[sp.Expr, sp.Expr] | None:
    """(a, r) with entry = a · variable + r, a ≠ 0 and neither depending on it entry by entry; or None.

    What stands inside a product with a matrix counts as independent.
    """
    hidden: dict[sp.Expr, sp.Dummy] = {}

    def hide(part: sp.Expr) -> sp.Expr:
        if part == variable:
            return hidden.setdefault(part, sp.Dummy("variable"))
        if isinstance(part, Dot):
            return hidden.setdefault(part, sp.Dummy())
        return part.func(*map(hide, part.args)) if part.args else part

    masked = hide(entry)
    if variable not in hidden:
        return None
    one = hidden[variable]
    slope = sp.diff(masked, one)
    if slope.has(one) or any(part.has(one) for part in masked.atoms(sp.Function)):
        return None
    back = {dummy: part for part, dummy in hidden.items()}
    return slope.xreplace(back), masked.xreplace({one: sp.S.Zero}).xreplace(back)


def _enters_directly(part: sp.Expr, variable: sp.Symbol) -> bool:
    """Whether a variable stands in an expression outside of every product with a matrix."""
    if isinstance(part, Dot):
        return False
    return part == variable or any(_enters_directly(arg, variable) for arg in part.args)
