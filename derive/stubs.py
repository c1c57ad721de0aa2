"""Names for the notation's functions and shapes, so that editors and type checkers know them.

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


def relu(u: Any) -> Any:
    """max(u, 0), entry by entry."""
    _never_run("relu")


def exp(u: Any) -> Any:
    """e^u, entry by entry."""
    _never_run("exp")


def log(u: Any) -> Any:
    """The natural logarithm of u, entry by entry."""
    _never_run("log")


def softplus(u: Any) -> Any:
    """log(1 + e^u), entry by entry."""
    _never_run("softplus")


def abs(u: Any) -> Any:
    """|u|, entry by entry."""
    _never_run("abs")


def cos(u: Any) -> Any:
    """cos(u), entry by entry."""
    _never_run("cos")


def sin(u: Any) -> Any:
    """sin(u), entry by entry."""
    _never_run("sin")


def sign(u: Any) -> Any:
    """−1, 0 or 1, entry by entry."""
    _never_run("sign")


def step(u: Any) -> Any:
    """1 where u > 0, else 0, entry by entry."""
    _never_run("step")


def maximum(u: Any, v: Any) -> Any:
    """The larger of u and v, entry by entry."""
    _never_run("maximum")


def concat(*parts: Any) -> Any:
    """[u; v; …], vectors on top of each other."""
    _never_run("concat")


def diag(v: Any) -> Any:
    """The square matrix with v on its diagonal and zeros elsewhere."""
    _never_run("diag")


class _Shape:
    """What a shape annotation is subscripted with: `vector[n]`, `matrix[n, m]`."""

    def __getitem__(self, sizes: Any) -> _Shape:
        return self


scalar = _Shape()
"""`alpha: scalar` is one number, which meets anything."""

vector = _Shape()
"""`b: vector[n]` is a column of n numbers."""

matrix = _Shape()
"""`W: matrix[n, m]` has n rows and m columns."""
