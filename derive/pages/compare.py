"""Two cells side by side: gates aligned by derived role, with each point of agreement and difference."""

from __future__ import annotations

from derive.cell import Cell
from derive.cells import LIBRARY
from derive.compare import Alignment, Point, compare
from derive.pages import derived
from derive.pages.cell import file_of
from derive.pages.job import Context, Job
from derive.words import Words

PAIRS = (
    ("lstm", "gru_cho"),
    ("lstm", "gru_chung"),
    ("lstm", "gru_reset_after"),
    ("gru_cho", "gru_chung"),
    ("gru_cho", "gru_reset_after"),
)
"""The pairs that stand on the page itself; a script on it, and `python -m derive compare`, take any two."""


def jobs() -> list[Job]:
    """The one page."""
    files = dict.fromkeys(file_of(cell) for cell in LIBRARY.values())
    return [Job("compare.md", "compare.md.j2", context, (), tuple(files), slow=True)]


def context() -> Context:
    """What can be chosen, and the pairs that stand on the page itself."""
    return {
        "folder": f"../{derived.FOLDER}/",
        "root": "../",
        "cells": [{"key": name, "title": cell.definition.title} for name, cell in LIBRARY.items()],
        "first": PAIRS[0],
        "pairs": [comparison(LIBRARY[one], LIBRARY[other]) for one, other in PAIRS],
    }


def comparison(left: Cell, right: Cell) -> Context:
    """The comparison of two cells, as words."""
    found = compare(left, right)
    one, other = Words(left), Words(right)
    return {
        "left": {"title": left.definition.title, "formula": one.update(one.roles.memory)},
        "right": {"title": right.definition.title, "formula": other.update(other.roles.memory)},
        "alignments": [_alignment(one, other, alignment) for alignment in found.alignments],
        "points": [_point(point) for point in found.points],
    }


def _alignment(one: Words, other: Words, found: Alignment) -> Context:
    """A role, both factors, and how their gates compare."""
    return {
        "kind": found.kind.value,
        "left": one.math(found.left.factor),
        "right": other.math(found.right.factor),
        "points": [_point(point) for point in found.points],
    }


def _point(point: Point) -> Context:
    """One point."""
    return {
        "topic": point.topic.value,
        "agrees": point.agrees,
        "sign": "=" if point.agrees else "≠",
        "left": point.left,
        "right": point.right,
    }
