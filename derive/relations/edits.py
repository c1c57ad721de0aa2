"""Program → Program: single edits of a cell, each a change that no choice of parameters makes.

To add an edit, write a function that yields every way of making it, and add it to `EDITS`. What is at most a
step of a chain, never a relation by itself, stays out of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul

from derive.algebra import add, had, mul
from derive.intervals import UNIT, Interval
from derive.naming import rebuild
from derive.nodes import Apply, Kind, Named, Quantity, names_in
from derive.program import Equation, Program


class Change(StrEnum):
    """What an edit does."""

    LINEARISE = "an activation becomes the identity"
    EXCHANGE = "an activation becomes another one"
    MOVE_IN = "a factor moves from behind the matrix to before it"
    MOVE_OUT = "a factor moves from before the matrix to behind it"
    READ = "a gate of what is shown becomes a gate of what is read"
    FIX = "a gate is fixed at a number"
    TIE = "a gate is tied to another one"
    DROP = "a parameter is left out"


@dataclass(frozen=True)
class Edit:
    """One change of a program, and the program after it.

    at: the name whose equation changes; what: the expression that is changed (an activation, a product, a
    gate, a parameter), `into`: what it becomes.
    """

    change: Change
    at: Named
    what: MatrixExpr
    into: MatrixExpr
    program: Program

    @property
    def key(self) -> tuple[Change, Named, MatrixExpr]:
        """What tells it from other edits of the same program."""
        return self.change, self.at, self.what


def edits(program: Program) -> Iterator[Edit]:
    """Every single edit of a step that changes its form."""
    for make in EDITS:
        yield from make(program)


def linearised(program: Program) -> Iterator[Edit]:
    """φ(u) ↦ u, for each activation that is no gate."""
    for at, node in _nodes(program, Apply):
        if not _is_gate(node):
            yield _edited(program, Change.LINEARISE, at, node, node.argument)


def exchanged(program: Program, goal: Program) -> Iterator[Edit]:
    """φ(u) ↦ ψ(u), for each activation that is no gate, where the goal has fewer φ and more ψ."""
    mine, theirs = _kinds(program), _kinds(goal)
    for at, node in _nodes(program, Apply):
        if not _is_gate(node) and mine[node.activation.name] > theirs[node.activation.name]:
            for name in sorted(theirs - mine):
                into = Apply(name, node.argument)
                yield _edited(program, Change.EXCHANGE, at, node, into)


def moved_in(program: Program) -> Iterator[Edit]:
    """r ∘ U v ↦ U (r ∘ v), where r has the size of v; of r ∘ (U v + b) each term moves by itself."""
    for at, node in _nodes(program, HadamardProduct):
        for product in node.args:
            for term in product.args if isinstance(product, sp.MatAdd) else (product,):
                factors = [f for f in node.args if f is not product]
                if _is_read(term) and all(f.shape == term.args[-1].shape for f in factors):
                    others = [had(*factors, t) for t in _other_terms(product, term)]
                    inside = mul(*term.args[:-1], had(*factors, term.args[-1]))
                    yield _edited(program, Change.MOVE_IN, at, node, add(inside, *others))


def moved_out(program: Program) -> Iterator[Edit]:
    """U (r ∘ v) ↦ r ∘ U v, where r has the size of U v."""
    for at, node in _nodes(program, MatMul):
        if _is_read(node) and isinstance(node.args[-1], HadamardProduct):
            *factors, seen = node.args[-1].args
            if all(f.shape == node.shape for f in factors):
                yield _edited(program, Change.MOVE_OUT, at, node, had(*factors, mul(*node.args[:-1], seen)))


def read_instead(program: Program) -> Iterator[Edit]:
    """The gate o of h = o ∘ ψ(c) leaves it, and one product U h_{t−1} becomes U (o ∘ h_{t−1})."""
    for eq in program.equations:
        h = eq.lhs
        if not (isinstance(h, Quantity) and h.kind == Kind.STATE and isinstance(eq.rhs, HadamardProduct)):
            continue
        before = h.at(-1)
        for gate in (f for f in eq.rhs.args if isinstance(f, Named) and f.shape == h.shape):
            others = had(*(f for f in eq.rhs.args if f is not gate))
            if not any(
                isinstance(q, Quantity) and q.kind == Kind.STATE and q.time == 0 for q in names_in(others)
            ):
                continue
            for reader, node in _nodes(program, MatMul):
                if _is_read(node) and node.args[-1] == before and reader != gate:
                    gated = mul(*node.args[:-1], had(gate, before))
                    table = {h: {eq.rhs: others}, reader: {node: gated}}
                    changed = _replaced(program, table)
                    if changed is not None:
                        yield Edit(Change.READ, reader, gate, gated, changed)


EDITS: tuple[Callable[[Program], Iterator[Edit]], ...] = (linearised, moved_in, moved_out, read_instead)


# --- helpers ------------------------------------------------------------------------------------------


def _nodes(program: Program, kind: type[MatrixExpr]) -> Iterator[tuple[Named, MatrixExpr]]:
    """Every node of a kind with the name in whose equation it stands, each once."""
    for eq in program.equations:
        seen: list[MatrixExpr] = []
        for node in sp.preorder_traversal(eq.rhs):
            if isinstance(node, kind) and node not in seen:
                seen.append(node)
                yield eq.lhs, node


def _kinds(program: Program) -> Counter[str]:
    """How many activations of each kind a step has."""
    return Counter(node.activation.name for _, node in _nodes(program, Apply) if isinstance(node, Apply))


def _is_gate(node: Apply) -> bool:
    """Whether every value lies between 0 and 1."""
    return Interval(*map(float, node.activation.bounds)).within(UNIT)


def _is_new_state(q: Named) -> bool:
    """Whether a name is a state's new value."""
    return isinstance(q, Quantity) and q.kind == Kind.STATE and q.time == 0


def _is_read(node: MatrixExpr) -> bool:
    """Whether an expression is a parameter matrix times a vector."""
    return (
        isinstance(node, MatMul)
        and len(node.args) == 2
        and isinstance(node.args[0], Quantity)
        and node.args[0].kind == Kind.PARAMETER
        and node.shape[1] == 1
    )


def _other_terms(product: MatrixExpr, term: MatrixExpr) -> list[MatrixExpr]:
    """The terms of a sum but for one; none of what is no sum."""
    return [t for t in product.args if t is not term] if isinstance(product, sp.MatAdd) else []


def _edited(program: Program, change: Change, at: Named, what: MatrixExpr, into: MatrixExpr) -> Edit:
    """An edit that changes one equation."""
    changed = _replaced(program, {at: {what: into}})
    assert changed is not None
    return Edit(change, at, what, into, changed)


def _replaced(program: Program, table: dict[Named, dict[MatrixExpr, MatrixExpr]]) -> Program | None:
    """The program with expressions replaced in some equations, those put after what they now need.

    None where that goes in a circle.
    """
    equations = [
        replace(eq, rhs=rebuild(eq.rhs, table[eq.lhs].get)) if eq.lhs in table else eq
        for eq in program.equations
    ]
    return _ordered(program, equations)


def _ordered(program: Program, left: list[Equation]) -> Program | None:
    """The program with these equations, each after what it needs; None where they go in a circle."""
    known, done = set(program.inputs), []
    while left:
        ready = next((eq for eq in left if all(name in known for name in names_in(eq.rhs))), None)
        if ready is None:
            return None
        left.remove(ready)
        done.append(ready)
        known.add(ready.lhs)
    return replace(program, equations=tuple(done))
