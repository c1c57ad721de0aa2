"""Cell → the drawing of its data flow: boxes, circles and wires with places, labels and roles.

One grammar for every cell: time runs from left to right, previous states and inputs enter at the left,
new states leave at the right. A gate is a box with its activation and its name, coloured and framed by
its first derived role; an operator is a circle. A small square on a wire says that it passes weights. The
wire on which a memory is carried over is drawn strong. `templates/drawing.svg.j2` draws it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from derive.cell import Cell
from derive.columns import Box, Link
from derive.flow import Edge, Flow, Node, Shape, flow
from derive.layout import Layout, Point
from derive.marks import CLEAN, key_of
from derive.nodes import Kind, Named, Preactivation, Quantity, Value
from derive.roles import RoleKind, Roles, Signal
from derive.text import line, width

ORDER = tuple(map(RoleKind, ("carry", "write", "read", "expose", "candidate", "filter")))
"""Of several roles, the first in this order gives the colour."""

Did = tuple[RoleKind, bool]
"""A role, and whether the gate acts so only in the next step."""

RADIUS, HALF, NAME, ROLE, TURN = 11, 13, 14, 11, 6
"""Of a circle; half the height of a box; a line above a circle; one below a box; a wire's corners."""

LETTER, SMALL = 9, 6
SUBSCRIPT = re.compile(r"_\{(.*)\}$")


@dataclass(frozen=True)
class Label:
    """A name as text: what stands on the line and what stands below it."""

    head: str
    sub: str = ""

    @property
    def width(self) -> int:
        """Roughly, in the drawing's units."""
        return LETTER * width(self.head) + SMALL * width(self.sub)


@dataclass(frozen=True)
class Block:
    """A node where it stands; `roles` of its gate, the first one gives its look; `key` of its symbol."""

    node: Node
    at: Point
    width: int
    label: Label
    roles: tuple[Did, ...]
    key: str


@dataclass(frozen=True)
class Wire:
    """A wire as an SVG path, with its end; `key` of the symbol that it carries."""

    edge: Edge
    path: str
    end: Point
    carries: bool
    key: str


