"""Two cells → a comparison: gate aligned with gate by role, and where they agree and differ.

Nothing is looked up: both cells are brought into memory form, the factors in the same role stand side
by side, and each point of comparison is a property of the equations.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import sympy as sp

from derive.cell import Cell
from derive.componentwise import Dot, symbol
from derive.intervals import UNIT, Interval
from derive.memory import Memory
from derive.nodes import Kind, Quantity, shift
from derive.roles import Form, Place, Role, RoleKind, Roles, Signal
from derive.words import Words, listed

ALIGNED = (RoleKind.CARRY, RoleKind.WRITE, RoleKind.READ, RoleKind.EXPOSE)


class Topic(StrEnum):
    """What is compared of two gates in one role."""

    SENSE = "the gate at 1 and at 0"
    TIME = "time"
    MULTIPLIES = "what it multiplies"
    PLACE = "place"
    REACH = "what else it reaches"
    FORM = "form"
    BIAS = "bias"
    RANGE = "range"
    COUPLING = "coupling"
    OUTSIDE = "what the outside sees"


@dataclass(frozen=True)
class Property:
    """What one cell is like in one point: `key` is equal where cells agree, `says` are words (Markdown)."""

    topic: Topic
    key: Hashable
    says: str


@dataclass(frozen=True)
class Point:
    """One point in which two sides agree or differ; `left` and `right` are words (Markdown)."""

    topic: Topic
    agrees: bool
    left: str
    right: str


@dataclass(frozen=True)
class Side:
    """A cell's factor in a role: the entry (a tuple of several), and the gates in it with their times."""

    factor: sp.Expr
    gates: tuple[tuple[Signal, int], ...]
    role: Role | None


@dataclass(frozen=True)
class Alignment:
    """The factors of two cells in one role, and how their gates compare (where each has one)."""

    kind: RoleKind
    left: Side
    right: Side
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Comparison:
    """All roles of two cells' main memories side by side, and points about the memories as wholes."""

    left: Cell
    right: Cell
    alignments: tuple[Alignment, ...]
    points: tuple[Point, ...]

    def aligned(self, kind: RoleKind) -> Alignment:
        """The alignment of one role."""
        return next(a for a in self.alignments if a.kind is kind)


def compare(left: Cell, right: Cell) -> Comparison:
    """The comparison of two cells, whatever they are."""
    one, other = Words(left), Words(right)
    alignments = tuple(_align(kind, one, other) for kind in ALIGNED)
    points = _points(whole_properties(one), whole_properties(other))
    return Comparison(left, right, alignments, tuple(points))


def _align(kind: RoleKind, one: Words, other: Words) -> Alignment:
    """The two factors in a role, with the points in which their gates compare."""
    left, right = side(kind, one.roles), side(kind, other.roles)
    points = _points(role_properties(one, left), role_properties(other, right))
    return Alignment(kind, left, right, tuple(points))


def _points(left: Iterable[Property], right: Iterable[Property]) -> Iterator[Point]:
    """The points that both sides have a property for, in order."""
    others = {p.topic: p for p in right}
    for p in left:
        if p.topic in others:
            q = others[p.topic]
            yield Point(p.topic, p.key == q.key, p.says, q.says)


def side(kind: RoleKind, roles: Roles) -> Side:
    """The factor of a cell's main memory in one role; 1 where nothing stands there, 0 for no path."""
    memory = roles.memory
    factor = _factor(kind, roles, memory)
    gates = tuple(
        (signal, time)
        for signal in roles.signals.values()
        for time in (0, -1)
        if symbol(shift(signal.name, time)) in factor.free_symbols
    )
    role = next(
        (r for signal, time in gates for r in signal.roles if r.kind is kind and r.time == time), None
    )
    return Side(factor, gates, role)


def _factor(kind: RoleKind, roles: Roles, memory: Memory) -> sp.Expr:
    """The factor itself: carry, write, what scales the candidate's view, or what scales the output."""
    if kind is RoleKind.CARRY:
        return memory.carry
    if kind is RoleKind.WRITE:
        return memory.write
    if kind is RoleKind.EXPOSE:
        return roles.form.exposure(memory).gate
    reads = [read for read in roles.candidate_reads(memory) if read.state == memory.state.at(-1)]
    scales = sorted({read.before * read.after for read in reads} - {sp.S.One}, key=sp.default_sort_key)
    if len(scales) > 1:
        return sp.Tuple(*scales)
    return scales[0] if scales else sp.Integer(bool(reads))


def role_properties(words: Words, found: Side) -> tuple[Property, ...]:
    """Every property of the gate in a role; none where no gate, or several, have the role."""
    if len(found.gates) != 1 or found.role is None:
        return ()
    role, (signal, time) = found.role, found.gates[0]
    place = (Property(Topic.PLACE, role.place, str(role.place)),) if role.place is not Place.NONE else ()
    return (
        *(_sense(words, found) if signal.bounds.within(UNIT) else ()),
        Property(Topic.TIME, time, f"{words.name(signal.name, time)} of {_when(time)}"),
        Property(Topic.MULTIPLIES, _bare(words, role.on), words.math(role.on)),
        *place,
        Property(Topic.REACH, _reach(signal), _reach_words(words, signal, role)),
        *_form_properties(words, signal, found.factor),
    )


