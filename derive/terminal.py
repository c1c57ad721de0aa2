"""What the commands print: a cell and what is derived from it, comparisons, claims, tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import click
from rich.console import Console
from rich.table import Table
from sympy.core.basic import Basic

from derive.cell import Cell
from derive.compare import Side
from derive.compare import compare as compare_cells
from derive.latex import Printer, by, spell
from derive.lower import dimension
from derive.naming import condense
from derive.nodes import Value
from derive.program import Equation, Program
from derive.question.claims import Settled
from derive.question.findings import Answer
from derive.roles import RoleKind
from derive.schedule import schedule
from derive.shapes import Forced
from derive.text import text
from derive.words import Words, plain

COLOURS = {Answer.HOLDS: "green", Answer.CONDITION: "cyan", Answer.UNDECIDED: "yellow", Answer.FAILS: "red"}
WIDE = 200
"""Columns of a table that no terminal limits."""
ROOMY = 160
"""Columns of a terminal that has room for a sentence beside other columns."""


def heading(cell: Cell) -> None:
    """A cell's title, and where it was published."""
    source = f" ({cell.definition.source.short})" if cell.definition.source else ""
    click.secho(f"{cell.definition.title}{source}", bold=True, fg="cyan")


def sections(cell: Cell, wanted: list[str], latex: bool) -> Iterator[tuple[str, str]]:
    """The parts that were asked for, each with its title."""

    def block(program: Program) -> str:
        printed = Printer().program(program)
        return printed if latex else indented(text(printed))

    programs: dict[str, tuple[str, Callable[[], Program]]] = {
        "grad": ("Gradients of one step", lambda: condense(cell.backward_program)),
        "time": ("Back-propagation through time", lambda: cell.through_time),
        "jacobian": ("Jacobian of one step", lambda: cell.jacobians),
    }
    yield "Equations", block(cell.written)
    if "sizes" in wanted or not wanted:
        yield "Sizes", indented(sizes(cell))
    if not wanted and cell.sizes.forced:
        yield "Forced", indented("\n".join(forced(cell, one) for one in cell.sizes.forced))
    for name, (title, program) in programs.items():
        if name in wanted:
            note = left_out(cell) if name == "jacobian" else ""
            yield title, "\n".join(filter(None, (block(program()), indented(note))))
    if "numpy" in wanted:
        yield "NumPy, a step", cell.functions.step.source
        yield "NumPy, its backward pass", cell.functions.backward.source
    if "schedule" in wanted:
        yield from schedules(cell, latex)


def left_out(cell: Cell) -> str:
    """What is said of derivatives that are no matrices, if there are any."""
    matrices = [shown(q, latex=False) for q in cell.matrix_outputs]
    if not matrices:
        return ""
    are = "are matrices" if len(matrices) > 1 else "is a matrix"
    return f"{' and '.join(matrices)} {are}: the derivative of one, or by one, is not derived"


def schedules(cell: Cell, latex: bool) -> Iterator[tuple[str, str]]:
    """The schedule over a sequence: what is run when; equations in one bracket are one operation."""
    plan = schedule(cell.step, [q.name for q in cell.written.outputs])
    for title, layout in (("Training, forward", plan.training), ("Training, backward", plan.backward)):
        parts = []
        for number, phase in enumerate(layout.phases):
            groups = [g.equations for g in layout.groups.get(number, ())] or [(eq,) for eq in phase.equations]
            body = "\n".join(bracketed(group, latex) for group in groups)
            parts.append(f"{phase.kind.value}: {phase.kind.says}\n{indented(body)}")
        yield title, indented("\n".join(parts))
    kept = ", ".join(shown(name, latex) for name in plan.kept)
    yield "Kept for each step", indented(f"{kept}, and the inputs: {text_of(plan.memory)} numbers a sequence")


def bracketed(group: tuple[Equation, ...], latex: bool) -> str:
    """Equations that are one operation, in one bracket."""
    lines = []
    for eq in group:
        left, right = shown(eq.lhs, latex), shown(eq.rhs, latex)
        lines.append(right if isinstance(eq.lhs, Value) and left == right else f"{left} = {right}")
    marks = [" "] if len(lines) == 1 else ["⎡", *"⎢" * (len(lines) - 2), "⎣"]
    return "\n".join(f"{mark} {line}" for mark, line in zip(marks, lines, strict=True))


