"""Derived facts → words: Markdown in which every formula stands in dollars, made from the equations.

Every symbol is marked with its cell's name. `plain` turns the same words into Unicode for the terminal.
No formula is typed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import sympy as sp

from derive.cell import Cell
from derive.componentwise import lift, symbol
from derive.intervals import UNIT
from derive.latex import ODOT, spell
from derive.marks import key_of, marked, wear
from derive.memory import Exposure, Memory
from derive.nodes import Named, Quantity, Value, shift
from derive.prover import Verdict
from derive.roles import Facts, Growth, Place, Role, RoleKind, Roles, Signal
from derive.text import text


def plain(markdown: str) -> str:
    """The words with each formula as Unicode, emphasis marks dropped."""
    unicode = re.sub(r"\$([^$]+)\$", lambda m: text(m[1]), markdown)
    return unicode.replace("**", "").replace("`", "")


def listed(parts: list[str], joint: str = "and") -> str:
    """a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


class Words:
    """Speaks of one cell: its gates by the author's names for them, its factors as formulas."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.printer = marked(cell.name)

    @cached_property
    def roles(self) -> Roles:
        """The roles of the cell's gates."""
        return Roles(self.cell.step)

    def math(self, entry: sp.Expr) -> str:
        """An entry as a formula."""
        return f"${self.latex(entry)}$"

    def latex(self, entry: sp.Expr) -> str:
        """An entry in LaTeX; several, separated by commas."""
        if isinstance(entry, sp.Tuple):
            return r",\; ".join(map(self.latex, entry))
        names = {name.name: name for q in self.roles.form.names.values() for name in (q, shift(q, -1))}
        return self.printer(lift(sp.sympify(entry), names))

    def name(self, name: Named, time: int = 0) -> str:
        """A name as a formula, at a time."""
        return f"${self.printer(shift(name, time))}$"

    def spelled(self, name: str) -> str:
        """A name of the cell's text, without a time, as a formula."""
        return f"${wear(f'{self.cell.name}:{name}', spell(name))}$"

    def called(self, name: Named) -> str:
        """What the author calls a gate, or its formula where nobody has named it."""
        word = self.cell.definition.meanings.get(name.base, "") if isinstance(name, Quantity) else ""
        return word or ("the unnamed value" if isinstance(name, Value) else "")

    def gate(self, name: Named, time: int = 0) -> str:
        """E.g. *output gate $o_{t-1}$*."""
        return f"{self.called(name)} {self.name(name, time)}".strip()

    def update(self, memory: Memory) -> str:
        """s_t = a ⊙ ψ(s_{t−1}) + b ⊙ candidate, in LaTeX."""
        left = self.printer(memory.state)
        parts = []
        for factor, value in ((memory.carry, memory.carried), (memory.write, memory.candidate)):
            if factor != 0 and value != 0:
                parts.append(self.latex(value) if factor == 1 else self._product(factor, value))
        return f"{left} = {' + '.join(parts)}"

    def _product(self, factor: sp.Expr, value: sp.Expr) -> str:
        """factor ⊙ value, sums in parentheses."""
        texts = (rf"\left({self.latex(e)}\right)" if e.is_Add else self.latex(e) for e in (factor, value))
        return f" {self.printer.sign('odot', ODOT)} ".join(texts)

    def role(self, role: Role) -> str:
        """One role in a phrase that follows *it …*."""
        on = self.math(role.on)
        match role.kind:
            case RoleKind.CARRY:
                return f"carries the memory: {self.math(role.factor)} multiplies {on}"
            case RoleKind.WRITE:
                return f"writes: {self.math(role.factor)} multiplies the candidate {on}"
            case RoleKind.EXPOSE:
                where = "" if role.place is Place.NONE else f" {self.place(role)}"
                return f"exposes: {self.math(role.factor)} multiplies {on}{where} in {self.name(role.target)}"
            case RoleKind.READ:
                return f"reads: {self.scales(role)} in the candidate {self.name(role.target)}"
            case RoleKind.FILTER:
                return f"filters: {self.scales(role)} in {self.name(role.target)}"
            case RoleKind.CANDIDATE:
                return f"is the candidate for {self.name(role.target)}"
        raise AssertionError(role.kind)

    def scales(self, role: Role) -> str:
        """E.g. *$r_t$ scales $h_{t-1}$ before the matrix*."""
        return f"{self.math(role.factor)} scales {self.math(role.on)} {self.place(role)}"

    def place(self, role: Role) -> str:
        """before the recurrent matrix, after it, or entry by entry."""
        return "entry by entry" if role.place is Place.NONE else str(role.place.value)

    def showing(self) -> list[str]:
        """What acts on the outside's view of a memory otherwise than a gate does, a sentence each."""
        return [said for e in self.roles.form.exposures for said in (*self._shifts(e), *self._states_in(e))]

    def _shifts(self, e: Exposure) -> Iterator[str]:
        """The signals that are added to what is shown, or taken from it, and act in no other way."""
        alone = {symbol(s.name): s.name for s in self.roles.signals.values() if not s.roles}
        for term in sp.Add.make_args(e.whole):
            _, signal = term.as_coeff_Mul()
            if signal in alone and term != e.whole:
                yield (
                    f"{self.gate(alone[signal])} only shifts what {self.name(e.output)} shows, "
                    f"by {self.math(term)}: it multiplies nothing, so it has no role"
                )

    def _states_in(self, e: Exposure) -> Iterator[str]:
        """The states with values between 0 and 1 that multiply what is shown of another one."""
        factors, form = sp.Mul.make_args(e.shown), self.roles.form
        states = {symbol(m.state): m.state for m in self.roles.memories}
        for one in (f for f in factors if f in states and form.bounds(f).within(UNIT)):
            rest = sp.Mul(*(f for f in factors if f is not one))
            if rest.free_symbols & states.keys():
                yield (
                    f"{self.gate(states[one])}, a state itself, exposes: it multiplies {self.math(rest)} "
                    f"in {self.name(e.output)}"
                )

    def growth(self, facts: Facts) -> str:
        """How large the memory can become, as a sentence."""
        memory = facts.memory.state
        state = self.printer(memory)
        start = rf"\lvert {wear(key_of(self.cell.name, memory), spell(memory.base, '0'))} \rvert"
        limit = sp.nsimplify(facts.bound)
        match facts.growth:
            case Growth.FOREVER:
                if facts.memory.carried != facts.memory.previous:
                    return rf"In absolute value, no entry of ${state}$ exceeds ${sp.latex(limit)}$."
                return (
                    rf"In absolute value, no entry of ${state}$ exceeds the larger of ${start}$ "
                    rf"and ${sp.latex(limit)}$."
                )
            case Growth.LINEAR:
                return (
                    rf"From one step to the next, the absolute value of an entry of ${state}$ "
                    rf"grows by at most ${sp.latex(limit)}$."
                )
            case Growth.GEOMETRIC:
                return (
                    rf"In absolute value, an entry of ${state}$ tends below ${sp.latex(limit)}$, "
                    "whatever it started from."
                )
        return f"The activations alone give no bound for the entries of ${state}$."

    def _sum(self, facts: Facts, total: str) -> str:
        """What is known of carry + write where they are no shares of one."""
        match facts.sum_is_one.verdict:
            case Verdict.PROVED:
                return "Carry and write add up to one, but nothing keeps them between 0 and 1."
            case Verdict.DISPROVED:
                return f"Carry and write are free of each other: their sum {total} is not one in general."
        return f"Whether carry and write add up to one is undecided: their sum is {total}."

    def retained(self, memory: Memory) -> str:
        """The product of the carries of k steps, in LaTeX."""
        if memory.carry == 1:
            return "1"
        factor = rf"\left({self.latex(memory.carry)}\right)"
        if not self._changes(memory.carry):
            return f"{factor}^{{k}}"
        later = factor if memory.carry.is_Add or memory.carry.is_Mul else self.latex(memory.carry)
        return rf"\prod_{{j=t+1}}^{{t+k}} {later.replace('{t}', '{j}')}"

    def _changes(self, entry: sp.Expr) -> bool:
        """Whether an entry changes from step to step."""
        names = (self.roles.form.names[s.name] for s in entry.free_symbols)
        return any(shift(name, 1) != name for name in names)

    def computed_from(self, signal: Signal) -> str:
        """What a signal is computed from, whether with a bias, and in which range it lies."""
        met = [self.math(entry) for _, entry in signal.form.terms if entry != 1]
        parts = [*dict.fromkeys(met), *["a bias"] * signal.form.has_bias]
        bounds = signal.bounds
        low, high = (sp.latex(sp.nsimplify(end)) for end in (bounds.low, bounds.high))
        return f"from {listed(parts)}; in $({low}, {high})$"

    def facts(self, memory: Memory) -> list[str]:
        """What follows for a memory, a sentence each."""
        facts = self.roles.facts(memory)
        total = self.math(memory.carry + memory.write)
        said = []
        if facts.is_convex:
            said.append(
                f"Carry and write add up to one, so the new memory lies between {self.math(memory.carried)} "
                f"and {self.math(memory.candidate)}, entry by entry."
            )
        elif memory.carry != 0:
            said.append(self._sum(facts, total))
        if facts.is_scannable:
            said.append(
                "The update is linear in the memory, with coefficients from the input alone"
                + " or from what such an update gives" * facts.reads_itself
                + ": a parallel scan can run it."
            )
        elif memory.carry == 0 and not facts.reads_itself:
            said.append("It keeps what it gets for one step.")
        elif facts.is_linear:
            said.append(
                "The update is linear in the states together: a parallel scan of matrices can run it."
            )
        else:
            said.append("The update is not linear in the states, so it must be run step by step.")
        if memory.carried == memory.previous:
            product = self.retained(memory)
            said.append(f"Along the carry alone, a gradient over $k$ steps is multiplied by ${product}$.")
        said.append(self.growth(facts))
        return said
