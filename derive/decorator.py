"""What the decorator of a cell says of it: literals and names of the bibliography, read and never run."""

from __future__ import annotations

import ast
from typing import Any

from derive.bibliography import SOURCES, Source
from derive.syntax import Text, suggest


def is_cell_mark(node: ast.expr) -> bool:
    """Whether a decorator is `@cell`, `@cell(…)` or `@other.spelling`."""
    target = node.func if isinstance(node, ast.Call) else node
    if isinstance(target, ast.Attribute):
        return target.attr == "spelling" and isinstance(target.value, ast.Name)
    return isinstance(target, ast.Name) and target.id == "cell"


def spelled(node: ast.FunctionDef) -> str:
    """The cell of which this is another spelling, from `@other.spelling`, or nothing."""
    for mark in node.decorator_list:
        if isinstance(mark, ast.Attribute) and isinstance(mark.value, ast.Name):
            return mark.value.id
    return ""


def read_facts(text: Text, node: ast.FunctionDef, names: list[str]) -> dict[str, Any]:
    """The decorator's keyword arguments: literals, and names of the bibliography.

    names: those of the cell, which are all that `meanings` may explain.
    """
    known = ("title", "source", "libraries", "meanings")
    facts: dict[str, Any] = {}
    for mark in node.decorator_list:
        if not is_cell_mark(mark):
            raise text.error(mark, "only @cell may decorate a cell", "remove this decorator")
        for argument in mark.args if isinstance(mark, ast.Call) else []:
            raise text.error(argument, "@cell takes arguments by name", f"it has {', '.join(known)}")
        for keyword in mark.keywords if isinstance(mark, ast.Call) else []:
            if keyword.arg is None:
                raise text.error(keyword.value, "@cell takes no `**`", f"it has {', '.join(known)}")
            if keyword.arg not in known:
                raise text.error(
                    keyword.value, f"@cell has no argument {keyword.arg!r}", f"it has {', '.join(known)}"
                )
            facts[keyword.arg] = _fact(text, keyword.arg, keyword.value)
            _check_texts(text, keyword.arg, keyword.value)
            if keyword.arg == "meanings":
                _check_meanings(text, node.name, keyword.value, names)
    return facts


def _check_texts(text: Text, key: str, node: ast.expr) -> None:
    """Whatever a list or a dict of the decorator holds is a text."""
    parts = node.elts if isinstance(node, ast.List) else []
    if isinstance(node, ast.Dict):
        parts = [part for part in (*node.keys, *node.values) if part is not None]
    for part in parts:
        value = ast.literal_eval(part)
        if not isinstance(value, str):
            what = f"{key} has texts only, here a value of type {type(value).__name__}"
            raise text.error(part, what, "write a text in quotation marks")


def _check_meanings(text: Text, cell: str, node: ast.expr, names: list[str]) -> None:
    """Each name that is explained is one of the cell's."""
    for key in node.keys if isinstance(node, ast.Dict) else ():
        if key is not None and (name := ast.literal_eval(key)) not in names:
            hint = suggest(name, names) or f"its names are {', '.join(dict.fromkeys(names))}"
            raise text.error(key, f"{cell} has no name {name!r}", hint)


def _fact(text: Text, key: str, node: ast.expr) -> Any:
    """One argument of the decorator."""
    if key == "source" and isinstance(node, ast.Name):
        if node.id not in SOURCES:
            hint = suggest(node.id, SOURCES) or "add it to derive/bibliography.py, or write it as a string"
            raise text.error(node, f"the bibliography has no {node.id!r}", hint)
        return SOURCES[node.id]
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise text.error(node, f"{key} must be a literal", "it is read, not run") from None
    kinds: dict[str, type] = {"title": str, "source": str, "libraries": list, "meanings": dict}
    wanted = kinds[key]
    if not isinstance(value, wanted):
        raise text.error(
            node, f"{key} has the wrong type ({type(value).__name__})", f"write a {wanted.__name__}"
        )
    return Source.plain(str(value)) if key == "source" else value