def _form_properties(words: Words, signal: Signal, factor: sp.Expr) -> tuple[Property, ...]:
    """How a gate is computed: form, bias, range; where the factor squashes what does not, as exp(k), its."""
    form, says, bounds = signature(words.roles, signal.form), _form_words(words, signal), signal.bounds
    squashes = [f for f in factor.atoms(sp.Function) if f.args == (symbol(signal.name),)]
    if not signal.form.activation and squashes:
        form = (type(squashes[0]).__name__, form[1])
        says = f"{words.math(squashes[0])} with {says}"
        bounds = words.roles.form.bounds(squashes[0])
    return (
        Property(Topic.FORM, form, says),
        Property(Topic.BIAS, signal.form.has_bias, _bias(signal.form)),
        Property(Topic.RANGE, bounds, _range(bounds)),
    )


def _sense(words: Words, one: Side) -> tuple[Property, ...]:
    """What a factor is with its gate at 1 and at 0."""
    (signal, time), *_ = one.gates
    gate = symbol(shift(signal.name, time))
    ends = tuple(one.factor.xreplace({gate: sp.Integer(value)}) for value in (1, 0))
    said = [
        f"{'undefined' if end.has(sp.zoo, sp.nan) else words.math(end)} where the gate is {value}"
        for end, value in zip(ends, (1, 0), strict=True)
    ]
    return (Property(Topic.SENSE, ends, ", ".join(said)),)


def _when(time: int) -> str:
    """this step or the step before."""
    return "this step" if time == 0 else "the step before"


def _bare(words: Words, entry: sp.Expr) -> sp.Expr:
    """An entry with its cell's own names replaced by what they are: memory, output, matrix."""
    table: dict[sp.Expr, sp.Expr] = {}
    for m in words.roles.memories:
        table |= {symbol(m.state): sp.Symbol("memory"), symbol(m.state.at(-1)): sp.Symbol("memory before")}
    for name in words.roles.signals:
        table[symbol(name)] = sp.Symbol("signal")
    for dot in entry.atoms(Dot):
        table[dot.matrix] = sp.Symbol("U")
    return entry.xreplace(table)


def _reach(signal: Signal) -> tuple[tuple[str, int], ...]:
    """Every kind of role that a gate has, with its time, in order."""
    return tuple(sorted({(role.kind.value, role.time) for role in signal.roles}))


def _reach_words(words: Words, signal: Signal, here: Role) -> str:
    """The other ways in which a gate acts."""
    others = [role for role in signal.roles if role != here]
    if not others:
        return "nothing else"
    filters = [role for role in others if role.kind is RoleKind.FILTER]
    said = [words.role(role) for role in others if role.kind is not RoleKind.FILTER]
    if filters:
        readers = listed(list(dict.fromkeys(words.name(role.target) for role in filters)))
        said.append(f"filters what {readers} see")
    return "it also " + listed(said)


def signature(roles: Roles, form: Form) -> tuple[str, tuple[tuple[str, sp.Expr], ...]]:
    """A form with every parameter's name forgotten: activation, and what each term meets; no biases."""
    outputs = {
        symbol(e.output.at(-1))
        for e in roles.form.exposures
        if isinstance(e.output, Quantity) and e.output.kind == Kind.STATE
    }
    inputs = {symbol(q) for q in roles.form.step.inputs if isinstance(q, Quantity) and q.kind == Kind.INPUT}
    table = dict.fromkeys(outputs, sp.Symbol("output before")) | dict.fromkeys(inputs, sp.Symbol("input"))
    terms = [
        ("weights" if parameter is not None else "bare", met.xreplace(table))
        for parameter, met in form.terms
        if met != 1
    ]
    return form.activation, tuple(sorted(terms, key=str))


def _form_words(words: Words, signal: Signal) -> str:
    """The equation of a gate."""
    definitions = {eq.lhs: eq.rhs for eq in words.cell.plain.equations}
    if signal.name in definitions:
        return f"${words.printer(signal.name)} = {words.printer(definitions[signal.name])}$"
    return words.name(signal.name)


def _bias(form: Form) -> str:
    """with a bias, or without."""
    return "with a bias" if form.has_bias else "without a bias"


def _range(bounds: Interval) -> str:
    """The interval of a gate's values."""
    return f"$({sp.latex(sp.nsimplify(bounds.low))}, {sp.latex(sp.nsimplify(bounds.high))})$"


def whole_properties(words: Words) -> tuple[Property, ...]:
    """What the memory as a whole is like."""
    memory = words.roles.memory
    is_convex = words.roles.facts(memory).is_convex
    seen = None if is_bare(words.roles) else _bare(words, words.roles.form.exposure(memory).whole)
    return (
        Property(Topic.COUPLING, (memory.carry != 0, is_convex), _coupling(words, memory, is_convex)),
        Property(Topic.OUTSIDE, seen, outside(words)),
    )


def _coupling(words: Words, memory: Memory, is_convex: bool) -> str:
    """How carry and write belong together."""
    if memory.carry == 0:
        return "nothing is carried"
    if is_convex:
        return "carry and write are shares of one"
    return f"{words.math(memory.carry + memory.write)} is free"


def is_bare(roles: Roles) -> bool:
    """Whether the outside sees the memory itself."""
    memories = {symbol(m.state) for m in roles.memories}
    return all(e.whole in memories for e in roles.form.exposures)


def outside(words: Words) -> str:
    """What the outside sees of the memory."""
    if is_bare(words.roles):
        return f"the memory {words.name(words.roles.memory.state)} itself"
    exposure = words.roles.form.exposure(words.roles.memory)
    return f"{words.name(exposure.output)}, which is {words.math(exposure.whole)}"
