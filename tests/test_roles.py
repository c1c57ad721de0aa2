"""Roles: the same under any names and in any order, and those that a cell was built to have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain import cells, words
from renamed import cell_of, other

from derive.cell import Cell
from derive.cells import LIBRARY
from derive.compare import Comparison, compare
from derive.componentwise import symbol
from derive.limits import limits
from derive.nodes import Named, Quantity, quantities, shift
from derive.roles import Growth, Roles
from derive.words import Words, plain

SEEDS = (1,)
quick = settings(
    derandomize=True, deadline=None, max_examples=60, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


class Renamed:
    """Translates what was derived from a cell into the names of another."""

    def __init__(self, roles: Roles, names: dict[str, str]) -> None:
        self.names = names
        known = [n for name in roles.form.names.values() for n in (name, shift(name, -1))]
        self.table = {symbol(n): symbol(self.name(n)) for n in known}

    def name(self, name: Named) -> Named:
        """A name, also inside a derived one."""
        moved = {
            q: Quantity(self.names.get(q.base, q.base), *q.shape, q.kind, q.time) for q in quantities(name)
        }
        return name.xreplace(moved)

    def entry(self, entry: sp.Expr) -> sp.Expr:
        """An entry."""
        return sp.sympify(entry).xreplace(self.table)


def described(roles: Roles, names: dict[str, str]) -> dict[str, Any]:
    """Everything that is derived of a cell's gates, in other names, without an order."""
    to = Renamed(roles, names)
    memories = {
        (
            to.name(m.state).name,
            *(to.entry(e) for e in (m.carry, m.carried, m.write, m.candidate)),
            m.is_inside,
        )
        for m in roles.memories
    }
    signals = {
        to.name(name).name: (
            signal.bounds, signal.form.activation, signal.form.has_bias,
            frozenset((m and to.entry(m), to.entry(met)) for m, met in signal.form.terms),
            frozenset(
                (r.kind, to.entry(r.factor), r.time, to.entry(r.on), r.place, to.name(r.target).name)
                for r in signal.roles
            ),
        )
        for name, signal in roles.signals.items()
    }  # fmt: skip
    facts = {
        to.name(m.state).name: (
            f.sum_is_one.verdict, f.carry_bounds, f.reads_itself, f.growth, f.bound, f.is_convex,
            f.is_scannable,
        )
        for m in roles.memories for f in [roles.facts(m)]
    }  # fmt: skip
    exposed = [
        (to.name(e.output).name, to.entry(e.gate), to.entry(e.shown), e.is_before)
        for e in roles.form.exposures
    ]
    return {"memories": memories, "signals": signals, "facts": facts, "exposed": exposed}


def at_limits(cell: Cell, names: dict[str, str]) -> set[Any]:
    """What is said of every limit, in other names."""
    roles = Words(cell).roles
    to = Renamed(roles, names)
    return {
        (
            frozenset((to.name(gate).name, v) for gate, v in limit.values.items()), limit.shows,
            frozenset(
                (to.name(q).name, to.entry(s.carried), s.seen, frozenset(to.name(g).name for g in s.gates))
                for q, s in limit.survival.items()
            ),
            frozenset((to.name(q).name, written) for q, written in limit.writes.items()),
        )
        for limit in limits(cell.plain, roles)
    }  # fmt: skip


@pytest.mark.parametrize("name", cells())
@pytest.mark.parametrize("seed", SEEDS)
def test_names_and_order_do_not_matter(name: str, seed: int, tmp_path: Path) -> None:
    """Every gate renamed at random, every line where it can as well stand: all is the same but the names."""
    cell = cells()[name]
    twin, names = other(cell, seed, tmp_path)
    assert twin.definition.body != cell.definition.body
    assert described(words(name).roles, names) == described(Words(twin).roles, {})
    if seed == SEEDS[0]:
        assert at_limits(cell, names) == at_limits(twin, {})


def verdicts(found: Comparison) -> list[Any]:
    """What a comparison says, without words."""
    rows = [(a.kind, [(p.topic, p.agrees) for p in a.points]) for a in found.alignments]
    return [rows, [(p.topic, p.agrees) for p in found.points]]


PAIRS = [
    ("reads_twice", "two_writers"),
    ("lstm", "gru_cho"),
    ("gru_chung", "mut3"),
    ("lstm_peephole", "slstm"),
    ("elman", "two_memories"),
]


def factors(entry: sp.Expr) -> frozenset[sp.Expr]:
    """One factor or several, without an order."""
    return frozenset(entry) if isinstance(entry, sp.Tuple) else frozenset([entry])


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_a_comparison_does_not_depend_on_names(left: str, right: str, tmp_path: Path) -> None:
    """The same factors stand beside each other, with the same agreement."""
    twins = [other(cells()[name], seed, tmp_path) for seed, name in enumerate((left, right))]
    before, after = compare(cells()[left], cells()[right]), compare(*(twin for twin, _ in twins))
    assert verdicts(before) == verdicts(after)
    for mine, its in zip(before.alignments, after.alignments, strict=True):
        for name, (_, names), a, b in zip(
            (left, right), twins, (mine.left, mine.right), (its.left, its.right), strict=True
        ):
            assert factors(Renamed(words(name).roles, names).entry(a.factor)) == factors(b.factor)


# --- cells that are built to have certain roles -------------------------------------------------------


