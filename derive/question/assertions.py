"""What can be asserted of two cells; each function derives its finding from the equations.

Legend: a *pair* is the two cells of a claim, an LSTM and a GRU; gates are named as their cells name
them. A function knows the sense of a claim, never its outcome.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from functools import cached_property, partial

import sympy as sp

from derive.cell import Cell
from derive.compare import is_bare, outside, signature
from derive.componentwise import component, inlined, symbol
from derive.intervals import UNIT
from derive.latex import by
from derive.limits import Limit, limit
from derive.lower import dimension, expression
from derive.marks import marked, marked_size
from derive.naming import split
from derive.nodes import Quantity
from derive.program import Program
from derive.prover import Verdict, Witness, prove, refute
from derive.question.findings import Finding, conditional, fails, holds, undecided
from derive.roles import Place, Signal
from derive.unification import ONE
from derive.words import Words, listed


@dataclass(frozen=True)
class Subject:
    """A cell of a claim, with its other spelling (the question writes concatenations)."""

    cell: Cell
    spelled: Cell

    @cached_property
    def words(self) -> Words:
        """The words for the cell."""
        return Words(self.cell)

    def signal(self, base: str) -> Signal:
        """A gate by the cell's own name for it."""
        return next(s for s in self.words.roles.signals.values() if getattr(s.name, "base", "") == base)

    def fixed(self, base: str, value: int) -> Limit:
        """The cell with one gate fixed."""
        return limit(self.cell.plain, self.words.roles, {self.signal(base).name: value})

    def gate(self, base: str, time: int = 0) -> str:
        """The gate in words."""
        return self.words.gate(self.signal(base).name, time)


def is_bounded_vector(subject: Subject, gate: str) -> Finding:
    """The gate has an entry for each entry of the memory, each between 0 and 1."""
    signal, memory = subject.signal(gate), subject.words.roles.memory
    if signal.name.shape != memory.state.shape:
        return fails(f"{subject.gate(gate)} and {subject.words.name(memory.state)} differ in size")
    if not signal.bounds.within(UNIT):
        return fails(f"{subject.gate(gate)} can leave the interval from 0 to 1")
    size = marked_size(subject.cell.name, signal.name.shape[0])
    entries = f"has ${size}$ entries, as many as {subject.words.name(memory.state)}, in $(0, 1)$"
    return holds(f"{subject.gate(gate)} {entries}")


def multiplies_previous(subject: Subject, gate: str, state: str) -> Finding:
    """The gate multiplies a state's previous value, entry by entry."""
    for role in subject.signal(gate).roles:
        target = next(q for q in subject.words.roles.form.previous if q.base == state)
        if role.time == 0 and role.on == symbol(target):
            return holds(f"{subject.gate(gate)} {subject.words.role(role)}")
    said = listed([subject.words.role(role) for role in subject.signal(gate).roles])
    return fails(f"{subject.gate(gate)} never multiplies the previous state itself; it {said}")


def has_no_separate_memory(subject: Subject, other: Subject) -> Finding:
    """The first cell shows its memory as it is, the second keeps one apart from what it shows."""
    shown = [
        f"{words.cell.definition.title} shows {outside(words)}" for words in (subject.words, other.words)
    ]
    kept = is_bare(subject.words.roles), is_bare(other.words.roles)
    return holds(*shown) if kept == (True, False) else fails(*shown)


