"""What was made, kept between runs in the user's cache folder: texts, and what was derived as JSON.

A result is kept by a key made of everything that it depends on: the module of the function that made it
and those that this imports, directly or not, so that editing another one leaves it alone. What cannot be
read is made anew; what cannot be written does no harm.
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
from typing import Any

from derive.modules import files, known, mentioned, needed

PACKAGES = ("sympy", "numpy")


def default_folder() -> Path:
    """$XDG_CACHE_HOME/derive, else ~/.cache/derive."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path("~/.cache").expanduser()) / "derive"


def read(path: Path) -> str | None:
    """A text that was kept, or None."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def write(path: Path, text: str) -> None:
    """Keeps a text, in one move."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        return


@dataclass(frozen=True)
class Store:
    """JSON objects by key, a file each; `folder` None keeps nothing."""

    folder: Path | None = field(default_factory=default_folder)

    def read(self, key: str) -> dict[str, Any] | None:
        """What was kept under a key, or None."""
        text = read(self.folder / f"{key}.json") if self.folder is not None else None
        try:
            entry = json.loads(text) if text else None
        except ValueError:
            return None
        return entry if isinstance(entry, dict) else None

    def write(self, key: str, value: dict[str, Any]) -> None:
        """Keeps a JSON object."""
        if self.folder is not None:
            write(self.folder / f"{key}.json", json.dumps(value, ensure_ascii=False))


def key_of(module: str, *parts: str) -> str:
    """The key of a result: of a module and those it needs, the packages, and what else it depends on."""
    code = [f"{name} {sum_of(files()[name])}" for name in needs()[module]] if module in files() else []
    return key(*parts, *code, *map(release, PACKAGES), sys.version)


@lru_cache
def needs() -> dict[str, list[str]]:
    """What each module needs.

    What a file mentions is kept, by the sum of the file: to read that of all files anew takes seconds.
    """
    store, every, kept_as = Store(), files(), key("mentioned", sum_of(files()["derive.modules"]))
    kept = store.read(kept_as) or {}
    found = {sum_of(path): kept.get(sum_of(path)) or mentioned(name) for name, path in every.items()}
    if found != kept:
        store.write(kept_as, found)
    below = {name: known(name, found[sum_of(path)]) for name, path in every.items()}
    return {name: list(needed(name, below.__getitem__)) for name in every}


def key(*parts: str) -> str:
    """A name for everything that a text depends on."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@lru_cache
def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def release(package: str) -> str:
    """A package with its version."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package
