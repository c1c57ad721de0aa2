"""Jobs → pages: contexts from the cache or from several processes, then through the templates."""

from __future__ import annotations

import html
import json
import multiprocessing
import os
import posixpath
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager

import jinja2

from derive.errors import OutputError
from derive.marks import keys
from derive.pages.blocks import escape_markdown, formula
from derive.pages.cache import Cache
from derive.pages.job import Context, Job
from derive.site import ROOT, Page

TEMPLATES = ROOT / "templates"
FEW = 2
"""So many slow pages are made faster here than in processes that have to be started."""

Tick = Callable[[str], None]


def produce(jobs: Iterable[Job], cache: Cache, tick: Tick = lambda path: None) -> list[Page]:
    """Every page, in memory; `tick` is called with each path when its context is there."""
    jobs = list(jobs)
    contexts = {job: context for job in jobs if job.slow and (context := cache.get(job)) is not None}
    for job in contexts:
        tick(job.path)
    missing = [job for job in jobs if job not in contexts]
    for job, context in _compute(missing, tick):
        contexts[job] = context
        if job.slow:
            cache.put(job, context)
    render = environment()
    return [Page(job.path, text(render, job, contexts[job]), job.made_from) for job in jobs]


def _compute(jobs: list[Job], tick: Tick) -> Iterable[tuple[Job, Context]]:
    """Each job with its context; the slow ones in several processes if they are many."""
    slow = [job for job in jobs if job.slow]
    apart = slow if len(slow) > FEW and cores() > 1 else []
    if not apart:
        for job in jobs:
            yield job, job.compute()
            tick(job.path)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(cores(), len(apart)), spawn) as pool:
        with _uninterrupted():
            futures = {pool.submit(job.compute): job for job in apart}
        try:
            for job in (job for job in jobs if job not in apart):
                yield job, job.compute()
                tick(job.path)
            for future in as_completed(futures):
                yield futures[future], future.result()
                tick(futures[future].path)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes that are started meanwhile leave Ctrl-C to this one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def cores() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def environment() -> jinja2.Environment:
    """The templates; a name that a template does not get is an error."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    found.filters |= {"formula": formula, "escape_markdown": escape_markdown}
    return found


def text(templates: jinja2.Environment, job: Job, context: Context) -> str:
    """One page's text. A fault of the template is an OutputError that names the template and its line."""
    try:
        page = templates.get_template(job.template).render(context)
        return page.rstrip("\n") + "\n\n" + glossary(job, page, context["glossary"])
    except jinja2.TemplateSyntaxError as exc:
        where = f"templates/{exc.name}:{exc.lineno}"
        raise OutputError(f"{where}: {exc.message} (for {job.path})") from exc
    except jinja2.TemplateNotFound as exc:
        raise OutputError(f"there is no template {exc.name!r} in {TEMPLATES} (for {job.path})") from exc
    except jinja2.UndefinedError as exc:
        raise OutputError(f"templates/{job.template}: {exc.message} (for {job.path})") from exc


def glossary(job: Job, page: str, entries: dict[str, dict[str, str]]) -> str:
    """What the reading line says of each symbol of a page, where its script finds it.

    A symbol that a template brought along and that nothing describes is an OutputError.
    """
    lost = [key for key in keys(page) if key not in entries]
    if lost:
        raise OutputError(f"{job.path}: nothing describes the symbol {lost[0]!r} of templates/{job.template}")
    if not entries:
        return ""
    said = {key: _said(job.path, key, entry) for key, entry in entries.items()}
    data = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f'<div id="glossary" hidden data-symbols="{html.escape(data)}"></div>\n'


def _said(path: str, key: str, entry: dict[str, str]) -> list[str]:
    """An entry as the script reads it: symbol, meaning, shape, group, address of its definition, line."""
    there = f"cells/{entry['page']}.md"
    on_page = f"#{entry['anchor']}" if path == there else address(path, there, entry["anchor"])
    where = on_page if entry["page"] else ""
    return [entry["latex"], entry["meaning"], entry["shape"], entry["group"] or key, where, entry["line"]]


def address(path: str, there: str, anchor: str) -> str:
    """The address of a place on another page, from a page; both are folders when they are served."""
    here = "" if path == "index.md" else path.removesuffix("index.md").removesuffix(".md")
    return f"{posixpath.relpath(there.removesuffix('.md'), here or '.')}/#{anchor}"
