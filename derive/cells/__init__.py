"""The library of cells: one file each; a new file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

from derive.cell import Cell

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
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; the cells are {', '.join(every)}")
