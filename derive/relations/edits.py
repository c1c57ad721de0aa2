"""Program → Program: single edits of a cell, each a change that no choice of parameters can make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sympy as sp

from derive.intervals import UNIT, Interval
from derive.naming import rebuild
from derive.nodes import Apply, Named
from derive.program import Program


@dataclass(frozen=True)
class Edit:
    """One change: what it does to a program's equation, in words, and the program after it."""

    what: str
    at: Named
    program: Program


def linearised(program: Program) -> Iterator[Edit]:
    """φ(u) ↦ u, for each activation that is no gate."""
    seen: list[Apply] = []
    for eq in program.equations:
        for node in sp.preorder_traversal(eq.rhs):
            if isinstance(node, Apply) and node not in seen and not _is_gate(node):
                seen.append(node)
                yield Edit(f"{node.activation.name} becomes the identity", eq.lhs, without(program, node))


def _is_gate(node: Apply) -> bool:
    """Whether every value lies between 0 and 1."""
    return Interval(*map(float, node.activation.bounds)).within(UNIT)


def without(program: Program, node: Apply) -> Program:
    """The program with one activation replaced by its argument."""

    def change(expr: sp.Expr) -> sp.Expr | None:
        return expr.argument if expr == node else None

    equations = tuple(replace(eq, rhs=rebuild(eq.rhs, change)) for eq in program.equations)
    return replace(program, equations=equations)
