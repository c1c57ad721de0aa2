"""What MkDocs cannot be told in mkdocs.yml: the order of the pages, and what search skips.

A convenience: the pages are files, and any builder that reads mkdocs.yml can build them. What makes the
pages live while they are served is in mkdocs_live.py.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils import nest_paths
from mkdocs.utils.meta import get_data

ORDER = ("index", "question", "cells", "compare", "play", "family", "conventions", "write")
"""Pages and folders in the order of the tabs; any others come after these."""

LAST = ("speed", "reference", "architecture")


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


SKIPPED = re.compile(r'class="(arithmatex|language-latex highlight|drawing|chart|is)"')


def on_page_content(html: str, **_: object) -> str:
    """Mark formulas, their LaTeX and drawings so that the search plugin skips them; it drops the mark."""
    return SKIPPED.sub(r'class="\1" data-search-exclude="true"', html)
