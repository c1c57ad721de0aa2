"""The drawing of a cell: nothing overlaps, every wire is attached, every name is there, always the same."""

from __future__ import annotations

import random
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from derive.cell import Cell
from derive.cells import LIBRARY
from derive.columns import Box, Link
from derive.drawing import Drawing
from derive.flow import Edge, Flow, Shape, flow
from derive.layout import Layout, Line, Point
from derive.nodes import Kind, Quantity, quantities
from derive.notation import read_file

SEEDS = range(60)

PEEPHOLES = """
@cell
def peepholes(x, h, c, *, W_f, U_f, p_f, b_f, W_i, U_i, p_i, b_i, W_o, U_o, p_o, b_o, W_g, U_g, b_g):
    f = sigmoid(W_f @ x + U_f @ h + p_f * c + b_f)
    i = sigmoid(W_i @ x + U_i @ h + p_i * c + b_i)
    g = tanh(W_g @ x + U_g @ h + b_g)
    c = f * c + i * g
    o = sigmoid(W_o @ x + U_o @ h + p_o * c + b_o)
    h = o * tanh(c)
    return h, c
"""

DEEP = """
@cell
def deep(x, h, *, W, {parameters}):
    {lines}
    return h
"""


def written(text: str, folder: Path) -> Cell:
    """A cell from its text."""
    file = folder / "mine.py"
    file.write_text(text, encoding="utf-8")
    return Cell(read_file(file)[0])


def deep(depth: int) -> str:
    """A recurrent highway of some depth, three lines each."""
    names = [f"{kind}_{k}" for k in range(depth) for kind in ("R", "T", "b")]
    lines = ["u = W @ x"]
    for k in range(depth):
        lines += [f"a_{k} = tanh(u + R_{k} @ h + b_{k})", f"t_{k} = sigmoid(T_{k} @ h)"]
        lines += [f"h = a_{k} * t_{k} + h * (1 - t_{k})"]
    return DEEP.format(parameters=", ".join(names), lines="\n    ".join(lines))


def graph(seed: int) -> Layout:
    """A random graph: up to 30 blocks, each fed by one to three earlier ones, often far away."""
    rng = random.Random(seed)
    number = rng.randint(2, 30)
    sources = [f"s{k}" for k in range(rng.randint(1, 4))]
    blocks = [f"b{k}" for k in range(number)]
    links: dict[tuple[str, str], Link] = {}
    for k, name in enumerate(blocks):
        for source in rng.sample([*sources, *blocks[:k]], min(len(sources) + k, rng.randint(1, 3))):
            links[source, name] = Link(source, name, rng.random() < 0.15)
    sinks = [f"e{k}" for k in range(rng.randint(1, 3))]
    links |= {(b, e): Link(b, e) for e, b in zip(sinks, reversed(blocks), strict=False)}
    sinks = [e for e in sinks if any(e == pair[1] for pair in links)]
    circle = {name: rng.random() < 0.6 for name in blocks}
    boxes = [
        Box(n, 22, 11, 11, 7, 11)
        if circle.get(n)
        else Box(n, rng.choice([30, 58]), 13, rng.choice([13, 37]), 9)
        for n in (*sources, *blocks, *sinks)
    ]
    return Layout(boxes, links.values(), sources, sinks)


def layouts() -> dict[str, Layout]:
    """The drawings of the library, and random graphs."""
    found = {name: Drawing(cell).layout for name, cell in LIBRARY.items()}
    return found | {f"seed {seed}": graph(seed) for seed in SEEDS}


LAYOUTS = layouts()


