"""Names and files → cells: whatever takes a cell's name takes a file of the user's own as well."""

from __future__ import annotations

from pathlib import Path

from derive.cell import Cell
from derive.cells import ALL, LIBRARY
from derive.errors import DeriveError
from derive.notation import read_file
from derive.syntax import suggest


def find(name: str) -> list[Cell]:
    """The cells that a word of the command line means.

    `lstm` is a cell of the library, `gru` every cell whose name begins with `gru_`; `./mine.py` means
    every cell of a file, which is parsed and never run, `./mine.py:name` one of them. Raises DeriveError
    with what to do if there is none.
    """
    path, _, one = name.partition(":") if name[1:3] != ":\\" else (name, "", "")
    if path.endswith(".py") or "/" in path or "\\" in path:
        return _from_file(Path(path), one)
    if found := _named(name):
        return found
    hint = f"did you mean {name.lower()!r}?" if _named(name.lower()) else suggest(name, ALL)
    hint = hint or "`python -m derive list` lists them; a file is given as ./mine.py"
    raise DeriveError(f"there is no cell named {name!r}\n  help: {hint}")


def _named(name: str) -> list[Cell]:
    """The cell of the library that has a name, or all whose names begin with it."""
    if name in ALL:
        return [ALL[name]]
    return [cell for known, cell in LIBRARY.items() if known.startswith(f"{name}_")]


def find_one(name: str) -> Cell:
    """The one cell that a word means; raises DeriveError where a file has several."""
    cells = find(name)
    if len(cells) > 1:
        names = ", ".join(cell.name for cell in cells)
        raise DeriveError(f"{name} has several cells ({names})\n  help: write {name}:{cells[0].name}")
    return cells[0]


def _from_file(path: Path, one: str) -> list[Cell]:
    """The cells of a file, or the named one."""
    try:
        cells = [Cell(definition) for definition in read_file(path)]
    except OSError as exc:
        hint = "give one file of it" if path.is_dir() else "a cell of the library is given by its name alone"
        message = f"{path}: {exc.strerror}\n  help: {hint}, a file as ./mine.py"
        raise DeriveError(message) from exc
    if one:
        cells = [cell for cell in cells if cell.name == one]
    if not cells:
        what = f"no cell named {one!r}" if one else "no function decorated with @cell"
        raise DeriveError(f"{path}: {what}\n  help: write `@cell` above `def {one or 'my_cell'}(x, h, *, …)`")
    return cells


def spellings(cell: Cell) -> list[Cell]:
    """The other spellings of a library cell."""
    return [other for other in ALL.values() if other.definition.spelling_of == cell.name]


__all__ = ["ALL", "LIBRARY", "find", "find_one", "spellings"]
