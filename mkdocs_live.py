"""Live pages: while serving, saving a cell, a rule or a template shows at once on the page looked at.

From the save to the page each stage does only what it has to:

1. files are looked at often;
2. the one page that somebody looks at is derived, in this process, which has SymPy; all others follow in
   a process of their own, whose writing brings the next reload;
3. the site is built if what it is built from changed, which what only the build itself wrote did not;
4. a page that would come out as before is neither converted nor read for the search nor rendered.

An error shows in the terminal and on every page, and the server goes on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemBytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from watchdog.observers.polling import PollingObserver

ROOT = Path(__file__).resolve().parent
SOURCES = (ROOT / "derive", ROOT / "templates")
"""What the pages are derived from."""

OFTEN = 0.4
"""Seconds from one look at the files to the next: each takes some hundredths of a second of the processor."""

SETTLED = 0.05
"""Seconds without another change after which a build begins."""

PATIENT = 10
"""How far the process that derives all other pages stands back behind this one."""

CONVERTED = ("content", "toc", "_title_from_render", "present_anchor_ids")
"""What the conversion of a page's Markdown leaves on it."""

KEPT = "kept.html"
"""The template of a page that comes out as before."""

Stamp = tuple[tuple[str, int], ...]


@dataclass
class Kept:
    """A page as it was last built.

    source: its front matter and Markdown; converted: what became of it; found: what the search found;
    frame: what all pages show beside their own; output: the whole page.
    """

    source: str
    converted: dict[str, Any] = field(default_factory=dict)
    found: list[dict[str, Any]] = field(default_factory=list)
    frame: str = ""
    output: str = ""


@dataclass
class Live:
    """What is known while serving.

    viewed: the page that was asked for last, below docs/; rest: the process that derives the other pages;
    wake: has the server look whether there is something to build; error, failure: what went wrong here and
    there the last time, "" for nothing; derived: what the pages were derived from, with when it was saved;
    built: what the site was built from, and the error on it; settings: the text of mkdocs.yml; frame: what
    all pages show beside their own; pages: by name.
    """

    serving: bool = False
    viewed: str = ""
    rest: subprocess.Popen[str] | None = None
    wake: Callable[[], None] | None = None
    error: str = ""
    failure: str = ""
    derived: Stamp = ()
    built: tuple[Stamp, str] = ((), "")
    settings: str = ""
    frame: str = ""
    pages: dict[str, Kept] = field(default_factory=dict)


LIVE = Live()


def on_startup(*, command: str, **_: object) -> None:
    """Remember whether pages are only built, or also kept up to date."""
    LIVE.serving = command == "serve"
    if LIVE.serving:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, _end)
        _derive()


def on_serve(server: LiveReloadServer, **_: object) -> LiveReloadServer:
    """Look at the files more often than MkDocs does, note which page is looked at, build as it says above."""
    watched = list(server._watched_paths)
    for path in watched:
        server.unwatch(path)
    server.observer = PollingObserver(timeout=OFTEN)
    for path in watched:
        server.watch(path)
    LIVE.wake = lambda: _wake(server)
    server.build_delay = SETTLED
    server.set_app(_noting(server.serve_request))
    build = server.builder
    server.builder = lambda: _build(server, build)
    if not LIVE.error:
        _derive_rest()
    return server


def on_shutdown(**_: object) -> None:
    """Leave no process behind."""
    _stop()