class Builder:
    """Writes a gated cell line by line, and keeps which gate does what at which time."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.is_shown = draw(st.booleans())
        self.seen = "h" if self.is_shown else "c"
        self.lines: list[str] = []
        self.weights: list[str] = []
        self.roles: set[tuple[str, str, int]] = set()

    def maybe(self) -> bool:
        """A coin."""
        return bool(self.draw(st.booleans()))

    def weight(self, name: str) -> str:
        """A new parameter."""
        self.weights.append(name)
        return name

    def sees(self, kind: str, gate: str) -> str:
        """What is seen of the memory, through a gate or none."""
        if gate:
            self.roles.add((gate, kind, 0))
        if self.is_shown:
            self.roles.add(("o", kind, -1))
        return f"({gate} * {self.seen})" if gate else self.seen

    def gate(self, name: str, filtered_by: str = "") -> str:
        """A line `name = sigmoid(…)`."""
        terms = [f"{self.weight(f'W_{name}')} @ x"]
        if filtered_by or self.maybe():
            terms.append(f"{self.weight(f'U_{name}')} @ {self.sees('filter', filtered_by)}")
        if self.maybe():
            terms.append(self.weight(f"b_{name}"))
        self.lines.append(f"{name} = sigmoid({' + '.join(terms)})")
        return name

    def carry(self) -> tuple[str, str]:
        """A carry and its complement."""
        gate = self.gate("f", self.gate("q") if self.maybe() else "")
        self.roles.add((gate, "carry", 0))
        if self.maybe():
            self.roles.add((self.gate("k"), "carry", 0))
            return "f * k", "(1 - f * k)"
        return ("f", "(1 - f)") if self.maybe() else ("(1 - f)", "f")

    def write(self, complement: str) -> str:
        """A gate of its own, or what the carry leaves."""
        gates = [name for name in "fk" if name in complement] if self.maybe() else [self.gate("i")]
        self.roles |= {(name, "write", 0) for name in gates}
        return "i" if gates == ["i"] else complement

    def candidate(self) -> None:
        """The line of g: blind, linear, or reading before or after the matrix."""
        self.roles.add(("g", "candidate", 0))
        line = f"{self.weight('W_g')} @ x"
        match self.draw(st.sampled_from(("linear", "blind", "before", "after"))):
            case "linear":
                self.lines.append(f"g = {line}")
                return
            case "before":
                line += (
                    f" + {self.weight('U_g')} @ {self.sees('read', self.gate('r') if self.maybe() else '')}"
                )
            case "after":
                self.sees("read", self.gate("r"))
                line += f" + r * ({self.weight('U_g')} @ {self.seen})"
        self.lines.append(f"g = tanh({line})")

    def text(self) -> str:
        """The cell."""
        carry, complement = self.carry()
        write = self.write(complement)
        self.candidate()
        if self.is_shown:
            self.roles.add((self.gate("o"), "expose", 0))
        self.lines.append(f"c = {carry} * c + {write} * g")
        if self.is_shown:
            self.lines.append(f"h = o * {'tanh(c)' if self.maybe() else 'c'}")
        states = "h, c" if self.is_shown else "c"
        head = f"def built(x, {states}, *, {', '.join(self.weights)}):"
        return "\n    ".join([head, *self.lines, f"return {states}"])


@st.composite
def built(draw: st.DrawFn) -> tuple[str, set[tuple[str, str, int]]]:
    """A random gated cell, and the roles that it was given."""
    builder = Builder(draw)
    return builder.text(), builder.roles


@quick
@given(built(), st.integers(0, 2**32))
def test_roles_are_those_that_a_cell_was_built_with(
    tmp_path: Path, cell_and_roles: tuple[str, set[tuple[str, str, int]]], seed: int
) -> None:
    """And they stay under any names and in any order."""
    text, roles = cell_and_roles
    cell = cell_of(text, tmp_path)
    derived = Words(cell).roles
    found = {(n.name, r.kind.value, r.time) for n, signal in derived.signals.items() for r in signal.roles}
    assert found == roles, text
    twin, names = other(cell, seed, tmp_path)
    assert described(derived, names) == described(Words(twin).roles, {}), text


def test_what_acts_on_the_view_of_a_memory_without_a_role_is_told() -> None:
    """A gate that is subtracted, a gate that is a state; nothing is told of cells whose gates have roles."""
    said = {name: [plain(one) for one in Words(cell).showing()] for name, cell in LIBRARY.items()}
    assert {name for name, sentences in said.items() if sentences} == {"sublstm", "lstm_fgr"}
    (shifts,), (exposes,) = said["sublstm"], said["lstm_fgr"]
    assert shifts.startswith("output gate oₜ only shifts what hₜ shows, by −oₜ")
    assert exposes == "output gate oₜ, a state itself, exposes: it multiplies tanh(cₜ) in hₜ"


@pytest.mark.parametrize("name", LIBRARY)
def test_how_large_a_memory_becomes_is_a_sentence_about_it(name: str) -> None:
    """With the memory in it, and with a number wherever there is a bound."""
    words = Words(LIBRARY[name])
    for memory in words.roles.memories:
        facts = words.roles.facts(memory)
        said = words.growth(facts)
        assert re.fullmatch(r"[A-Z].*\.", said)
        assert words.name(memory.state) in said
        assert (f"${sp.nsimplify(facts.bound)}$" in said) is (facts.growth is not Growth.UNKNOWN)
