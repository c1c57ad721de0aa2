"""Texts kept between runs in the user's cache folder. What cannot be read or written does no harm."""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


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
