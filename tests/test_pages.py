"""What pages are built from: marks, rows, folded code, legends; and imports that run downward only."""

from __future__ import annotations

import ast

import pytest

from derive import modules
from derive.library import LIBRARY
from derive.marks import marked, unmarked
from derive.nodes import Quantity
from derive.pages import blocks
from derive.pages.cell import context

FOREIGN = {"jinja2", "click", "rich", "mkdocs", "numpy"}
DERIVATION = (
    "gradients",
    "tangents",
    "shapes",
    "lower",
    "naming",
    "notation",
    "algebra",
    "nodes",
    "program",
    "relations.search",
    "relations.chain",
    "relations.parameters",
)


@pytest.mark.parametrize("cell", LIBRARY.values(), ids=LIBRARY)
def test_a_block_shows_what_can_be_copied(cell) -> None:
    """Both sides of each equation, without marks, are the lines of the clean LaTeX."""
    found = blocks.block(cell.backward_program.equations, marked(cell.name))
    rows = [row for group in found["groups"] for row in group]
    assert [row["id"] for row in rows] == [f"eq-{eq.lhs.name}" for eq in cell.backward_program.equations]
    for row in rows:
        right = unmarked(row["right"]).removeprefix(r"\displaystyle ")
        assert f"{unmarked(row['left'])} &= {right}" in found["clean"].replace(" \\\\ &\\quad {}", " ")


@pytest.mark.parametrize("cell", LIBRARY.values(), ids=LIBRARY)
def test_parts_hold_every_equation_once(cell) -> None:
    """Cutting a backward pass into parts loses nothing."""
    for program in (cell.backward_program, cell.through_time):
        parts = blocks.parts(program)
        found = [*parts.inner, *parts.handed, *(eq for group in parts.parameters for eq in group)]
        assert sorted(map(str, found)) == sorted(map(str, program.equations))


@pytest.mark.parametrize("cell", LIBRARY.values(), ids=LIBRARY)
def test_folded_code_is_the_same_program(cell) -> None:
    """Only white space differs."""
    for source in (cell.functions.step.source, cell.functions.backward.source):
        folded = blocks.folded(source)
        assert ast.dump(ast.parse(folded)) == ast.dump(ast.parse(source))


def test_a_long_line_is_folded() -> None:
    """After a comma, never elsewhere."""
    source = f"def f({', '.join(f'argument_{k}' for k in range(12))}):\n    return {' + '.join('x' * 60)}"
    first, second, *_, last = blocks.folded(source).splitlines()
    assert first.endswith(",")
    assert second.startswith("        argument")
    assert last == source.splitlines()[1]


def test_a_page_shows_every_symbol() -> None:
    """Each quantity of the cell has one row, with its meaning and its shape."""
    shown = context("lstm")
    rows = [row for group in shown["symbols"] for row in group["rows"]]
    cell = LIBRARY["lstm"]
    names = {q.base for q in cell.written.inputs if isinstance(q, Quantity)}
    names |= {eq.lhs.base for eq in cell.written.equations if isinstance(eq.lhs, Quantity)}
    assert sorted(row["sym"] for row in rows) == sorted(f"lstm:{name}" for name in names)
    assert all(row["meaning"] and row["shape"] for row in rows)


def test_a_legend_explains_what_occurs_and_nothing_else() -> None:
    """The one of forward mode knows no δ."""
    forward = blocks.legend(blocks.block(LIBRARY["lstm"].forward_program.equations, marked("lstm")))
    signs = [row["sign"] for row in forward]
    assert r"\mathrm{d}q" in signs
    assert r"\delta q" not in signs


def test_imports_run_downward_only() -> None:
    """There is an order of the modules in which each imports only what comes after it."""
    order = [name for layer in modules.layers() for name in layer]
    assert len(order) == len(modules.files())
    for place, name in enumerate(order):
        assert modules.imports(name) <= set(order[place + 1 :]), name


@pytest.mark.parametrize("name", DERIVATION)
def test_the_derivation_knows_neither_templates_nor_numpy(name: str) -> None:
    """Neither itself nor through what it imports."""
    for module in modules.needed(f"derive.{name}"):
        for node in ast.walk(modules.tree(module)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {imported.partition(".")[0] for imported in names} & FOREIGN, module
