"""Two steps → the shortest chain of single edits from one to the other, every step of it a program.

First come changes of form, as few as there can be, found breadth first: after each of them the matcher
is asked whether parameters alone do the rest. What they do is then told as single edits as well: a gate
fixed, a gate tied to another one, a parameter left out. At the end stands the other step under other
names. A chain that leads from the other step to this one is as good, read backwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import sympy as sp
from sympy.matrices.expressions.special import OneMatrix, ZeroMatrix

from derive.algebra import add, scale
from derive.naming import rebuild
from derive.nodes import Apply, Kind, Named, Quantity, is_vector, names_in
from derive.program import Program
from derive.prover import canonical
from derive.reductions import constant, fix
from derive.relations.edits import Change, Edit, edits, exchanged
from derive.relations.match import OutOfBudgetError
from derive.relations.relation import Relation, relate

MOST_CHANGES = 3
Path = tuple[tuple[Edit, ...], Program]


@dataclass(frozen=True)
class Chain:
    """Single edits, in order, and the relation by which the last program is the end under other names.

    lacks: a parameter of the end that still has to be added; is_backward: the chain leads from the end to
    the start, so each edit is to be undone.
    """

    start: Program
    end: Program
    edits: tuple[Edit, ...]
    closing: Relation
    lacks: Quantity | None = None
    is_backward: bool = False

    @property
    def changes_of_form(self) -> int:
        """How many of the edits no choice of parameters makes."""
        return sum(edit.change not in BY_PARAMETERS for edit in self.edits)


BY_PARAMETERS = (Change.FIX, Change.TIE, Change.DROP)


def chain(start: Program, end: Program, most: int = MOST_CHANGES) -> Chain | None:
    """The shortest chain in either direction with at most so many changes of form, or None.

    If there is none, one from start to end that lacks a single bias of the end.
    """
    levels: dict[bool, list[list[Path]]] = {False: [[((), start)]], True: [[((), end)]]}
    seen = {False: {str(start)}, True: {str(end)}}
    for depth in range(most + 1):
        found = []
        for backward, reached in levels.items():
            goal = start if backward else end
            found += [replace(c, is_backward=backward) for c in _closed(reached[depth], goal)]
        if found:
            best = min(found, key=lambda c: (len(c.edits), c.is_backward))
            return replace(best, start=start, end=end)
        for backward, reached in levels.items():
            goal = start if backward else end
            reached.append(list(_further(reached[depth], goal, seen[backward])) if depth < most else [])
    for paths in levels[False]:
        found = [replace(c, lacks=q) for q, less in _without_a_bias(end) for c in _closed(paths, less)]
        if found:
            return replace(min(found, key=lambda c: len(c.edits)), start=start, end=end)
    return None


def _without_a_bias(program: Program) -> Iterator[tuple[Quantity, Program]]:
    """The program without one of its parameters that are vectors, for each of them."""
    for q in program.inputs:
        if isinstance(q, Quantity) and q.kind == Kind.PARAMETER and is_vector(q):
            yield q, fix(program, {q: sp.S.Zero})


def _further(frontier: list[Path], goal: Program, seen: set[str]) -> Iterator[Path]:
    """Every program that is one change of form further, each once."""
    for made, program in frontier:
        for edit in (*edits(program), *exchanged(program, goal)):
            if str(edit.program) not in seen:
                seen.add(str(edit.program))
                yield (*made, edit), edit.program


def _closed(reached: list[Path], goal: Program) -> Iterator[Chain]:
    """The chains whose changes of form these are, where parameters do the rest."""
    for made, program in reached:
        try:
            relation = relate(program, goal, most_edits=0, scaled=not made)
        except OutOfBudgetError:
            continue
        if relation is not None:
            settled = tuple(by_parameters(relation))
            last = settled[-1].program if settled else program
            closing = relate(last, goal, most_edits=0) if settled else relation
            yield Chain(program, goal, (*made, *settled), closing or relation)


def changed(before: Program, after: Program) -> Program:
    """The equations of a program that another one does not have."""
    known = {(eq.lhs, eq.rhs) for eq in before.equations}
    new = tuple(eq for eq in after.equations if (eq.lhs, eq.rhs) not in known)
    inputs = tuple(dict.fromkeys([*after.inputs, *(eq.lhs for eq in after.equations if eq not in new)]))
    return Program(after.name, inputs, new, tuple(eq.lhs for eq in new))


# --- what parameters do, as edits ---------------------------------------------------------------------


def by_parameters(relation: Relation) -> Iterator[Edit]:
    """The gates that a substitution fixes or ties, and the parameters that it leaves out, one by one."""
    program = _kept(relation)
    for name, number in relation.fixed.items():
        if name in program.definitions:
            program = fix(program, {name: number})
            yield Edit(Change.FIX, name, name, constant(number, name), program)
    for one, other, tied in _ties(relation, program):
        if {one, other} <= program.definitions.keys():
            program = _tied(program, other, tied)
            yield Edit(Change.TIE, other, other, tied, program)
    for q in program.inputs:
        if isinstance(q, Quantity) and q.kind == Kind.PARAMETER and relation.substitution.values[q.name] == 0:
            reader = next((eq.lhs for eq in program.equations if q in names_in(eq.rhs)), None)
            if reader is not None:
                program = fix(program, {q: sp.S.Zero})
                yield Edit(Change.DROP, reader, q, ZeroMatrix(*q.shape), program)


def _kept(relation: Relation) -> Program:
    """The general step without the states that the special one has no use for."""
    substitution = relation.substitution
    used = {view.name for view in substitution.shown.values()} | set(substitution.states)
    program = substitution.general
    return program.keep([q for q in program.outputs if q.name in used])


def _ties(relation: Relation, program: Program) -> Iterator[tuple[Named, Named, sp.Expr]]:
    """Pairs of activations that become equal, or complements, with what the later one becomes."""
    signals = {name: entry for name, entry in relation.signals.items() if not entry.is_number}
    for (one, a), (other, b) in combinations(signals.items(), 2):
        if not _alike(program, one, other):
            continue
        if canonical(a - b) == 0:
            yield one, other, one
        elif canonical(a + b) == 1:
            yield one, other, add(OneMatrix(*one.shape), scale(sp.S.NegativeOne, one))


def _alike(program: Program, one: Named, other: Named) -> bool:
    """Whether two names are the same activation of something."""
    both = [program.definitions.get(name) for name in (one, other)]
    kinds = [node.activation.name for node in both if isinstance(node, Apply)]
    return len(kinds) == 2 and kinds[0] == kinds[1] and one.shape == other.shape


def _tied(program: Program, name: Named, value: sp.Expr) -> Program:
    """The program with a name written as another one; inputs that nothing reads any more left out."""
    equations = tuple(
        replace(eq, rhs=rebuild(eq.rhs, {name: value}.get)) for eq in program.equations if eq.lhs != name
    )
    read = {one for eq in equations for one in names_in(eq.rhs)}
    inputs = tuple(one for one in program.inputs if one in read)
    return Program(program.name, inputs, equations, program.outputs)