def retains_and_wipes(subject: Subject, gate: str) -> Finding:
    """At 1 the gate retains the previous memory, at 0 it wipes it out."""
    words, memory = subject.words, subject.words.roles.memory
    at_zero = subject.fixed(gate, 0).survival[memory.state]
    at_one = subject.fixed(gate, 1).survival[memory.state]
    name = words.name(subject.signal(gate).name)
    previous = words.name(memory.state.at(-1))
    if at_zero.carried != 0:
        left = words.math(at_zero.carried * memory.carried)
        return fails(
            f"at {name} = 0 the update still contains {left}: "
            f"{name} does not stand in {words.math(at_zero.carried)}, which carries the memory",
            f"what {name} = 0 removes is {previous} from the candidate "
            f"{listed([words.name(c) for c in words.roles.candidates(memory)])}",
            witness=_still_depends(subject, gate, memory.state),
            sides=(f"the update from {previous}", f"the update from twice {previous}"),
            into=marked(subject.cell.name).program(subject.fixed(gate, 0).step),
        )  # fmt: skip
    carries = words.math(at_one.carried), words.math(at_zero.carried)
    kept = f"at {name} = 1 the carry is {carries[0]}, at {name} = 0 it is {carries[1]}"
    if at_zero.is_lost:
        return holds(kept)
    seen = listed(["the candidate"] * at_zero.seen + [words.name(g) for g in at_zero.gates])
    condition = f"of the carry path: what the cell showed at the step before still reaches {seen}"
    return conditional(condition, kept)


def _still_depends(subject: Subject, gate: str, state: Quantity) -> Witness | None:
    """Numbers at which the update with the gate at 0 changes when only the previous memory does."""
    entry = inlined(subject.fixed(gate, 0).step)[state]
    previous = symbol(state.at(-1))
    return refute(entry, entry.xreplace({previous: 2 * previous}))


def has_form(subject: Subject, gate: str, formula: str) -> Finding:
    """The gate is computed by this formula, given in the notation of the other spelling."""
    program = subject.spelled.written
    name = next(q for q in program.definitions if getattr(q, "base", "") == gate)
    actual = inlined(split(program)[0])[name]
    wanted = inlined(split(_claimed(program, gate, formula))[0])[name]
    to = marked(subject.spelled.name)
    shown = f"the cell computes ${to(name)} = {to(program.definitions[name])}$"
    if prove(actual, wanted):
        return holds(shown)
    biases = [
        parameter for parameter, met in subject.signal(gate).form.terms if parameter is not None and met == 1
    ]
    unbiased = prove(actual.xreplace({sp.Symbol(b.name, real=True): sp.S.Zero for b in biases}), wanted)
    if unbiased:
        zero = " $=$ ".join(subject.words.spelled(b.name) for b in biases)
        return conditional(f"if {zero} $= 0$", shown)
    if unbiased.verdict is Verdict.DISPROVED:
        return fails(shown, witness=unbiased.witness)
    return undecided(shown)


def _claimed(program: Program, gate: str, formula: str) -> Program:
    """The program with one equation's right side as a claim has it."""
    env = {q.base: q for q in program.inputs if isinstance(q, Quantity)}
    claimed = expression(ast.parse(formula, mode="eval").body, env)
    equations = tuple(
        replace(eq, rhs=claimed) if getattr(eq.lhs, "base", "") == gate else eq for eq in program.equations
    )
    return replace(program, equations=equations)


def is_same_thing(one: Subject, gate: str, other: Subject, gate_other: str) -> Finding:
    """The two gates have one form up to names and bias, and one role."""
    a, b = one.signal(gate), other.signal(gate_other)
    same_form = signature(one.words.roles, a.form) == signature(other.words.roles, b.form)
    kinds = [sorted({role.kind.value for role in s.roles}) for s in (a, b)]
    renamed = ", ".join(
        f"{one.words.spelled(p.name)} $\\to$ {other.words.spelled(q.name)}" for p, q in renaming(a, b)
    )
    form = (
        f"the form is the same: {renamed} turns one into the other"
        if same_form
        else "already the forms differ"
    )
    roles = [
        f"{s.gate(g)} {listed([s.words.role(r) for r in s.signal(g).roles])}"
        for s, g in ((one, gate), (other, gate_other))
    ]
    if same_form and kinds[0] == kinds[1]:
        return holds(form, *roles)
    return fails(form, *roles)


def renaming(a: Signal, b: Signal) -> list[tuple[sp.Symbol, sp.Symbol]]:
    """Which parameter of one gate stands where which of the other does."""

    def key(term: tuple[sp.Symbol | None, sp.Expr]) -> str:
        return "bias" if term[1] == 1 else "input" if "prev" not in str(term[1]) else "state"

    left = {key(term): term[0] for term in a.form.terms if term[0] is not None}
    right = {key(term): term[0] for term in b.form.terms if term[0] is not None}
    return [(left[k], right[k]) for k in ("input", "state", "bias") if k in left and k in right]


