"""Phases → Layout: which equations are one operation, and where every value is kept.

Equations of one form, each with its own operands, are run as one operation if these lie side by side:
the products U_f·h, U_i·h, … are one product, tanh of the results one call. A *buffer* has a slot for
each value that lies beside others; a *group* is a run of equations that is one operation on slots.

    given      handed in: an input of the recurrence
    sequence   kept for every step: what is returned, or read by another recurrence
    block      kept for one stretch of time: what one phase hands to another
    step       kept until the next step
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import sympy as sp
from sympy.matrices.expressions.matadd import MatAdd

from derive.nodes import Named, names_in
from derive.program import Equation
from derive.schedule.phases import Dependence, Phase, PhaseKind
from derive.schedule.recurrence import Recurrence
from derive.schedule.shape import Form, form_of, product_parts


class Storage(StrEnum):
    """For how long a buffer keeps what is written to it."""

    GIVEN = "given"
    SEQUENCE = "sequence"
    BLOCK = "block"
    STEP = "step"


@dataclass
class Buffer:
    """Values of one shape, side by side.

    slots: the values that each slot holds, one after the other; shape: of one value; summed: whether
    a sum of products takes all of them.
    """

    slots: list[list[Named]]
    shape: tuple[sp.Expr, sp.Expr]
    storage: Storage = Storage.STEP
    summed: bool = False

    @property
    def names(self) -> list[Named]:
        """Every value that the buffer holds at some time."""
        return [name for slot in self.slots for name in slot]


@dataclass(frozen=True)
class Group:
    """Equations of one form that are run as one operation."""

    equations: tuple[Equation, ...]
    form: Form

    @property
    def names(self) -> tuple[Named, ...]:
        """What the group defines, in the order of the slots."""
        return tuple(eq.lhs for eq in self.equations)


@dataclass
class Layout:
    """The places of all values of a recurrence, and its phases as groups.

    place: buffer and slot of every value that varies in time; kept: what must outlive the run.
    """

    recurrence: Recurrence
    phases: tuple[Phase, ...]
    kept: Collection[Named]
    place: dict[Named, tuple[Buffer, int]] = field(default_factory=dict)
    groups: dict[int, tuple[Group, ...]] = field(default_factory=dict)

    @property
    def buffers(self) -> list[Buffer]:
        """Every buffer once, in the order in which they were made."""
        return list({id(buffer): buffer for buffer, _ in self.place.values()}.values())


class Packing:
    """The making of a layout."""

    def __init__(self, layout: Layout, known: Dependence) -> None:
        self.layout, self.place = layout, layout.place
        self.known = known
        self.carried = {name for pair in layout.recurrence.carried for name in pair}
        self.positions = self._positions()
        self.uses = self._uses()

    def _positions(self) -> dict[Named, int]:
        """The phase that defines each name."""
        return {name: k for k, phase in enumerate(self.layout.phases) for name in phase.names}

    def _uses(self) -> dict[Named, int]:
        """How many equations read each name."""
        uses: dict[Named, int] = {}
        for phase in self.layout.phases:
            for eq in phase.equations:
                for name in names_in(eq.rhs):
                    uses[name] = uses.get(name, 0) + 1
        return uses

    def run(self) -> None:
        """Places everything: what is given, what is carried, the operands of sums, then phase by phase."""
        for name in self.layout.recurrence.program.inputs:
            if not self.known.is_once(name) and name not in self.carried and name not in self.place:
                self.place[name] = (Buffer([[name]], name.shape, Storage.GIVEN), 0)
        for read, written in self.layout.recurrence.carried:
            if written in self.place:
                self.place[read] = self.place[written]
            else:
                self.place[read] = self.place[written] = (Buffer([[written]], written.shape), 0)
        phases = list(enumerate(self.layout.phases))
        for kind in (PhaseKind.STEP, PhaseKind.BULK, PhaseKind.LATE):
            for _, phase in phases:
                if phase.kind == kind:
                    self._side_by_side(phase)
        for k, phase in phases:
            if phase.kind not in (PhaseKind.ONCE, PhaseKind.TOTAL):
                self.layout.groups[k] = tuple(self._waves(phase))
        self._store()

    def _side_by_side(self, phase: Phase) -> None:
        """What a sum of products multiplies lies side by side, values of one form next to each other."""
        for eq in phase.equations:
            if isinstance(eq.rhs, MatAdd):
                found = [p.operand for term in eq.rhs.args if (p := product_parts(term, self.known.is_once))]
                free = [
                    v
                    for v in found
                    if isinstance(v, Named) and v in self.known.equations and v not in self.place
                ]
                for shape in dict.fromkeys(v.shape for v in free):
                    alike = [v for v in dict.fromkeys(free) if v.shape == shape and v not in self.place]
                    if len(alike) > 1:
                        self._new(sorted(alike, key=self._outline))
                        self.place[alike[0]][0].summed = True

    def _outline(self, name: Named) -> str:
        """The form of a name's equation, by which names are ordered."""
        return form_of(self.known.equations[name].rhs, self._is_loose, self.known.is_once).key

    def _is_loose(self, name: Named) -> bool:
        """Whether a name can still be placed where it suits, or is one of several side by side."""
        if name in self.carried or self.known.is_once(name):
            return False
        if name in self.place:
            return len(self.place[name][0].slots) > 1
        return name in self.known.equations and self.known.kind(name) == PhaseKind.BULK

    def _new(self, names: Collection[Named]) -> None:
        """A buffer for some names side by side."""
        shape = next(iter(names)).shape
        buffer = Buffer([[name] for name in names], shape)
        self.place.update({name: (buffer, k) for k, name in enumerate(names)})

    def _waves(self, phase: Phase) -> Iterator[Group]:
        """The equations of a phase in waves: what is ready together is grouped where the forms agree."""
        waiting = list(phase.equations)
        while waiting:
            undone = {eq.lhs for eq in waiting}
            stepping = phase.kind in (PhaseKind.STEP, PhaseKind.SCAN)
            ready = [eq for eq in waiting if not undone & set(self._needs(eq, stepping))]
            alike: dict[object, list[Equation]] = {}
            for eq in ready:
                key = (form_of(eq.rhs, self._is_loose, self.known.is_once).key, eq.lhs.shape)
                alike.setdefault(key if eq.lhs not in self.carried else eq.lhs, []).append(eq)
            for equations in alike.values():
                yield from self._runs(sorted(equations, key=self._rank))
            waiting = [eq for eq in waiting if eq not in ready]

    def _needs(self, eq: Equation, stepping: bool) -> list[Named]:
        """What must be done before an equation within its phase."""
        if stepping:
            return names_in(eq.rhs)
        return [self.layout.recurrence.written.get(name, name) for name in names_in(eq.rhs)]

    def _rank(self, eq: Equation) -> tuple[object, ...]:
        """Members of a group in the order of the slots that are fixed already, else by who reads them."""
        form = form_of(eq.rhs, self._is_loose, self.known.is_once)
        slots = [self.place[n][1] for n in (eq.lhs, *form.leaves) if n in self.place and self._is_loose(n)]
        readers = sorted(
            form_of(other.rhs, self._is_loose, self.known.is_once).outline
            for other in self.known.equations.values()
            if eq.lhs in names_in(other.rhs) and self.known.kind(other.lhs) == self.known.kind(eq.lhs)
        )
        return (slots, readers)

    def _runs(self, equations: list[Equation]) -> Iterator[Group]:
        """Groups of as many equations as can be one operation."""
        run: list[Equation] = []
        for eq in equations:
            if run and not self._fits([*run, eq]):
                yield self._settle(run)
                run = []
            run.append(eq)
        if run:
            yield self._settle(run)

    def _columns(self, run: list[Equation]) -> list[tuple[Named, ...]]:
        """The operands of a run, position by position, those that differ."""
        forms = [form_of(eq.rhs, self._is_loose, self.known.is_once) for eq in run]
        return [column for column in zip(*(f.leaves for f in forms), strict=True) if len(set(column)) > 1]

    def _fits(self, run: list[Equation]) -> bool:
        """Whether a run can be one operation: its operands, and its results, can lie side by side."""
        results = tuple(eq.lhs for eq in run)
        return all(self._can_align(column) for column in (*self._columns(run), results))

    def _can_align(self, column: tuple[Named, ...]) -> bool:
        """Whether names lie side by side in this order, or can be placed so."""
        if all(map(self.known.is_once, column)):
            return len(set(column)) == len(column)
        if any(map(self.known.is_once, column)) or len({name.shape for name in column}) > 1:
            return False
        placed = [self.place[name] for name in column if name in self.place]
        if not placed:
            return len(set(column)) == len(column) and all(name in self.known.equations for name in column)
        return len(placed) == len(column) and are_neighbours(placed)

    def _settle(self, run: list[Equation]) -> Group:
        """Places the operands and results of a run."""
        for column in self._columns(run):
            if column[0] not in self.place and not self.known.is_once(column[0]):
                self._new(column)
        results = tuple(eq.lhs for eq in run)
        form = form_of(run[0].rhs, self._is_loose, self.known.is_once)
        alone = len(run) == 1 and self._is_wanted(results[0])
        if results[0] not in self.place and not alone:
            onto = self._dying(run, form)
            if onto is None:
                self._new(results)
            else:
                for name, old in zip(results, onto, strict=True):
                    buffer, slot = self.place[old]
                    buffer.slots[slot].append(name)
                    self.place[name] = (buffer, slot)
        return Group(tuple(run), form)

    def _is_wanted(self, name: Named) -> bool:
        """Whether a value is computed in bulk and read step by step: there its place will be decided."""
        readers = [eq.lhs for eq in self.known.equations.values() if name in names_in(eq.rhs)]
        bulk = self.known.kind(name) in (PhaseKind.BULK, PhaseKind.LATE)
        return bulk and any(self.known.kind(reader) == PhaseKind.STEP for reader in readers)

    def _dying(self, run: list[Equation], form: Form) -> tuple[Named, ...] | None:
        """Operands that nothing else reads, whose place the results can take."""
        forms = [form_of(eq.rhs, self._is_loose, self.known.is_once) for eq in run]
        columns = zip(zip(*(f.leaves for f in forms), strict=True), form.pointwise, strict=True)
        found = [
            column
            for column, pointwise in columns
            if pointwise and len(set(column)) == len(run) and all(map(self._can_die, column))
            if column[0] in self.place and column[0].shape == run[0].lhs.shape
            if not self._is_wasteful(run, column)
        ]
        return min(found, key=lambda column: self.known.kind(column[0]) == PhaseKind.STEP, default=None)

    def _is_wasteful(self, run: list[Equation], column: tuple[Named, ...]) -> bool:
        """Whether results that are kept would keep slots beside them that are not."""
        kept = any(eq.lhs in self.layout.kept for eq in run)
        buffer = self.place[column[0]][0]
        others = [slot for slot in buffer.slots if not set(slot) & set(column)]
        return kept and any(self._is_brief(slot) for slot in others)

    def _is_brief(self, slot: list[Named]) -> bool:
        """Whether nothing in a slot outlives its step."""
        return all(self.known.kind(name) == PhaseKind.STEP and name not in self.layout.kept for name in slot)

    def _can_die(self, name: Named) -> bool:
        """Whether a value is ours, is read by one equation only and not asked for."""
        lasting = name in self.layout.kept or name in self.layout.recurrence.program.outputs
        return name in self.known.equations and not lasting and self.uses[name] == 1

    def _store(self) -> None:
        """For how long each buffer has to keep its values."""
        for phase_number, phase in enumerate(self.layout.phases):
            for eq in phase.equations:
                if eq.lhs not in self.place and phase.kind not in (PhaseKind.ONCE, PhaseKind.TOTAL):
                    self._new((eq.lhs,))
                for name in names_in(eq.rhs):
                    if name in self.place and phase.kind in (PhaseKind.LATE, PhaseKind.TOTAL):
                        self._at_least(name, Storage.SEQUENCE)
                    elif name in self.place and self.positions.get(name) != phase_number:
                        self._at_least(name, Storage.BLOCK)
        for name in self.place:
            if name in self.layout.kept:
                self._at_least(name, Storage.SEQUENCE)
            elif name in self.carried or (
                name in self.positions and self.layout.phases[self.positions[name]].kind != PhaseKind.STEP
            ):
                self._at_least(name, Storage.BLOCK)

    def _at_least(self, name: Named, storage: Storage) -> None:
        """The buffer of a name keeps its values at least so long."""
        buffer = self.place[name][0]
        order = (Storage.STEP, Storage.BLOCK, Storage.SEQUENCE, Storage.GIVEN)
        buffer.storage = max(buffer.storage, storage, key=order.index)


def are_neighbours(places: list[tuple[Buffer, int]]) -> bool:
    """Whether places follow each other in one buffer."""
    first, slot = places[0]
    return all(buffer is first and k == slot + i for i, (buffer, k) in enumerate(places))


def lay_out(
    recurrence: Recurrence, phases: tuple[Phase, ...], known: Dependence, kept: Collection[Named],
    given: Mapping[Named, tuple[Buffer, int]] | None = None,
) -> Layout:  # fmt: skip
    """Groups and places for the phases of a recurrence; `given` are places that another layout has fixed."""
    layout = Layout(recurrence, phases, kept, dict(given or {}))
    Packing(layout, known).run()
    return layout
