"""The text of a cell under other names and in another order that means the same."""

from __future__ import annotations

import ast
import random
import string
from pathlib import Path

from derive.cell import Cell
from derive.functions import FUNCTIONS
from derive.notation import read_file

KNOWN = {*FUNCTIONS, "scalar", "vector", "matrix", "cell"}


def cell_of(text: str, folder: Path) -> Cell:
    """The one cell of a text."""
    path = folder / f"cell_{abs(hash(text))}.py"
    path.write_text(f"@cell\n{text}\n", encoding="utf-8")
    (definition,) = read_file(path)
    return Cell(definition)


def function_of(cell: Cell) -> ast.FunctionDef:
    """The syntax of a cell, without decorator and docstring."""
    node = ast.parse(ast.unparse(cell.definition.node)).body[0]
    assert isinstance(node, ast.FunctionDef)
    node.decorator_list = []
    if isinstance(node.body[0], ast.Expr):
        node.body = node.body[1:]
    return node


def renaming(node: ast.FunctionDef, rng: random.Random) -> dict[str, str]:
    """A random new name for every name of a cell."""
    arguments = [*node.args.args, *node.args.kwonlyargs]
    names = {a.arg for a in arguments} | {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    marks = {
        n.id for a in arguments if a.annotation for n in ast.walk(a.annotation) if isinstance(n, ast.Name)
    }
    new: list[str] = []
    old = sorted(names - KNOWN - marks)
    while len(new) < len(old):
        name = "".join(rng.choices(string.ascii_letters, k=rng.randint(1, 6)))
        if name not in {*new, *KNOWN, *marks} and not name.startswith(("d_", "J_")) and name not in RESERVED:
            new.append(name)
    return dict(zip(old, new, strict=True))


RESERVED = {"and", "as", "is", "if", "in", "or", "not", "def", "del", "for", "try", "from", "with", "else",
            "pass", "elif", "None", "True", "while", "yield", "False", "raise", "break", "async", "await",
            "class", "lambda", "global", "import", "return", "assert", "except"}  # fmt: skip


def apply(node: ast.FunctionDef, names: dict[str, str]) -> None:
    """Gives every name of a function its new one."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            part.id = names.get(part.id, part.id)
        elif isinstance(part, ast.arg):
            part.arg = names.get(part.arg, part.arg)


def shuffle(node: ast.FunctionDef, rng: random.Random) -> None:
    """Puts the lines in a random order in which each still reads the same values; parameters in any."""
    *lines, last = node.body
    facts = []
    for line in lines:
        read = {n.id for n in ast.walk(line) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        facts.append((line.targets[0].id, read))
    earlier = {
        j: {
            i for i in range(j)
            if facts[i][0] in facts[j][1] | {facts[j][0]} or facts[j][0] in facts[i][1]
        }
        for j in range(len(lines))
    }  # fmt: skip
    order: list[int] = []
    while len(order) < len(lines):
        ready = [j for j in earlier if j not in order and earlier[j] <= set(order)]
        order.append(rng.choice(ready))
    node.body = [*(lines[j] for j in order), last]
    rng.shuffle(node.args.kwonlyargs)


def other(cell: Cell, seed: int, folder: Path) -> tuple[Cell, dict[str, str]]:
    """The cell under random names, its lines in a random order, and the names."""
    rng = random.Random(seed)
    node = function_of(cell)
    names = renaming(node, rng)
    apply(node, names)
    shuffle(node, rng)
    twin = cell_of(ast.unparse(node), folder)
    return twin, names | blocks(cell, twin, names)


def blocks(cell: Cell, twin: Cell, names: dict[str, str]) -> dict[str, str]:
    """The names of the blocks that matrices over concatenations are cut into."""
    its = {(block.whole.base, str(block.start)): block.part.base for block in twin.blocks}
    return {b.part.base: its[names[b.whole.base], str(b.start)] for b in cell.blocks}
