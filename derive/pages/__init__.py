"""The pages of the site: one template and one function each.

To add a page, write a module here with a function `jobs()` that names its template and the function
that derives what the template shows, and add the module to `jobs` below. `produce` does the rest:
processes, cache, templates; `derive.site` writes the files.
"""

from __future__ import annotations

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


def jobs(commands: dict[str, str], store: Store) -> list[Job]:
    """Every page of the site.

    commands: the help text of each command, for the reference; store: of what pages take cell by cell.
    """
    return [
        *home.jobs(store),
        *question.jobs(),
        *compare.jobs(),
        *play.jobs(store),
        *family.jobs(store),
        *derived.jobs(),
        *trials.jobs(),
        *cells.jobs(store),
        *cell.jobs(),
        *speed.jobs(),
        *conventions.jobs(),
        *write.jobs(),
        *architecture.jobs(),
        *reference.jobs(commands),
    ]


__all__ = ["Cache", "Context", "Job", "jobs", "produce"]
