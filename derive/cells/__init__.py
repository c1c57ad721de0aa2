"""The library of cells: one file each; a new file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from difflib import get_close_matches
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from derive.cell import Cell
from derive.errors import UnknownCellError

if TYPE_CHECKING:
    ALL: dict[str, Cell]
    LIBRARY: dict[str, Cell]


@cache
def library() -> dict[str, Cell]:
    """Every cell of every module of this package, other spellings included, by name."""
    found: dict[str, Cell] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, Cell):
                if value.name in found:
                    raise ImportError(f"two cells of the library are named {value.name}")
                found[value.name] = value
    return found


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
    near = [key for key in several if key.startswith(f"{name}_")] or get_close_matches(name, several)
    return f"near are {', '.join(near)}" if near else "`python -m derive list` lists them"


def _is_import() -> bool:
    """Whether an import statement asks: of an AttributeError it would keep none of the words."""
    return str(sys._getframe(2).f_globals.get("__name__")).endswith("importlib._bootstrap")


def __dir__() -> list[str]:
    """What can be imported: the cells, and ALL and LIBRARY."""
    return ["ALL", "LIBRARY", *library()]
