"""The first page: what this is, and the question it grew from."""

from __future__ import annotations

from derive.cells import LIBRARY
from derive.pages.cache import part
from derive.pages.cell import file_of, summary
from derive.pages.cells import by_branch
from derive.pages.drawing import drawn
from derive.pages.job import Context, Job
from derive.pages.question import answer
from derive.question.claims import CONVENTIONS, LSTM
from derive.store import Store

DRAWN = (LSTM, CONVENTIONS[0])


def jobs(store: Store) -> list[Job]:
    """The one page."""
    files = dict.fromkeys(file_of(cell) for cell in LIBRARY.values())
    return [Job("index.md", "home.md.j2", context, (), tuple(files), slow=True, store=store)]


def context(store: Store) -> Context:
    """The answer to the question, the drawings that settle it, and the cells there are pages for."""
    return {
        **answer(),
        "flows": [
            {**drawn(LIBRARY[name]), "name": name, "cell": LIBRARY[name].definition.title} for name in DRAWN
        ],
        "branches": by_branch([part(store, summary, cell) for cell in LIBRARY.values()]),
    }
