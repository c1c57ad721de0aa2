"""The names that an emitted module cannot give to what a cell calls its own."""

from __future__ import annotations

import builtins
import keyword

from derive.emit import functions
from derive.emit.head import UFUNCS, kernel_names

RESERVED = (
    "T", "B", "K", "L", "R", "r0", "t", "t0", "t1", "sizes", "dtype", "given", "load", "weights", "kept",
    "steps", "run", "aside", "inputs", "ahead", "sums", "late", "behind", "forward", "backward",
    "SIGNATURE", "SOURCE",
)  # fmt: skip
"""What the functions of a module call their own things."""

TAKEN = frozenset({
    *RESERVED, *UFUNCS, *functions.NAMESPACE, *kernel_names(), *dir(builtins), *keyword.kwlist,
})  # fmt: skip


def size_name(letter: str) -> str:
    """The variable for a size of a cell: its letter, unless the module calls something else so."""
    return f"{letter}_" if letter in TAKEN else letter
