"""A framework's arrays ↔ the parameters of its own cell: stacked and cut as the layout says.

Legend: symbolic shapes are those of the cell's parameters, with vectors as columns (n, 1); the arrays of
vectors have one axis. Sizes are found from the arrays' shapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy as sp

from derive.arrays import as_array, check_dtypes
from derive.conventions.layout import Layout, Stack
from derive.emit.functions import Array
from derive.errors import ArrayError
from derive.nodes import Quantity, is_vector

Arrays = dict[str, Array]
Shape = tuple[sp.Expr, ...]


def shape_of(layout: Layout, one: Stack) -> Shape:
    """The symbolic shape of a framework's array."""
    known = {q.base: q for q in layout.cell.parameters}
    rows = sp.Add(*(known[part].shape[0] for part in one.columns[0]))
    columns = sp.Add(*(known[column[0]].shape[1] for column in one.columns))
    plain = (rows,) if columns == 1 else (columns, rows) if layout.transposed else (rows, columns)
    return (sp.S.One, *plain) if layout.directions else plain


def cut(layout: Layout, given: Mapping[str, Any]) -> Arrays:
    """The cell's own parameters, out of a framework's arrays (also nested: {"hi": {"kernel": …}}).

    Raises ArrayError for a name that is missing or unknown, a shape that does not fit, mixed dtypes.
    """
    arrays = _checked(layout, flat(given))
    sizes = _sizes(layout, arrays)
    found: Arrays = {}
    for one in layout.arrays:
        block = _as_blocks(layout, one, arrays[one.name])
        left = 0
        for column in one.columns:
            top = 0
            for part in column:
                q = _parameter(layout, part)
                height, width = (int(size.subs(sizes)) for size in q.shape)
                piece = block[top : top + height, left : left + width]
                found[part] = np.ascontiguousarray(piece[:, 0] if is_vector(q) else piece)
                top += height
            left += width
    return found


def join(layout: Layout, own: Arrays) -> dict[str, Any]:
    """A framework's arrays from the cell's own parameters; a name with a slash nests: hi/kernel."""
    found: dict[str, Any] = {}
    for one in layout.arrays:
        columns = [[_column(own[part]) for part in column] for column in one.columns]
        block = np.concatenate([np.concatenate(column) for column in columns], axis=1)
        array = block[:, 0] if block.shape[1] == 1 and _is_bias(layout, one) else block
        array = array.T if layout.transposed else array
        array = np.ascontiguousarray(array[None] if layout.directions else array)
        *folders, name = one.name.split("/")
        place = found
        for folder in folders:
            place = place.setdefault(folder, {})
        place[name] = array
    return found


def flat(given: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested mappings as one, names joined by slashes."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}/")
        else:
            found[f"{prefix}{name}"] = value
    return found


def _parameter(layout: Layout, name: str) -> Quantity:
    """A parameter of the cell by its name."""
    return next(q for q in layout.cell.parameters if q.base == name)


def _is_bias(layout: Layout, one: Stack) -> bool:
    """Whether an array is one column of vectors."""
    return len(one.columns) == 1 and is_vector(_parameter(layout, one.parts[0]))


def _column(array: Array) -> Array:
    """A vector as a column; a matrix as it is."""
    return array[:, None] if array.ndim == 1 else array


def _as_blocks(layout: Layout, one: Stack, array: Array) -> Array:
    """The block matrix that an array was stacked as: gates in rows."""
    plain = array[0] if layout.directions else array
    return plain[:, None] if _is_bias(layout, one) else plain.T if layout.transposed else plain


def _checked(layout: Layout, given: Mapping[str, Any]) -> Arrays:
    """The arrays by name, all there, none else, one dtype, each with as many axes as it should have."""
    names = [one.name for one in layout.arrays]
    lacking = [name for name in names if name not in given]
    unknown = [name for name in given if name not in names]
    if lacking or unknown:
        parts = [f"missing: {', '.join(lacking)}"] * bool(lacking)
        parts += [f"unknown: {', '.join(unknown)}"] * bool(unknown)
        raise ArrayError(f"{layout.what}: {'; '.join(parts)} (its arrays are {', '.join(names)})")
    arrays = {name: as_array(name, given[name]) for name in names}
    check_dtypes(arrays)
    return arrays


def _sizes(layout: Layout, arrays: Arrays) -> dict[sp.Symbol, int]:
    """The number for each size; raises ArrayError for an array that no sizes fit."""
    sizes: dict[sp.Symbol, int] = {}
    wanted = [(one, shape_of(layout, one)) for one in layout.arrays]
    for one, shape in wanted:
        if arrays[one.name].ndim != len(shape):
            raise _misfit(layout, one, arrays[one.name], sizes)
    pairs = [
        (one, axis, actual)
        for one, shape in wanted
        for axis, actual in zip(shape, arrays[one.name].shape, strict=True)
    ]
    for one, axis, actual in sorted(pairs, key=lambda pair: len(sp.sympify(pair[1]).free_symbols)):
        left = sp.sympify(axis).subs(sizes)
        if len(left.free_symbols) == 1:
            (letter,) = left.free_symbols
            found = sp.solve(left - actual, letter)
            if len(found) != 1 or not (found[0].is_Integer and found[0] > 0):
                raise _misfit(layout, one, arrays[one.name], sizes)
            sizes[letter] = int(found[0])
        elif left != actual:
            raise _misfit(layout, one, arrays[one.name], sizes)
    return sizes


def _misfit(layout: Layout, one: Stack, array: Array, sizes: Mapping[sp.Symbol, int]) -> ArrayError:
    """The error for an array whose shape no sizes fit."""
    shape = shape_of(layout, one)
    wanted = f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
    letters = {letter for axis in shape for letter in sp.sympify(axis).free_symbols}
    known = [f"{letter} = {value}" for letter, value in sizes.items() if letter in letters]
    where = f" with {', '.join(known)}" if known else ""
    return ArrayError(f"{layout.what}: {one.name} has shape {array.shape}, wanted {wanted}{where}")
