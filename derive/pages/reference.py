"""What can be imported and what can be typed: from the docstrings and from the commands' own help."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import sympy as sp

import derive
from derive import (
    activations,
    bibliography,
    checks,
    compiled,
    errors,
    functions,
    latex,
    library,
    program,
    runtime,
    text,
)
from derive.conventions.convention import Convention
from derive.latex import Printer
from derive.nodes import Apply, Kind, Quantity
from derive.pages.job import Context, Job
from derive.pullbacks import slope
from derive.schedule import Schedule, schedule

PUBLIC: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("A cell", (derive.cell, derive.Cell)),
    ("Running it", (runtime.Run,)),
    ("Compiling it", (compiled.Compiled, compiled.Outputs, compiled.Training, Schedule, schedule)),
    ("Finding cells", (library.find, library.find_one, library.spellings)),
    ("Weights of the frameworks", (Convention,)),
    ("Programs", (program.Program, program.Equation, program.Reason)),
    ("Printing", (latex.Printer, text.text)),
    ("Checking", (checks.verify, checks.Check)),
    (
        "Errors",
        (
            errors.DeriveError,
            errors.CellError,
            errors.ArrayError,
            errors.UnknownNameError,
            errors.UnknownCellError,
            errors.NoCellError,
            errors.OutputError,
        ),
    ),
)
"""What somebody outside the project would import, in the order in which it is met."""


def jobs(commands: dict[str, str]) -> list[Job]:
    """The one page; `commands` is the help text of each command."""
    flat = tuple(part for command in commands.items() for part in command)
    return [Job("reference.md", "reference.md.j2", context, flat)]


def context(*commands: str) -> Context:
    """Docstrings, tables and help texts."""
    return {
        "sections": [{"title": title, "entries": list(map(entry, things))} for title, things in PUBLIC],
        "functions": list(map(_function, functions.FUNCTIONS.values())),
        "sources": [{"key": key, "long": row.long} for key, row in bibliography.SOURCES.items()],
        "commands": [
            {"title": title, "help": help_text}
            for title, help_text in zip(commands[::2], commands[1::2], strict=True)
        ],
    }


def _function(row: functions.Function) -> Context:
    """A function of the notation: how it is called, and an activation's formula and slope."""
    known = activations.ACTIVATIONS.get(row.name)
    if known is None:
        return {"name": row.name, "arity": row.arity, "says": row.says, "formula": "", "slope": ""}
    y, u = (Quantity(name, 1, 1, Kind.LOCAL) for name in "yu")
    applied, to = Apply(row.name, u), Printer()
    scalar = sp.latex(sp.sympify(known.scalar, locals={"u": sp.Symbol("u", real=True)}))
    return {
        "name": row.name,
        "arity": row.arity,
        "says": known.says or f"${in_table(scalar)}$",
        "formula": to(applied),
        "slope": to(slope(applied, y)),
    }


def in_table(formula: str) -> str:
    r"""A formula without the sign that parts a table's columns: \vert for |."""
    return formula.replace("|", r"\vert ").strip()


def entry(thing: Any) -> Context:
    """A class or function: where it is imported from, its signature, docstring and public members."""
    return {
        "name": thing.__name__,
        "import": f"from {thing.__module__} import {thing.__name__}",
        "signature": _signature(thing),
        "doc": document(thing),
        "members": list(_members(thing)) if inspect.isclass(thing) else [],
    }


def _members(thing: type) -> Iterable[Context]:
    """The public methods and properties that a class defines itself and describes, as it orders them."""
    for name, member in vars(thing).items():
        if name.startswith("_") and name != "__call__":
            continue
        getter = getattr(member, "func", None) or getattr(member, "fget", None)
        if getter is not None and inspect.getdoc(getter):
            yield {"call": f".{name}", "doc": document(getter)}
        elif callable(member) and inspect.getdoc(member):
            call = _signature(member) if name == "__call__" else f".{name}{_signature(member)}"
            yield {"call": call, "doc": document(member)}


def _signature(thing: Callable[..., Any]) -> str:
    """The arguments, without types."""
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return ""
    bare = [_bare(one) for name, one in signature.parameters.items() if name != "self"]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def _bare(one: inspect.Parameter) -> inspect.Parameter:
    """An argument without its type; a default that has no name of its own is left out."""
    default = Hidden() if callable(one.default) and one.default is not one.empty else one.default
    return one.replace(annotation=one.empty, default=default)


class Hidden:
    """What stands for a default that is not shown."""

    def __repr__(self) -> str:
        return "…"


def document(thing: Any) -> str:
    """A docstring as Markdown text: one line for each paragraph."""
    paragraphs = (inspect.getdoc(thing) or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
