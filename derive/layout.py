"""A graph in columns and rows → its drawing: where each block stands, and how the wires between them run.

    columns   derive.columns
    rows      derive.rows
    tracks    between two columns every value turns on a track of its own

Wires turn with round corners and cross at right angles, so that a branch never looks like a crossing.

Legend: the *net* of a stop is all that its value feeds in the next column.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from derive.columns import Link, Stop
from derive.rows import MARGIN, Rows

TRACK, BEFORE, AFTER = 9, 8, 15
"""Between columns: the width of a track, and the room before and after the tracks."""

Point = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """A link as drawn: the corners from its source to its target."""

    link: Link
    corners: tuple[Point, ...]


class Layout(Rows):
    """A drawing: its size, a place for each block, corners for each wire."""

    @cached_property
    def nets(self) -> dict[Stop, list[int]]:
        """The net of each stop: the heights at which it enters the next column."""
        return {
            stop: [self.row[other] + self.enters[stop, other] for other in self.after[stop]]
            for stop in self.row
        }

    @cached_property
    def tracks(self) -> dict[Stop, int]:
        """The track, counted from the left, on which the net of each stop turns; none where it need not."""
        found: dict[Stop, int] = {}
        for column in self.order:
            turning = [s for s in column if any(y != self.row[s] for y in self.nets[s])]
            placed: list[Stop] = []
            for stop in self._untangled(turning):
                near = [found[other] for other in placed if self._meet(stop, other)]
                found[stop] = 1 + max(near, default=-1)
                placed.append(stop)
        return found

    def _span(self, stop: Stop) -> tuple[int, int]:
        """From where to where a net runs up and down."""
        rows = [self.row[stop], *self.nets[stop]]
        return min(rows), max(rows)

    def _meet(self, a: Stop, b: Stop) -> bool:
        """Whether two nets need tracks of their own."""
        (top_a, low_a), (top_b, low_b) = self._span(a), self._span(b)
        return top_a <= low_b + TRACK and top_b <= low_a + TRACK

    def _untangled(self, stops: list[Stop]) -> list[Stop]:
        """The nets between two columns, ordered so that they cross seldom and never lie on each other."""
        order = sorted(stops, key=lambda stop: (self.row[stop] < self._span(stop)[1], self.row[stop]))
        cost = {(a, b): self._pair(a, b) for a in order for b in order if a != b}

        def gain(k: int, j: int) -> int:
            """What moving the net at k behind the one at j saves."""
            return sum(cost[order[k], other] - cost[other, order[k]] for other in order[k + 1 : j + 1])

        improved = True
        while improved:
            improved = False
            for k in range(len(order)):
                best = max(range(k, len(order)), key=lambda j, k=k: gain(k, j))  # type: ignore[misc]
                if gain(k, best) > 0:
                    order.insert(best, order.pop(k))
                    improved = True
        return order

    def _pair(self, left: Stop, right: Stop) -> int:
        """Crossings of two nets with tracks in this order; lying on each other counts as many."""
        (top_l, low_l), (top_r, low_r) = self._span(left), self._span(right)
        ends = self.nets[left]
        crossings = sum(top_r < y < low_r for y in ends) + (top_l < self.row[right] < low_l)
        return crossings + 1000 * sum(abs(y - self.row[right]) < 3 for y in ends)

    # --- Places ----------------------------------------------------------------------------------

    @cached_property
    def _lefts(self) -> list[tuple[int, int, int]]:
        """Each column: its left side, its width, and the left side of its tracks."""
        found, left = [], MARGIN
        for column in self.order:
            widths = [self.boxes[name].width for name, k in column if k == self.column[name]]
            width = max(widths, default=0)
            tracks = max((self.tracks[stop] + 1 for stop in column if stop in self.tracks), default=0)
            found.append((left, width, left + width + BEFORE))
            left += width + BEFORE + TRACK * tracks + AFTER
        return found

    @property
    def width(self) -> int:
        """The width of the drawing."""
        left, width, _ = self._lefts[-1]
        return left + width + MARGIN

    def place(self, name: str) -> Point:
        """The middle of a block."""
        left, width, _ = self._lefts[self.column[name]]
        return left + width // 2, self.row[self.stop(name)]

    def _side(self, stop: Stop, right: bool) -> int:
        """Where wires leave a stop, or enter it; a rail goes through its whole column."""
        left, width, _ = self._lefts[stop[1]]
        if not self.is_block(stop):
            return left + (width if right else 0)
        x, half = self.place(stop[0])[0], self.boxes[stop[0]].width // 2
        return x + half if right else x - half

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every link with its corners."""
        return tuple(Line(link, tuple(_corners(self._path(link)))) for link in self.links)

    def _path(self, link: Link) -> Iterable[Point]:
        """The points that a link passes."""
        stops = [(link.source, k) for k in range(self.column[link.source], self.column[link.target])]
        yield self._side(stops[0], right=True), self.row[stops[0]]
        for stop, there in pairwise([*stops, self.stop(link.target)]):
            final = there == self.stop(link.target)
            y = self.row[there] + (self.entry[link] if final else 0)
            if y != self.row[stop]:
                x = self._lefts[stop[1]][2] + TRACK * self.tracks[stop] + TRACK // 2
                yield from ((x, self.row[stop]), (x, y))
            yield self._entered(link, y) if final else (self._side(there, right=False), y)

    def _entered(self, link: Link, y: int) -> Point:
        """Where a link ends: at the side of a box, or at the circle."""
        box = self.boxes[link.target]
        if not box.radius:
            return self._side(self.stop(link.target), right=False), y
        x, middle = self.place(link.target)
        return x - round((box.radius**2 - (y - middle) ** 2) ** 0.5), y


def _corners(points: Iterable[Point]) -> Iterable[Point]:
    """A path without the points at which it goes straight on."""
    found: list[Point] = []
    for point in points:
        while len(found) > 1 and (
            found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]
        ):
            found.pop()
        if not found or found[-1] != point:
            found.append(point)
    return found
