"""How the project is built: the pipeline, every module's purpose, and where to add what."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

from derive.pages.job import Context, Job
from derive.site import ROOT

ADD = (
    ("a cell", "one new file", "derive/cells/"),
    ("its publication", "one row", "derive/bibliography.py"),
    ("an activation", "one row", "derive/activations.py"),
    ("a derivative rule, reverse mode", "one function", "derive/pullbacks.py"),
    ("a derivative rule, forward mode", "one function", "derive/pushforwards.py"),
    ("how a node looks in a formula", "one function", "derive/latex.py"),
    ("how a node is computed", "one function", "derive/emit/lambdified.py"),
    ("how a node is checked", "one function", "derive/checks/explicit.py"),
    ("a page", "one template and one function", "derive/pages/__init__.py"),
    ("a command", "one function", "derive/cli.py"),
)
"""What somebody may want to add, by what, and where; a test holds that these files exist."""


def jobs() -> list[Job]:
    """The one page."""
    return [Job("architecture.md", "architecture.md.j2", context)]


def context() -> Context:
    """The pipeline and the layers as the modules themselves state them."""
    return {
        "pipeline": table_of_contents(),
        "modules": [module(name) for names in layers() for name in names],
        "add": [dict(zip(("what", "by", "where"), row, strict=True)) for row in ADD],
    }


def table_of_contents() -> str:
    """The stages of the pipeline, from the docstring of the module that calls them in order."""
    body = ast.get_docstring(_tree("derive.cell")) or ""
    return "\n".join(line[4:] for line in body.splitlines() if line.startswith("    "))


def module(name: str) -> Context:
    """A module in one row: its file and the first sentence of its docstring."""
    text = ast.get_docstring(_tree(name)) or ""
    return {"file": _files()[name], "purpose": text.partition("\n\n")[0].replace("\n", " ")}


@lru_cache
def _files() -> dict[str, str]:
    """Every module of the package but the cells, by its dotted name, with its file from the project."""
    paths = sorted((ROOT / "derive").rglob("*.py"))
    names = {path.relative_to(ROOT).as_posix(): path for path in paths if path.parent.name != "cells"}
    return {_dotted(Path(name)): name for name in names}


def _dotted(path: Path) -> str:
    """derive/emit/functions.py → derive.emit.functions."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


@lru_cache
def _tree(name: str) -> ast.Module:
    """The syntax of a module."""
    return ast.parse((ROOT / _files()[name]).read_text(encoding="utf-8"))


def imports(name: str) -> set[str]:
    """The modules of this package that a module imports."""
    found: set[str] = set()
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found & set(_files()) - {name}


def layers() -> list[list[str]]:
    """The modules from the top down: each layer imports only from those below it."""
    depths: dict[str, int] = {}

    def depth(name: str, above: tuple[str, ...] = ()) -> int:
        if name not in depths:
            below = [other for other in imports(name) if other not in above]
            depths[name] = 1 + max((depth(other, (*above, name)) for other in below), default=0)
        return depths[name]

    for name in _files():
        depth(name)
    highest = max(depths.values())
    return [sorted(name for name in depths if depths[name] == level) for level in range(highest, 0, -1)]
