"""The modules of this package as text: their files, their purposes, and which imports which."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@lru_cache
def files() -> dict[str, Path]:
    """Every module by its dotted name, but for the cells, which are data."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {_dotted(path): path for path in paths if path.parent.name != "cells" or path.stem == "__init__"}


def _dotted(path: Path) -> str:
    """…/derive/emit/functions.py → derive.emit.functions."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


@lru_cache
def tree(name: str) -> ast.Module:
    """The syntax of a module."""
    return ast.parse(files()[name].read_text(encoding="utf-8"))


def docstring(name: str) -> str:
    """What a module says of itself."""
    return ast.get_docstring(tree(name)) or ""


@lru_cache
def imports(name: str) -> frozenset[str]:
    """The modules of this package that a module imports, also those it imports within a function."""
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = (f"{node.module}.{alias.name}" for alias in node.names)
            found |= {name if name in files() else node.module for name in whole}
    return frozenset(found & set(files()) - {name})


@lru_cache
def needed(name: str) -> tuple[str, ...]:
    """A module and all that it imports, directly or not, sorted."""
    found, open_ = {name}, [name]
    while open_:
        new = imports(open_.pop()) - found
        found |= new
        open_.extend(new)
    return tuple(sorted(found))


def layers() -> list[list[str]]:
    """The modules from the top down: each layer imports only from those below it."""
    depths: dict[str, int] = {}

    def depth(name: str, above: tuple[str, ...] = ()) -> int:
        if name in above:
            raise ValueError(f"modules import each other in a circle: {' → '.join((*above, name))}")
        if name not in depths:
            below = (depth(other, (*above, name)) for other in imports(name))
            depths[name] = 1 + max(below, default=0)
        return depths[name]

    for name in files():
        depth(name)
    return [sorted(n for n in depths if depths[n] == level) for level in range(max(depths.values()), 0, -1)]
