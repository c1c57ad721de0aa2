"""What was derived for a page, kept between runs: by a key made of everything it depends on.

An entry that cannot be read is made anew; a folder that cannot be written does no harm.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from derive.pages.job import Context, Job
from derive.site import ROOT

APART = ("cells/", "__main__.py", "cli.py", "site.py", "terminal.py")
"""What of the package no derivation depends on; a cell's own file counts for the pages that read it."""

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
        """A sum of all that the context depends on: the package, the page, the files it reads."""
        parts = [self.package, job.context.__module__, job.context.__qualname__, *job.args]
        parts += [f"{name} {_sum(ROOT / name)}" for name in job.reads]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    @cached_property
    def package(self) -> str:
        """A sum of the package's own files, but for those APART, and of what it stands on."""
        folder = Path(__file__).resolve().parents[1]
        files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.py"))}
        counted = [f"{name} {_sum(path)}" for name, path in files.items() if not name.startswith(APART)]
        return "\n".join([*counted, *map(_version, PACKAGES), sys.version])


def _sum(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _version(package: str) -> str:
    """A package with its version."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package
