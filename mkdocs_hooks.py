"""What MkDocs cannot be told in mkdocs.yml: the order of the pages, what search skips, live pages.

Conveniences all of them: the pages are files, and any builder that reads mkdocs.yml can build them.
"""

from __future__ import annotations

import re
import sys
import traceback
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils import nest_paths
from mkdocs.utils.meta import get_data

ROOT = str(Path(__file__).resolve().parent)
ORDER = ("index", "question", "cells", "compare", "play", "family", "conventions", "write")
"""Pages and folders in the order of the tabs; any others come after these."""

LAST = ("speed", "reference", "architecture")
SERVING = [False]
"""Whether this is `mkdocs serve`."""


def on_startup(*, command: str, **_: object) -> None:
    """Remember whether pages are only built, or also kept up to date."""
    SERVING[0] = command == "serve"


def on_pre_build(**_: object) -> None:
    """While serving: derive the pages anew, so that saving a cell, a rule or a template shows.

    A failure is reported in the terminal, the pages stay as they were, and the server goes on.
    """
    if not SERVING[0]:
        return
    for name in [name for name in sys.modules if name == "derive" or name.startswith("derive.")]:
        del sys.modules[name]
    sys.path.insert(0, ROOT)
    try:
        from derive.cli import regenerate

        changes = regenerate()
        for path in (*changes.written, *changes.removed):
            print(f"derive: {path}", file=sys.stderr)
    except Exception as exc:
        known = type(exc).__name__.endswith("Error") and type(exc).__module__.startswith("derive.")
        print(f"derive: {exc}" if known else traceback.format_exc(), file=sys.stderr)
    finally:
        sys.path.remove(ROOT)


def on_files(files: Files, *, config: MkDocsConfig, **_: object) -> Files:
    """Put the pages in order, the cells under their branches; tabs and the links at the feet follow it."""
    pages = sorted(files.documentation_pages(), key=_place)
    nav: list[Any] = nest_paths(page.src_uri for page in pages if _group(page) is None)
    groups: dict[tuple[int, str], list[str]] = {}
    for page in pages:
        if (group := _group(page)) is not None:
            groups.setdefault(group, []).append(page.src_uri)
    for entry in nav:
        if isinstance(entry, dict) and "Cells" in entry:
            entry["Cells"] += [{title: found} for (_, title), found in sorted(groups.items())]
    config.nav = nav
    return files


def _group(file: File) -> tuple[int, str] | None:
    """The place and the name of the branch that a page says it belongs to."""
    _, meta = get_data(Path(file.abs_src_path or "").read_text(encoding="utf-8"))
    return tuple(meta["group"]) if "group" in meta else None


def _place(file: File) -> tuple[int, bool, str]:
    """Where a page stands: by its tab, a folder's own page first, then by name."""
    first = file.src_uri.split("/")[0].removesuffix(".md")
    if first in LAST:
        place = len(ORDER) + 1 + LAST.index(first)
    else:
        place = ORDER.index(first) if first in ORDER else len(ORDER)
    return place, not file.src_uri.endswith("index.md"), file.src_uri


SKIPPED = re.compile(r'class="(arithmatex|language-latex highlight)"')


def on_page_content(html: str, **_: object) -> str:
    """Mark formulas and their LaTeX so that the search plugin skips them; it then drops the mark."""
    return SKIPPED.sub(r'class="\1" data-search-exclude="true"', html)
