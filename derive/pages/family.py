"""All cells as one family: the map of what becomes what, the proofs, and a table of derived properties."""

from __future__ import annotations

from collections.abc import Iterable

from derive.cell import Cell
from derive.cells import LIBRARY
from derive.marks import marked, marked_size, unmarked
from derive.pages.blocks import block
from derive.pages.cache import part
from derive.pages.cell import file_of
from derive.pages.graph import drawing
from derive.pages.job import Context, Job
from derive.relations import words
from derive.relations.chain import chain, changed
from derive.relations.confirm import STEPS, TOLERANCE
from derive.relations.family import NONE, UNSETTLED, Finding, classes, direct, findings
from derive.relations.relation import Kind
from derive.roles import Facts, Role, RoleKind, Signal
from derive.store import Store
from derive.words import Words

CHAINS = (("lstm", "gru_cho"), ("lstm", "gru_reset_after"))
"""The chains that the page shows; `python -m derive relate A B --steps` shows any."""

SHOWN = (RoleKind.CARRY, RoleKind.WRITE, RoleKind.READ, RoleKind.EXPOSE)


def jobs(store: Store) -> list[Job]:
    """The one page; relations, chains and rows come from the store where it has them."""
    files = dict.fromkeys(file_of(cell) for cell in LIBRARY.values())
    return [Job("family.md", "family.md.j2", context, (), tuple(files), slow=True, store=store)]


def context(store: Store) -> Context:
    """The map, every direct relation, the chains, and a row for each cell."""
    found = findings(LIBRARY, store)
    groups = classes(LIBRARY, found)
    edges = direct(groups, found)
    titles = {name: cell.definition.title for name, cell in LIBRARY.items()}
    counts = {kind.value: sum(one.kind == kind.value for one in found.values()) for kind in Kind}
    return {
        "map": drawing(groups, edges, titles),
        "kinds": [
            {"name": kind.value, "rank": rank, "count": counts[kind.value]} for rank, kind in enumerate(Kind)
        ],
        "pairs": len(found),
        "without": sum(one.kind == NONE for one in found.values()),
        "unsettled": [f"{titles[a]} → {titles[b]}" for (a, b), one in found.items() if one.kind == UNSETTLED],
        "classes": [_relation(found[group[0], other], titles) for group in groups for other in group[1:]],
        "relations": [_relation(one, titles) for one in edges],
        "apart": [
            {"name": name, "title": titles[name]}
            for (name, *_) in groups
            if all(name not in (one.general, one.special) for one in edges)
        ],
        "chains": [part(store, chain_of, LIBRARY[a], LIBRARY[b]) for a, b in CHAINS],
        "rows": [part(store, properties, cell) for cell in LIBRARY.values()],
        "steps": STEPS,
        "tolerance": f"{TOLERANCE:g}",
    }


def _relation(one: Finding, titles: dict[str, str]) -> Context:
    """A relation with all that supports it; parameters that keep name and value are left out."""
    values: dict[str, list[str]] = {}
    for name, value in one.settings:
        if unmarked(name) != unmarked(value):
            values.setdefault(value, []).append(name)
    return {
        "general": {"name": one.general, "title": titles[one.general]},
        "special": {"name": one.special, "title": titles[one.special]},
        "kind": one.kind,
        "rank": one.rank,
        "edits": one.edits,
        "fixed": one.fixed,
        "where": one.where,
        "values": [f"${' = '.join([*names, value])}$" for value, names in values.items()],
        "states": [f"${name} = {value}$" for name, value in one.states],
        "laws": one.laws,
        "is_confirmed": one.is_confirmed,
        "misses": one.misses,
    }


def chain_of(start: Cell, end: Cell) -> Context:
    """The single edits from one cell to another, each with the equations that it changes."""
    found = chain(start.plain, end.plain)
    prefix = f"{start.name}-{end.name}"
    steps: list[Context] = []
    cell = end if found and found.is_backward else start
    before, to = cell.plain, marked(cell.name)
    for number, edit in enumerate(found.edits if found else (), 1):
        new = changed(before, edit.program)
        steps.append(
            {"says": words.change(edit, to), "equations": block(new.equations, to, f"{prefix}-{number}")}
        )
        before = edit.program
    return {
        "start": start.definition.title,
        "end": end.definition.title,
        "first": block(start.plain.equations, marked(start.name), prefix),
        "steps": steps,
        "is_backward": bool(found and found.is_backward),
        "lacks": f"${marked(end.name)(found.lacks)}$" if found and found.lacks else "",
        "closing": found.closing.kind.value if found else "",
    }


def properties(cell: Cell) -> Context:
    """A row of the table: what is derived of a cell, in short."""
    words_of = Words(cell)
    roles = words_of.roles
    facts = [roles.facts(memory) for memory in roles.memories]
    gates = {
        kind.value: [words_of.name(signal.name) for signal in _once(roles.of_kind(kind))] for kind in SHOWN
    }
    return {
        "name": cell.name,
        "title": cell.definition.title,
        "year": cell.definition.source.short if cell.definition.source else "",
        "states": len(cell.definition.states),
        "memories": [words_of.name(memory.state) for memory in roles.memories],
        "gates": gates,
        "coupling": _coupling(facts),
        "scannable": all(fact.is_scannable for fact in facts),
        "bounded": [fact.growth.value for fact in facts],
        "parameters": marked_size(cell.name, cell.parameter_count),
        "cost": marked_size(cell.name, cell.multiply_adds),
    }


def _once(pairs: Iterable[tuple[Signal, Role]]) -> list[Signal]:
    """The signals of some roles, each once."""
    found: list[Signal] = []
    for signal, _ in pairs:
        if signal not in found:
            found.append(signal)
    return found


def _coupling(facts: list[Facts]) -> str:
    """How carry and write belong together, over all memories that are carried."""
    carried = [fact for fact in facts if fact.memory.carry != 0]
    if not carried:
        return "nothing is carried"
    return "convex" if all(fact.is_convex for fact in carried) else "free"
