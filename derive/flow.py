"""Program → the flow of its data: what is drawn of a cell, and what feeds what.

Sources are the inputs and the previous states, sinks what the step returns. A *gate* is an activation of
a weighted sum; every other operation is a small *operator*. Parameters are no nodes: an edge that passes
through weights (a matrix, a vector of weights, a bias) is *weighted*.

Legend: a *wire* is where an operand comes from: a node, and whether weights lie between; None for what
is made of parameters and numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

import sympy as sp
from sympy.core.basic import Basic
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import Identity, OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive.algebra import scale, split_number
from derive.latex import DIAG, ODOT
from derive.nodes import Apply, Concat, Diagonal, Fill, Kind, Maximum, Named, Quantity, Rows, Total
from derive.program import Program
from derive.rules import RuleTable
from derive.text import text

OPERANDS = RuleTable("the drawing", "derive/flow.py")
POINTWISE, MATRIX = text(ODOT), "×"
PRODUCTS = (POINTWISE, MATRIX)
"""The signs of operators that multiply two values."""

Wire = tuple[str, bool]


class Shape(StrEnum):
    """What a node is drawn as."""

    SOURCE = "source"
    SINK = "sink"
    GATE = "gate"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Node:
    """Something in the drawing: its sign (σ, ⊙, +), the name of its value if it has one, the expression."""

    id: str
    shape: Shape
    sign: str = ""
    name: Named | None = None
    value: Basic | None = None


@dataclass(frozen=True)
class Edge:
    """The value of one node going into another, through weights or not."""

    source: str
    target: str
    weighted: bool = False


@dataclass(frozen=True)
class Flow:
    """Nodes, each after those that feed it, and the edges between them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def of_shape(self, shape: Shape) -> tuple[Node, ...]:
        """The nodes of one shape."""
        return tuple(node for node in self.nodes if node.shape is shape)

    def kept(self, source: str, target: str) -> frozenset[Edge]:
        """The edges on which a value goes from one node to another past operators alone, without weights."""
        operators = {node.id for node in self.of_shape(Shape.OPERATOR)}
        plain = [edge for edge in self.edges if not edge.weighted]
        ahead = _reached({source}, [(e.source, e.target) for e in plain], operators)
        behind = _reached({target}, [(e.target, e.source) for e in reversed(plain)], operators)
        inner = (ahead & behind & operators) | {source, target}
        return frozenset(edge for edge in plain if edge.source in inner and edge.target in inner)


def _reached(start: set[str], steps: list[tuple[str, str]], through: set[str]) -> set[str]:
    """What is reached from a node; the steps are in order, and only some nodes are passed."""
    found = set(start)
    for here, there in steps:
        if here in found and (here in through or here in start):
            found.add(there)
    return found


def flow(step: Program) -> Flow:
    """The flow of a step (pre-activations not named: `Cell.plain`)."""
    builder = Builder()
    for name in step.inputs:
        if isinstance(name, Quantity) and name.kind != Kind.PARAMETER:
            builder.of[name] = (builder.node(Shape.SOURCE, "", name, []), False)
    for eq in step.equations:
        builder.define(eq.lhs, eq.rhs)
    for name in step.outputs:
        builder.node(Shape.SINK, "", name, [builder.of[name]])
    return Flow(tuple(builder.nodes.values()), tuple(builder.edges))


