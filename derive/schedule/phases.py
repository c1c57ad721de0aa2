"""Recurrence → Phases: what runs step by step, what runs over a whole stretch of time at once.

    once     depends on parameters alone
    bulk     lies on no cycle through time: one operation for many steps
    scan     a cycle s = a ∘ s₋ + b, linear in what it carries, with a and b known in bulk
    step     any other cycle: one step after the other
    late     an input's cotangent: in bulk over all steps, after them
    total    a parameter's cotangent: a sum over all steps, taken at the end

Within a stage, bulk comes first, then the scans, then the steps; what needs the results of steps in
bulk is in the next stage.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from derive.nodes import Cotangent, Kind, Named, Quantity, names_in
from derive.program import Equation
from derive.schedule.linear import is_linear
from derive.schedule.recurrence import Recurrence, is_constant


class PhaseKind(StrEnum):
    """How the equations of a phase are run."""

    ONCE = "once"
    BULK = "bulk"
    SCAN = "scan"
    STEP = "step"
    LATE = "late"
    TOTAL = "total"

    @property
    def says(self) -> str:
        """The kind in words."""
        return SAYS[self]


SAYS = {
    PhaseKind.ONCE: "from the parameters alone, before the first step",
    PhaseKind.BULK: "for many steps at once",
    PhaseKind.SCAN: "linear in what is carried, by a scan",
    PhaseKind.STEP: "one step after the other",
    PhaseKind.LATE: "for many steps at once, when they are done",
    PhaseKind.TOTAL: "summed over all steps, many at once, when they are done",
}

ORDER = (PhaseKind.BULK, PhaseKind.SCAN, PhaseKind.STEP)
"""The kinds in the order in which they are run within a stage."""


@dataclass(frozen=True)
class Phase:
    """Equations that are run together."""

    kind: PhaseKind
    equations: tuple[Equation, ...]

    @property
    def names(self) -> tuple[Named, ...]:
        """What the phase defines."""
        return tuple(eq.lhs for eq in self.equations)


Component = frozenset[Named]
"""Names that depend on each other through time, or one name alone."""


class Dependence:
    """What each equation of a recurrence waits for.

    scans: whether a linear recurrence is to be told from any other.
    """

    def __init__(self, recurrence: Recurrence, scans: bool = True) -> None:
        self.recurrence, self.scans = recurrence, scans
        self.equations = {eq.lhs: eq for eq in recurrence.program.equations}

    @cached_property
    def operands(self) -> dict[Named, list[Named]]:
        """The defined names that each defined name needs, in this step or in the one before it."""
        written = self.recurrence.written
        needs = {lhs: [written.get(n, n) for n in names_in(eq.rhs)] for lhs, eq in self.equations.items()}
        return {lhs: [n for n in names if n in self.equations] for lhs, names in needs.items()}

    @cached_property
    def read(self) -> set[Named]:
        """The defined names that any equation needs."""
        return {name for names in self.operands.values() for name in names}

    @cached_property
    def reach(self) -> dict[Named, frozenset[Named]]:
        """Every defined name that each one depends on, through any number of steps."""
        found = {}
        for name in self.equations:
            seen: set[Named] = set()
            ahead = [name]
            while ahead:
                new = [n for n in self.operands[ahead.pop()] if n not in seen]
                seen.update(new)
                ahead.extend(new)
            found[name] = frozenset(seen)
        return found

    @cached_property
    def component(self) -> dict[Named, Component]:
        """The names with which each defined name lies on a cycle, itself included."""
        return {
            name: frozenset({name, *(n for n in self.reach[name] if name in self.reach[n])})
            for name in self.equations
        }

    def kind(self, name: Named) -> PhaseKind:
        """How a defined name is run."""
        if name not in self.reach[name]:
            of = name.of if isinstance(name, Cotangent) else None
            if isinstance(of, Quantity) and of.kind == Kind.PARAMETER:
                return PhaseKind.TOTAL
            if isinstance(of, Quantity) and of.kind == Kind.INPUT and name not in self.read:
                return PhaseKind.LATE
            return PhaseKind.ONCE if self.is_once(name) else PhaseKind.BULK
        return PhaseKind.SCAN if self.scans and self._is_scan(self.component[name]) else PhaseKind.STEP

    def is_once(self, name: Named) -> bool:
        """Whether a name depends on parameters alone."""
        if name in self.equations:
            return name not in self.reach[name] and all(map(self.is_once, names_in(self.equations[name].rhs)))
        return is_constant(name)

    def _is_scan(self, cycle: Component) -> bool:
        """Whether a cycle is one equation that is linear in the one name it carries."""
        reads = [read for read, written in self.recurrence.carried if written in cycle]
        (first, *others) = cycle
        return not others and len(reads) == 1 and is_linear(self.equations[first].rhs, reads[0])

    @cached_property
    def stage(self) -> dict[Named, int]:
        """The stage in which each defined name is computed."""
        known: dict[Component, int] = {}

        def stage(cycle: Component) -> int:
            if cycle not in known:
                needs = {self.component[n] for name in cycle for n in self.operands[name]} - {cycle}
                known[cycle] = max((stage(other) + self._wait(other, cycle) for other in needs), default=0)
            return known[cycle]

        return {name: stage(cycle) for name, cycle in self.component.items()}

    def _wait(self, first: Component, then: Component) -> int:
        """1 if what runs `then` cannot be in the stage that runs `first`: its kind comes no later."""
        before, after = (self.kind(next(iter(cycle))) for cycle in (first, then))
        if before not in ORDER or after not in ORDER or before == after != PhaseKind.SCAN:
            return 0
        return int(ORDER.index(before) >= ORDER.index(after))

    def is_early(self, name: Named, user: Named) -> bool:
        """Whether a name is known at all steps before the steps of `user` are run."""
        name = self.recurrence.written.get(name, name)
        if name not in self.equations:
            return True
        same = self.stage[name] == self.stage[user] and self.kind(name) == self.kind(user)
        return not (same and self.kind(name) in (PhaseKind.STEP, PhaseKind.SCAN))

    @cached_property
    def ordered(self) -> tuple[Equation, ...]:
        """The equations, each after what it needs; within a cycle, as they stand."""
        found: dict[Named, Equation] = {}

        def visit(cycle: Component) -> None:
            members = [name for name in self.equations if name in cycle]
            if members[0] in found:
                return
            for name in members:
                for other in self.operands[name]:
                    if other not in cycle:
                        visit(self.component[other])
            found.update({name: self.equations[name] for name in members})

        for name in self.equations:
            visit(self.component[name])
        return tuple(found.values())


def phases(recurrence: Recurrence, scans: bool = True) -> tuple[Phase, ...]:
    """The equations of a recurrence in the order in which they are run."""
    known = Dependence(recurrence, scans)
    parts: dict[tuple[int, PhaseKind], list[Equation]] = {}
    last = max(known.stage.values(), default=0) + 1
    for eq in known.ordered:
        kind = known.kind(eq.lhs)
        ends = {PhaseKind.ONCE: -1, PhaseKind.LATE: last, PhaseKind.TOTAL: last}
        stage = ends.get(kind, known.stage[eq.lhs])
        parts.setdefault((stage, kind), []).append(eq)
    order = sorted(parts, key=lambda key: (key[0], list(PhaseKind).index(key[1])))
    return tuple(Phase(kind, tuple(parts[stage, kind])) for stage, kind in order)
