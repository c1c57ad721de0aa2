"""Sizes that are made equal: unknowns, what they turn out to be, and which lines said so.

Legend: an unknown is a string; a size is a number plus a sum of unknowns; a shape is a pair of sizes (rows,
columns). `rigid` unknowns may be any size at all, so they are equal to each other at most, never a number;
those of them that are letters, which somebody declared as different sizes, are not even that.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """A number plus a sum of unknowns, each as often as it stands in `unknowns` (sorted)."""

    number: int = 0
    unknowns: tuple[str, ...] = ()

    def __add__(self, other: Size) -> Size:
        return Size(self.number + other.number, tuple(sorted(self.unknowns + other.unknowns)))

    def __str__(self) -> str:
        counted = Counter(self.unknowns).items()
        parts = [name if times == 1 else f"{times}{name}" for name, times in counted]
        if self.number or not parts:
            parts.append(str(self.number))
        return " + ".join(parts)

    def map(self, table: dict[str, Size]) -> Size:
        """The size with unknowns replaced."""
        total = Size(self.number)
        for unknown in self.unknowns:
            total += table.get(unknown, Size(0, (unknown,)))
        return total


ONE = Size(1)
Shape = tuple[Size, Size]
SCALAR: Shape = (ONE, ONE)


class ClashError(Exception):
    """Two sizes that cannot be equal; letters: two declared ones that this would make one size."""

    def __init__(self, letters: tuple[str, ...] = ()) -> None:
        super().__init__(*letters)
        self.letters = letters


class Unifier:
    """Unknowns, what they are bound to, and which lines said that two of them are equal.

    rigid: unknowns that stand for any size at all (an input's, a state's); they are never a number.
    lines: by bound unknown, the lines that bound it.
    """

    def __init__(self) -> None:
        self.bound: dict[str, Size] = {}
        self.rigid: dict[str, None] = {}
        self.lines: dict[str, tuple[int, ...]] = {}
        self.links: dict[str, list[tuple[str, tuple[int, ...]]]] = {}

    def resolve(self, size: Size) -> Size:
        """The size with every bound unknown replaced, all the way down."""
        while any(unknown in self.bound for unknown in size.unknowns):
            size = size.map(self.bound)
        return size

    def unify(self, left: Size, right: Size, line: int) -> None:
        """Makes two sizes equal, or raises ClashError."""
        lines = tuple(sorted({line, *self.reasons(left), *self.reasons(right)}))
        a, b = cancelled(self.resolve(left), self.resolve(right))
        if not self.link(*cancelled(left, right), (line,)):
            self.link(a, b, lines)
        if a == b:
            return
        for one, other in sorted(((a, b), (b, a)), key=self.preference):
            if self.can_bind(one, other):
                self.bind(one.unknowns[0], other)
                self.lines[one.unknowns[0]] = lines
                return
        raise ClashError

    def bind(self, unknown: str, size: Size) -> None:
        """Makes an unknown a size, or raises ClashError where this made two letters one."""
        self.bound[unknown] = size
        known: dict[Size, str] = {}
        for letter in self.letters():
            first = known.setdefault(self.resolve(Size(0, (letter,))), letter)
            if first != letter:
                del self.bound[unknown]
                raise ClashError((first, letter))

    def letters(self) -> list[str]:
        """The rigid unknowns that an annotation named, in order."""
        return [unknown for unknown in self.rigid if " of " not in unknown]

    def reasons(self, size: Size) -> set[int]:
        """The lines that give a size's unknowns the values they have."""
        found: set[int] = set()
        for unknown in size.unknowns:
            if unknown in self.bound:
                found |= {*self.lines[unknown], *self.reasons(self.bound[unknown])}
        return found

    def preference(self, pair: tuple[Size, Size]) -> tuple[bool, bool, int]:
        """Sort key: bind what is not rigid first, letters of annotations last, of two equals the later."""
        order = list(self.rigid)
        unknowns = pair[0].unknowns
        rigid = len(unknowns) == 1 and unknowns[0] in self.rigid
        return rigid, rigid and " of " not in unknowns[0], -order.index(unknowns[0]) if rigid else 0

    def can_bind(self, one: Size, other: Size) -> bool:
        """Whether `one` is a lone unknown that `other` may stand for."""
        if one.number or len(one.unknowns) != 1 or one.unknowns[0] in other.unknowns:
            return False
        if not other.unknowns:
            return other.number > 0 and one.unknowns[0] not in self.rigid
        return True

    def link(self, left: Size, right: Size, lines: tuple[int, ...]) -> bool:
        """Remembers that lines equate two unknowns; whether these are two lone unknowns."""
        lone = [s.unknowns[0] for s in (left, right) if not s.number and len(s.unknowns) == 1]
        if len(lone) != 2:
            return False
        if lone[0] != lone[1]:
            self.links.setdefault(lone[0], []).append((lone[1], lines))
            self.links.setdefault(lone[1], []).append((lone[0], lines))
        return True

    def path(self, start: str, goal: str) -> tuple[int, ...] | None:
        """The lines of a shortest chain of equalities between two unknowns."""
        queue: deque[tuple[str, tuple[int, ...]]] = deque([(start, ())])
        seen = {start}
        while queue:
            here, lines = queue.popleft()
            if here == goal:
                return tuple(sorted(set(lines)))
            for there, through in self.links.get(here, []):
                if there not in seen:
                    seen.add(there)
                    queue.append((there, (*lines, *through)))
        return None


def cancelled(left: Size, right: Size) -> tuple[Size, Size]:
    """Both sizes without what they share."""
    common = Counter(left.unknowns) & Counter(right.unknowns)
    low = min(left.number, right.number)
    rest = (tuple(sorted((Counter(size.unknowns) - common).elements())) for size in (left, right))
    a, b = (Size(size.number - low, unknowns) for size, unknowns in zip((left, right), rest, strict=True))
    return a, b
