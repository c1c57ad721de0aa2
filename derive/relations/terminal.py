"""What the commands about relations print: one pair with its chain, and the family as a whole."""

from __future__ import annotations

from collections.abc import Mapping

import click

from derive.cell import Cell
from derive.marks import CLEAN
from derive.program import Program
from derive.relations import words
from derive.relations.chain import Chain, chain, changed
from derive.relations.confirm import STEPS, TOLERANCE
from derive.relations.family import NONE, UNSETTLED, Finding, Names, classes, direct, find
from derive.relations.relation import Kind
from derive.terminal import indented, plain_table, print_table
from derive.text import text
from derive.words import listed, plain

COLOURS = {
    Kind.RENAMED.value: "green", Kind.FINITE.value: "green", Kind.LIMIT.value: "cyan",
    Kind.SCALED.value: "cyan", Kind.EDITED.value: "yellow", NONE: "red", UNSETTLED: "magenta",
}  # fmt: skip


def print_relation(general: Cell, special: Cell, steps: bool) -> None:
    """How one cell becomes another; where no parameters do it, or if asked for, the chain of edits."""
    if general.plain.equations == special.plain.equations:
        click.secho(f"{general.definition.title} → {special.definition.title}", bold=True, fg="cyan")
        click.secho("  it is the same cell, written alike\n", fg=COLOURS[Kind.RENAMED.value])
        return
    found = find(general, special)
    click.secho(f"{general.definition.title} → {special.definition.title}", bold=True, fg="cyan")
    click.secho(f"  {outcome(found)}", fg=COLOURS[found.kind])
    for line in details(found):
        click.echo(indented(plain(line)))
    if found.settings:
        table = plain_table("parameter", f"over those of {special.definition.title}")
        for name, value in [*found.settings, *found.states]:
            table.add_row(text(name), text(value))
        print_table(table)
    back = find(special, general) if not found.is_hit else found
    if back is not found and back.is_hit:
        click.echo(f"  the other way round, {special.definition.title} becomes it {back.kind}")
        for line in details(back):
            click.echo(indented(indented(plain(line))))
    if steps or not found.is_hit:
        print_chain(chain(general.plain, special.plain), general, special, steps)
    click.echo()


def outcome(found: Finding) -> str:
    """The kind of a finding as a phrase."""
    if found.kind == UNSETTLED:
        return "not settled: the search gave up"
    return f"becomes it {found.kind}" if found.is_hit else "no substitution was found"


def details(found: Finding) -> list[str]:
    """What a finding rests on, a line each (Markdown)."""
    lines = [f"edit: {edit}" for edit in found.edits]
    lines += [f"then {listed(found.fixed)}"] * bool(found.fixed)
    lines += [f"for {listed(found.where)}"] * bool(found.where)
    if found.is_hit:
        ways = "; ".join(found.laws) or "both are written alike"
        lines.append(f"proved: {ways}")
    if found.is_confirmed:
        lines.append(f"run side by side over {STEPS} steps: relative difference below {TOLERANCE:g}")
    if found.misses:
        at, mine, theirs = found.misses
        lines.append(f"without the edit they differ, at {at}: {mine} against {theirs}")
    return lines


def print_chain(found: Chain | None, start: Cell, end: Cell, steps: bool) -> None:
    """Single edits, one after the other; what each changes if asked for; nothing where none is needed."""
    if found is None:
        click.echo("  no chain of single edits was found")
        return
    if not found.edits and found.lacks is None:
        if steps:
            click.echo("  no single edit is needed")
        return
    first, last = (end, start) if found.is_backward else (start, end)
    backward = f", to be read backwards from {start.definition.title}" if found.is_backward else ""
    if found.edits:
        click.secho(f"  From {first.definition.title} to {last.definition.title}{backward}:", bold=True)
    before: Program = first.plain
    for number, edit in enumerate(found.edits, 1):
        click.echo(f"  {number}. {plain(words.change(edit, CLEAN))}")
        if steps:
            click.echo(indented(indented(text(CLEAN.program(changed(before, edit.program))))))
        before = edit.program
    less = f" without {text(CLEAN(found.lacks))}" if found.lacks else ""
    head = "which" if found.edits else first.definition.title
    click.echo(f"  {head} is {last.definition.title}{less}, {found.closing.kind.value}")


def print_family(cells: Mapping[str, Cell], found: Mapping[Names, Finding]) -> None:
    """Which cells are one, and every relation that no others imply."""
    groups = classes(cells, found)
    click.secho("One map under several names", bold=True)
    for group in groups:
        if len(group) > 1:
            click.echo(f"  {listed([cells[name].definition.title for name in group])}")
    click.secho("\nWhat becomes what (only what no other rows imply)", bold=True)
    table = plain_table("cell", "becomes", "how", "with")
    for one in direct(groups, found):
        how = "; ".join(plain(part) for part in (*one.edits, *one.fixed, *one.where))
        table.add_row(one.general, one.special, one.kind, how)
    print_table(table)
    hits = sum(one.is_hit for one in found.values())
    open_ = sum(one.kind == UNSETTLED for one in found.values())
    click.echo(f"{len(found)} ordered pairs, {hits} relations, {open_} not settled")
