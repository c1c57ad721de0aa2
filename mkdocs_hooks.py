"""What MkDocs cannot be told in mkdocs.yml: the order of the pages, what search skips, live pages.

Conveniences all of them: the pages are files, and any builder that reads mkdocs.yml can build them.

While serving, a change of a cell, a rule or a template brings at once what somebody is looking at; all else
is derived in a process of its own, whose writing brings the next reload. A page whose Markdown did not
change is neither converted nor read for the search again. An error shows in the terminal and on every
page, and the server goes on.
"""

from __future__ import annotations

import re
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import nest_paths
from mkdocs.utils.meta import get_data

ROOT = str(Path(__file__).resolve().parent)
ORDER = ("index", "question", "cells", "compare", "play", "family", "conventions", "write")
"""Pages and folders in the order of the tabs; any others come after these."""

LAST = ("speed", "reference", "architecture")
CONVERTED = ("content", "toc", "_title_from_render", "present_anchor_ids")
"""What the conversion of a page's Markdown leaves on it."""


Stamp = tuple[tuple[str, int], ...]


@dataclass
class Live:
    """What is known while serving.

    viewed: the page that was asked for last, below docs/; rest: the process that derives the other pages;
    is_due: whether it has to be started; error: what went wrong the last time, "" for nothing; code,
    templates: the files, and when they were saved; pages: by name, the Markdown and what became of it;
    found: by name, the content and what the search finds of it.
    """

    serving: bool = False
    code: Stamp = ()
    templates: Stamp = ()
    viewed: str = ""
    rest: subprocess.Popen[bytes] | None = None
    is_due: bool = False
    error: str = ""
    pages: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    found: dict[str, tuple[str, list[Any]]] = field(default_factory=dict)


LIVE = Live()


def on_startup(*, command: str, **_: object) -> None:
    """Remember whether pages are only built, or also kept up to date."""
    LIVE.serving = command == "serve"


def on_shutdown(**_: object) -> None:
    """Leave no process behind."""
    _stop()


def on_serve(server: LiveReloadServer, **_: object) -> LiveReloadServer:
    """Take down which page is looked at."""
    answer: Callable[..., Any] = server.serve_request

    def noting(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        if path.endswith("/"):
            name = path.strip("/")
            LIVE.viewed = f"{name}.md" if name and name != "cells" else f"{name}/index.md".lstrip("/")
        return answer(environ, start_response)

    server.set_app(noting)
    return server


def on_pre_build(**_: object) -> None:
    """While serving: derive the pages anew, so that saving a cell, a rule or a template shows.

    A failure is reported, the pages stay as they were, and the server goes on.
    """
    if not LIVE.serving:
        return
    code, templates = _stamp("derive", "*.py"), _stamp("templates", "*")
    if (code, templates, "") == (LIVE.code, LIVE.templates, LIVE.error):
        return
    if code != LIVE.code:
        for name in [name for name in sys.modules if name == "derive" or name.startswith("derive.")]:
            del sys.modules[name]
    LIVE.code, LIVE.templates = code, templates
    sys.path.insert(0, ROOT)
    try:
        from derive.cli import regenerate

        changes = regenerate(LIVE.viewed)
        LIVE.error = ""
        for path in (*changes.written, *changes.removed):
            print(f"derive: {path}", file=sys.stderr)
        _stop()
        LIVE.is_due = True
    except Exception as exc:
        known = type(exc).__name__.endswith("Error") and type(exc).__module__.startswith("derive.")
        LIVE.error = str(exc) if known else traceback.format_exc()
        print(f"derive: {LIVE.error}", file=sys.stderr)
    finally:
        sys.path.remove(ROOT)


def on_post_build(**_: object) -> None:
    """While serving: derive all other pages, once the page that is looked at is there."""
    if LIVE.is_due:
        LIVE.is_due = False
        LIVE.rest = subprocess.Popen([sys.executable, "-m", "derive"], cwd=ROOT)


def _stamp(folder: str, pattern: str) -> Stamp:
    """The files of a folder, and when they were saved."""
    return tuple((str(path), path.stat().st_mtime_ns) for path in sorted(Path(ROOT, folder).rglob(pattern)))


def _stop() -> None:
    """End the process that derives the other pages, if it still runs."""
    if LIVE.rest is not None and LIVE.rest.poll() is None:
        LIVE.rest.terminate()
        LIVE.rest.wait()


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


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """While serving: nothing to convert where nothing changed."""
    known = LIVE.pages.get(page.file.src_uri) if LIVE.serving else None
    return "" if known and known[0] == markdown else markdown


def on_page_content(html: str, *, page: Page, **_: object) -> str:
    """Mark formulas, their LaTeX and drawings so that the search plugin skips them; it drops the mark.

    While serving: what did not change is taken from before.
    """
    name = page.file.src_uri
    if LIVE.serving and page.markdown:
        LIVE.pages[name] = page.markdown, {one: getattr(page, one) for one in CONVERTED}
    elif name in LIVE.pages:
        for attribute, value in LIVE.pages[name][1].items():
            setattr(page, attribute, value)
        html = page.content or ""
    return SKIPPED.sub(r'class="\1" data-search-exclude="true"', html)


def on_env(env: Environment, *, config: MkDocsConfig, **_: object) -> Environment:
    """While serving: the search reads again only what changed, which is most of the work of a build."""
    search = config.plugins.get("material/search")
    if LIVE.serving and search is not None:
        index = search.search_index
        read: Callable[[Page], None] = index.add_entry_from_context

        def remembering(page: Page) -> None:
            content, entries = LIVE.found.get(page.file.src_uri, ("", []))
            if content != page.content:
                before = len(index.entries)
                read(page)
                LIVE.found[page.file.src_uri] = page.content or "", index.entries[before:]
            else:
                index.entries += entries

        index.add_entry_from_context = remembering
    return env


def on_post_page(output: str, **_: object) -> str:
    """While serving: an error of the last change stands on every page."""
    if not LIVE.error:
        return output
    notice = f'<pre class="live-error" role="alert">{escape(LIVE.error)}</pre>'
    return output.replace('<div class="md-container"', f'{notice}<div class="md-container"', 1)
