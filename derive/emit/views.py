"""Layout → code for arrays: the buffers, and the views of them that operations work on.

Legend: T steps, t one of them; K steps are a stretch, L those of the stretch at hand, from t0 to t1;
R steps are in a ring, where a stretch begins at r0; B sequences at once.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sympy as sp

from derive.emit.names import size_name
from derive.nodes import Named, Value
from derive.schedule.layout import Buffer, Layout, Storage
from derive.schedule.phases import PhaseKind

LONGEST = 24
"""Letters of a name beyond which values go by numbers."""


def axes(name: Named | Buffer) -> tuple[sp.Expr, ...]:
    """The sizes of a value's own axes: one of a vector, two of a matrix."""
    rows, cols = name.shape
    return (rows,) if cols == 1 else (rows, cols)


def code_of(size: sp.Expr) -> str:
    """A size as Python code."""
    expr = sp.sympify(size)
    return str(expr.xreplace({letter: sp.Symbol(size_name(str(letter))) for letter in expr.free_symbols}))


class Identifiers:
    """Python names, each once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)

    def fresh(self, wanted: str, otherwise: str = "v") -> str:
        """A name like the one that is wanted; a numbered one where that is long or taken."""
        plain = re.sub(r"\W+", "_", wanted)
        fits = plain.isidentifier() and not keyword.iskeyword(plain) and len(plain) <= LONGEST
        if fits and plain not in self.taken:
            self.taken.add(plain)
            return plain
        number = 1
        while f"{otherwise}{number}" in self.taken:
            number += 1
        self.taken.add(f"{otherwise}{number}")
        return f"{otherwise}{number}"


@dataclass(frozen=True)
class View:
    """A view of slots of a buffer: `code` with {t} for the index of time, which is none if it is fixed."""

    name: str
    code: str
    timed: bool


@dataclass
class Views:
    """The views of one function.

    reverse: whether time runs backwards; foreign: the buffers that another function made, and whether
    each holds a state; rings: those that hold two stretches by turns, since one of them is filled ahead;
    buffers: the variable of each; asked: what was asked for in a phase, by its code.
    """

    layout: Layout
    reverse: bool
    identifiers: Identifiers
    foreign: dict[int, bool]
    rings: frozenset[int] = frozenset()
    buffers: dict[int, str] = field(default_factory=dict)
    asked: dict[str, View] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Names for the buffers, after what they hold in the end."""
        for buffer in self.layout.buffers:
            last = [slot[-1].name for slot in buffer.slots]
            names = [name for name in last if not name.startswith("val_")] or ["values"]
            self.buffers[id(buffer)] = self.identifiers.fresh("_".join(names), "buffer_")

    def lead(self, name: Named) -> int | None:
        """How far ahead of its own step a carried value stands in its buffer; None for any other."""
        buffer = self.layout.place[name][0]
        carried = self.layout.recurrence.carried
        for read, written in carried:
            if name in (read, written):
                return int((name == written) != self.reverse)
        if id(buffer) in self.foreign and self.foreign[id(buffer)]:
            return int(name in (slot[-1] for slot in buffer.slots))
        return None

    def slots(self, names: Sequence[Named], always_range: bool) -> str:
        """The index of the slots of values that lie side by side."""
        first, last = (self.layout.place[name][1] for name in (names[0], names[-1]))
        return str(first) if len(names) == 1 and not always_range else f"{first}:{last + 1}"

    def view(self, names: Sequence[Named], kind: PhaseKind, wrap: str = "{}", ranged: bool = False) -> str:
        """The variable for values in a phase; `wrap` is code around it, e.g. how a product takes it."""
        buffer = self.layout.place[names[0]][0]
        slots, lead = self.slots(names, ranged), self.lead(names[0])
        code = wrap.format(f"{self.buffers[id(buffer)]}[{slots}, {self._time(buffer, lead, kind)}]")
        timed = buffer.storage != Storage.STEP
        if code not in self.asked:
            wanted = "_".join(name.name for name in names if not isinstance(name, Value)) or "v"
            wanted += "" if wrap == "{}" else "_" + ("in" if "operand" in wrap else "out")
            self.asked[code] = View(self.identifiers.fresh(wanted), code, timed)
        return self.asked[code].name

    def _time(self, buffer: Buffer, lead: int | None, kind: PhaseKind) -> str:
        """The index of time: of one step, of a stretch, or of all."""
        if buffer.storage == Storage.STEP:
            return "0"
        blocked = buffer.storage == Storage.BLOCK
        if id(buffer) in self.rings:
            return "t % R" if kind == PhaseKind.STEP else "r0:r0 + L"
        if kind == PhaseKind.STEP:
            index = "t % K" if blocked else "t"
            return index + (" + 1" if lead else "")
        if kind == PhaseKind.SCAN:
            return ":L + 1" if blocked else "t0:t1 + 1"
        if blocked:
            return "1:L + 1" if lead else ":L"
        return "t0 + 1:t1 + 1" if lead else "t0:t1"

    def take(self) -> list[View]:
        """What was asked for since the last time."""
        found = list(self.asked.values())
        self.asked.clear()
        return found
