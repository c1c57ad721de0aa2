"""The pages of the site: one template and one function each.

To add a page, write a module here with a function `jobs()` that names its template and the function
that derives what the template shows, and add the module to `jobs` below. `produce` does the rest:
processes, cache, templates; `derive.site` writes the files.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.pages import (
    architecture,
    cell,
    cells,
    compare,
    conventions,
    derived,
    family,
    home,
    play,
    question,
    reference,
    speed,
    trials,
    write,
)
from derive.pages.cache import Cache
from derive.pages.job import Context, Job
from derive.pages.produce import produce
from derive.store import Store


def jobs(commands: dict[str, str], store: Store) -> Iterator[Job]:
    """Every page of the site; who wants one of them waits for no later ones.

    commands: the help text of each command, for the reference; store: of what pages take cell by cell.
    """
    yield from home.jobs(store)
    yield from question.jobs()
    yield from compare.jobs()
    yield from play.jobs(store)
    yield from family.jobs(store)
    yield from cells.jobs(store)
    yield from cell.jobs()
    yield from derived.jobs()
    yield from trials.jobs()
    yield from speed.jobs()
    yield from conventions.jobs()
    yield from write.jobs()
    yield from architecture.jobs()
    yield from reference.jobs(commands)


__all__ = ["Cache", "Context", "Job", "jobs", "produce"]