class Drawing:
    """The drawing of one cell; each part is computed when it is first asked for."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.roles = Roles(cell.step)

    @cached_property
    def flow(self) -> Flow:
        """What feeds what."""
        return flow(self.cell.plain)

    @cached_property
    def layout(self) -> Layout:
        """Where everything stands: memories at the top, inputs at the bottom."""
        sources, sinks = (
            [node.id for node in sorted(self.flow.of_shape(shape), key=self._height)]
            for shape in (Shape.SOURCE, Shape.SINK)
        )
        links = [Link(e.source, e.target, e in self.carried) for e in self.flow.edges]
        return Layout(map(self._box, self.flow.nodes), links, sources, sinks)

    def _height(self, node: Node) -> int:
        """The order at both ends: the main memory, other states, the rest."""
        memories = [m.state for m in (self.roles.memory, *self.roles.memories)]
        now = node.name.at(0) if isinstance(node.name, Quantity) and node.name.time is not None else node.name
        if now in memories:
            return memories.index(now)
        state = isinstance(now, Quantity) and now.kind == Kind.STATE
        return len(memories) + (0 if state else 1)

    @cached_property
    def carried(self) -> frozenset[Edge]:
        """The edges on which a memory is carried over."""
        ends = {(node.shape, node.name): node.id for node in self.flow.nodes}
        found: frozenset[Edge] = frozenset()
        for memory in self.roles.memories:
            before = ends.get((Shape.SOURCE, memory.state.at(-1)))
            after = ends.get((Shape.SINK, memory.state))
            if memory.carry != 0 and before and after:
                found |= self.flow.kept(before, after)
        return found

    def _box(self, node: Node) -> Box:
        """How much room a node needs, with what is said above and below it."""
        lines = len(self.roles_of(node))
        below = ROLE * lines + 2 if lines else 0
        if node.shape is not Shape.OPERATOR:
            return Box(node.id, self._width(node), HALF, HALF + below, 9)
        radius = RADIUS if width(node.sign) < 3 else 0
        above = RADIUS + (NAME if self.label(node).head else 0)
        return Box(node.id, 2 * radius or self._wide(node), above, RADIUS + below, 7, radius)

    def _width(self, node: Node) -> int:
        """The width of a box; gates are as wide as the widest."""
        gates = self.flow.of_shape(Shape.GATE)
        return max(map(self._wide, gates)) if node.shape is Shape.GATE else self._wide(node)

    def _wide(self, node: Node) -> int:
        """The width that a node's text needs, an even number."""
        sign = SMALL * width(node.sign) + 8 if node.sign else 0
        name = self.label(node).width if node.shape is not Shape.OPERATOR else 0
        return 12 + (max(sign + name, 18) + 1) // 2 * 2

    def label(self, node: Node) -> Label:
        """The name of a node's value, at its time; what a sink shows is not said before."""
        if node.name is None or (node.shape is Shape.OPERATOR and node.name in self.cell.plain.outputs):
            return Label("")
        latex = CLEAN(node.name)
        below = SUBSCRIPT.search(latex)
        return Label(line(SUBSCRIPT.sub("", latex)), line(below[1].replace(",", " ")) if below else "")

    @cached_property
    def signals(self) -> dict[object, Signal]:
        """The signals by their names, and by their values where they have none of their own."""
        found: dict[object, Signal] = dict(self.roles.signals)
        found |= {name.of: signal for name, signal in self.roles.signals.items() if isinstance(name, Value)}
        return found

    def roles_of(self, node: Node) -> tuple[Did, ...]:
        """What a node's gate does, in this step and in the next; the first gives its look."""
        signal = self.signals.get(node.name) or self.signals.get(node.value)
        if signal is None or node.shape in (Shape.SOURCE, Shape.SINK):
            return ()
        did = {(role.kind, role.time < 0) for role in signal.roles}
        found = {one for one in did if one[0] is not RoleKind.FILTER} or did
        return tuple(sorted(found, key=lambda did: (did[1], ORDER.index(did[0]))))

    def key(self, name: Named | None) -> str:
        """The key of a name, "" where there is none."""
        base = name.of if isinstance(name, Preactivation) else name
        return key_of(self.cell.name, base) if isinstance(base, Named) else ""

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every node where it stands."""
        return tuple(
            Block(
                node, self.layout.place(node.id), self.layout.boxes[node.id].width, self.label(node),
                self.roles_of(node), self.key(node.name),
            )
            for node in self.flow.nodes
        )  # fmt: skip

    @cached_property
    def wires(self) -> tuple[Wire, ...]:
        """Every edge as a path; those that carry a memory last, so that they lie on top."""
        names = {node.id: node.name for node in self.flow.nodes}
        found = [
            Wire(
                edge, path(line.corners), line.corners[-1], edge in self.carried, self.key(names[edge.source])
            )
            for edge, line in zip(self.flow.edges, self.layout.lines, strict=True)
        ]
        return tuple(sorted(found, key=lambda wire: wire.carries))


def path(corners: tuple[Point, ...]) -> str:
    """An SVG path along some corners, which are rounded."""
    (x, y), *rest = corners
    parts = [f"M{x} {y}"]
    for (x, y), here, there in zip(corners, rest, rest[1:], strict=False):
        turn = min(
            TURN, *(max(abs(a[0] - b[0]), abs(a[1] - b[1])) // 2 for a, b in ((here, (x, y)), (here, there)))
        )
        before, after = _toward(here, (x, y), turn), _toward(here, there, turn)
        parts.append(f"L{before[0]} {before[1]} Q{here[0]} {here[1]} {after[0]} {after[1]}")
    return " ".join([*parts, f"L{corners[-1][0]} {corners[-1][1]}"])


def _toward(here: Point, there: Point, by: int) -> Point:
    """The point so far from one point in the direction of another."""
    step = [(b > a) - (b < a) for a, b in zip(here, there, strict=True)]
    return here[0] + step[0] * by, here[1] + step[1] * by
