"""Substitution → equations → judgement: that a step becomes another one, put to the prover.

A step *becomes* another under a substitution if, started from corresponding states, it goes to
corresponding states and shows the same, for all of the other's parameters, all values and all sizes.
Nothing here depends on how the substitution was found.

Legend: E maps the special step's states to the general one's; □ is what a matrix is applied to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import sympy as sp

from derive.activations import ACTIVATIONS
from derive.componentwise import Dot, ScalarSymbol, act, inlined, symbol
from derive.nodes import Kind, Named, Quantity, is_scalar, is_vector
from derive.program import Program
from derive.prover import Judgement, Verdict, prove

HOLE = sp.Symbol("□", real=True)
INFINITE = ScalarSymbol("∞", real=True)
Symbols = Mapping[sp.Expr, sp.Expr]
Entries = Mapping[str, sp.Expr]


class NoValueError(Exception):
    """An entry that a substitution does not settle."""


@dataclass(frozen=True)
class View:
    """The general step's output of this name is factor · (the special one's) + offset."""

    name: str
    factor: sp.Rational = sp.S.One
    offset: sp.Rational = sp.S.Zero


@dataclass(frozen=True)
class Substitution:
    """What makes one step out of another.

    values: an entry for each of the general step's parameters, over those of the special one (of a
    matrix, what it makes of □; a multiple of ∞ where only a limit does it); states: the general step's
    over the special one's, both before the step; shown: by the special step's outputs, the general one's
    that shows it; follows: the special step's states that are no memory, over those that are.
    """

    general: Program
    special: Program
    values: Entries
    states: Entries
    shown: Mapping[str, View]
    follows: Entries

    @cached_property
    def theirs(self) -> Entries:
        """The special step: every name's entry."""
        return self._theirs(())

    @cached_property
    def mine(self) -> Entries:
        """The general step over the special one's inputs, states and parameters: every name's entry.

        Raises NoValueError where the substitution leaves something unsettled.
        """
        return self._mine({})

    @property
    def start(self) -> Entries:
        """The general step's states over the special one's where those that correspond to none are 0."""
        zero = {lost(q): sp.S.Zero for q in states_of(self.general)}
        return {name: entry.xreplace(zero) for name, entry in self.states.items()}

    def _theirs(self, keep: Collection[Named]) -> Entries:
        """The special step, with some new states kept as symbols."""
        follows = {symbol(q): self.follows[q.base] for q in states_of(self.special) if q.base in self.follows}
        table = {symbol(q): follows.get(symbol(q), symbol(q)) for q in self.special.inputs}
        table |= {symbol(q): symbol(q) for q in keep}
        return {q.name: put(entry, table, {}) for q, entry in inlined(self.special, keep).items()}

    def _mine(self, kept: Mapping[Named, sp.Expr]) -> Entries:
        """The general step, with some new states known already."""
        given = [q for q in self.general.inputs if isinstance(q, Quantity)]
        theirs = [q for q in self.special.inputs if isinstance(q, Quantity) and q.kind == Kind.INPUT]
        inputs = (q for q in given if q.kind == Kind.INPUT)
        table = {symbol(a): symbol(b) for a, b in zip(inputs, theirs, strict=True)}
        table |= {symbol(q): self.states.get(q.base, lost(q)) for q in states_of(self.general)}
        parameters = [q for q in given if q.kind == Kind.PARAMETER]
        table |= {symbol(q): self.values[q.name] for q in parameters if is_vector(q) or is_scalar(q)}
        matrices = {symbol(q): self.values[q.name] for q in parameters if symbol(q) not in table}
        table |= {symbol(q): entry for q, entry in kept.items()}
        return {q.name: put(entry, table, matrices) for q, entry in inlined(self.general, kept).items()}

    def _reached(self, theirs: Entries, mine: Entries) -> Entries:
        """E of the special step's new states, by the general step's states."""
        table = {symbol(q): symbol(q) for q in self.special.inputs}
        table |= {symbol(q): theirs[q.base] for q in states_of(self.special)}
        table |= {lost(q): mine[q.base] for q in states_of(self.general) if q.base not in self.states}
        return {name: put(entry, table, {}) for name, entry in self.states.items()}

    def equations(self) -> list[tuple[sp.Expr, sp.Expr]]:
        """(general, special) for each state that corresponds to one and for each output, each pair once."""
        return self._pairs(self.mine, self.theirs, self._reached(self.theirs, self.mine))

    def staged(self) -> list[tuple[sp.Expr, sp.Expr]]:
        """The same, each equation given those before it: new states that are settled stay symbols."""
        new = [q.at(0) for q in states_of(self.special)]
        symbols = {q.name: symbol(q) for q in new}
        whole = self._reached(symbols, self.mine)
        kept = {q.at(0): whole[q.base] for q in states_of(self.general) if q.base in whole}
        mine, theirs = self._mine(kept), self._theirs(new)
        return self._pairs(mine, theirs, self._reached(theirs, self.mine))

    def _pairs(self, mine: Entries, theirs: Entries, reached: Entries) -> list[tuple[sp.Expr, sp.Expr]]:
        """What has to be equal."""
        pairs = [(mine[name], new) for name, new in reached.items()]
        pairs += [
            (mine[view.name], view.factor * theirs[name] + view.offset) for name, view in self.shown.items()
        ]
        return list(dict.fromkeys(pairs))


