"""Names for the notation's functions, so that editors and type checkers know them.

A cell's body is read and never run; whoever runs one by hand gets an error that says so.
"""

from __future__ import annotations

from typing import Any, NoReturn


def _never_run(name: str) -> NoReturn:
    raise RuntimeError(f"{name}: the body of a cell is read, not run; decorate the function with @cell")


def sigmoid(u: Any) -> Any:
    """σ(u) = 1/(1 + e^(−u)), entry by entry."""
    _never_run("sigmoid")


def tanh(u: Any) -> Any:
    """tanh(u), entry by entry."""
    _never_run("tanh")


def concat(*parts: Any) -> Any:
    """[u; v; …], vectors on top of each other."""
    _never_run("concat")
