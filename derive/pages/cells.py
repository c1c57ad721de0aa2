"""The list of all cells."""

from __future__ import annotations

from derive.branches import SHORT, Branch
from derive.cells import LIBRARY
from derive.pages.cache import part
from derive.pages.cell import file_of, summary
from derive.pages.job import Context, Job
from derive.store import Store


def jobs(store: Store) -> list[Job]:
    """The one page."""
    files = dict.fromkeys(file_of(cell) for cell in LIBRARY.values())
    return [Job("cells/index.md", "cells.md.j2", context, (), tuple(files), slow=True, store=store)]


def context(store: Store) -> Context:
    """A row for each cell, by branch."""
    return {"branches": by_branch([part(store, summary, cell) for cell in LIBRARY.values()])}


def by_branch(rows: list[Context]) -> list[Context]:
    """Rows of cells under the branches that they belong to."""
    return [
        {"title": branch.value, "short": SHORT[branch], "cells": found}
        for branch in Branch
        if (found := [row for row in rows if row["branch"] == branch])
    ]