def lost(q: Quantity) -> sp.Symbol:
    """The symbol of a state of the general step that corresponds to none."""
    return type(symbol(q))(f"{q.name}′", real=True)


def states_of(program: Program) -> list[Quantity]:
    """The previous states of a step."""
    return [q for q in program.inputs if isinstance(q, Quantity) and q.kind == Kind.STATE]


def put(entry: sp.Expr, symbols: Symbols, matrices: Symbols) -> sp.Expr:
    """The entry with every symbol replaced, and each matrix by what it makes of a vector.

    Of an infinite argument an activation takes its limit. Raises NoValueError for what neither table has.
    """
    if entry.is_number:
        return entry
    if isinstance(entry, sp.Symbol):
        if entry not in symbols:
            raise NoValueError(entry)
        return symbols[entry]
    if isinstance(entry, Dot):
        inner = put(entry.entry, symbols, matrices)
        if entry.matrix in matrices:
            return matrices[entry.matrix].xreplace({HOLE: inner})
        return act(Dot(put(entry.matrix, symbols, matrices), inner))
    args = [put(arg, symbols, matrices) for arg in entry.args]
    if entry.func.__name__ in ACTIVATIONS and (args[0] == 0 or args[0].has(INFINITE)):
        return _at_end(entry.func.__name__, args[0])
    result = entry.func(*args)
    if result.has(sp.zoo, sp.nan, sp.oo):
        raise NoValueError(entry)
    return result


def _at_end(name: str, argument: sp.Expr) -> sp.Expr:
    """An activation at 0 or at ±∞, from its definition in SymPy's own functions."""
    u = sp.Symbol("u", real=True)
    formula = sp.sympify(ACTIVATIONS[name].scalar, locals={"u": u})
    if argument == 0:
        return formula.subs(u, 0)
    slope = sp.expand(argument).coeff(INFINITE)
    if not slope.is_number or slope == 0:
        raise NoValueError(argument)
    return sp.limit(formula, u, sp.oo * slope)


def judge(substitution: Substitution) -> Judgement:
    """The judgement on every equation, as one: proved only if all are.

    Raises NoValueError where the substitution leaves something unsettled.
    """
    whole = _judged(substitution.equations())
    return _judged(substitution.staged()) if whole.verdict is Verdict.UNDECIDED else whole


def _judged(equations: Iterable[tuple[sp.Expr, sp.Expr]]) -> Judgement:
    """Disproved if one equation is, else undecided if one is, else proved."""
    judgements: list[Judgement] = []
    for left, right in equations:
        judgement = prove(left, right)
        if judgement.verdict is Verdict.DISPROVED:
            return judgement
        judgements.append(judgement)
    for judgement in judgements:
        if judgement.verdict is not Verdict.PROVED:
            return judgement
    return Judgement(Verdict.PROVED, tuple(step for judgement in judgements for step in judgement.steps))
