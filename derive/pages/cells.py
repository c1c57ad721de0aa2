"""The list of all cells."""

from __future__ import annotations

from derive.cells import LIBRARY
from derive.pages.cell import file_of, summary
from derive.pages.job import Context, Job


def jobs() -> list[Job]:
    """The one page."""
    files = dict.fromkeys(file_of(cell) for cell in LIBRARY.values())
    return [Job("cells/index.md", "cells.md.j2", context, (), tuple(files), slow=True)]


def context() -> Context:
    """A row for each cell."""
    return {"cells": [summary(cell) for cell in LIBRARY.values()]}
