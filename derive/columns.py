"""A graph in columns: which column each block stands in, and the order in it from top to bottom.

    columns   each block stands right of all that feeds it
    rails     a value that goes further than the next column runs there on a rail, one for all its targets
    order     such that few wires cross: sweeps by the middle of what stands before, then of what comes after

Everything is decided by order and whole numbers: the same graph gives the same drawing.

Legend: a *stop* is a block or a place on a rail; a *step* is a pair of stops in adjacent columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

SWEEPS = 12

Stop = tuple[str, int]
"""A block or a rail: the block whose value it is, and the column."""


@dataclass(frozen=True)
class Box:
    """Something to be placed.

    above, below: how far it goes from its middle; reach: how far from its middle wires may enter;
    radius: of a circle, 0 for a box.
    """

    id: str
    width: int
    above: int
    below: int
    reach: int = 8
    radius: int = 0


@dataclass(frozen=True)
class Link:
    """A wire to be drawn from one block to another; `straight`: rather than others."""

    source: str
    target: str
    straight: bool = False


class Columns:
    """The blocks of a graph in columns; each stage is computed when it is first asked for.

    `links` run from blocks to later blocks; `first` are the blocks of the leftmost column, `last` of the
    rightmost one, from top to bottom.
    """

    def __init__(
        self, boxes: Iterable[Box], links: Iterable[Link], first: Sequence[str], last: Sequence[str]
    ) -> None:
        self.boxes = {box.id: box for box in boxes}
        self.links = tuple(links)
        self.first, self.last = tuple(first), tuple(last)

    @cached_property
    def column(self) -> dict[str, int]:
        """The column of each block: one right of the rightmost that feeds it."""
        columns: dict[str, int] = dict.fromkeys(self.first, 0)
        for name in self.boxes:
            fed = [columns[link.source] for link in self.links if link.target == name]
            columns.setdefault(name, 1 + max(fed, default=0))
        final = max((columns[name] for name in self.boxes), default=0)
        return columns | dict.fromkeys(self.last, final)

    def stop(self, name: str) -> Stop:
        """A block as a stop."""
        return name, self.column[name]

    def is_block(self, stop: Stop) -> bool:
        """Whether a stop is a block, not a place on a rail."""
        return stop[1] == self.column[stop[0]]

    def rail(self, link: Link) -> Stop:
        """The stop from which a link reaches its target: the source, or its rail in the column before."""
        return link.source, self.column[link.target] - 1

    @cached_property
    def steps(self) -> tuple[tuple[Stop, Stop], ...]:
        """Every pair of stops in adjacent columns that a wire joins, once each."""
        found: dict[tuple[Stop, Stop], None] = {}
        for link in self.links:
            path = [(link.source, k) for k in range(self.column[link.source], self.column[link.target])]
            found.update(dict.fromkeys(pairwise([*path, self.stop(link.target)])))
        return tuple(found)

    @cached_property
    def after(self) -> dict[Stop, list[Stop]]:
        """What each stop leads to."""
        return {stop: [b for a, b in self.steps if a == stop] for column in self._start for stop in column}

    @cached_property
    def before(self) -> dict[Stop, list[Stop]]:
        """What leads to each stop."""
        return {stop: [a for a, b in self.steps if b == stop] for column in self._start for stop in column}

    # --- Order -----------------------------------------------------------------------------------

    @cached_property
    def _start(self) -> list[list[Stop]]:
        """The stops of each column, as they come."""
        columns: list[list[Stop]] = [[] for _ in range(max(self.column.values(), default=0) + 1)]
        stops = dict.fromkeys([self.stop(name) for name in (*self.first, *self.boxes)])
        stops.update(dict.fromkeys(stop for pair in self.steps for stop in pair))
        for stop in stops:
            columns[stop[1]].append(stop)
        columns[-1].sort(key=lambda stop: self.last.index(stop[0]) if stop[0] in self.last else -1)
        return columns

    @cached_property
    def order(self) -> list[list[Stop]]:
        """The stops of each column from top to bottom, the ends fixed: the best of several sweeps."""
        best = order = self._start
        for sweep in range(SWEEPS):
            order = self._swept(order, forward=sweep % 2 == 0)
            if self._crossings(order) < self._crossings(best):
                best = order
        return self._switched(best)

    def _swept(self, order: list[list[Stop]], forward: bool) -> list[list[Stop]]:
        """Each inner column sorted by the middle of what stands before (or after) each stop."""
        order = [list(column) for column in order]
        inner = range(1, len(order) - 1)
        for k in inner if forward else reversed(inner):
            near = order[k - 1 if forward else k + 1]
            places = {stop: place for place, stop in enumerate(near)}
            own = {stop: place for place, stop in enumerate(order[k])}
            joined = self.before if forward else self.after

            def middle(
                stop: Stop, joined: dict[Stop, list[Stop]] = joined, places: dict[Stop, int] = places,
                own: dict[Stop, int] = own,
            ) -> float:  # fmt: skip
                found = [places[other] for other in joined[stop]]
                return sum(found) / len(found) if found else own[stop]

            order[k].sort(key=middle)
        return order

    def _switched(self, order: list[list[Stop]]) -> list[list[Stop]]:
        """Neighbours change places as long as that leaves fewer crossings."""
        order = [list(column) for column in order]
        place = {stop: k for column in order for k, stop in enumerate(column)}

        def crossed(above: Stop, below: Stop) -> int:
            """How often the wires of two neighbours cross, if they stand in this order."""
            pairs = ((joined[above], joined[below]) for joined in (self.before, self.after))
            return sum(place[a] > place[b] for ones, others in pairs for a in ones for b in others)

        improved = True
        while improved:
            improved = False
            for column in order[1:-1]:
                for k, (one, other) in enumerate(pairwise(list(column))):
                    if column[k] == one and crossed(other, one) < crossed(one, other):
                        column[k], column[k + 1] = other, one
                        place |= {other: k, one: k + 1}
                        improved = True
        return order

    def _crossings(self, order: list[list[Stop]]) -> int:
        """How many pairs of steps cross."""
        place = {stop: k for column in order for k, stop in enumerate(column)}
        total = 0
        for column in order:
            ends = [(place[a], place[b]) for a in column for b in self.after[a]]
            total += sum(a < c and b > d for k, (a, b) in enumerate(ends) for c, d in ends[k + 1 :])
            total += sum(a > c and b < d for k, (a, b) in enumerate(ends) for c, d in ends[k + 1 :])
        return total
