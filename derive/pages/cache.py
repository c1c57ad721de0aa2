"""What was derived for a page, kept between runs: by a key made of everything it depends on.

A page depends on the modules that its own module imports, directly or not, so editing another one leaves
it alone. An entry that cannot be read is made anew; a folder that cannot be written does no harm.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from derive import store
from derive.modules import files, needed
from derive.pages.job import Context, Job
from derive.site import ROOT

PACKAGES = ("sympy", "numpy")


@dataclass(frozen=True)
class Cache:
    """Contexts by key, a file each; `folder` None keeps nothing."""

    folder: Path | None = field(default_factory=store.default_folder)

    def get(self, job: Job) -> Context | None:
        """The context that was kept for a job, or None."""
        if self.folder is None:
            return None
        text = store.read(self.folder / f"{self.key(job)}.json")
        try:
            entry = json.loads(text) if text else None
        except ValueError:
            return None
        return entry if isinstance(entry, dict) else None

    def put(self, job: Job, context: Context) -> None:
        """Keeps a context, in one move."""
        if self.folder is not None:
            store.write(self.folder / f"{self.key(job)}.json", json.dumps(context, ensure_ascii=False))

    def key(self, job: Job) -> str:
        """A sum of all that the context depends on.

        That is the page's module and those it needs, the files the job reads, and the packages.
        """
        needed = [f"{name} {store.sum_of(files()[name])}" for name in modules_of(job)]
        reads = [f"{name} {store.sum_of(ROOT / name)}" for name in job.reads]
        what = [job.context.__module__, job.context.__qualname__, *job.args]
        parts = [*what, *needed, *reads, *map(store.release, PACKAGES), sys.version]
        return store.key(*parts)


def modules_of(job: Job) -> tuple[str, ...]:
    """The modules that a job's context comes from; none for one that stands outside of the package."""
    name = job.context.__module__
    return needed(name) if name in files() else ()
