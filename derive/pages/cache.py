"""What was derived for a page, kept between runs: by a key made of everything it depends on.

A page depends on the modules that its own module imports, directly or not, so editing another one leaves
it alone. An entry that cannot be read is made anew; a folder that cannot be written does no harm.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from derive.modules import files, needed
from derive.pages.job import Context, Job
from derive.site import ROOT

PACKAGES = ("sympy", "numpy")


def default_folder() -> Path:
    """$XDG_CACHE_HOME/derive, else ~/.cache/derive."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path("~/.cache").expanduser()) / "derive"


@dataclass(frozen=True)
class Cache:
    """Contexts by key, a file each; `folder` None keeps nothing."""

    folder: Path | None = field(default_factory=default_folder)

    def get(self, job: Job) -> Context | None:
        """The context that was kept for a job, or None."""
        if self.folder is None:
            return None
        try:
            entry = json.loads((self.folder / f"{self.key(job)}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return entry if isinstance(entry, dict) else None

    def put(self, job: Job, context: Context) -> None:
        """Keeps a context, in one move."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".new")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(context, file, ensure_ascii=False)
            Path(name).replace(self.folder / f"{self.key(job)}.json")
        except OSError:
            return

    def key(self, job: Job) -> str:
        """A sum of all that the context depends on.

        That is the page's module and those it needs, the files the job reads, and the packages.
        """
        needed = [f"{name} {_sum(files()[name])}" for name in modules_of(job)]
        reads = [f"{name} {_sum(ROOT / name)}" for name in job.reads]
        what = [job.context.__module__, job.context.__qualname__, *job.args]
        parts = [*what, *needed, *reads, *map(_version, PACKAGES), sys.version]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def modules_of(job: Job) -> tuple[str, ...]:
    """The modules that a job's context comes from; none for one that stands outside of the package."""
    name = job.context.__module__
    return needed(name) if name in files() else ()


@lru_cache
def _sum(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _version(package: str) -> str:
    """A package with its version."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package
