"""Cells → every relation between them: from the store, or computed in several processes.

A pair's result depends on the two cells' equations and on the code that derives it, on nothing else; the
results of one general cell are kept in one entry. A changed cell therefore costs its own pairs only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from derive.cell import Cell
from derive.notation import Definition
from derive.parallel import each
from derive.relations import words
from derive.relations.confirm import confirm
from derive.relations.match import OutOfBudgetError
from derive.relations.relation import Kind, Relation, relate
from derive.store import Store, key, key_of

FEW_PAIRS = 60
"""So many pairs are done sooner here than in processes that have to be started."""

KINDS = tuple(kind.value for kind in Kind)
UNSETTLED = "not settled"
NONE = ""
Names = tuple[str, str]


@dataclass(frozen=True)
class Finding:
    """What was found of an ordered pair of cells, as plain data.

    kind: a value of `Kind`, NONE where no way was found, UNSETTLED where the search gave up; edits,
    fixed, where: Markdown; settings, states: pairs in LaTeX (in all of these, symbols are marked); laws:
    of the proof; is_confirmed: by running both; misses: where edits are needed, the numbers at which the
    cells differ without them, and both sides there.
    """

    general: str
    special: str
    kind: str = NONE
    edits: list[str] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)
    settings: list[list[str]] = field(default_factory=list)
    states: list[list[str]] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    laws: list[str] = field(default_factory=list)
    is_confirmed: bool = False
    misses: list[str] = field(default_factory=list)

    @property
    def is_hit(self) -> bool:
        """Whether a relation was found."""
        return self.kind in KINDS

    @property
    def rank(self) -> int:
        """Its place among the kinds, from the least means on; beyond them where nothing was found."""
        return KINDS.index(self.kind) if self.is_hit else len(KINDS)


@dataclass(frozen=True)
class Row:
    """Work for one process: one general cell, and the cells that it may become."""

    general: Definition
    specials: tuple[Definition, ...]


def findings(
    cells: Mapping[str, Cell], store: Store, tick: Callable[[int], None] = lambda pairs: None
) -> dict[Names, Finding]:
    """The finding for every ordered pair of different cells, by names (general, special).

    `tick` is called with the number of pairs that are there, as they come.
    """
    keys = {name: _text_key(cell.definition) for name, cell in cells.items()}
    rows = {name: key_of(__name__, keys[name]) for name in cells}
    known = {name: store.read(key) or {} for name, key in rows.items()}
    work = []
    for name, cell in cells.items():
        missing = [
            o.definition for other, o in cells.items() if other != name and keys[other] not in known[name]
        ]
        tick(len(cells) - 1 - len(missing))
        if missing:
            work.append(Row(cell.definition, tuple(missing)))
    few = len(work) if sum(len(row.specials) for row in work) <= FEW_PAIRS else 0
    for row, results in each(compute, work, few):
        name = row.general.name
        known[name] |= {keys[found.special]: asdict(found) for found in results}
        kept = {key: known[name][key] for other, key in keys.items() if other != name}
        store.write(rows[name], kept)
        tick(len(row.specials))
    return {
        (name, other): _restored(known[name][keys[other]], name, other)
        for name in cells
        for other in cells
        if other != name
    }


def _text_key(definition: Definition) -> str:
    """A sum of what a cell computes."""
    return key(definition.name, definition.source_text)


def _restored(entry: dict[str, Any], general: str, special: str) -> Finding:
    """A finding out of the store."""
    return replace(Finding(**entry), general=general, special=special)


def compute(row: Row) -> list[Finding]:
    """The findings of one row."""
    general = Cell(row.general)
    return [find(general, Cell(special)) for special in row.specials]


def find(general: Cell, special: Cell) -> Finding:
    """What becomes of one pair."""
    nothing = Finding(general.name, special.name)
    try:
        relation = relate(general.plain, special.plain)
    except OutOfBudgetError:
        return replace(nothing, kind=UNSETTLED)
    return nothing if relation is None else told(relation, nothing)


def told(relation: Relation, pair: Finding) -> Finding:
    """A relation as plain data."""
    witness = relation.near_miss
    return replace(
        pair,
        kind=relation.kind.value,
        edits=words.changes(relation),
        fixed=words.fixed(relation),
        settings=[list(pair) for pair in words.settings(relation)],
        states=[list(pair) for pair in words.states(relation)],
        where=words.conditions(relation),
        laws=words.laws(relation),
        is_confirmed=bool(confirm(relation)),
        misses=[]
        if witness is None
        else [words.numbers(witness), *map(", ".join, (witness.left, witness.right))],
    )


# --- the family as a graph ----------------------------------------------------------------------------


def classes(names: Iterable[str], found: Mapping[Names, Finding]) -> list[list[str]]:
    """Cells that finite parameters, without conditions, turn into each other, in the order given."""
    result: list[list[str]] = []
    for name in names:
        for group in result:
            both = found[group[0], name], found[name, group[0]]
            if all(one.rank <= KINDS.index(Kind.FINITE) and not one.where for one in both):
                group.append(name)
                break
        else:
            result.append([name])
    return result


def direct(groups: list[list[str]], found: Mapping[Names, Finding]) -> list[Finding]:
    """The relations between the first members of classes that no two others of at most their kind imply."""
    heads = [group[0] for group in groups]

    def is_implied(one: Finding) -> bool:
        return any(
            max(found[one.general, middle].rank, found[middle, one.special].rank) <= one.rank
            and found[middle, one.general].rank > one.rank
            and found[one.special, middle].rank > one.rank
            for middle in heads
            if middle not in (one.general, one.special)
        )

    hits = (found[a, b] for a in heads for b in heads if a != b)
    return [one for one in hits if one.is_hit and not is_implied(one)]