def is_used_differently(one: Subject, gate: str, other: Subject, gate_other: str) -> Finding:
    """What the cells do with the two gated values differs: directly kept, or seen through weights."""
    said, through = [], []
    for subject, base in ((one, gate), (other, gate_other)):
        role = next(r for r in subject.signal(base).roles if r.time == 0)
        through.append((role.kind, role.place is not Place.NONE))
        said.append(f"{subject.gate(base)} {subject.words.role(role)}")
    return holds(*said) if through[0] != through[1] else fails(*said)


def has_shape(subject: Subject, parameter: str, rows: str, cols: tuple[str, ...]) -> Finding:
    """The parameter has as many rows as `rows` has entries, as many columns as `cols` have together."""
    sizes = subject.spelled.sizes
    actual = sizes.shapes[parameter]
    widths = [sizes.shapes[name][0] for name in cols] or [ONE]
    wanted = (sizes.shapes[rows][0], sum(widths[1:], widths[0]))
    words = Words(subject.spelled)
    shape = by(map(dimension, actual), partial(marked_size, subject.spelled.name))
    stated = rf"{words.spelled(parameter)} is ${shape}$"
    if actual != wanted:
        return fails(stated)
    for forced in sizes.forced:
        if {forced.left, forced.right} <= {rows, *cols}:
            line = subject.spelled.definition.text.lines[forced.lines[0] - 1].strip()
            return conditional(
                f"{words.spelled(forced.right)} and {words.spelled(forced.left)} have one size, "
                f"which `{line}` forces",
                stated,
            )
    return holds(stated)


def resembles(subject: Subject, gate: str, other: Subject, gate_other: str) -> Finding:
    """The gate has a role that the other cell's gate has, if need be at another time and among others."""
    mine, theirs = subject.signal(gate), other.signal(gate_other)
    shared = [(r, q) for r in mine.roles for q in theirs.roles if r.kind is q.kind]
    if not shared:
        return fails(
            f"{subject.gate(gate)} {listed([subject.words.role(r) for r in mine.roles])}",
            f"{other.gate(gate_other)} {listed([other.words.role(q) for q in theirs.roles])}",
        )
    role, twin = shared[0]
    said = [
        f"{subject.gate(gate, role.time)} {subject.words.role(role)}",
        f"{other.gate(gate_other, twin.time)} {other.words.role(twin)}",
    ]
    limits_of_likeness = []
    if role.time != twin.time:
        limits_of_likeness.append(
            "with the value of the step before" if twin.time < role.time else "with this step's value"
        )
    if role.place is not twin.place:
        limits_of_likeness.append(f"{other.words.place(twin)} rather than {subject.words.place(role)}")
    extra = [
        q
        for q in theirs.roles
        if q is not twin and not any(r.kind is q.kind and r.target == q.target for r in mine.roles)
    ]
    if extra:
        kinds = listed(list(dict.fromkeys(q.kind.value for q in extra)))
        limits_of_likeness.append(f"and {other.words.name(theirs.name)} acts elsewhere too ({kinds})")
    if limits_of_likeness:
        return conditional(", ".join(limits_of_likeness), *said)
    return holds(*said)


def plays_carry(subject: Subject, formula: str, other: Subject, gate_other: str) -> Finding:
    """The factor `formula` carries the memory in one cell, as the gate does in the other."""
    env = {s.name.base: s.name for s in subject.words.roles.signals.values() if isinstance(s.name, Quantity)}
    wanted = component(expression(ast.parse(formula, mode="eval").body, env))
    memory = subject.words.roles.memory
    carry = f"the carry of {subject.cell.definition.title} is {subject.words.math(memory.carry)}"
    theirs = other.words.roles.memory.carry
    role = f"that of {other.cell.definition.title} is {other.words.math(theirs)}"
    if theirs == symbol(other.signal(gate_other).name) and prove(memory.carry, wanted):
        return holds(carry, role)
    return fails(carry, role, witness=prove(memory.carry, wanted).witness)
