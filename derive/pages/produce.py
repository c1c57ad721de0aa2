"""Jobs → pages: contexts from the cache or from several processes, then through the templates."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager

import jinja2

from derive.errors import OutputError
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
            for process in multiprocessing.active_children():
                process.terminate()
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
        return templates.get_template(job.template).render(context)
    except jinja2.TemplateSyntaxError as exc:
        where = f"templates/{exc.name}:{exc.lineno}"
        raise OutputError(f"{where}: {exc.message} (for {job.path})") from exc
    except jinja2.TemplateNotFound as exc:
        raise OutputError(f"there is no template {exc.name!r} in {TEMPLATES} (for {job.path})") from exc
    except jinja2.UndefinedError as exc:
        raise OutputError(f"templates/{job.template}: {exc.message} (for {job.path})") from exc
