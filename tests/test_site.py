"""Writing pages: all or none, only what differs, and every kind of difference is named."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from derive import pages, site
from derive.errors import OutputError
from derive.pages.cache import Cache
from derive.pages.job import Context, Job
from derive.pages.produce import produce
from derive.site import Changes, Difference, Page, State, differences, publish, unmarked

ROOT = Path(__file__).resolve().parents[1]
FIRST = Page("index.md", "# Home\n\nHello.\n", "templates/home.md.j2")
SECOND = Page("cells/lstm.md", "# LSTM\n\nh = o ⊙ tanh(c)\n", "derive/cells/lstm.py by templates/cell.md.j2")
SCRIPT = Page("assets/curve.js", "const f = 1;\n", "templates/curve.js.j2")
PAGES = [FIRST, SECOND, SCRIPT]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with three pages that are up to date, and one file that is nobody's page."""
    folder = tmp_path / "docs"
    publish(folder, PAGES)
    (folder / "notes.md").write_text("# Notes\n", encoding="utf-8")
    return folder


def contents(docs: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones as well."""
    return {p.relative_to(docs).as_posix(): p.read_bytes() for p in docs.rglob("*") if p.is_file()}


def changed(page: Page) -> Page:
    """The page with another text."""
    return Page(page.path, page.text + "\nMore.\n", page.made_from)


def test_the_mark_says_what_a_page_is_made_from(docs: Path) -> None:
    """It stands under a page's heading, at the top of a script; without it the text is what it was."""
    heading, blank, mark, *_ = (docs / "cells/lstm.md").read_text(encoding="utf-8").splitlines()
    assert (heading, blank) == ("# LSTM", "")
    for part in ("<!-- generated", "derive/cells/lstm.py", "templates/cell.md.j2", "python -m derive"):
        assert part in mark
    assert (docs / "assets/curve.js").read_text(encoding="utf-8").startswith("/* generated")
    for page in PAGES:
        assert unmarked(page.content.decode())[0] == page.text
        assert b"\r" not in page.content


def test_a_second_run_changes_nothing(docs: Path) -> None:
    """Not even the time of a file."""
    before = {path: path.stat().st_mtime_ns for path in docs.rglob("*")}
    assert publish(docs, PAGES) == Changes((), (), 3)
    assert {path: path.stat().st_mtime_ns for path in docs.rglob("*")} == before


def test_only_what_differs_is_written(docs: Path) -> None:
    """One page changes, one is gone, a file that was not generated stays."""
    changes = publish(docs, [FIRST, changed(SCRIPT)])
    assert changes == Changes(("assets/curve.js",), ("cells/lstm.md",), 1)
    assert sorted(contents(docs)) == ["assets/curve.js", "index.md", "notes.md"]
    assert not (docs / "cells").exists()


def test_every_difference_is_named(docs: Path) -> None:
    """Missing, stale, edited by hand, orphaned; and a foreign file where a page should be."""
    with (docs / "index.md").open("a", encoding="utf-8") as file:
        file.write("By hand.\n")
    (docs / "cells/lstm.md").unlink()
    wanted = [FIRST, SECOND, changed(SCRIPT), Page("notes.md", "# Notes\n\nOurs.\n", "x")]
    publish(docs / "other", [Page("old.md", "# Old\n", "x")])
    assert differences(docs, wanted) == [
        Difference("index.md", State.EDITED),
        Difference("cells/lstm.md", State.MISSING),
        Difference("assets/curve.js", State.STALE),
        Difference("notes.md", State.FOREIGN),
        Difference("other/old.md", State.ORPHANED),
    ]


def test_a_foreign_file_is_never_overwritten(docs: Path) -> None:
    """It stops the run before anything is written."""
    before = contents(docs)
    with pytest.raises(OutputError, match=r"notes\.md is in the way"):
        publish(docs, [changed(FIRST), Page("notes.md", "# Ours\n", "x")])
    assert contents(docs) == before


@pytest.mark.parametrize("failing", [1, 2])
def test_a_full_disk_leaves_everything_as_it_was(
    docs: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Whichever file there is no room for."""
    before, calls = contents(docs), []
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        calls.append(path)
        if len(calls) == failing:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match=r"No space left.*as they were"):
        publish(docs, [changed(FIRST), changed(SECOND)])
    assert contents(docs) == before


@pytest.mark.parametrize("exception", [OSError(errno.EIO, "Input/output error"), KeyboardInterrupt()])
@pytest.mark.parametrize("failing", [1, 2, 3])
def test_an_interrupted_move_is_undone(
    docs: Path, monkeypatch: pytest.MonkeyPatch, failing: int, exception: BaseException
) -> None:
    """A failure between two moves, or at the removal of an orphan, puts back what was there."""
    before, calls = contents(docs), []
    replace, unlink = Path.replace, Path.unlink

    def count(path: Path) -> None:
        calls.append(path)
        if len(calls) == failing:
            raise exception

    def failing_replace(path: Path, target: Path) -> Path:
        count(path)
        return replace(path, target)

    def failing_unlink(path: Path, missing_ok: bool = False) -> None:
        if not missing_ok:
            count(path)
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "replace", failing_replace)
    monkeypatch.setattr(Path, "unlink", failing_unlink)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        publish(docs, [changed(FIRST), Page("new/page.md", "# New\n", "x"), SECOND])
    assert contents(docs) == before


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "docs").write_text("not a folder", encoding="utf-8")
    with pytest.raises(OutputError, match="--docs"):
        publish(tmp_path / "docs", PAGES)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_permission(docs: Path) -> None:
    """The error says so; nothing is changed."""
    before = contents(docs)
    docs.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="Permission denied"):
            publish(docs, [changed(FIRST)])
    finally:
        docs.chmod(0o700)
    assert contents(docs) == before


def wrong() -> Context:
    """A context without what the template shows."""
    return {}


def broken() -> Context:
    """A context that cannot be derived."""
    raise ZeroDivisionError


@pytest.mark.parametrize("context", [wrong, broken])
def test_a_failing_page_comes_before_any_writing(docs: Path, context: object) -> None:
    """All pages are in memory before the first is written."""
    before = contents(docs)
    jobs = [Job("index.md", "home.md.j2", context)]  # type: ignore[arg-type]
    with pytest.raises((OutputError, ZeroDivisionError)):
        publish(docs, produce(jobs, Cache(None)))
    assert contents(docs) == before


COUNTER: list[str] = []


def counted(name: str) -> Context:
    """A context that notes that it was derived."""
    COUNTER.append(name)
    return {"cells": [{"name": name, "title": name}]}


def test_the_cache_keeps_what_was_derived(tmp_path: Path) -> None:
    """A second run derives nothing; a damaged entry is derived anew; a file it reads counts."""
    COUNTER.clear()
    cache = Cache(tmp_path / "cache")
    job = Job("cells/index.md", "cells.md.j2", counted, ("a",), slow=True)
    assert cache.get(job) is None
    cache.put(job, job.compute())
    assert cache.get(job) == {"cells": [{"name": "a", "title": "a"}], "glossary": {}}
    assert COUNTER == ["a"]
    (entry,) = (tmp_path / "cache").iterdir()
    entry.write_bytes(b"\xff{ damaged")
    assert cache.get(job) is None
    other = Job("cells/index.md", "cells.md.j2", counted, ("a",), ("README.md",), slow=True)
    assert cache.key(other) != cache.key(job)


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    """Nothing is kept, nothing fails."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache = Cache(tmp_path / "file" / "cache")
    job = Job("cells/index.md", "cells.md.j2", counted, ("a",), slow=True)
    cache.put(job, job.compute())
    assert cache.get(job) is None


def test_the_pages_of_the_site_are_up_to_date() -> None:
    """What is committed is what the equations say."""
    from derive.cli import command_help

    made = pages.produce(pages.jobs(command_help(), pages.Cache()), pages.Cache())
    assert differences(site.DOCS, made) == []


def test_where_to_add_things_exists() -> None:
    """Every file that the architecture page sends somebody to is there."""
    from derive.pages.architecture import ADD

    for _, _, where in ADD:
        assert (ROOT / where).exists(), where
