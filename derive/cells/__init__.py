"""The library of cells: one file each; a new file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil

from derive.cell import Cell


def _library() -> dict[str, Cell]:
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


ALL = _library()
LIBRARY = {name: one for name, one in ALL.items() if not one.definition.spelling_of}


def __getattr__(name: str) -> Cell:
    """`from derive.cells import lstm`."""
    if name in ALL:
        return ALL[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; the cells are {', '.join(ALL)}")
