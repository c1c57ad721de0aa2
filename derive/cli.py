"""The command line: `python -m derive` and its commands, a function each.

To add a command, write a function here under `@derive.command()`; its docstring is its help, in the
terminal and in the reference. How its results look is the business of `derive.terminal`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from derive import pages, site
from derive.checks import verify
from derive.errors import DeriveError
from derive.library import LIBRARY, find
from derive.pages.question import turned
from derive.question.claims import CLAIMS, settle
from derive.relations.family import findings
from derive.relations.terminal import print_family, print_relation
from derive.store import Store
from derive.terminal import (
    heading,
    is_wide,
    plain_table,
    print_claim,
    print_comparison,
    print_table,
    sections,
)

PROGRAM = "python -m derive"
INTERRUPTED = 130
"""The status of a program that was interrupted from the keyboard, as shells expect it."""


class Group(click.Group):
    """The top command: what the user can mend is printed without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; an error of the user's or of the machine's becomes a message and status 1."""
        try:
            return super().invoke(ctx)
        except DeriveError as exc:
            raise click.ClickException(str(exc)) from exc
        except KeyboardInterrupt:
            click.echo("Aborted!", err=True)
            raise click.exceptions.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise
        except OSError as exc:
            where = f"{exc.filename}: " if exc.filename else ""
            raise click.ClickException(f"{where}{exc.strerror or exc}") from exc

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they were written."""
        return list(self.commands)


