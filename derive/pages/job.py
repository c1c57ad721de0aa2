"""A page to be made: its template, and the function that derives what the template shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from derive.cells import ALL
from derive.frameworks import CONVENTIONS
from derive.glossary import described
from derive.marks import keys
from derive.store import Store

Context = dict[str, Any]
"""What a template shows, by name: plain data (texts, numbers, lists, dicts), so that it can be kept."""


@dataclass(frozen=True)
class Job:
    """One page.

    path: below docs/. template: below templates/. context: a function at the top level of a module,
    called with `args`; it returns what the template shows. reads: the files, relative to the project,
    that the context depends on besides the package. slow: worth another process, and worth keeping.
    store: where what the context takes cell by cell is kept; if there is one, it is the first argument.
    """

    path: str
    template: str
    context: Callable[..., Context]
    args: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    slow: bool = False
    store: Store | None = None

    def compute(self) -> Context:
        """The context, as it comes out of the cache as well: through JSON.

        `glossary` is added: what the page says of each symbol that stands in the context.
        """
        found = self.context(*(() if self.store is None else (self.store,)), *self.args)
        frameworks = {one.name: one.cell for one in CONVENTIONS.values()}
        found["glossary"] = described(keys(found), ALL, frameworks)
        result: Context = json.loads(json.dumps(found, ensure_ascii=False))
        return result

    @property
    def made_from(self) -> str:
        """What the page is made from, for its mark."""
        template = f"templates/{self.template}"
        return f"{self.reads[0]} by {template}" if len(self.reads) == 1 else template
