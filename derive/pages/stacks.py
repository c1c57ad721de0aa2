"""A framework's arrays → what `templates/stack.svg.j2` draws: a block for each gate, in the order of memory.

Blocks stand on top of each other where the framework stacks rows, side by side where it stacks columns.
"""

from __future__ import annotations

from derive.conventions.convention import Convention
from derive.conventions.layout import Stack
from derive.latex import spell
from derive.marks import key_of, marked_size
from derive.nodes import Quantity
from derive.pages.job import Context
from derive.roles import RoleKind, Signal
from derive.text import text

WIDTH, HEIGHT, GAP = 72, 34, 3


def drawn(convention: Convention, one: Stack) -> Context:
    """The context of the template for one array."""
    columns = [[_block(convention, part) for part in column] for column in one.columns]
    sideways = convention.layout.transposed
    blocks = [
        block | ({"x": row * _pitch(WIDTH), "y": column * _pitch(HEIGHT)} if sideways
                 else {"x": column * _pitch(WIDTH), "y": row * _pitch(HEIGHT)})
        for column, parts in enumerate(columns)
        for row, block in enumerate(parts)
    ]  # fmt: skip
    return {
        "name": one.name,
        "shape": r" \times ".join(marked_size(convention.name, size) for size in convention.shape(one)),
        "label": ", ".join(f"{block['gate']['text']} ({block['role']})" for block in blocks),
        "blocks": blocks,
        "block_width": WIDTH,
        "block_height": HEIGHT,
        "width": max(block["x"] for block in blocks) + WIDTH + 2,
        "height": max(block["y"] for block in blocks) + HEIGHT + 2,
    }


def _pitch(size: int) -> int:
    """From one block to the next."""
    return size + GAP


def _block(convention: Convention, part: str) -> Context:
    """A parameter's block: its own name, the gate it belongs to, and what that gate does."""
    signal = convention.gates[part]
    kinds = kinds_of(signal)
    base = signal.name.base if isinstance(signal.name, Quantity) else signal.name.name
    return {
        "part": {"text": text(spell(part)), "sym": f"{convention.name}:{part}"},
        "gate": {"text": text(spell(base)), "sym": key_of(convention.name, signal.name)},
        "role": " + ".join(kinds),
        "kind": kinds[0],
    }


def kinds_of(signal: Signal) -> list[str]:
    """What a gate does in this step, in words: carry, write, read, expose; or that it is the candidate."""
    now = [role.kind for role in signal.roles if role.time == 0 and role.kind is not RoleKind.FILTER]
    return list(dict.fromkeys(kind.value for kind in now))
