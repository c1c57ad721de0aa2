"""The first page: what this is, and the question it grew from."""

from __future__ import annotations

from derive.cells import LIBRARY
from derive.pages.cell import file_of
from derive.pages.job import Context, Job
from derive.pages.question import answer


def jobs() -> list[Job]:
    """The one page."""
    files = dict.fromkeys(file_of(cell) for cell in LIBRARY.values())
    return [Job("index.md", "home.md.j2", context, (), tuple(files), slow=True)]


def context() -> Context:
    """The answer to the question, and the cells there are pages for."""
    cells = [{"name": name, "title": cell.definition.title} for name, cell in LIBRARY.items()]
    return {**answer(), "cells": cells}
