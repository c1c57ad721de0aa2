"""Pages in memory → files below docs/: all of them or none, and only those that differ.

A generated page has a mark at its top: a comment that says so, what it was made from and by which
command, with the sum of all else. By the mark a page that nobody produces any more is recognised (an
orphan); by the sum, one that was edited by hand. It stands under the front matter and the heading,
which MkDocs reads from the first lines.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from derive.errors import OutputError

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
COMMAND = "python -m derive"
COMMENTS = {".md": ("<!--", "-->"), ".svg": ("<!--", "-->"), ".js": ("/*", "*/"), ".css": ("/*", "*/")}
"""How each kind of generated file writes a comment."""

SAYS = "generated, do not edit: "
MARK = re.compile(rf"(?:<!--|/\*) {re.escape(SAYS)}[^\n]* sum ([0-9a-f]{{16}}) (?:-->|\*/)\n")
TOP = re.compile(r"(---\n.*?\n---\n+)?(# [^\n]*\n)?", re.DOTALL)
"""The front matter and the heading of a page, where it has them."""

HEAD = 1000
"""So many characters of a file may hold the mark."""

STAGING = ".staging-"


@dataclass(frozen=True)
class Page:
    """A page as it should be: its path below docs/ (posix), its text, and what it was made from."""

    path: str
    text: str
    made_from: str

    @property
    def content(self) -> bytes:
        """The bytes of the file: the text with its mark, ending in one line feed."""
        text = self.text.strip("\n") + "\n"
        opens, closes = COMMENTS[Path(self.path).suffix]
        mark = f"{opens} {SAYS}`{COMMAND}` writes it from {self.made_from}; sum {digest(text)} {closes}\n"
        found = TOP.match(text)
        top, rest = (found[0], text[found.end() :]) if found else ("", text)
        return (f"{top}\n{mark}{rest}" if top else mark + rest).encode()


def unmarked(content: str) -> tuple[str, str]:
    """A file's text without its mark, and the sum that the mark states ("" where there is no mark)."""
    found = MARK.search(content, 0, HEAD)
    if found is None:
        return content, ""
    before, after = content[: found.start()], content[found.end() :]
    return before.removesuffix("\n") + after, found[1]


class State(StrEnum):
    """How a file differs from what it should be."""

    MISSING = "missing"
    STALE = "stale"
    EDITED = "edited by hand"
    ORPHANED = "orphaned"
    FOREIGN = "not generated"


@dataclass(frozen=True)
class Difference:
    """One file that is not as it should be, by its path below docs/."""

    path: str
    state: State


@dataclass(frozen=True)
class Changes:
    """What a run did, by path; `unchanged` is a number."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def digest(text: str) -> str:
    """The first 16 hexadecimal digits of a text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def differences(docs: Path, pages: Iterable[Page]) -> list[Difference]:
    """Every file that is missing, stale, edited by hand or orphaned, and every foreign one in the way."""
    pages = list(pages)
    wanted = {page.path for page in pages}
    try:
        found = [Difference(page.path, state) for page in pages if (state := _state(docs, page))]
        orphans = [name for name in _generated(docs) if name not in wanted]
    except OSError as exc:
        raise _cannot("read", exc, docs) from exc
    return [*found, *(Difference(name, State.ORPHANED) for name in orphans)]


def publish(docs: Path, pages: Iterable[Page], whole: bool = True) -> Changes:
    """Makes the files what they should be, or leaves all of them as they were (OutputError).

    whole: whether these are all pages, so that any other is an orphan and goes.
    """
    pages = list(pages)
    found = [one for one in differences(docs, pages) if whole or one.state is not State.ORPHANED]
    foreign = [one.path for one in found if one.state is State.FOREIGN]
    if foreign:
        raise OutputError(
            f"{docs / foreign[0]} is in the way: it was not generated, so it is not overwritten\n"
            "  help: move it away, or choose another folder with --docs"
        )
    removed = tuple(one.path for one in found if one.state is State.ORPHANED)
    changed = {one.path for one in found} - set(removed)
    new = [page for page in pages if page.path in changed]
    if found:
        try:
            _replace(docs, new, removed)
        except OSError as exc:
            raise _cannot("write", exc, docs) from exc
    return Changes(tuple(page.path for page in new), removed, len(pages) - len(new))


def _state(docs: Path, page: Page) -> State | None:
    """What is wrong with the file of a page; None if nothing is."""
    path = docs / page.path
    if not path.exists():
        return State.MISSING
    content = path.read_bytes()
    if content == page.content:
        return None
    text, stated = unmarked(content.decode("utf-8", errors="replace"))
    if not stated:
        return State.FOREIGN
    return State.STALE if stated == digest(text) else State.EDITED


def _generated(docs: Path) -> list[str]:
    """The files below docs/ that have the mark, sorted; the folder may be missing."""
    found = []
    for folder, folders, names in os.walk(docs):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(folder) / name
            if path.suffix in COMMENTS and _is_marked(path):
                found.append(path.relative_to(docs).as_posix())
    return sorted(found)


def _is_marked(path: Path) -> bool:
    """Whether a file has the mark."""
    with path.open("rb") as file:
        return bool(unmarked(file.read(HEAD).decode("utf-8", errors="replace"))[1])


def _replace(docs: Path, new: list[Page], removed: tuple[str, ...]) -> None:
    """Writes everything aside, then moves it into place; undoes the moves if one of them fails."""
    docs.mkdir(parents=True, exist_ok=True)
    _sweep(docs)
    staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=docs))
    try:
        for number, page in enumerate(new):
            (staging / str(number)).write_bytes(page.content)
        before = {name: _content(docs / name) for name in (*(page.path for page in new), *removed)}
        try:
            for number, page in enumerate(new):
                (docs / page.path).parent.mkdir(parents=True, exist_ok=True)
                (staging / str(number)).replace(docs / page.path)
            for name in removed:
                (docs / name).unlink()
        except BaseException:
            _restore(docs, before)
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    for name in removed:
        _remove_empty(docs, (docs / name).parent)


def _content(path: Path) -> bytes | None:
    """The bytes of a file, None if there is none."""
    return path.read_bytes() if path.exists() else None


def _restore(docs: Path, before: dict[str, bytes | None]) -> None:
    """Puts back what stood there before; a file that did not change is left alone."""
    for name, content in before.items():
        path = docs / name
        if content is None:
            path.unlink(missing_ok=True)
        elif _content(path) != content:
            path.write_bytes(content)


def _remove_empty(docs: Path, folder: Path) -> None:
    """Removes a folder below docs/ that a removed page left empty."""
    while folder != docs and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _sweep(docs: Path) -> None:
    """Removes what a run that was killed an hour ago or longer left behind."""
    for folder in docs.glob(f"{STAGING}*"):
        if time.time() - folder.stat().st_mtime > 3600:
            shutil.rmtree(folder, ignore_errors=True)


def _cannot(verb: str, exc: OSError, docs: Path) -> OutputError:
    """The error that says what could not be done, that nothing was changed, and what to do."""
    reason = exc.strerror or str(exc)
    where = exc.filename or docs
    return OutputError(
        f"cannot {verb} {where}: {reason}; the pages in {docs} are as they were\n"
        "  help: make room or mend the permissions and run it again, or choose another folder with --docs"
    )
