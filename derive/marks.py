r"""Formulas whose symbols can be pointed at: around each stands its key.

In LaTeX this is \htmlData{sym=lstm:f}{f_{t}}. A key is the cell's name and the identifier of the name
within it (`lstm:d_f_pre`), `lstm:dim.n` for a size, and a bare word (`odot`, `rule.sum rule`) for what means
the same everywhere; `derive.glossary` says what a key stands for. The marks change nothing of how a formula
looks: KaTeX spaces it as if they were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import sympy as sp

from derive.latex import Printer, shape_latex
from derive.nodes import Derived, Jacobian, Named, Preactivation, Quantity

CLEAN = Printer()
KEY = re.compile(r"""(?:\\htmlData\{sym=|data-sym=")([^"{}]+)""")
"""A key where it stands: in LaTeX, or in an attribute."""

SIZE, RULE = "dim.", "rule."


def key_of(scope: str, name: Named) -> str:
    """The key of a name of a cell."""
    return f"{scope}:{name.name}"


def wear(key: str, latex: str) -> str:
    """A piece of LaTeX with a key around it."""
    return rf"\htmlData{{sym={key}}}{{{latex}}}"


def marked(scope: str) -> Printer:
    """The printer that marks each symbol of the cell `scope`, and each sign.

    What is derived from a lone name (δf, f̄) is one symbol; within δ[r ⊙ h] the parts have their own.
    """

    def mark(name: Named, latex: str) -> str:
        return wear(key_of(scope, name), unmarked(latex) if is_derived(name) and is_whole(name) else latex)

    return Printer(mark, wear)


def is_derived(name: Named) -> bool:
    """Whether a name is made from others, which its LaTeX then holds."""
    return isinstance(name, Derived | Jacobian)


def is_whole(name: Named) -> bool:
    """Whether a name is one symbol, with no other inside that one would point at."""
    return all(isinstance(part, Quantity | Preactivation) for part in name.args if is_derived(name))


def marked_size(scope: str, size: sp.Expr) -> str:
    """A formula in the sizes of a cell, each of them marked."""
    names = {letter: wear(f"{scope}:{SIZE}{letter}", str(letter)) for letter in size.free_symbols}
    return str(sp.latex(size, symbol_names=names))


def marked_shape(scope: str, shape: tuple[sp.Expr, sp.Expr]) -> str:
    """A shape, its sizes marked."""
    return shape_latex(shape, lambda size: marked_size(scope, size))


def keys(data: Any) -> Iterator[str]:
    """Every key in some text, or in data that hold texts or keys by the name `sym`, in their order."""
    if isinstance(data, str):
        yield from KEY.findall(data)
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from [value] if name == "sym" and value else keys(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from keys(value)


def unmarked(latex: str) -> str:
    """LaTeX without its marks: what the plain printer prints."""
    start = latex.find(r"\htmlData{")
    if start < 0:
        return latex
    begin = latex.index("}{", start) + 2
    depth, end = 1, begin
    while depth:
        depth += {"{": 1, "}": -1}.get(latex[end], 0)
        end += 1
    return latex[:start] + unmarked(latex[begin : end - 1]) + unmarked(latex[end:])
