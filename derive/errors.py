"""Errors that point at a place in a cell's own text.

Every complaint about a cell names the file, the line and the column, shows the line with a caret under
the offending part, and says what to do. Anything the user meets is a `DeriveError`; the command line
prints it without a traceback.
"""

from __future__ import annotations

from dataclasses import dataclass


class DeriveError(Exception):
    """The base of every error that is the user's to mend, not a defect of the project."""

    def __reduce__(self) -> tuple[type[DeriveError], tuple[str]]:
        # What comes back from another process is the message alone.
        return DeriveError, (str(self),)


@dataclass(frozen=True)
class Place:
    """A stretch of one line of source text: `file`, 1-based `line` and `column`, and its `text`."""

    file: str
    line: int
    column: int
    text: str
    width: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def excerpt(self) -> str:
        """The source line with a caret under every character of the stretch."""
        width = max(1, min(self.width, len(self.text) - self.column + 1))
        gutter = f"{self.line:>5} | "
        blank = " " * (len(gutter) - 2) + "| "
        before = "".join("\t" if character == "\t" else " " for character in self.text[: self.column - 1])
        return f"{gutter}{self.text}\n{blank}{before}{'^' * width}"


class CellError(DeriveError):
    """A cell that cannot be read or whose sizes cannot be solved.

    `message` says what is wrong, `hint` what to do about it; `place` is where.
    """

    def __init__(self, message: str, place: Place | None = None, hint: str = "") -> None:
        self.message, self.place, self.hint = message, place, hint
        parts = [f"{place}: {message}" if place else message]
        if place:
            parts.append(place.excerpt())
        if hint:
            parts.append(f"  help: {hint}")
        super().__init__("\n".join(parts))


class ArrayError(DeriveError, ValueError):
    """Arrays that do not fit a cell: a wrong shape, a wrong dtype, a missing name, a NaN.

    `hint` says what to do about it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}\n  help: {hint}" if hint else message)


class UnknownNameError(DeriveError, KeyError):
    """A name that a run does not have; says which there are."""

    def __str__(self) -> str:
        # A KeyError shows its message in quotation marks.
        return str(self.args[0])


class UnknownCellError(DeriveError, ImportError):
    """A cell that the library does not have; names those that are near."""


class NoCellError(DeriveError, TypeError):
    """Something else where a function takes a cell; says how the cell of a name is found."""

    @classmethod
    def of(cls, value: object) -> NoCellError:
        """The error for a value: a name, or anything at all."""
        what = f"the text {value!r}" if isinstance(value, str) else f"a value of type {type(value).__name__}"
        name = value if isinstance(value, str) else "lstm"
        return cls(f"a Cell is wanted, here {what}\n  help: derive.library.find_one({name!r}) is one")


class OutputError(DeriveError):
    """Pages that cannot be written, or that are not what the equations say."""


class MissingRuleError(DeriveError, NotImplementedError):
    """A node for which a table of rules has no entry; names the file to edit."""

    def __init__(self, node: object, table: str, file: str) -> None:
        kind = type(node).__name__
        super().__init__(f"{table} has no rule for {kind} (met in {node}): add one in {file}")