def _end(*_: object) -> None:
    """End as by Ctrl-C, after which MkDocs tidies up, undisturbed."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _wake(server: LiveReloadServer) -> None:
    """Have the server build, as if a file had changed."""
    with server._rebuild_cond:
        server._want_rebuild = True
        server._rebuild_cond.notify_all()


def _noting(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Takes down which page is asked for."""

    def noting(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        if path.endswith("/"):
            name = path.strip("/")
            LIVE.viewed = f"{name}.md" if name and name != "cells" else f"{name}/index.md".lstrip("/")
        return answer(environ, start_response)

    return noting


def _build(server: LiveReloadServer, build: Callable[[], None]) -> None:
    """Derive what has to be derived, and build the site if what it is built from is not what it was.

    If it is, there is nothing that browsers should reload either.
    """
    is_derived = _derive()
    others = [path for path in map(Path, server._watched_paths) if path not in SOURCES]
    now = _stamp(others), LIVE.error or LIVE.failure
    try:
        if now == LIVE.built:
            server._wanted_epoch = server._visible_epoch
        else:
            build()
            LIVE.built = now
    finally:
        if is_derived:
            _derive_rest()


def _stamp(paths: Iterable[Path]) -> Stamp:
    """All files at or below the paths, and when they were saved."""
    return tuple(sorted((str(file), _saved(file)) for path in paths for file in _files(path)))


def _files(path: Path) -> Iterator[Path]:
    """A file, or those of a folder; not what an editor, Python or a run of derive puts there for a while."""
    if path.is_file():
        yield path
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        yield from (Path(folder, name) for name in names if not name.startswith(".") and name[-1] != "~")


def _saved(file: Path) -> int:
    """When a file was saved; 0 if it is gone by now."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _derive() -> bool:
    """Derive the page that is looked at, if what pages are derived from changed or failed; whether it worked.

    A failure is reported, the pages stay as they were, and the server goes on.
    """
    now = _stamp(SOURCES)
    if now == LIVE.derived and not LIVE.error:
        return False
    _stop()
    _forget([file for file, _ in {*now} ^ {*LIVE.derived}])
    LIVE.derived = now
    sys.path.insert(0, str(ROOT))
    try:
        from derive.cli import regenerate

        changes = regenerate(LIVE.viewed)
        for path in (*changes.written, *changes.removed):
            print(f"derive: {path}", file=sys.stderr)
        LIVE.error = LIVE.failure = ""
    except Exception as exc:
        known = type(exc).__name__.endswith("Error") and type(exc).__module__.startswith("derive.")
        LIVE.error = str(exc) if known else traceback.format_exc()
        print(f"derive: {LIVE.error}", file=sys.stderr)
    finally:
        sys.path.remove(str(ROOT))
    return not LIVE.error


def _forget(changed: list[str]) -> None:
    """Where a module changed, all of them are imported anew."""
    if any(file.endswith(".py") for file in changed):
        for name in [name for name in sys.modules if name == "derive" or name.startswith("derive.")]:
            del sys.modules[name]


def _derive_rest() -> None:
    """Begin to derive all pages in a process that leaves the others their time."""
    _stop()
    command = [sys.executable, "-m", "derive"]
    LIVE.rest = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, LIVE.rest.pid, PATIENT)
    threading.Thread(target=_await, args=(LIVE.rest,), daemon=True).start()


def _await(rest: subprocess.Popen[str]) -> None:
    """Tell what the process says when it fails, unless it was stopped here or another has followed it."""
    _, said = rest.communicate()
    if rest is not LIVE.rest or LIVE.wake is None:
        return
    before, LIVE.failure = LIVE.failure, _failure(rest.returncode, said)
    if LIVE.failure:
        print(f"derive: {LIVE.failure}", file=sys.stderr)
    if LIVE.failure != before:
        LIVE.wake()


def _failure(code: int, said: str) -> str:
    """What is wrong with a process that ended with a code, below zero by a signal; nothing if it is 0."""
    if code < 0:
        return f"the process that derives the other pages was ended by signal {-code}"
    return (said.strip() or f"it ended with {code}") if code else ""


def _stop() -> None:
    """End the process that derives the other pages, if it still runs; what it says no longer counts."""
    rest, LIVE.rest = LIVE.rest, None
    if rest is not None and rest.poll() is None:
        rest.terminate()
        rest.wait()


def on_config(config: MkDocsConfig) -> None:
    """Nothing is as before when mkdocs.yml is not."""
    settings = Path(config.config_file_path).read_text(encoding="utf-8")
    if settings != LIVE.settings:
        LIVE.pages.clear()
    LIVE.settings = settings


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> None:
    """Nothing to convert where nothing changed."""
    if not LIVE.serving:
        return
    source = repr((page.meta, markdown))
    known = LIVE.pages.get(page.file.src_uri)
    if known is not None and known.source == source and known.converted:
        vars(page).update(known.converted, render=lambda *_: None)
    else:
        LIVE.pages[page.file.src_uri] = Kept(source)


def on_page_content(html: str, *, page: Page, **_: object) -> None:
    """Keep what became of a page's Markdown."""
    if LIVE.serving:
        LIVE.pages[page.file.src_uri].converted = {name: getattr(page, name) for name in CONVERTED}


def on_env(env: Environment, *, config: MkDocsConfig, files: Files) -> None:
    """Where neither a page nor what stands around it changed, it is taken as it was, also for the search."""
    if not LIVE.serving:
        return
    # A build makes new templates each time; most of them cost more to compile than to fill in.
    env.bytecode_cache = FileSystemBytecodeCache()
    kept = {KEPT: "{{ kept[page.file.src_uri].output }}"}
    env.loader = ChoiceLoader([DictLoader(kept), *([env.loader] if env.loader else [])])
    env.globals["kept"] = LIVE.pages
    pages = [file.page for file in files.documentation_pages() if file.page is not None]
    LIVE.frame = repr((config.nav, [(page.url, page.title, page.meta) for page in pages]))
    for page in pages:
        known = LIVE.pages[page.file.src_uri]
        if known.frame == LIVE.frame:
            page.meta["template"] = KEPT
            page.content = ""
            _search(config).extend(known.found)


def _search(config: MkDocsConfig) -> list[dict[str, Any]]:
    """What the search has found so far; of a page without content it finds nothing."""
    plugin: Any = config.plugins.get("material/search")
    entries: list[dict[str, Any]] = plugin.search_index.entries if plugin is not None else []
    return entries


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Keep a page as it is; an error of the last change stands over every page."""
    if not LIVE.serving:
        return output
    known = LIVE.pages[page.file.src_uri]
    if known.frame != LIVE.frame:
        known.frame, known.output = LIVE.frame, output
        known.found = [one for one in _search(config) if one["location"].partition("#")[0] == page.url]
    error = LIVE.error or LIVE.failure
    return noticed(output, error) if error else output


def noticed(output: str, error: str) -> str:
    """A page with an error below its header, where it stays while the page scrolls."""
    notice = f'<pre class="live-error" role="alert" tabindex="0">{escape(error)}</pre>'
    return output.replace('<div class="md-container"', f'{notice}<div class="md-container"', 1)
