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


def jobs(commands: dict[str, str], anew: bool = False) -> list[Job]:
    """Every page of the site.

    commands: the help text of each command, for the reference; anew: whether nothing is to come from the
    store.
    """
    return [
        *home.jobs(),
        *question.jobs(),
        *compare.jobs(),
        *play.jobs(),
        *family.jobs(anew),
        *derived.jobs(),
        *trials.jobs(),
        *cells.jobs(),
        *cell.jobs(),
        *speed.jobs(),
        *conventions.jobs(),
        *write.jobs(),
        *architecture.jobs(),
        *reference.jobs(commands),
    ]


__all__ = ["Cache", "Context", "Job", "jobs", "produce"]
