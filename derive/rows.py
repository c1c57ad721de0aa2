"""The rows of a drawing in columns: how high each stop stands, so that lines run straight.

    straight  the steps that run level: wires that are marked so before rails, rails before others
    entries   wires enter a block one above the other; into a circle, the straight one in the middle
    rows      what is joined by level steps is one line; each line moves to the middle of what it is joined to

Legend: a *line* is named by its leftmost stop; the *drop* of a stop is how far below that it stands.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

from derive.columns import Box, Columns, Link, Stop

GAP, RAIL_GAP = 12, 9
"""The least distance between the edges of two blocks in a column, and where one of them is a rail."""

MARGIN = 6
ROUNDS = 60


class Rows(Columns):
    """Columns whose stops have heights; each stage is computed when it is first asked for."""

    @cached_property
    def _straight(self) -> dict[Stop, Stop]:
        """The steps that run straight: at most one from and to each stop, and none of them cross."""
        place = {stop: k for column in self.order for k, stop in enumerate(column)}
        chosen: dict[Stop, Stop] = {}
        taken: set[Stop] = set()
        for a, b in sorted(self.steps, key=lambda step: (-self._weight(*step), step[0][1], place[step[0]])):
            crossed = any(
                c[1] == a[1] and (place[a] < place[c]) != (place[b] < place[d]) for c, d in chosen.items()
            )
            if a not in chosen and b not in taken and not crossed:
                chosen[a] = b
                taken.add(b)
        return chosen

    def _weight(self, a: Stop, b: Stop) -> int:
        """How much a step should run straight."""
        if any(link.straight and link.source == a[0] and self._on(link, b) for link in self.links):
            return 3
        return 1 if self.is_block(a) or self.is_block(b) else 2

    def _on(self, link: Link, stop: Stop) -> bool:
        """Whether a link passes a stop, or ends there."""
        own = stop[0] == link.source and stop[1] < self.column[link.target]
        return own or stop == self.stop(link.target)

    @cached_property
    def entry(self) -> dict[Link, int]:
        """How far above or below the middle of its target each link enters it."""
        place = {stop: k for column in self.order for k, stop in enumerate(column)}
        found: dict[Link, int] = {}
        for name, box in self.boxes.items():
            links = [link for link in self.links if link.target == name]
            links.sort(key=lambda link: place[self.rail(link)])
            straight = [k for k, link in enumerate(links) if self._runs_straight(link)]
            middle = straight[0] if straight and box.radius else (len(links) - 1) / 2
            far = max(middle, len(links) - 1 - middle, 1)
            step = min(RAIL_GAP, box.reach / far)
            found |= {link: round((k - middle) * step) for k, link in enumerate(links)}
        return found

    def _runs_straight(self, link: Link) -> bool:
        """Whether a link enters its target straight from its rail."""
        return self._straight.get(self.rail(link)) == self.stop(link.target)

    @cached_property
    def enters(self) -> dict[tuple[Stop, Stop], int]:
        """How far from the middle of its second stop each step ends."""
        ends = {(self.rail(link), self.stop(link.target)): self.entry[link] for link in self.links}
        return {step: ends.get(step, 0) for step in self.steps}

    @cached_property
    def _lines(self) -> dict[Stop, tuple[Stop, int]]:
        """The line of each stop, and its drop."""
        found: dict[Stop, tuple[Stop, int]] = {}
        for column in self.order:
            for stop in column:
                line, drop = found.setdefault(stop, (stop, 0))
                if stop in self._straight:
                    there = self._straight[stop]
                    found[there] = line, drop - self.enters[stop, there]
        return found

    @cached_property
    def row(self) -> dict[Stop, int]:
        """The height of each stop's middle, counted from the top."""
        below = [self._below(a, b) for column in self.order for a, b in pairwise(column)]
        rows = self._balanced(self._topmost(below), below)
        found = {stop: rows[line] + drop for stop, (line, drop) in self._lines.items()}
        highest = min((y - self._box(stop).above for stop, y in found.items()), default=0)
        return {stop: y - highest + MARGIN for stop, y in found.items()}

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return max((y + self._box(stop).below for stop, y in self.row.items()), default=0) + MARGIN

    def _box(self, stop: Stop) -> Box:
        """The block at a stop; a rail takes no room."""
        return self.boxes[stop[0]] if self.is_block(stop) else Box("", 0, 0, 0)

    def _below(self, a: Stop, b: Stop) -> tuple[Stop, Stop, int]:
        """The lines of two neighbours, and how far the second must be below the first."""
        (upper, drop_a), (lower, drop_b) = self._lines[a], self._lines[b]
        return upper, lower, self._apart(a, b) + drop_a - drop_b

    def _apart(self, a: Stop, b: Stop) -> int:
        """The least distance between the middles of two stops below each other."""
        gap = GAP if self.is_block(a) and self.is_block(b) else RAIL_GAP
        return self._box(a).below + self._box(b).above + gap

    def _topmost(self, below: list[tuple[Stop, Stop, int]]) -> dict[Stop, int]:
        """Each line as high as those above it let it be."""
        rows = dict.fromkeys((line for line, _ in self._lines.values()), 0)
        changed = True
        while changed:
            changed = False
            for a, b, apart in below:
                if rows[b] < rows[a] + apart:
                    rows[b], changed = rows[a] + apart, True
        return rows

    @cached_property
    def _joined(self) -> dict[Stop, list[tuple[Stop, int, int]]]:
        """What each line is joined to: the other line, how far below it this one would be, the weight."""
        found: dict[Stop, list[tuple[Stop, int, int]]] = {line: [] for line, _ in self._lines.values()}
        for a, b in self.steps:
            (left, drop_a), (right, drop_b) = self._lines[a], self._lines[b]
            if left != right:
                drop = drop_a - drop_b - self.enters[a, b]
                found[right].append((left, drop, self._weight(a, b)))
                found[left].append((right, -drop, self._weight(a, b)))
        return found

    def _balanced(self, rows: dict[Stop, int], below: list[tuple[Stop, Stop, int]]) -> dict[Stop, int]:
        """Each line moved to the middle of what it is joined to, as far as its neighbours let it."""
        for turn in range(ROUNDS):
            for line, joined in self._joined.items() if turn % 2 == 0 else reversed(self._joined.items()):
                if not joined:
                    continue
                low = max((rows[a] + apart for a, b, apart in below if b == line), default=None)
                high = min((rows[b] - apart for a, b, apart in below if a == line), default=None)
                total = sum(weight for _, _, weight in joined)
                want = round(sum((rows[other] + drop) * weight for other, drop, weight in joined) / total)
                want = want if high is None else min(want, high)
                rows[line] = want if low is None else max(want, low)
        return rows
