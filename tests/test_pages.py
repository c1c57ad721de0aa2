"""What pages are built from: marks, rows, folded code, legends; and imports that run downward only."""

from __future__ import annotations

import ast
from html.parser import HTMLParser
from pathlib import Path

import pytest
from mkdocs.utils.meta import get_data

from derive import modules
from derive.cli import command_help
from derive.library import LIBRARY
from derive.marks import marked, unmarked
from derive.nodes import Quantity
from derive.pages import blocks, reference
from derive.pages.cache import Cache
from derive.pages.cell import context
from derive.pages.produce import environment, produce
from tests.browser.site import build, sample_config

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


@pytest.mark.parametrize("name", ["lstm", "gru_cho", "elman"])
def test_a_page_names_its_gates_for_the_search(name: str) -> None:
    """In its front matter, as tags: what the author calls the gates; nothing for a cell without one."""
    page = environment().get_template("cell.md.j2").render(context(name))
    _, meta = get_data(page)
    meanings = LIBRARY[name].definition.meanings
    assert sorted(meta["tags"]) == sorted(said for said in meanings.values() if "gate" in said)


class Outline(HTMLParser):
    """Of a built page, what its items begin with, and the headings that stand inside of one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.depth, self.items, self.buried = 0, [], []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "li"
        if tag == "li":
            self.items.append("")
        if self.depth and tag in ("h1", "h2", "h3"):
            self.buried.append(dict(attrs).get("id"))

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "li"

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.items[-1] += data


def test_the_reference_is_a_list_of_what_there_is(tmp_path: Path) -> None:
    """In the built page each public member is an item of its own, and no heading stands in a list."""
    (page,) = produce(reference.jobs(command_help()), Cache(None))
    build(sample_config(tmp_path, {"reference.md": page.text}), tmp_path / "site", "", strict=False)
    html = (tmp_path / "site" / "reference" / "index.html").read_text(encoding="utf-8")
    found = Outline(html.partition("<article")[2].partition("</article>")[0])
    calls = [
        f"{member['call']}: "
        for _, things in reference.PUBLIC
        for thing in things
        for member in reference.entry(thing)["members"]
    ]
    items = [text.strip() for text in found.items]
    assert [call for call in calls if not any(item.startswith(call) for item in items)] == []
    assert len(items) == len(calls) + len(reference.context()["sources"])
    assert found.buried == []


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
