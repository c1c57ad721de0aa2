"""The first page: what this is, and the question it grew from."""

from __future__ import annotations

from derive.cells import LIBRARY
from derive.pages.job import Context, Job


def jobs() -> list[Job]:
    """The one page."""
    return [Job("index.md", "home.md.j2", context)]


def context() -> Context:
    """The cells there are pages for."""
    return {"cells": [{"name": name, "title": cell.definition.title} for name, cell in LIBRARY.items()]}
