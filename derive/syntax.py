"""A cell's text, its errors, and Python's syntax in words: what is not part of the notation."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from derive.errors import CellError, Place
from derive.functions import FUNCTIONS

WORDS: dict[type[ast.AST], str] = {
    ast.Call: "a call of something else than a function's name",
    ast.Lambda: "a lambda", ast.Subscript: "an index such as x[0]",
    ast.List: "a list", ast.Tuple: "a tuple", ast.Set: "a set", ast.Dict: "a dictionary",
    ast.ListComp: "a comprehension", ast.SetComp: "a comprehension", ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension", ast.IfExp: "a choice by if and else",
    ast.Compare: "a comparison", ast.BoolOp: "`and` or `or`", ast.NamedExpr: "`:=`",
    ast.JoinedStr: "an f-string", ast.Starred: "an argument with a star",
    ast.Await: "`await`", ast.Yield: "`yield`", ast.YieldFrom: "`yield`",
    ast.AnnAssign: "an annotation in the body", ast.Expr: "a line that assigns nothing",
    ast.Import: "an import", ast.ImportFrom: "an import", ast.For: "a loop", ast.While: "a loop",
    ast.AsyncFor: "a loop", ast.If: "an if", ast.With: "`with`", ast.AsyncWith: "`with`", ast.Try: "`try`",
    ast.Match: "`match`", ast.Delete: "`del`", ast.Global: "`global`", ast.Nonlocal: "`nonlocal`",
    ast.FunctionDef: "a function inside of a cell", ast.AsyncFunctionDef: "a function inside of a cell",
    ast.ClassDef: "a class", ast.Assert: "`assert`", ast.Raise: "`raise`", ast.Pass: "`pass`",
}  # fmt: skip
SIGNS: dict[type[ast.AST], str] = {
    ast.FloorDiv: "//", ast.Mod: "%", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<",
    ast.RShift: ">>", ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@",
    ast.Pow: "**", ast.Not: "not", ast.UAdd: "+", ast.USub: "-", ast.Invert: "~",
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A source text and the file it came from."""

    file: str
    lines: tuple[str, ...]

    def place(self, node: ast.AST) -> Place:
        """Where a syntax node stands (columns are counted in characters)."""
        line, start = node.lineno, node.col_offset  # type: ignore[attr-defined]
        end_line, end = node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
        text = self.lines[line - 1]
        column = len(text.encode()[:start].decode())
        stop = len(text.encode()[:end].decode()) if end_line == line else len(text)
        return Place(self.file, line, column + 1, text, max(1, stop - column))

    def error(self, node: ast.AST, message: str, hint: str = "") -> CellError:
        """The error at a syntax node."""
        return CellError(message, self.place(node), hint)


def said(node: ast.AST) -> str:
    """What a syntax node is called by who wrote it: an attribute such as np.tanh, `+=`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func
    if isinstance(node, ast.Attribute):
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        return f"an attribute such as {owner}.{node.attr}"
    if isinstance(node, ast.AugAssign):
        return f"`{SIGNS[type(node.op)]}=`"
    if isinstance(node, ast.UnaryOp):
        return f"`{SIGNS[type(node.op)]}` before a value"
    if isinstance(node, ast.BinOp):
        return f"`{SIGNS[type(node.op)]}`"
    return WORDS.get(type(node), "this")


def plainer(node: ast.AST) -> str:
    """How the notation says what an attribute means, or nothing: tanh(…) for np.tanh(…), W for self.W."""
    called = isinstance(node, ast.Call)
    one = node.func if isinstance(node, ast.Call) else node
    if not isinstance(one, ast.Attribute) or not isinstance(one.value, ast.Name):
        return ""
    if one.attr in FUNCTIONS:
        return f"write {one.attr}(…)"
    if one.value.id == "self" and not called:
        return f"write {one.attr}, and name it among the arguments"
    return ""


def multiplied(nodes: Iterable[ast.expr]) -> set[str]:
    """The names that stand on the right of some @."""
    inner = [part for node in nodes for part in ast.walk(node) if isinstance(part, ast.BinOp)]
    factors = [part.right for part in inner if isinstance(part.op, ast.MatMult)]
    return {name.id for factor in factors for name in ast.walk(factor) if isinstance(name, ast.Name)}


def suggest(name: str, known: Any, close: float = 0.6) -> str:
    """A hint with the nearest known name, or nothing; `close` is how alike it has to be, 1 for the same."""
    alike = {one.lower(): one for one in sorted(known)}
    near = difflib.get_close_matches(name.lower(), alike, n=1, cutoff=close)
    return f"did you mean {alike[near[0]]!r}?" if near else ""
