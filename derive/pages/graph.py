"""Relations → a drawing: cells in columns from the general to the special, an arc for each relation.

A cell stands right of all cells that become it, close to what it becomes itself; within a column it stands
near the cells it is joined to. The places are whole numbers, so the drawing is the same wherever it is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derive.relations.family import Finding

COLUMN, ROW = 220, 30
WIDTH, HEIGHT = 172, 22
LETTERS = 25
"""So many letters of a title fit into a box."""

MARGIN = 8
SWEEPS = 6


def drawing(groups: list[list[str]], edges: list[Finding], titles: Mapping[str, str]) -> dict[str, Any]:
    """The context of the map's template: boxes and arcs in the drawing's own units."""
    joined = {name for one in edges for name in (one.general, one.special)}
    heads = [group[0] for group in groups if group[0] in joined]
    columns = ordered(heads, edges)
    tallest = max(map(len, columns), default=0)
    places = {
        name: (MARGIN + column * COLUMN, MARGIN + ROW * row + ROW * (tallest - len(names)) // 2)
        for column, names in enumerate(columns)
        for row, name in enumerate(names)
    }
    others = {group[0]: group[1:] for group in groups}
    return {
        "width": 2 * MARGIN + COLUMN * (len(columns) - 1) + WIDTH,
        "height": 2 * MARGIN + ROW * tallest,
        "box": {"width": WIDTH, "height": HEIGHT},
        "nodes": [
            {
                "name": name,
                "title": titles[name],
                "label": label(titles[name], len(others[name])),
                "x": x,
                "y": y,
                "also": [titles[o] for o in others[name]],
            }
            for name, (x, y) in places.items()
        ],
        "arcs": [_arc(one, places, titles) for one in edges],
    }


def label(title: str, others: int) -> str:
    """A title as far as it fits into a box, and how many other cells the box stands for."""
    count = f" +{others}" if others else ""
    fits = LETTERS - len(count)
    return (title if len(title) <= fits else f"{title[: fits - 1].rstrip()}…") + count


def ordered(heads: list[str], edges: list[Finding]) -> list[list[str]]:
    """The cells by column, each column from top to bottom."""
    after = {name: [one.special for one in edges if one.general == name] for name in heads}
    column = _columns(heads, after)
    last = max(column.values(), default=-1)
    columns = [[name for name in heads if column[name] == k] for k in range(last + 1)]
    joined = {name: [*after[name], *(other for other in heads if name in after[other])] for name in heads}
    for sweep in range(SWEEPS):
        for names in columns if sweep % 2 == 0 else reversed(columns):
            height = {n: row / max(1, len(c) - 1) for c in columns for row, n in enumerate(c)}
            names.sort(key=lambda n: (sum(height[o] for o in joined[n]) / len(joined[n]), heads.index(n)))
    return columns


def _columns(heads: list[str], after: Mapping[str, list[str]]) -> dict[str, int]:
    """The column of each cell: right of all cells that become it, close to the first that it becomes.

    A circle is cut.
    """
    before = {name: [other for other in heads if name in after[other]] for name in heads}
    found: dict[str, int] = {}

    def column(name: str, above: tuple[str, ...]) -> int:
        if name not in found:
            others = [other for other in before[name] if other not in above]
            value = 1 + max((column(other, (*above, name)) for other in others), default=-1)
            if len(others) < len(before[name]):
                return value
            found[name] = value
        return found[name]

    earliest = {name: column(name, ()) for name in heads}
    latest = dict(earliest)
    for name in sorted(heads, key=lambda name: -earliest[name]):
        later = [latest[other] for other in after[name] if earliest[other] > earliest[name]]
        latest[name] = min(later) - 1 if later else earliest[name]
    return latest


def _arc(one: Finding, places: Mapping[str, tuple[int, int]], titles: Mapping[str, str]) -> dict[str, Any]:
    """A curve from the right side of the general cell to the left side of the special one."""
    (x0, y0), (x1, y1) = places[one.general], places[one.special]
    start, end = (x0 + WIDTH, y0 + HEIGHT // 2), (x1, y1 + HEIGHT // 2)
    bend = max(24, abs(end[0] - start[0]) // 2)
    path = f"M{start[0]} {start[1]}C{start[0] + bend} {start[1]} {end[0] - bend} {end[1]} {end[0]} {end[1]}"
    return {
        "path": path,
        "end": end,
        "says": f"{titles[one.general]} becomes {titles[one.special]} {one.kind}",
        "general": one.general,
        "special": one.special,
        "rank": one.rank,
    }
