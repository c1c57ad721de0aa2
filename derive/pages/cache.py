"""What was derived for a page, or for a part of one, kept between runs: by a key of all it depends on.

That is the module of the function that derives it with those that this needs, the files that were read,
and the packages.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from derive.cell import Cell
from derive.pages.job import Context, Job
from derive.site import ROOT
from derive.store import Store, key_of, sum_of


class Cache(Store):
    """Contexts by job; `folder` None keeps nothing."""

    def get(self, job: Job) -> Context | None:
        """The context that was kept for a job, or None."""
        return None if self.folder is None else self.read(self.key(job))

    def put(self, job: Job, context: Context) -> None:
        """Keeps a context."""
        if self.folder is not None:
            self.write(self.key(job), context)

    def key(self, job: Job) -> str:
        """A sum of all that the context depends on."""
        reads = [f"{name} {sum_of(ROOT / name)}" for name in job.reads]
        name = job.context.__module__
        return key_of(name, name, job.context.__qualname__, *job.args, *reads)


def part(store: Store, function: Callable[..., Any], *cells: Cell) -> Any:
    """What a function at the top level of a module makes of some cells, as plain data, kept in a store.

    A page about all cells takes what it says of each from here, so that a changed cell costs that one.
    """
    files = [f"{cell.name} {sum_of(Path(cell.definition.text.file))}" for cell in cells]
    key = key_of(function.__module__, function.__module__, function.__qualname__, *files)
    kept = store.read(key)
    if kept is None:
        kept = json.loads(json.dumps({"part": function(*cells)}, ensure_ascii=False))
        store.write(key, kept)
    return kept["part"]
