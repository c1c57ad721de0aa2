"""The library of cells: one file each; a new file is found by itself."""

from __future__ import annotations

import importlib
import linecache
import pkgutil
import sys
from difflib import get_close_matches
from functools import cache
from importlib.util import find_spec
from traceback import extract_tb
from types import ModuleType
from typing import TYPE_CHECKING, Any

from derive.cell import Cell
from derive.errors import CellError, Place, UnknownCellError
from derive.notation import read_file

if TYPE_CHECKING:
    ALL: dict[str, Cell]
    LIBRARY: dict[str, Cell]


@cache
def library() -> dict[str, Cell]:
    """Every cell of every module of this package, other spellings included, by name.

    Raises CellError where a module cannot be imported, and for two cells of one name.
    """
    found: dict[str, Cell] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        for value in vars(_module(f"{__name__}.{info.name}")).values():
            if isinstance(value, Cell):
                first = found.setdefault(value.name, value)
                if _place(first) != _place(value):
                    raise _named_twice(value, first)
    return found


def _module(name: str) -> ModuleType:
    """A module of this package; whatever goes wrong when it is imported is told with its place."""
    try:
        return importlib.import_module(name)
    except CellError:
        raise
    except (Exception, SystemExit) as exc:
        spec = find_spec(name)
        raise _broken(str(spec.origin if spec else name), exc) from exc


def _broken(path: str, exc: BaseException) -> CellError:
    """The error for a file that cannot be imported: what the notation says of it, or else the exception."""
    try:
        read_file(path)
    except CellError as error:
        return error
    known = [frame.lineno or 1 for frame in extract_tb(exc.__traceback__) if frame.filename == path]
    line = known[-1] if known else getattr(exc, "lineno", None) or 1
    linecache.checkcache(path)
    text = linecache.getline(path, line).rstrip()
    shown = text.strip()
    place = Place(path, line, text.find(shown) + 1, text, len(shown))
    message = f"{type(exc).__name__}: {exc.msg if isinstance(exc, SyntaxError) else exc}"
    return CellError(message, place, "mend this line; a file of the library is imported as a Python module")


def _place(cell: Cell) -> Place:
    """Where a cell is written."""
    return cell.definition.text.place(cell.definition.node)


def _named_twice(one: Cell, first: Cell) -> CellError:
    """The error for the second of two cells of one name."""
    message, hint = f"two cells are named {one.name!r}", f"the other is {_place(first)}; rename one"
    return one.definition.text.error(one.definition.node, message, hint)


def __getattr__(name: str) -> Any:
    """`from derive.cells import lstm`; ALL and LIBRARY, which leaves other spellings out."""
    if name.startswith("_"):
        raise AttributeError(name)
    every = library()
    if name == "ALL":
        return every
    if name == "LIBRARY":
        return {key: one for key, one in every.items() if not one.definition.spelling_of}
    if name in every:
        return every[name]
    if _is_import() and find_spec(f"{__name__}.{name}") is None:
        raise UnknownCellError(f"there is no cell named {name!r}\n  help: {_near(name, every)}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; the cells are {', '.join(every)}")


def _near(name: str, every: dict[str, Cell]) -> str:
    """The cells that a name may mean, in words."""
    several = [key for key, one in every.items() if not one.definition.spelling_of]
    low = name.lower()
    near = [key for key in several if key.startswith(f"{low}_")] or get_close_matches(low, several)
    return f"near are {', '.join(near)}" if near else "`python -m derive list` lists them"


def _is_import() -> bool:
    """Whether an import statement asks: of an AttributeError it would keep none of the words."""
    return str(sys._getframe(2).f_globals.get("__name__")).endswith("importlib._bootstrap")


def __dir__() -> list[str]:
    """What can be imported: the cells, and ALL and LIBRARY."""
    return ["ALL", "LIBRARY", *library()]
