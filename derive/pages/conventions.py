"""How the frameworks write LSTM and GRU: which cell each is, what differs from the papers, weights both ways.

Every cell of a table is derived from the framework's equations and layout.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable

import sympy as sp

from derive.cell import Cell
from derive.cells import LIBRARY
from derive.checks.verify import rung
from derive.componentwise import lift
from derive.conventions.convention import BATCH, STEPS, Convention, keeps
from derive.conventions.matching import Match, Sum, Twins, match, roles_of
from derive.errors import OutputError
from derive.frameworks import CONVENTIONS
from derive.latex import spell
from derive.marks import key_of, marked, marked_size, wear
from derive.nodes import Named, Quantity, shift
from derive.pages.cell import file_of
from derive.pages.job import Context, Job
from derive.pages.stacks import drawn, kinds_of
from derive.prover import Verdict
from derive.roles import Place, Signal
from derive.site import ROOT
from derive.words import listed

SECTIONS = (
    ("LSTM", ("lstm", "lstm_peephole")),
    ("GRU", ("gru_cho", "gru_chung", "gru_reset_after")),
)
"""The sections of the page, each with the cells of papers that its conventions are compared with."""

REQUIREMENTS = "pyproject.toml"


def jobs() -> list[Job]:
    """The one page."""
    papers = [LIBRARY[name] for _, names in SECTIONS for name in names]
    cells = [cell for one in CONVENTIONS.values() for cell in (one.cell, *one.alike)]
    files = dict.fromkeys(map(file_of, [*cells, *papers]))
    return [Job("conventions.md", "conventions.md.j2", context, (), (*files, REQUIREMENTS), slow=True)]


def context() -> Context:
    """Every convention, in the section of the papers whose gates play the same parts."""
    return {"sections": [_section(title, [LIBRARY[name] for name in papers]) for title, papers in SECTIONS]}


def _section(title: str, papers: list[Cell]) -> Context:
    """A section: a table of all its conventions, then each of them."""
    found = [one for one in CONVENTIONS.values() if match(one.cell, papers[0]) is not None]
    return {
        "title": title,
        "shares": any(one.shared for one in found),
        "rows": list(map(_row, found)),
        "tabs": [_tab(one, papers) for one in found],
    }


def _row(one: Convention) -> Context:
    """A convention in one row."""
    return {
        "title": one.framework.title,
        "options": one.layout.options,
        "order": [_chip(one.cell, signal) for signal in one.order],
        "library": _link(one.library),
        "share": _share(one) if one.shared else "",
        "reset": "" if one.reset is None else f"**{_place(one.reset)[0]}**",
        "count": marked_size(one.name, one.cell.parameter_count),
        "spare": _size(one.cell, (pair.left for pair in one.twins if pair.is_redundant)),
    }


def _chip(cell: Cell, signal: Signal) -> Context:
    """A gate with what it does."""
    return {"gate": _bare(cell, signal.name), "kinds": kinds_of(signal)}


def _tab(one: Convention, papers: list[Cell]) -> Context:
    """All about a convention."""
    return {
        "title": ", ".join(filter(None, [one.framework.title, one.layout.options])),
        "name": one.name,
        "what": one.layout.what,
        "documentation": one.framework.documentation,
        "variant": one.cell.definition.variant,
        "equations": marked(one.name).aligned(one.cell.written.equations),
        "library": _link(one.library),
        "states": _states(one),
        "gates": [_gate(one, *pair) for pair in one.matches[0].pairs],
        "facts": list(_facts(one)),
        "papers": [_paper(one, paper) for paper in papers],
        "arrays": [drawn(one, array) for array in one.layout.arrays],
        "lie": _lie(one),
        "take": f"from derive.frameworks import {one.name}\n\n{one.layout.take.format(name=one.name)}",
        "give": one.layout.give.format(name=one.name),
        "notes": [*one.framework.notes, *one.layout.notes],
        "checks": list(_checks(one)),
    }


# --- facts --------------------------------------------------------------------------------------------


def _gate(one: Convention, mine: Signal, theirs: Signal) -> Context:
    """A gate: what it does, its name here and there, and the library's parameters in the framework's."""
    found, there = one.matches[0], _math(one.library, theirs.name)
    own = [q for q in one.library.parameters if q in found.table and _owner(found, q) == mine.name]
    return {
        "kinds": kinds_of(mine),
        "here": _math(one.cell, mine.name),
        "there": f"1 - {there}" if theirs.name in found.flipped else there,
        "parameters": [rf"{_math(one.library, q)} = {_sum(one.cell, found.table[q])}" for q in own],
    }


def _owner(found: Match, q: Quantity) -> Named | None:
    """The framework's gate that a parameter of the library's cell belongs to."""
    own = {parameter for _, parameter in found.table[q].terms}
    roles = roles_of(found.cell)
    return next((a.name for a, _ in found.pairs if own & roles.form.opened(a.name).free_symbols), None)


def _facts(one: Convention) -> Iterable[str]:
    """What follows from the equations and the layout, a sentence each."""
    if one.shared:
        gate = _math(one.cell, one.shared.name)
        yield f"The gate that carries and writes is ${gate}$; at one it {_share(one)}."
    if one.reset is not None:
        word, rest = _place(one.reset)
        yield f"What the candidate sees of the memory is scaled **{word}** {rest}."
    yield from _biases(one.twins, one.cell)
    yield from _start(one)


def _share(one: Convention) -> str:
    """Whether the gate that carries and writes keeps the memory or writes at one."""
    return f"**{'keeps' if one.keeps else 'writes'}**"


def _place(place: Place) -> tuple[str, str]:
    """The words before or after, and the matrix."""
    word, _, rest = place.value.partition(" ")
    return word, rest


def _biases(pairs: tuple[Twins, ...], cell: Cell) -> Iterable[str]:
    """Which biases act through their sum alone, and which do not."""
    spare = [f"${_math(cell, pair.left)} + {_math(cell, pair.right)}$" for pair in pairs if pair.is_redundant]
    if spare:
        yield f"Of {listed(spare)} only the sum acts: one bias of each pair is redundant, which is proved."
    for pair in (pair for pair in pairs if not pair.is_redundant):
        left, right = (f"${_math(cell, q)}$" for q in (pair.left, pair.right))
        shown = "as numbers show" if pair.judgement.verdict is Verdict.DISPROVED else "as far as is known"
        yield (
            f"{left} and {right} both count, though both are biases of ${_math(cell, pair.gate)}$: "
            f"what is moved from one to the other changes the result, {shown}."
        )
    if not pairs:
        yield "No gate has two biases."


def _start(one: Convention) -> Iterable[str]:
    """How biases start, and of which gate that is."""
    if one.layout.start is None:
        return
    others = [(name, value) for name, value in one.layout.start if value != 0]
    for name, value in others:
        signal = one.gates[name]
        gate = f"${_math(one.cell, signal.name)}$, the gate of *{listed(kinds_of(signal))}*,"
        bias = _spelled(one.cell, name)
        yield f"The bias ${bias}$ of {gate} starts at ${sp.nsimplify(value)}$; all others at zero."
    if not others:
        yield "Every bias starts at zero."


def _lie(one: Convention) -> str:
    """How gates lie in the arrays, and whether rows meet them."""
    rows = "row vectors meet them from the left"
    if all(len(array.parts) == 1 for array in one.layout.arrays):
        return f"one for each gate{f'; {rows}' if one.layout.transposed else ''}"
    return f"gates side by side, since {rows}" if one.layout.transposed else "gates on top of each other"


def _states(one: Convention) -> str:
    """The states in the order in which the framework has them, where there are several."""
    names = [_spelled(one.cell, name) for name in one.cell.definition.states]
    return rf"\left({', '.join(names)}\right)" if len(names) > 1 else ""


# --- against the papers -------------------------------------------------------------------------------


def _paper(one: Convention, paper: Cell) -> Context:
    """A paper's cell beside the framework's: one map or not, what differs, how many more parameters."""
    found = match(one.cell, paper)
    if found is None:
        raise OutputError(f"{one.name} has no gates that play the parts of {paper.name}'s")
    more = sp.factor(one.cell.parameter_count - paper.parameter_count)
    size = marked_size(one.name, more)
    shown = size if str(more).startswith("-") else f"+{size}"
    return {
        "paper": _link(paper),
        "sign": "=" if found else "≠",
        "same": bool(found),
        "differences": list(_differences(one.cell, paper, found)) or ["one map, gate by gate"],
        "more": "" if more == 0 else shown,
    }


def _differences(cell: Cell, paper: Cell, found: Match) -> Iterable[str]:
    """What differs: gates that are complements, terms that only one of the two has."""
    for a, b in ((a, b) for a, b in found.pairs if b.name in found.flipped):
        here, there = ("keeps" if keeps(c, s.name) else "writes" for c, s in ((cell, a), (paper, b)))
        yield (
            f"${_math(cell, a.name)}$ {here}, ${_math(paper, b.name)}$ of the paper {there}: "
            "one is the other with its weights and bias negated"
        )
    for a, b in found.pairs:
        mine = [_math(cell, _lifted(cell, term)) for name, term in found.extra if name == a.name]
        theirs = [_math(paper, _lifted(paper, term)) for name, term in found.lacking if name == b.name]
        if mine or theirs:
            has = f"has ${' + '.join(mine)}$" if mine else "has nothing"
            where = f"where ${_math(paper, b.name)}$ of the paper has "
            yield (
                f"${_math(cell, a.name)}$ {has} "
                + where
                + (f"${' + '.join(theirs)}$" if theirs else "nothing")
            )
    if found and (spare := _several(found)):
        yield f"{listed(spare)} of the paper {'is a sum' if len(spare) == 1 else 'are sums'} here"


def _several(found: Match) -> list[str]:
    """The parameters of a paper's cell that are sums of several of the framework's."""
    return [f"${_math(found.other, q)}$" for q, one in found.table.items() if len(one.terms) > 1]


# --- checks -------------------------------------------------------------------------------------------


def _checks(one: Convention) -> Iterable[Context]:
    """What was compared, against what, and the outcome."""
    yield {
        "what": f"its equations are those of {_link(one.library)}",
        "how": "the componentwise algebra, for all sizes and parameters",
        "outcome": one.matches[0].judgement.verdict.value,
    }
    yield {
        "what": "its equations, and its arrays through `unpack`",
        "how": f"each other on random numbers, {STEPS} steps, a batch of {BATCH}",
        "outcome": f"error below ${_power(rung(one.disagreement()))}$",
    }
    peer = one.layout.checked_against
    if peer is None:
        yield {"what": "the framework itself", "how": one.framework.unchecked, "outcome": "**not checked**"}
        return
    yield {
        "what": "the framework itself, weights carried both ways by the code above",
        "how": f"`{_requirement(peer.package)}` in {peer.dtype}, {STEPS} steps, a batch of {BATCH}",
        "outcome": f"error below ${_power(peer.tolerance)}$ in the tests",
    }


def _requirement(package: str) -> str:
    """A package of the tests with its version, as the project requires it."""
    project = tomllib.loads((ROOT / REQUIREMENTS).read_text(encoding="utf-8"))["project"]
    return str(next(row for row in project["optional-dependencies"]["peers"] if row.startswith(package)))


def _power(bound: float) -> str:
    """A bound such as 10^{-12}."""
    return f"10^{{{round(sp.log(sp.Float(bound), 10))}}}"


# --- formulas -----------------------------------------------------------------------------------------


def _math(cell: Cell, expr: sp.Basic) -> str:
    """An expression in the names of a cell, each of them marked."""
    return marked(cell.name)(expr)


def _spelled(cell: Cell, name: str) -> str:
    """A parameter or state of a cell by its name alone, without its time."""
    return wear(f"{cell.name}:{name}", spell(name))


def _bare(cell: Cell, name: Named) -> str:
    """A gate without its time."""
    return (
        wear(key_of(cell.name, name), spell(name.base)) if isinstance(name, Quantity) else _math(cell, name)
    )


def _link(cell: Cell) -> str:
    """A cell of the library, linked to its page."""
    return f"[{cell.definition.title}](cells/{cell.name}.md)"


def _lifted(cell: Cell, entry: sp.Expr) -> sp.Expr:
    """An entry over a cell's symbols as an expression again."""
    names = roles_of(cell).form.names.values()
    return lift(entry, {one.name: one for name in names for one in (name, shift(name, -1))})


def _sum(cell: Cell, found: Sum) -> str:
    """A sum of parameters."""
    shown = ""
    for number, parameter in found.terms:
        sign = "-" if number < 0 else "+" if shown else ""
        factor = "" if abs(number) == 1 else sp.latex(abs(number))
        shown += f" {sign} {factor}{_spelled(cell, parameter.name)}"
    if found.constant != 0 or not shown:
        shown += f" {'-' if found.constant < 0 else '+' if shown else ''} {sp.latex(abs(found.constant))}"
    return shown.strip()


def _size(cell: Cell, vectors: Iterable[Quantity]) -> str:
    """How many numbers some vectors have together; nothing for none."""
    total = sp.Add(*(q.shape[0] for q in vectors))
    return "" if total == 0 else marked_size(cell.name, total)
