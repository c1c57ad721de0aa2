"""Frameworks: one file each; a new file is found by itself. `from derive.frameworks import torch_lstm`."""

from __future__ import annotations

import importlib
import pkgutil

from derive.conventions.convention import Convention
from derive.conventions.layout import Framework


def _frameworks() -> tuple[Framework, ...]:
    """The record of each module of this package, by title, those that the tests cannot run last."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    records = [importlib.import_module(f"{__name__}.{name}").FRAMEWORK for name in names]
    return tuple(sorted(records, key=lambda record: (record.unchecked != "", record.title.lower())))


FRAMEWORKS = _frameworks()
CONVENTIONS = {
    layout.cell.name: Convention(framework, layout)
    for framework in FRAMEWORKS
    for layout in framework.layouts
}


def __getattr__(name: str) -> Convention:
    """`from derive.frameworks import torch_lstm`."""
    if name in CONVENTIONS:
        return CONVENTIONS[name]
    raise AttributeError(
        f"module {__name__!r} has no attribute {name!r}; the conventions are {', '.join(CONVENTIONS)}"
    )
