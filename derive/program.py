"""The one intermediate form: an ordered tuple of named equations between matrix expressions.

A cell, its backward pass, its Jacobian, a reduced cell: each is a `Program`. Every pass takes one and
returns one, so whatever prints, checks or runs one Program prints, checks or runs them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from sympy.matrices.expressions.matexpr import MatrixExpr

from derive.nodes import Named, names_in, shift


@dataclass(frozen=True)
class Reason:
    """Why an equation, or a term of it, holds.

    rule: the name of the rule, `formula` its statement (the first line of the rule's docstring);
    through: the equation's left side that the term came through, where there is one.
    """

    rule: str
    formula: str
    through: Named | None = None


@dataclass(frozen=True)
class Equation:
    """lhs = rhs; `why` are the rules that gave it, `line` the line of the cell's text it stands on."""

    lhs: Named
    rhs: MatrixExpr
    why: tuple[Reason, ...] = ()
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.lhs} = {self.rhs}"


@dataclass(frozen=True)
class Program:
    """Named equations in an order in which they can be computed.

    inputs: the names that are given; outputs: those that are asked for. Each name is defined once, and
    before its use; identifiers are unique; both sides of an equation have one shape. A program that
    breaks one of these cannot be made (ValueError: it is a defect of the pass that made it).
    """

    name: str
    inputs: tuple[Named, ...]
    equations: tuple[Equation, ...]
    outputs: tuple[Named, ...]

    def __post_init__(self) -> None:
        known = dict.fromkeys(self.inputs)
        for eq in self.equations:
            missing = [name for name in names_in(eq.rhs) if name not in known]
            if missing:
                raise ValueError(f"{self.name}: {missing[0]} is used before it is defined, in {eq}")
            if eq.lhs in known:
                raise ValueError(f"{self.name}: {eq.lhs} is defined twice")
            if any((a - b).expand() != 0 for a, b in zip(eq.lhs.shape, eq.rhs.shape, strict=True)):
                raise ValueError(f"{self.name}: shapes {eq.lhs.shape} and {eq.rhs.shape} differ in {eq}")
            known[eq.lhs] = None
        identifiers = [name.name for name in known]
        if len(set(identifiers)) != len(identifiers):
            twice = sorted({i for i in identifiers if identifiers.count(i) > 1})
            raise ValueError(f"{self.name}: the identifiers {twice} stand for two things each")
        lost = [name for name in self.outputs if name not in known]
        if lost:
            raise ValueError(f"{self.name}: the output {lost[0]} is never defined")

    @property
    def definitions(self) -> dict[Named, MatrixExpr]:
        """The right side of every defined name."""
        return {eq.lhs: eq.rhs for eq in self.equations}

    @property
    def locals(self) -> tuple[Named, ...]:
        """The defined names that are not outputs."""
        return tuple(eq.lhs for eq in self.equations if eq.lhs not in self.outputs)

    def map(self, change: Callable[[MatrixExpr], MatrixExpr], name: str | None = None) -> Program:
        """The program with `change` applied to every input, both sides of every equation, every output."""
        equations = tuple(replace(eq, lhs=change(eq.lhs), rhs=change(eq.rhs)) for eq in self.equations)
        inputs, outputs = map(change, self.inputs), map(change, self.outputs)
        return Program(name or self.name, tuple(inputs), equations, tuple(outputs))

    def substitute(self, table: Mapping[Named, MatrixExpr], name: str | None = None) -> Program:
        """The program with names replaced throughout (also on left sides)."""
        return self.map(lambda expr: expr.xreplace(dict(table)), name)

    def shift(self, steps: int) -> Program:
        """The program of the step `steps` time steps later."""
        return self.map(lambda expr: shift(expr, steps))

    def keep(self, outputs: Iterable[Named], name: str | None = None) -> Program:
        """The part of the program that the given outputs need; all inputs stay."""
        outputs = tuple(outputs)
        needed, equations = set(outputs), []
        for eq in reversed(self.equations):
            if eq.lhs in needed:
                needed.update(names_in(eq.rhs))
                equations.append(eq)
        return Program(name or self.name, self.inputs, tuple(reversed(equations)), outputs)

    def uses(self, name: Named) -> int:
        """How many times a name stands on right sides."""
        return sum(count(eq.rhs, name) for eq in self.equations)

    def __str__(self) -> str:
        return "\n".join(str(eq) for eq in self.equations)


def count(expr: MatrixExpr, name: Named) -> int:
    """How many times a name stands in an expression."""
    if expr == name:
        return 1
    if isinstance(expr, Named):
        return 0
    return sum(count(arg, name) for arg in expr.args)
