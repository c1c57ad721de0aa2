"""A drawing → what `templates/drawing.svg.j2` draws."""

from __future__ import annotations

from derive.cell import Cell
from derive.drawing import Block, Drawing, Wire
from derive.flow import Shape
from derive.marks import CLEAN
from derive.pages.job import Context
from derive.text import text

SMALLEST, LARGEST = 0.73, 1.35
"""How far the drawing shrinks (on narrow screens it scrolls) and grows, as shares of its own size."""


def drawn(cell: Cell, pointable: bool = True) -> Context:
    """The drawing of a cell; every equation stands in its description, for those who do not see it.

    pointable: whether its symbols can be pointed at, which those of the library's cells can.
    """
    drawing = Drawing(cell)
    return {
        "id": f"flow-{cell.name}",
        "title": f"Data flow of one step of {cell.definition.title}",
        "description": text(CLEAN.program(cell.written)).replace("\n", "; "),
        "width": drawing.layout.width,
        "height": drawing.layout.height,
        "smallest": round(SMALLEST * drawing.layout.width),
        "largest": round(LARGEST * drawing.layout.width),
        "wires": [{**_wire(wire), "sym": pointable and wire.key} for wire in drawing.wires],
        "blocks": [{**_block(block), "sym": pointable and block.key} for block in drawing.blocks],
        "roles": any(block.roles for block in drawing.blocks),
        "weighted": any(edge.weighted for edge in drawing.flow.edges),
        "carries": bool(drawing.carried),
    }


def _wire(wire: Wire) -> Context:
    """A path, its tip, and the square that stands for weights."""
    x, y = wire.end
    return {
        "path": wire.path,
        "x": x,
        "y": y,
        "weighted": wire.edge.weighted,
        "carries": wire.carries,
    }


def _block(block: Block) -> Context:
    """A box or a circle with what is written in it."""
    x, y = block.at
    shape = block.node.shape
    return {
        "shape": shape.value,
        "x": x,
        "y": y,
        "left": x - block.width // 2,
        "width": block.width,
        "round": shape is Shape.OPERATOR and block.width < 24,
        "sign": block.node.sign,
        "head": block.label.head,
        "sub": block.label.sub,
        "role": block.roles[0][0].value if block.roles else "",
        "does": [f"{kind.value}, next step" if later else kind.value for kind, later in block.roles],
    }
