"""The records of a framework: which arrays it keeps, and what each is stacked from; facts, as data.

What follows from them (which cell of the library it is, what each gate does, which biases are redundant)
is derived in `derive.conventions.convention`.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.cell import Cell


@dataclass(frozen=True)
class Stack:
    """One array of a framework: the cell's parameters it is stacked from.

    columns: each from top to bottom; several stand side by side. A layout may transpose the whole.
    """

    name: str
    columns: tuple[tuple[str, ...], ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """Every parameter in it, column by column."""
        return tuple(part for column in self.columns for part in column)


def stack(name: str, *columns: str) -> Stack:
    """`stack("bias", "b_i b_f")`: one column, b_i above b_f; another string is a column to its right."""
    return Stack(name, tuple(tuple(column.split()) for column in columns))


@dataclass(frozen=True)
class Peer:
    """The framework itself, as the tests run it: its package, its dtype there, and the tolerance."""

    package: str
    dtype: str
    tolerance: float


@dataclass(frozen=True)
class Layout:
    """A cell as a framework computes and keeps it.

    cell: its equations, under the framework's own names; what: its name there; options: those that are not
    as by default; arrays: what it keeps.
    transposed: arrays are stacked sideways, since row vectors meet them from the left (x K).
    directions: a leading axis counts directions; it is of size one here. start: the value of each bias
    that is constant at first, by parameter, None where biases start at random, or at nothing.
    take, give: Python that carries weights out of the framework into `parameters` and back, {name} for the
    convention's. checked_against: the real framework, None where it cannot run in the tests. notes: what
    stands in no equation, a sentence each.
    """

    cell: Cell
    what: str
    arrays: tuple[Stack, ...]
    transposed: bool = False
    directions: bool = False
    options: str = ""
    start: tuple[tuple[str, float], ...] | None = None
    take: str = ""
    give: str = ""
    checked_against: Peer | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Framework:
    """A framework: its documentation and its layouts.

    unchecked: why it cannot run in the tests, where it cannot. notes: as of a layout, for all of them.
    """

    title: str
    documentation: str
    layouts: tuple[Layout, ...]
    unchecked: str = ""
    notes: tuple[str, ...] = ()
