"""What was derived for a page, kept between runs: by a key made of everything it depends on.

That is the module of the page's context with those that it needs, the files that the job reads, and the
packages.
"""

from __future__ import annotations

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
