"""The tutorial says what is so: each of its commands, run again, prints what stands under it."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples import blocks_of, printed, run, shown_outputs

from derive.examples import FILE
from derive.pages.job import Context
from derive.pages.produce import environment, text
from derive.pages.write import EXAMPLES, jobs


@pytest.fixture(scope="module")
def page() -> tuple[Context, str]:
    """What the page shows, and its text."""
    (job,) = jobs()
    context = job.compute()
    return context, text(environment(), job, context)


def test_every_output_is_what_is_printed(
    page: tuple[Context, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the page, `mine.py` as it is then."""
    monkeypatch.chdir(tmp_path)
    blocks = blocks_of(page[1])
    consoles = [code for language, code in blocks if language == "console"]
    commands = [example for example in EXAMPLES.values() if example.command]
    assert len(consoles) == len(commands)
    for console, example in zip(consoles, commands, strict=True):
        (tmp_path / FILE).write_text(example.file, encoding="utf-8")
        output, shown = run(console)
        assert output.rstrip("\n") == shown.rstrip("\n")


def test_the_python_prints_what_is_shown(
    page: tuple[Context, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The block at the end, next to the file that the page arrived at."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE).write_text(EXAMPLES["run"].file, encoding="utf-8")
    shown = shown_outputs(blocks_of(page[1]))
    assert len(shown) == 1
    assert printed(shown[0][0]) == shown[0][1]


def test_the_files_that_are_shown_are_those_that_are_run(page: tuple[Context, str]) -> None:
    """All versions of `mine.py` stand on the page; the slips are one line each, and are errors."""
    files = [code for language, code in blocks_of(page[1]) if language == "python" and "@cell" in code]
    assert files == [EXAMPLES[name].file for name in ("first", "gated", "matrix")]
    for slip in ("misfit", "typo"):
        shown = page[0]["shown"][slip]
        assert shown["line"] in EXAMPLES[slip].file
        assert shown["line"] not in EXAMPLES["gated"].file
        assert shown["output"].startswith("Error: mine.py:")
    assert not any(
        "Error" in page[0]["shown"][name]["output"] for name in EXAMPLES if name not in ("misfit", "typo")
    )


def test_an_output_that_is_not_printed_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check above can fail."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE).write_text(EXAMPLES["first"].file, encoding="utf-8")
    output, shown = run("$ python -m derive show ./mine.py\nmine\n\nEquations\n  h = 0\n")
    assert output != shown


def test_the_page_depends_on_all_that_it_runs() -> None:
    """A change of the commands is a change of the page."""
    (job,) = jobs()
    assert {"derive/cli.py", "derive/terminal.py", "derive/examples.py", "derive/notation.py"} <= set(
        job.reads
    )
