"""Two cells → a comparison: gate aligned with gate by role, and where they agree and differ.

Nothing is looked up: both cells are brought into memory form, the factors in the same role stand side
by side, and each point of comparison is a property of the equations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import sympy as sp

from derive.cell import Cell
from derive.componentwise import Dot, symbol
from derive.memory import Memory
from derive.nodes import Kind, Quantity, shift
from derive.roles import Form, Place, Role, RoleKind, Roles, Signal
from derive.words import PRINTER, Words, listed

ALIGNED = (RoleKind.CARRY, RoleKind.WRITE, RoleKind.READ, RoleKind.EXPOSE)


class Topic(StrEnum):
    """What is compared of two gates in one role."""

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
class Point:
    """One point in which two sides agree or differ; `left` and `right` are words (Markdown)."""

    topic: Topic
    agrees: bool
    left: str
    right: str


@dataclass(frozen=True)
class Side:
    """A cell's factor in a role: the entry, and the gates in it with their times."""

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
    return Comparison(left, right, alignments, tuple(_whole(one, other)))


def _align(kind: RoleKind, one: Words, other: Words) -> Alignment:
    """The two factors in a role, with the points in which their gates compare."""
    left, right = side(kind, one.roles), side(kind, other.roles)
    points: tuple[Point, ...] = ()
    if len(left.gates) == 1 and len(right.gates) == 1 and left.role and right.role:
        points = tuple(_points(one, left, other, right))
    return Alignment(kind, left, right, points)


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
    return reads[0].before * reads[0].after if reads else sp.S.Zero


def _points(one: Words, left: Side, other: Words, right: Side) -> Iterator[Point]:
    """Every point in which the two gates of a role compare."""
    (a, time_a), (b, time_b) = left.gates[0], right.gates[0]
    assert left.role is not None
    assert right.role is not None
    yield Point(
        Topic.TIME, time_a == time_b, f"{one.name(a.name, time_a)} of {_when(time_a)}",
        f"{other.name(b.name, time_b)} of {_when(time_b)}",
    )  # fmt: skip
    yield Point(
        Topic.MULTIPLIES, _bare(one, left.role.on) == _bare(other, right.role.on),
        one.math(left.role.on), other.math(right.role.on),
    )  # fmt: skip
    if Place.NONE not in (left.role.place, right.role.place):
        yield Point(
            Topic.PLACE, left.role.place is right.role.place, str(left.role.place), str(right.role.place)
        )
    yield Point(
        Topic.REACH,
        _reach(a) == _reach(b),
        _reach_words(one, a, left.role),
        _reach_words(other, b, right.role),
    )
    yield from form_points(one, a, other, b)


def form_points(one: Words, a: Signal, other: Words, b: Signal) -> Iterator[Point]:
    """Whether two gates are computed alike: form, bias, range."""
    same = signature(one.roles, a.form) == signature(other.roles, b.form)
    yield Point(Topic.FORM, same, _form_words(one, a), _form_words(other, b))
    yield Point(Topic.BIAS, a.form.has_bias == b.form.has_bias, _bias(a.form), _bias(b.form))
    yield Point(Topic.RANGE, a.bounds == b.bounds, _range(a), _range(b))


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


def _reach(signal: Signal) -> frozenset[tuple[RoleKind, int]]:
    """Every kind of role that a gate has, with its time."""
    return frozenset((role.kind, role.time) for role in signal.roles)


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
        return f"${PRINTER(signal.name)} = {PRINTER(definitions[signal.name])}$"
    return words.name(signal.name)


def _bias(form: Form) -> str:
    """with a bias, or without."""
    return "with a bias" if form.has_bias else "without a bias"


def _range(signal: Signal) -> str:
    """The interval of a gate's values."""
    return f"$({sp.latex(sp.nsimplify(signal.bounds.low))}, {sp.latex(sp.nsimplify(signal.bounds.high))})$"


def _whole(one: Words, other: Words) -> Iterator[Point]:
    """Points about the two memories as wholes."""
    facts = [words.roles.facts(words.roles.memory) for words in (one, other)]
    sides = [
        f"{words.math(words.roles.memory.carry + words.roles.memory.write)} "
        + ("is one: carry and write are shares" if fact.is_convex else "is free")
        for words, fact in zip((one, other), facts, strict=True)
    ]
    yield Point(Topic.COUPLING, facts[0].is_convex == facts[1].is_convex, *sides)
    shown = [outside(words) for words in (one, other)]
    bare = [is_bare(words.roles) for words in (one, other)]
    yield Point(Topic.OUTSIDE, bare[0] == bare[1], *shown)


def is_bare(roles: Roles) -> bool:
    """Whether the outside sees the memory itself."""
    return all(
        e.gate == 1 and e.output == m.state
        for e, m in zip(roles.form.exposures, roles.memories, strict=False)
    )


def outside(words: Words) -> str:
    """What the outside sees of the memory."""
    if is_bare(words.roles):
        return f"the memory {words.name(words.roles.memory.state)} itself"
    exposure = words.roles.form.exposure(words.roles.memory)
    return f"{words.name(exposure.output)}, which is {words.math(exposure.whole)}"
