"""What was derived, kept between runs: JSON by a key made of everything that it depends on.

A result depends on the module of the function that made it and on those that this imports, directly or
not, so editing another one leaves it alone. An entry that cannot be read is made anew; a folder that
cannot be written does no harm.
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

from derive.modules import files, needed

PACKAGES = ("sympy", "numpy")


def default_folder() -> Path:
    """$XDG_CACHE_HOME/derive, else ~/.cache/derive."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path("~/.cache").expanduser()) / "derive"


@dataclass(frozen=True)
class Store:
    """JSON objects by key, a file each; `folder` None keeps nothing."""

    folder: Path | None = field(default_factory=default_folder)

    def read(self, key: str) -> dict[str, Any] | None:
        """What was kept under a key, or None."""
        if self.folder is None:
            return None
        try:
            entry = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return entry if isinstance(entry, dict) else None

    def write(self, key: str, value: dict[str, Any]) -> None:
        """Keeps a JSON object, in one move."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".new")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(value, file, ensure_ascii=False)
            Path(name).replace(self.folder / f"{key}.json")
        except OSError:
            return


def key_of(module: str, *parts: str) -> str:
    """A sum of a module and those it needs, of the packages, and of what else a result depends on."""
    code = [f"{name} {sum_of(files()[name])}" for name in needed(module)] if module in files() else []
    return text_sum(*parts, *code, *map(_version, PACKAGES), sys.version)


def text_sum(*parts: str) -> str:
    """The SHA-256 of some texts, shortened."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@lru_cache
def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _version(package: str) -> str:
    """A package with its version."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package