def sides(layout: Layout, name: str) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a block."""
    (x, y), box = layout.place(name), layout.boxes[name]
    return x - box.width // 2, y - box.above, x + box.width // 2, y + box.below


def overlaps(layout: Layout) -> list[tuple[str, str]]:
    """Blocks that share room, with a little air around each."""
    found = []
    for one, other in combinations(layout.boxes, 2):
        (a, b, c, d), (e, f, g, h) = sides(layout, one), sides(layout, other)
        if a < g + 4 and e < c + 4 and b < h + 4 and f < d + 4:
            found.append((one, other))
    return found


def loose(layout: Layout) -> list[Link]:
    """Wires that do not begin at the right side of their source and end at the left side of their target."""
    found = []
    for line in layout.lines:
        _, _, right, _ = sides(layout, line.link.source)
        (x, y), box = layout.place(line.link.target), layout.boxes[line.link.target]
        start, end = line.corners[0], line.corners[-1]
        off = abs(end[1] - y) > box.reach
        far = (end[0] - x) ** 2 + (end[1] - y) ** 2 - box.radius**2 if box.radius else 0
        side = abs(far) > 2 * box.radius if box.radius else end[0] != x - box.width // 2
        if start != (right, layout.place(line.link.source)[1]) or off or side:
            found.append(line.link)
    return found


def segments(line: Line) -> list[tuple[Point, Point]]:
    """The straight pieces of a wire, each from its lesser end."""
    return [(min(a, b), max(a, b)) for a, b in pairwise(line.corners)]


def slanted(layout: Layout) -> list[Link]:
    """Wires with a piece that is neither level nor upright, or that run back."""
    pieces = [(line.link, a, b) for line in layout.lines for a, b in pairwise(line.corners)]
    return [link for link, a, b in pieces if (a[0] != b[0] and a[1] != b[1]) or b[0] < a[0]]


def pierced(layout: Layout) -> list[tuple[Link, str]]:
    """Wires that run through a block."""
    found = []
    for line in layout.lines:
        for name in layout.boxes:
            left, top, right, bottom = sides(layout, name)
            for (a, b), (c, d) in segments(line):
                if a < right - 1 and c > left + 1 and b < bottom and d > top and name != line.link.target:
                    found.append((line.link, name))
    return found


def merged(layout: Layout) -> list[tuple[Link, Link]]:
    """Wires of two values that lie on each other."""
    pieces = [(line.link, *segment) for line in layout.lines for segment in segments(line)]
    found = []
    for (one, a, b), (other, c, d) in combinations(pieces, 2):
        if one.source == other.source:
            continue
        level = (
            a[1] == b[1] and c[1] == d[1] and abs(a[1] - c[1]) < 3 and min(b[0], d[0]) - max(a[0], c[0]) > 2
        )
        upright = a[0] == b[0] == c[0] == d[0] and min(b[1], d[1]) - max(a[1], c[1]) > 2
        if level or upright:
            found.append((one, other))
    return found


FAULTS = {"overlaps": overlaps, "loose": loose, "slanted": slanted, "pierced": pierced, "merged": merged}


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_wrong_with_a_drawing(fault: str) -> None:
    """Of the library's cells and of random graphs."""
    assert {name: found for name, layout in LAYOUTS.items() if (found := FAULTS[fault](layout))} == {}


def test_faults_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks above can fail: without the rule that avoids it, each fault appears somewhere."""
    monkeypatch.setattr(Layout, "_apart", lambda self, a, b: 0)
    assert any(overlaps(graph(seed)) for seed in SEEDS)
    assert any(pierced(graph(seed)) for seed in SEEDS)
    monkeypatch.undo()
    monkeypatch.setattr(Layout, "_meet", lambda self, a, b: False)
    assert any(merged(graph(seed)) for seed in SEEDS)
    monkeypatch.undo()
    monkeypatch.setattr(Layout, "_side", lambda self, stop, right: 0)
    assert all(loose(graph(seed)) for seed in SEEDS)


def test_lines_lying_on_each_other_are_avoided_by_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tracks in any order would let wires of two values lie on each other, or cross more often."""
    best = sum(crossings(graph(seed)) for seed in SEEDS)
    monkeypatch.setattr(Layout, "_untangled", lambda self, stops: stops)
    monkeypatch.setattr(Layout, "_switched", lambda self, order: order)
    assert sum(crossings(graph(seed)) for seed in SEEDS) > best


def crossings(layout: Layout) -> int:
    """How many pairs of wires of two values cross."""
    pieces = [(line.link.source, *segment) for line in layout.lines for segment in segments(line)]
    level = {(s, a, b) for s, a, b in pieces if a[1] == b[1]}
    upright = {(s, a, b) for s, a, b in pieces if a[0] == b[0]}
    return sum(
        s != t and a[0] < c[0] < b[0] and c[1] < a[1] < d[1] for s, a, b in level for t, c, d in upright
    )


@pytest.mark.parametrize("cell", LIBRARY.values(), ids=LIBRARY)
def test_every_name_but_parameters_is_drawn(cell: Cell) -> None:
    """Inputs, previous states, what the lines compute, and what is returned; each edge joins two nodes."""
    drawing = Drawing(cell)
    given = {q for q in cell.written.inputs if isinstance(q, Quantity) and q.kind != Kind.PARAMETER}
    named = {block.node.name for block in drawing.blocks}
    assert named - {None} == given | {eq.lhs for eq in cell.written.equations}
    assert {n.name for n in drawing.flow.of_shape(Shape.SOURCE)} == given
    assert {n.name for n in drawing.flow.of_shape(Shape.SINK)} == set(cell.written.outputs)
    keys = {block.key for block in drawing.blocks if block.node.name is not None}
    assert keys == {f"{cell.name}:{name.name}" for name in named - {None}}
    ids = {node.id for node in drawing.flow.nodes}
    assert {end for edge in drawing.flow.edges for end in (edge.source, edge.target)} == ids