def shown(expr: Basic, latex: bool) -> str:
    """An expression in LaTeX or in letters."""
    printed = Printer()(expr)
    return printed if latex else text(printed)


def sizes(cell: Cell) -> str:
    """The shape of every symbol, those of one shape in one row; the number of parameters; the cost."""
    shapes: dict[str, list[str]] = {}
    for name, found in cell.sizes.shapes.items():
        rows, cols = map(dimension, found)
        shape = text_of(rows) if cols == 1 else by((rows, cols), text_of, "×")
        shapes.setdefault(shape, []).append(text(spell(name)))
    width = max(map(len, shapes))
    table = [f"{shape.ljust(width)}   {' '.join(names)}" for shape, names in shapes.items()]
    counts = f"{text_of(cell.parameter_count)} parameters, {text_of(cell.multiply_adds)} multiply-adds a step"
    return "\n".join([*table, counts])


def text_of(formula: object) -> str:
    """A formula in sizes as one writes it: 4·n·(m + n + 1)."""
    return str(formula).replace("**2", "²").replace("*", "·")


def forced(cell: Cell, one: Forced) -> str:
    """An equality that nobody declared, with the lines that force it."""
    lines = [f"line {line}: {cell.definition.text.lines[line - 1].strip()}" for line in one.lines]
    return f"{one.left} and {one.right} have one size, by " + "; ".join(lines)


def indented(body: str) -> str:
    """A text moved to the right."""
    return "\n".join(f"  {line}" if line else line for line in body.splitlines())


def plain_table(*columns: str) -> Table:
    """A table without lines."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(column)
    return table


def is_wide() -> bool:
    """Whether there is room for a column of sentences."""
    return not sys.stdout.isatty() or Console(file=sys.stdout).width >= ROOMY


def print_table(table: Table) -> None:
    """Prints a table as wide as the terminal; into a file or a pipe, as wide as it likes."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=not sys.stdout.isatty())
    if not console.is_terminal:
        console = Console(file=sys.stdout, highlight=False, width=WIDE)
    with console.capture() as captured:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


def print_comparison(left: Cell, right: Cell) -> None:
    """Two cells side by side in the terminal."""
    found = compare_cells(left, right)
    one, other = Words(left), Words(right)
    click.secho(f"{left.definition.title}  |  {right.definition.title}", bold=True, fg="cyan")
    for words in (one, other):
        click.echo("  " + text(words.update(words.roles.memory)))
    table = plain_table("role", left.definition.title, "", right.definition.title)
    for row in found.alignments:
        sides = (factor(row.kind, one, row.left), factor(row.kind, other, row.right))
        table.add_row(row.kind.value, sides[0], "↔", sides[1], style="bold")
        for point in row.points:
            table.add_row(f"  {point.topic.value}", plain(point.left), sign(point.agrees), plain(point.right))
    for point in found.points:
        table.add_row(point.topic.value, plain(point.left), sign(point.agrees), plain(point.right))
    print_table(table)
    click.echo()


def factor(kind: RoleKind, words: Words, side: Side) -> str:
    """What stands in a role."""
    if kind is RoleKind.READ and side.factor == 0:
        return "not read by the candidate"
    return plain(words.math(side.factor))


def sign(agrees: bool) -> str:
    """= or ≠."""
    return "=" if agrees else "≠"


def print_claim(one: Settled) -> None:
    """A claim, its verdict, and the reasons under each convention."""
    click.secho(f"{one.claim.key}: {one.answer.value}", bold=True, fg=COLOURS[one.answer])
    click.echo(f"  {plain(one.claim.says)}")
    for name, findings in one.findings.items():
        for part, finding in zip(one.claim.parts, findings, strict=True):
            granted = f" ({plain(finding.condition)})" if finding.condition else ""
            click.echo(f"    {name}, {part.about}: {finding.answer.value}{granted}")
            for reason in finding.reasons:
                click.echo(f"      {plain(reason)}")
            if finding.witness is not None:
                numbers = "; ".join(f"{k} = {', '.join(v)}" for k, v in finding.witness.values.items())
                click.echo(f"      numbers: {numbers}")
                for side, values in zip(
                    finding.sides, (finding.witness.left, finding.witness.right), strict=True
                ):
                    click.echo(f"      {plain(side)}: {', '.join(values)}")
    click.echo()
