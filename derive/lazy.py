"""Modules that are imported when they are first used, so that what is not needed costs no time.

A compiled cell runs without SymPy; whoever asks for an equation gets it then. A module that is used so
is also named under `TYPE_CHECKING`, which tells type checkers and `derive.modules` of the import.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class Lazy(ModuleType):
    """Stands for a module; its attributes are those of the module, imported at the first of them."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)