@pytest.mark.parametrize("cell", LIBRARY.values(), ids=LIBRARY)
def test_an_edge_is_a_dependence_of_the_equations(cell: Cell) -> None:
    """What a gate is fed by, through operators, are the names that its equation is made of.

    A name that only repeats another has no node of its own, but where it leaves the cell.
    """
    found = flow(cell.plain)
    copies = {eq.lhs: eq.rhs for eq in cell.plain.equations if isinstance(eq.rhs, Quantity)}
    for eq in cell.plain.equations:
        nodes = [n for n in found.nodes if n.name == eq.lhs]
        assert nodes or eq.lhs in copies
        wanted = {original(name, copies) for name in quantities(eq.rhs) if name.kind != Kind.PARAMETER}
        for node in sorted(nodes, key=lambda n: n.shape is Shape.SINK)[:1]:
            assert fed_by(found, node.id) == wanted


def original(name: Quantity, copies: dict[Quantity, Quantity]) -> Quantity:
    """The name that a name repeats, at the end of the row."""
    while name in copies:
        name = copies[name]
    return name


def fed_by(found: Flow, node: str) -> set[Quantity]:
    """The names that reach a node, looking through what has none."""
    names = {n.id: n.name for n in found.nodes}
    reached: set[Quantity] = set()
    for edge in found.edges:
        if edge.target == node:
            name = names[edge.source]
            reached |= fed_by(found, edge.source) if name is None else {name}
    return reached


def test_weights_stand_where_the_matrix_stands() -> None:
    """Before the reset gate's product in one GRU, after it in the other: only the squares tell."""
    where = {}
    for name in ("gru_cho", "gru_reset_after"):
        found = flow(LIBRARY[name].plain)
        h, r, candidate = (named(found, base) for base in ("h_prev", "r", "h_tilde"))
        edges = {(edge.source, edge.target): edge.weighted for edge in found.edges}
        product = next(t for s, t in edges if s == r)
        where[name] = edges[h, product], edges[product, candidate]
    assert where == {"gru_cho": (False, True), "gru_reset_after": (True, False)}


def named(found: Flow, name: str) -> str:
    """The node that computes a name."""
    return next(
        n.id for n in found.nodes if n.name is not None and n.name.name == name and n.shape is not Shape.SINK
    )


def test_the_strong_line_is_the_carry() -> None:
    """It runs straight from the previous memory to the new one, past operators only."""
    drawing = Drawing(LIBRARY["lstm"])
    ends = {node.id: node for node in drawing.flow.nodes}
    carried = [wire.edge for wire in drawing.wires if wire.carries]
    assert [str(ends[e].name) for e in (carried[0].source, carried[-1].target)] == ["c_prev", "c"]
    assert all(one.target == other.source for one, other in pairwise(carried))
    heights = {drawing.layout.place(end)[1] for e in carried for end in (e.source, e.target)}
    assert len(heights) == 1
    assert not any(isinstance(e, Edge) and e.weighted for e in carried)


def test_time_runs_from_left_to_right() -> None:
    """Previous states and inputs stand leftmost, new states rightmost, everything else between."""
    for name, cell in LIBRARY.items():
        drawing = Drawing(cell)
        across = {
            shape: {drawing.layout.column[n.id] for n in drawing.flow.of_shape(shape)} for shape in Shape
        }
        last = max(drawing.layout.column.values())
        assert (across[Shape.SOURCE], across[Shape.SINK]) == ({0}, {last}), name
        assert all(0 < column < last for column in across[Shape.GATE] | across[Shape.OPERATOR]), name


@pytest.mark.parametrize("text", [PEEPHOLES, deep(2), deep(9)], ids=["peepholes", "deep", "very deep"])
def test_cells_of_any_size_are_drawn(text: str, tmp_path: Path) -> None:
    """With peepholes, and up to some thirty equations."""
    layout = Drawing(written(text, tmp_path)).layout
    assert [fault for fault, check in FAULTS.items() if check(layout)] == []


def test_a_drawing_is_the_same_every_time(tmp_path: Path) -> None:
    """From a cell that is read anew."""
    one, other = (Drawing(written(PEEPHOLES, tmp_path)) for _ in range(2))
    assert (one.blocks, one.wires) == (other.blocks, other.wires)


ODD = """
@cell
def odd(x, y, h, *, W, b, p):
    a = W @ x + b
    k = -h
    s = 2 * h - y
    q = a / (1 + h * h)
    v = sigmoid(b)
    u = h - k - s
    h = tanh(q + p * u + v) ** 2 + 1
    return h
"""


def test_signs_of_operators(tmp_path: Path) -> None:
    """Each operation has its sign; a sum of weights alone is a gate without a sign; nothing is lost."""
    found = flow(written(ODD, tmp_path).plain)
    signs = {str(n.name): n.sign for n in found.nodes if n.name is not None and n.shape is Shape.GATE}
    assert signs == {"a": "", "v": "σ"}  # the argument of tanh has no name
    operators = sorted(n.sign for n in found.of_shape(Shape.OPERATOR))
    assert operators == sorted(["−", "2·", "−", "⊙", "+1", "÷", "+", "−", "−", "²", "+1"])
