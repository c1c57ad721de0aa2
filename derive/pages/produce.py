"""Jobs → pages: contexts from the cache or from several processes, then through the templates."""

from __future__ import annotations

import html
import json
import posixpath
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import jinja2

from derive.errors import OutputError
from derive.marks import keys
from derive.pages.blocks import escape_markdown, formula
from derive.pages.cache import Cache
from derive.pages.job import Context, Job
from derive.parallel import each
from derive.site import ROOT, Page

TEMPLATES = ROOT / "templates"
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


def _compute(jobs: list[Job], tick: Tick) -> Iterator[tuple[Job, Context]]:
    """Each job with its context; the slow ones in several processes if they are many."""
    quick = ((job, job.compute()) for job in jobs if not job.slow)
    for job, context in chain(quick, each(Job.compute, [job for job in jobs if job.slow])):
        yield job, context
        tick(job.path)


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
    """The text of a page, which ends with its glossary, or of a script, which has it as `symbols`.

    A fault of the template is an OutputError that names the template and its line.
    """
    try:
        template = templates.get_template(job.template)
        if not job.path.endswith(".md"):
            return template.render(context, symbols=_all_said("index.md", context["glossary"]))
        page = template.render(context)
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
    data = json.dumps(_all_said(job.path, entries), ensure_ascii=False, separators=(",", ":"))
    return f'<div id="glossary" hidden data-symbols="{html.escape(data)}"></div>\n'


def _all_said(path: str, entries: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """All entries as the script reads them, with addresses from a page."""
    return {key: _said(path, key, entry) for key, entry in entries.items()}


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
