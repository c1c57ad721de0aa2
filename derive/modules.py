"""The modules of this package as text: their files, their purposes, and which imports which."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
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
    return known(name, mentioned(name))


def mentioned(name: str) -> list[list[str]]:
    """What the imports of a module may mean, without looking at other files: the first that is a module."""
    found: list[list[str]] = []
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found += [[alias.name] for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [[f"{node.module}.{alias.name}", node.module] for alias in node.names]
    return found


def known(name: str, mentions: list[list[str]]) -> frozenset[str]:
    """The modules of this package that are meant by what a module mentions."""
    meant = (next((one for one in choices if one in files()), "") for choices in mentions)
    return frozenset(meant) - {name, ""}


def needed(name: str, below: Callable[[str], Iterable[str]] = imports) -> tuple[str, ...]:
    """A module and all that it imports, directly or not, sorted; `below` tells what each imports."""
    found, open_ = {name}, [name]
    while open_:
        new = set(below(open_.pop())) - found
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