@dataclass
class Builder:
    """Makes the nodes; an instance lives for one call of `flow`. `of` says where each name comes from."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    of: dict[Named, Wire | None] = field(default_factory=dict)
    made: dict[Basic, Wire | None] = field(default_factory=dict)

    def define(self, name: Named, value: MatrixExpr) -> None:
        """One equation: the node of its value gets its name, unless it has one."""
        wire = self(value)
        if wire is None or wire[1]:
            wire = (self.node(Shape.GATE, "", name, [wire]), False)
        here = self.nodes[wire[0]]
        if here.name is None:
            self.nodes[here.id] = replace(here, name=name)
        self.of[name] = wire

    def __call__(self, expr: MatrixExpr) -> Wire | None:
        """Where an operand comes from; the same expression comes from one node."""
        if expr not in self.made or isinstance(expr, Named):
            self.made[expr] = OPERANDS(expr, self)
        return self.made[expr]

    def wires(self, operands: Iterable[MatrixExpr]) -> list[Wire]:
        """The wires of several operands, without those that are parameters alone."""
        return [wire for operand in operands if (wire := self(operand)) is not None]

    def node(
        self,
        shape: Shape,
        sign: str,
        name: Named | None,
        wires: Iterable[Wire | None],
        value: Basic | None = None,
    ) -> str:
        """A new node with edges from each wire; returns its id."""
        number = len(self.nodes)
        made = Node(f"n{number}", shape, sign, name, value)
        self.nodes[made.id] = made
        weights: dict[str, bool] = {}
        for wire in wires:
            if wire is not None:
                weights[wire[0]] = weights.get(wire[0], False) or wire[1]
        self.edges += [Edge(source, made.id, weighted) for source, weighted in weights.items()]
        return made.id

    def operator(self, sign: str, wires: list[Wire], value: Basic) -> Wire | None:
        """A new operator; what has no operand is made of parameters alone."""
        return (self.node(Shape.OPERATOR, sign, None, wires, value), False) if wires else None


@OPERANDS.rule(Named)
def name(expr: Named, to: Builder) -> Wire | None:
    """A name: where it was defined; a parameter comes from nowhere"""
    return to.of.get(expr)


@OPERANDS.rule(OneMatrix, ZeroMatrix, Identity)
def constant(expr: MatrixExpr, to: Builder) -> Wire | None:
    """A number"""
    return None


@OPERANDS.rule(Apply)
def activation(expr: Apply, to: Builder) -> Wire | None:
    """φ(u): a gate if u is a weighted sum, else an operator"""
    terms = expr.argument.args if isinstance(expr.argument, MatAdd) else (expr.argument,)
    wires = to.wires(terms)
    sign = text(expr.activation.latex)
    plain = len(terms) == 1 and not any(weighted for _, weighted in wires)
    if plain and wires:
        return to.operator(sign, wires, expr)
    return to.node(Shape.GATE, sign, None, wires, expr), False


@OPERANDS.rule(MatAdd)
def addition(expr: MatAdd, to: Builder) -> Wire | None:
    """A + b, a − b, 1 − a; a sum with parameters alone is the other operand, weighted"""
    wires: list[tuple[bool, Wire]] = []
    for number, rest in map(split_number, expr.args):
        wire = to(scale(abs(number), rest))
        if wire is not None:
            wires.append((bool(number < 0), wire))
    if len(wires) > 1:
        return _sum(wires, expr, to)
    numbers = [term for term in expr.args if isinstance(split_number(term)[1], OneMatrix)]
    if not wires or not numbers:
        return (wires[0][1][0], True) if wires else None
    total = sp.Add(*(split_number(term)[0] for term in numbers))
    negative, wire = wires[0]
    return to.operator(f"{total}−" if negative else f"+{total}".replace("+-", "−"), [wire], expr)


def _sum(wires: list[tuple[bool, Wire]], expr: MatAdd, to: Builder) -> Wire | None:
    """A sum of several operands; a difference of two has a sign of its own."""
    plus = [wire for negative, wire in wires if not negative]
    minus = [wire for negative, wire in wires if negative]
    if len(plus) == 1 and len(minus) == 1:
        return to.operator("−", [*plus, *minus], expr)
    inverted = [to.operator("−", [wire], -expr) for wire in minus]
    return to.operator("+", [*plus, *(wire for wire in inverted if wire)], expr)


@OPERANDS.rule(MatMul)
def product(expr: MatMul, to: Builder) -> Wire | None:
    """W a: a, weighted; a product of two values is an operator"""
    number, rest = split_number(expr)
    factors = rest.args if isinstance(rest, MatMul) else (rest,)
    wires = to.wires(factors)
    if len(wires) > 1:
        return to.operator(MATRIX, wires, expr)
    if len(factors) > len(wires) and wires:
        return wires[0][0], True
    if number == 1 or not wires:
        return wires[0] if wires else None
    return to.operator("−" if number == -1 else f"{number}·".replace("-", "−"), wires, expr)


@OPERANDS.rule(HadamardProduct)
def pointwise(expr: HadamardProduct, to: Builder) -> Wire | None:
    """A ⊙ b; with a vector of weights: the other operand, weighted; a quotient has its own sign"""
    below = [f.args[0] for f in expr.args if isinstance(f, HadamardPower) and f.args[1] == -1]
    above = [f for f in expr.args if not (isinstance(f, HadamardPower) and f.args[1] == -1)]
    wires, under = to.wires(above), to.wires(below)
    if not under:
        return to.operator(POINTWISE, wires, expr) if len(wires) > 1 else _lone(wires, len(above))
    return to.operator("÷", [*wires, *under], expr)


def _lone(wires: list[Wire], operands: int) -> Wire | None:
    """The one operand that is no parameter, weighted if there are others."""
    return (wires[0][0], wires[0][1] or operands > 1) if wires else None


@OPERANDS.rule(HadamardPower)
def power(expr: HadamardPower, to: Builder) -> Wire | None:
    """aᵏ"""
    exponent = expr.args[1]
    sign = "1/" if exponent == -1 else text(rf"{{}}^{{{sp.latex(exponent)}}}").strip()
    return to.operator(sign, to.wires([expr.args[0]]), expr)


@OPERANDS.rule(Concat)
def concatenation(expr: Concat, to: Builder) -> Wire | None:
    """[a; b]"""
    return to.operator("[ ]", to.wires(expr.args), expr)


@OPERANDS.rule(Maximum)
def maximum(expr: Maximum, to: Builder) -> Wire | None:
    """max(a, b)"""
    return to.operator("max", to.wires(expr.args), expr)


@OPERANDS.rule(Total)
def total(expr: Total, to: Builder) -> Wire | None:
    """Σ_ij a_ij"""
    return to.operator("Σ", to.wires([expr.term]), expr)


@OPERANDS.rule(Transpose, Rows, Fill)
def view(expr: MatrixExpr, to: Builder) -> Wire | None:
    """Aᵀ, v[a:b], s·𝟏: the operand, seen otherwise"""
    return to(expr.args[0])


@OPERANDS.rule(DiagMatrix, Diagonal)
def diagonal(expr: MatrixExpr, to: Builder) -> Wire | None:
    """diag(v), and the diagonal of a matrix"""
    return to.operator(text(DIAG), to.wires([expr.args[0]]), expr)