def release() -> str:
    """The version of the project, also where it is used without having been installed."""
    try:
        return version("derive")
    except PackageNotFoundError:
        project = tomllib.loads((site.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return str(project["version"])


def examples(*lines: str) -> str:
    """The end of a command's help: lines that click leaves as they are."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


@click.group(
    cls=Group, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "python -m derive                      write every page that is not up to date",
        "python -m derive --check              is every page what the equations say?",
        "python -m derive show lstm --grad     a cell and its gradients in the terminal",
        "python -m derive show ./mine.py       the same for a cell of your own",
        "python -m derive check ./mine.py      derive it and check every derived equation",
        "mkdocs serve                          look at the site",
    ),
)  # fmt: skip
@click.option("--check", is_flag=True, help="Write nothing; name each page that is not up to date, exit 1.")
@click.option(
    "--docs", type=click.Path(file_okay=False, path_type=Path), default=site.DOCS,
    help="The folder for the pages.  [default: docs]",
)  # fmt: skip
@click.option("--no-cache", is_flag=True, help="Derive and check everything anew.")
@click.version_option(release(), prog_name="derive", message="%(prog)s %(version)s")
@click.pass_context
def derive(ctx: click.Context, check: bool, docs: Path, no_cache: bool) -> None:
    """Derive everything about recurrent cells from the few lines that define them.

    Without a command: derives and checks all cells of the library and writes the pages of the site.
    Only files that differ are written, all of them or none.

    A file of your own is read, never imported or run.
    """
    if ctx.invoked_subcommand is None:
        made = make_pages(pages.Cache(None) if no_cache else pages.Cache())
        (report_differences if check else report_changes)(docs, made)


def make_pages(cache: pages.Cache) -> list[site.Page]:
    """Every page in memory, with progress on the terminal."""
    jobs = list(pages.jobs(command_help(), cache))
    with progress("deriving", len(jobs)) as advance:
        return pages.produce(jobs, cache, lambda path: advance(1, f"derived {path}"))


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[..., None]]:
    """A bar on the terminal; called with how many more are done, and what to write beside it."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)

        def advance(number: int, description: str = what) -> None:
            bar.update(task, advance=number, description=description)

        yield advance


def regenerate(viewed: str, docs: Path = site.DOCS) -> site.Changes:
    """Brings up to date the one page that somebody is looking at (for `mkdocs serve`), if there is one."""
    cache = pages.Cache()
    now = next(([job] for job in pages.jobs(command_help(), cache) if job.path == viewed), [])
    return site.publish(docs, pages.produce(now, cache), whole=False)


def report_changes(docs: Path, made: list[site.Page]) -> None:
    """Writes the pages and says what changed, with every verdict that turned."""
    verdicts = turned(docs, made)
    changes = site.publish(docs, made)
    for verb, paths in (("written", changes.written), ("removed", changes.removed)):
        for path in paths:
            click.echo(f"{verb}  {shown(docs / path)}")
    if not changes.written and not changes.removed:
        click.echo(f"nothing changed: {changes.unchanged} pages are up to date")
        return
    for line in verdicts:
        click.secho(f"turned   {line}", fg="yellow")
    counts = f"{len(changes.written)} written, {len(changes.removed)} removed, {changes.unchanged} unchanged"
    click.secho(counts, fg="green")


def report_differences(docs: Path, made: list[site.Page]) -> None:
    """Names every page that is not what it should be, and every verdict that turned; DeriveError if any."""
    found = site.differences(docs, made)
    if found:
        lines = "\n".join(f"  {shown(docs / one.path)}: {one.state}" for one in found)
        verdicts = "".join(f"\n  {line}" for line in turned(docs, made))
        raise DeriveError(
            f"{len(found)} of {len(made)} pages are not up to date:\n{lines}{verdicts}\n  help: {PROGRAM}"
        )
    click.echo(f"{len(made)} pages are up to date")


def shown(path: Path) -> str:
    """A path as short as it can be said from here."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


@derive.command(
    epilog=examples(
        "python -m derive show lstm",
        "python -m derive show gru_cho --grad --time",
        "python -m derive show lstm --jacobian --latex",
        "python -m derive show ./mine.py:my_cell --numpy",
    )
)
@click.argument("cell", metavar="NAME_OR_FILE")
@click.option("--grad", is_flag=True, help="Gradients of one step, in matrix form.")
@click.option("--time", is_flag=True, help="Back-propagation through time, in closed form.")
@click.option("--jacobian", is_flag=True, help="Jacobian of one step, as a sum of paths.")
@click.option("--sizes", is_flag=True, help="The shape of every symbol; parameters and cost as formulas.")
@click.option("--numpy", is_flag=True, help="The NumPy functions: a step, and its backward pass.")
@click.option(
    "--schedule", is_flag=True, help="Over a sequence: what is computed when, and how much at once."
)
@click.option("--latex", is_flag=True, help="LaTeX instead of text.")
def show(cell: str, **chosen: bool) -> None:
    """Show what is derived from a cell.

    NAME_OR_FILE is a cell of the library (`python -m derive list`), a file of your own (./mine.py), or
    one cell of a file (./mine.py:name). Without options: its equations, its sizes and what forces them.
    """
    latex = chosen.pop("latex")
    wanted = [name for name, on in chosen.items() if on]
    found = [(one, list(sections(one, wanted, latex))) for one in find(cell)]
    for number, (one, parts) in enumerate(found):
        click.echo("\n" * (number > 0), nl=False)
        heading(one)
        for title, body in parts:
            click.secho(f"\n{title}", bold=True)
            click.echo(body)


@derive.command(name="list")
def list_cells() -> None:
    """List the cells of the library, by name.

    Where there is room for it (not in a narrow terminal), with a line about the variant that each is.
    """
    table = plain_table("cell", "title", "published", *["which variant it is"] * is_wide())
    for column in table.columns[:2]:
        column.no_wrap = True
    for name in sorted(LIBRARY):
        definition = LIBRARY[name].definition
        cells = (name, definition.title, definition.source.short if definition.source else "")
        table.add_row(*cells, *[definition.variant.partition("\n")[0]] * is_wide())
    print_table(table)


@derive.command(epilog=examples("python -m derive check lstm", "python -m derive check ./mine.py"))
@click.argument("cell", metavar="NAME_OR_FILE")
def check(cell: str) -> None:
    """Derive a cell and check every derived equation.

    By means that share no code with the derivation: SymPy's scalar derivatives entry by entry (exact),
    and the complex step on the NumPy functions (numbers).
    """
    for one, rows in [(one, verify(one)) for one in find(cell)]:
        heading(one)
        table = plain_table("what", "compared with", "outcome")
        for row in rows:
            exact, error = f"{row.entries} entries equal", f"relative error below {row.bound}"
            table.add_row(row.what, row.how, exact if row.is_exact else error)
        print_table(table)


@derive.command(
    epilog=examples(
        "python -m derive compare lstm gru         the LSTM with the GRU in each of its conventions",
        "python -m derive compare gru_cho mgu",
        "python -m derive compare lstm ./mine.py",
    )
)
@click.argument("left", metavar="NAME_OR_FILE")
@click.argument("right", metavar="NAME_OR_FILE")
def compare(left: str, right: str) -> None:
    """Align the gates of two cells by what they do.

    Gates stand beside each other by derived role, whatever they are called: what carries the previous
    memory, what writes, what scales what is seen of it, what exposes it; then each point of agreement
    (=) and difference (≠).
    """
    for one in find(left):
        for other in find(right):
            print_comparison(one, other)


@derive.command(
    epilog=examples(
        "python -m derive relate lstm gru_cho --steps      from the LSTM to the GRU, edit by edit",
        "python -m derive relate gru_chung gru_cho         one map under other names",
        "python -m derive relate ./mine.py lstm",
    )
)
@click.argument("general", metavar="NAME_OR_FILE")
@click.argument("special", metavar="NAME_OR_FILE")
@click.option("--steps", is_flag=True, help="The chain of single edits, with what each changes.")
def relate(general: str, special: str, steps: bool) -> None:
    """Find how one cell becomes another.

    By finite parameters, in a limit of parameters (a gate at 0 or 1), up to a scale of the state, or by
    an edit of the cell, whichever takes least; with the values of all parameters. What is found is
    proved, and confirmed by running both. Where nothing is found, the shortest chain of single edits.
    """
    for one in find(general):
        for other in find(special):
            print_relation(one, other, steps)


@derive.command(epilog=examples("python -m derive family"))
@click.option("--no-cache", is_flag=True, help="Search all pairs anew.")
def family(no_cache: bool) -> None:
    """Relate all cells of the library to each other.

    Every ordered pair; the results are kept, so that only what concerns a changed cell is searched anew.
    """
    with progress("relating", len(LIBRARY) * (len(LIBRARY) - 1)) as advance:
        found = findings(LIBRARY, Store(None) if no_cache else Store(), advance)
    print_family(LIBRARY, found)


@derive.command(epilog=examples("python -m derive question", "python -m derive question Q9"))
@click.argument("keys", nargs=-1, metavar="[CLAIM]...")
def question(keys: tuple[str, ...]) -> None:
    """Settle the claims about remember gate and forget gate.

    Each claim with its derived verdict, under every way of writing the GRU that it could have meant.
    """
    known = {claim.key: claim for claim in CLAIMS}
    chosen = [key.upper() if key.upper() in known else f"Q{key}" for key in keys]
    for key, one in zip(keys, chosen, strict=True):
        if one not in known:
            raise DeriveError(f"there is no claim {key!r}\n  help: the claims are {', '.join(known)}")
    for claim in [known[one] for one in chosen] or CLAIMS:
        print_claim(settle(claim))


def command_help() -> dict[str, str]:
    """The help text of the program and of each of its commands, as it is at 90 columns."""

    def context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
        settings: dict[str, Any] = {**command.context_settings, "terminal_width": 90, "max_content_width": 90}
        return click.Context(command, info_name=name, parent=parent, **settings)

    top = context(derive, PROGRAM)
    found = {PROGRAM: derive.get_help(top)}
    for name in derive.list_commands(top):
        command = derive.commands[name]
        found[f"{PROGRAM} {name}"] = command.get_help(context(command, name, top))
    return found


def main() -> None:
    """What `python -m derive` runs."""
    derive(prog_name=PROGRAM)
