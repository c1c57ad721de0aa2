"""The arrays of a call: that they are arrays of one dtype and finite, and that their shapes fit together.

Needs no SymPy and knows nothing of a cell, so that compiled and interpreted runs refuse the same arrays
with the same words. Legend: an axis is a size in letters, as text: "n", "m + n", "3".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from derive.errors import ArrayError, UnknownNameError

Array = NDArray[Any]
Axes = tuple[str, ...]
FLOATS = (np.float32, np.float64)
LETTER = re.compile(r"[^\W\d]\w*")

RAGGED = (
    "sequences of unequal length stand in one array, filled up with zeros behind their ends; "
    "`lengths=` of a compiled cell (`.compile()`) says how many steps of each count"
)
COMPILED = "`lengths=`, `threads=` and `every=` are taken by the compiled cell, which `.compile()` gives"
ONLY_COMPILED = {"lengths", "threads", "every"}
NAMED = 2
"""How many arrays an error names that agree about a size."""


@dataclass(frozen=True)
class Given:
    """An array, and what is wanted of its shape.

    axes: its own, the last ones; leading: how many stand before the batch (1 where time does); exact:
    whether it has no axes but its own (a parameter).
    """

    name: str
    array: Array
    axes: Axes
    leading: int = 0
    exact: bool = False

    @property
    def wanted(self) -> str:
        """The shape in letters: (T, …, m), (…, n) or (n, m)."""
        axes = ", ".join(self.axes)
        if self.exact:
            return f"({axes}{',' if len(self.axes) == 1 else ''})"
        return f"({'T, ' * self.leading}…, {axes})"

    @property
    def batch(self) -> tuple[int, ...]:
        """The batch axes."""
        return self.array.shape[self.leading : self.array.ndim - len(self.axes)]

    @property
    def pairs(self) -> Iterator[tuple[str, int]]:
        """Each of its own axes with the number of its entries."""
        return zip(self.axes, self.array.shape[self.array.ndim - len(self.axes) :], strict=True)


# --- one array ----------------------------------------------------------------------------------------------


def as_array(name: str, value: ArrayLike, sequence: bool = False) -> Array:
    """A value as an array; raises ArrayError where it is none, with what to do if it is a `sequence`."""
    try:
        return np.asarray(value)
    except (ValueError, TypeError) as exc:
        if "inhomogeneous" not in str(exc):
            raise ArrayError(f"{name} is no array: {exc}") from None
        raise ArrayError(f"{name} is no array: its parts have different lengths", RAGGED * sequence) from None


def check_finite(arrays: Mapping[str, Array]) -> None:
    """No NaN and no infinity anywhere; a product of an array with itself tells most of the time."""
    with np.errstate(over="ignore", invalid="ignore"):
        for name, array in arrays.items():
            flat = array.ravel()
            if not isfinite(np.dot(flat, flat)):
                _check_entries(name, array)


def _check_entries(name: str, array: Array) -> None:
    """The same, entry by entry."""
    if np.isfinite(array).all():
        return
    where = tuple(int(k) for k in np.argwhere(~np.isfinite(array))[0])
    what = "a NaN" if np.isnan(array[where]) else "an infinity"
    raise ArrayError(f"{name} has {what}, the first at index {where}")


def cotangent(name: str, value: ArrayLike, shape: tuple[int, ...], dtype: Any) -> Array:
    """A cotangent of what is named, which has this shape and dtype."""
    array = as_array(f"the cotangent of {name}", value)
    if array.shape != shape:
        raise ArrayError(f"the cotangent of {name} has shape {array.shape}, its values have {shape}")
    if array.dtype != dtype:
        raise ArrayError(f"the cotangent of {name} is {array.dtype}, its values are {dtype}")
    check_finite({f"the cotangent of {name}": array})
    return array


class States(dict[str, Array]):
    """Arrays by the name of a state; raises UnknownNameError for a name that no state has."""

    def __missing__(self, name: str) -> Array:
        raise UnknownNameError(f"no state is named {name!r}; those of this run are {', '.join(self)}")


def output(outputs: Mapping[str, Array], name: str) -> Array:
    """An output of a run; raises UnknownNameError where there is none of this name."""
    if name not in outputs:
        raise UnknownNameError(f"no output is named {name!r}; those of this run are {', '.join(outputs)}")
    return outputs[name]


# --- several arrays -----------------------------------------------------------------------------------------


def check_names(given: Mapping[str, Any], needed: Sequence[str], every: Sequence[str]) -> None:
    """Nothing missing of what is needed, nothing but what there is."""
    lacking = [name for name in needed if name not in given]
    unknown = [name for name in given if name not in every]
    if lacking or unknown:
        parts = [f"missing: {', '.join(lacking)}"] * bool(lacking)
        parts += [f"unknown: {', '.join(unknown)}"] * bool(unknown)
        message = f"{'; '.join(parts)} (the arrays of this call are {', '.join(every)})"
        raise ArrayError(message, COMPILED * bool(ONLY_COMPILED & set(unknown)))


def check_dtypes(arrays: Mapping[str, Array]) -> np.dtype[Any]:
    """The one dtype of all arrays: float32 or float64."""
    kinds = {name: array.dtype for name, array in arrays.items()}
    first = next(iter(kinds))
    for name, dtype in kinds.items():
        if dtype not in FLOATS:
            raise ArrayError(f"{name} is {dtype}; arrays are float32 or float64 (use .astype)")
        if dtype != kinds[first]:
            raise ArrayError(f"{first} is {kinds[first]} but {name} is {dtype}; use one dtype for all")
    return kinds[first]


def batch_of(given: Sequence[Given]) -> tuple[tuple[int, ...], int | None]:
    """The batch axes, broadcast against each other, and the number of steps if there are any."""
    several = [one for one in given if not one.exact]
    times = {one.array.shape[0] for one in several if one.leading}
    if len(times) > 1:
        raise ArrayError(f"the inputs have different numbers of time steps: {sorted(times)}")
    try:
        return np.broadcast_shapes(*(one.batch for one in several)), next(iter(times), None)
    except ValueError:
        listed = ", ".join(f"{one.name} {one.array.shape}" for one in several)
        raise ArrayError(f"the batch axes differ: {listed}") from None


def sizes_of(given: Sequence[Given]) -> dict[str, int]:
    """The value of each letter.

    Where arrays contradict each other, raises ArrayError for the fewest that have to be wrong, and rather
    for an input or a state than for a parameter; it also names those that it contradicts.
    """
    sizes: dict[str, int] = {}
    sums: list[Given] = []
    fits = True
    for one in given:
        _check_axes(one)
        for axis, actual in one.pairs:
            if not axis.isidentifier():
                sums.append(one)
            elif sizes.setdefault(axis, actual) != actual:
                fits = False
    if sums:
        sizes = _completed(sums, sizes)
        fits = fits and all(_fits(one, sizes) for one in sums)
    if not fits:
        raise _misfit(given, _likeliest(given))
    return sizes


def _check_axes(one: Given) -> None:
    """As many axes as there should be, and no empty one."""
    least, shape = len(one.axes) + one.leading, one.array.shape
    if len(shape) < least or (one.exact and len(shape) != least):
        raise ArrayError(f"{one.name} has shape {one.array.shape}, wanted {one.wanted}")
    if 0 in shape:
        raise ArrayError(f"{one.name} is empty: it has shape {one.array.shape}, wanted {one.wanted}")


def _completed(given: Sequence[Given], sizes: dict[str, int]) -> dict[str, int]:
    """The same with letters that stand in sums alone, from what is left for them: the m of m + 4."""
    found = dict(sizes)
    for one in given:
        for axis, actual in one.pairs:
            unknown = [letter for letter in letters(axis) if letter not in found]
            if len(unknown) == 1:
                none, each = (evaluate(axis, {**found, unknown[0]: k}) for k in (0, 1))
                value, over = divmod(actual - none, each - none)
                if value > 0 and not over:
                    found[unknown[0]] = value
    return found


def _fits(one: Given, sizes: Mapping[str, int]) -> bool:
    """Whether an array has the axes that sizes make."""
    return not _misfits(one, sizes)


def _misfits(one: Given, sizes: Mapping[str, int]) -> list[str]:
    """The axes of an array that are not what sizes make of them."""
    return [
        axis
        for axis, actual in one.pairs
        if not letters(axis) <= sizes.keys() or evaluate(axis, sizes) != actual
    ]


def _likeliest(given: Sequence[Given]) -> dict[str, int]:
    """The sizes with which the fewest arrays are wrong, and of those the fewest parameters."""
    claims: dict[str, dict[int, None]] = {}
    for one in given:
        for axis, actual in one.pairs:
            if axis.isidentifier():
                claims.setdefault(axis, {})[actual] = None
    choices = (
        _completed(given, dict(zip(claims, values, strict=True))) for values in product(*claims.values())
    )

    def wrong(sizes: dict[str, int]) -> tuple[int, int]:
        several = [one for one in given if not _fits(one, sizes)]
        return len(several), sum(one.exact for one in several)

    return min(choices, key=wrong)


def _misfit(given: Sequence[Given], sizes: Mapping[str, int]) -> ArrayError:
    """The error for the first array that does not fit, with the arrays by which it does not."""
    wrong = next(one for one in given if not _fits(one, sizes))
    right = [one for one in given if _fits(one, sizes)]
    known = []
    for letter in sorted(frozenset().union(*map(letters, _misfits(wrong, sizes)))):
        names = [one.name for one in right if any(letter in letters(axis) for axis in one.axes)]
        others = f" and {len(names) - NAMED} others" if len(names) > NAMED else ""
        if names:
            known.append(f"{letter} = {sizes[letter]} from {', '.join(names[:NAMED])}{others}")
    by = f" with {', '.join(known)}" if known else ""
    return ArrayError(f"{wrong.name} has shape {wrong.array.shape}, wanted {wrong.wanted}{by}")


@cache
def letters(axis: str) -> frozenset[str]:
    """The letters of an axis."""
    return frozenset(LETTER.findall(axis))


def evaluate(size: str, sizes: Mapping[str, int]) -> int:
    """The value of a size; it is made of letters, whole numbers, sums and products by this project."""
    if size in sizes:
        return sizes[size]
    return int(eval(size, {"__builtins__": {}}, dict(sizes)))
