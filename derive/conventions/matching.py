"""Two cells → a match: gate beside gate by what each does, and each parameter of one in those of the other.

Gates are paired by their roles, never by name. Of two paired gates the terms are compared: those that meet
the same thing (W·x, U·h, r ∘ b) give the parameters; a gate that is the other's complement, as where z keeps
and not writes, gives them with a minus sign. What is found this way is then proved.

Legend: a *term's key* is the term with its parameter replaced by a blank, in the first cell's symbols.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import sympy as sp

from derive.cell import Cell
from derive.componentwise import Dot, inlined, substitute, symbol
from derive.nodes import Apply, Kind, Named, Quantity
from derive.prover import Judgement, Verdict, prove
from derive.roles import RoleKind, Roles, Signal

BLANK = sp.Symbol("·", real=True)
Pairs = tuple[tuple[Signal, Signal], ...]


@dataclass(frozen=True)
class Sum:
    """Σ k·p + constant over parameters p: what one parameter of a cell is in another's."""

    terms: tuple[tuple[sp.Expr, sp.Symbol], ...] = ()
    constant: sp.Expr = sp.S.Zero

    @property
    def entry(self) -> sp.Expr:
        """The sum as an entry."""
        return sp.Add(self.constant, *(number * parameter for number, parameter in self.terms))

    def plus(self, number: sp.Expr, parameter: sp.Symbol | None) -> Sum:
        """The sum with one more term, or with a larger constant."""
        if parameter is None:
            return Sum(self.terms, self.constant + number)
        return Sum((*self.terms, (number, parameter)), self.constant)

    def times(self, number: int) -> Sum:
        """The sum, multiplied."""
        return Sum(tuple((number * k, p) for k, p in self.terms), number * self.constant)


Terms = dict[sp.Expr, Sum]


@dataclass(frozen=True)
class Match:
    """What one cell is beside another.

    pairs: gates and candidates that play the same part. flipped: those of `other` that are one minus
    their partner. states: each state of `other` with that of `cell`. table: each parameter of `other` in
    those of `cell`. lacking, extra: terms of a gate that only `other` has, or only `cell`. judgement: on
    the two being one map under the table.
    """

    cell: Cell
    other: Cell
    pairs: Pairs
    flipped: tuple[Named, ...]
    states: dict[Quantity, Quantity] = field(hash=False)
    table: dict[Quantity, Sum] = field(hash=False)
    lacking: tuple[tuple[Named, sp.Expr], ...]
    extra: tuple[tuple[Named, sp.Expr], ...]
    judgement: Judgement

    def __bool__(self) -> bool:
        return bool(self.judgement)


@lru_cache
def roles_of(cell: Cell) -> Roles:
    """The roles of a cell's gates."""
    return Roles(cell.step)


def match(cell: Cell, other: Cell) -> Match | None:
    """`cell` beside `other`, or None where their gates do not play the same parts."""
    one, two = roles_of(cell), roles_of(other)
    pairs, states = _pairs(one, two), _states(one, two)
    if pairs is None or states is None:
        return None
    flipped = tuple(b.name for a, b in pairs if _is_complement(one, a, two, b))
    names = _translation(one, two, pairs, flipped, states)
    table: dict[Quantity, Sum] = {}
    lacking: list[tuple[Named, sp.Expr]] = []
    extra: list[tuple[Named, sp.Expr]] = []
    for a, b in pairs:
        sign = -1 if b.name in flipped else 1
        mine = {key: found.times(sign) for key, found in terms(one, a.name).items()}
        met: set[sp.Expr] = set()
        for key, found in terms(two, b.name).items():
            here = sp.expand(key.xreplace(names), func=False)
            met.add(here)
            if here in mine:
                table |= _solved(two, found, mine[here])
            else:
                lacking.append((b.name, filled(key, found)))
        extra += [(a.name, filled(key, found)) for key, found in mine.items() if key not in met]
    wanted = [q for q in other.plain.inputs if isinstance(q, Quantity) and q.kind == Kind.PARAMETER]
    whole = not lacking and not extra and all(q in table for q in wanted)
    judgement = _judge(cell, other, names, table, states) if whole else Judgement(Verdict.UNDECIDED)
    return Match(cell, other, pairs, flipped, states, table, tuple(lacking), tuple(extra), judgement)


def part(signal: Signal) -> frozenset[tuple[RoleKind, int]]:
    """The part that a gate or candidate plays: its kinds of roles, with their times."""
    return frozenset((role.kind, role.time) for role in signal.roles)


def _pairs(one: Roles, two: Roles) -> Pairs | None:
    """Signals that play the same part; None unless each has exactly one partner."""
    sides = [[s for s in roles.signals.values() if s.roles] for roles in (one, two)]
    counts = [Counter(map(part, side)) for side in sides]
    if counts[0] != counts[1] or any(number > 1 for number in counts[0].values()):
        return None
    partner = {part(b): b for b in sides[1]}
    return tuple((a, partner[part(a)]) for a in sides[0])


def _states(one: Roles, two: Roles) -> dict[Quantity, Quantity] | None:
    """Each state of the second cell with the one of the first: memory to memory, read-out to read-out."""
    kinds = [([m.state for m in roles.memories], list(roles.form.readouts)) for roles in (one, two)]
    found: dict[Quantity, Quantity] = {}
    for mine, theirs in zip(*kinds, strict=True):
        if len(mine) != len(theirs):
            return None
        found |= dict(zip(theirs, mine, strict=True))
    return found


def _is_complement(one: Roles, a: Signal, two: Roles, b: Signal) -> bool:
    """Whether two gates with the same part stand in it as g and 1 − g."""
    own = {role.kind: role.factor for role in a.roles if role.time == 0}
    return any(
        sp.expand(role.factor.subs(symbol(b.name), 1 - symbol(a.name)) - own[role.kind]) == 0
        for role in b.roles
        if role.time == 0 and role.kind in (RoleKind.CARRY, RoleKind.WRITE)
    )


def _translation(
    one: Roles, two: Roles, pairs: Pairs, flipped: tuple[Named, ...], states: dict[Quantity, Quantity]
) -> dict[sp.Expr, sp.Expr]:
    """The second cell's symbols in the first one's."""
    inputs = [
        [q for q in roles.form.step.inputs if isinstance(q, Quantity) and q.kind == Kind.INPUT]
        for roles in (one, two)
    ]
    table: dict[sp.Expr, sp.Expr] = {
        symbol(theirs): symbol(mine) for mine, theirs in zip(*inputs, strict=True)
    }
    for theirs, mine in states.items():
        table |= {symbol(theirs.at(time)): symbol(mine.at(time)) for time in (0, -1)}
    for a, b in pairs:
        table[symbol(b.name)] = 1 - symbol(a.name) if b.name in flipped else symbol(a.name)
    return table


def terms(roles: Roles, name: Named) -> Terms:
    """The terms of the argument of a gate's activation, by key; parameters as the signature orders them."""
    places = {q.name: place for place, q in enumerate(roles.form.step.inputs)}
    entry = roles.form.opened(name)
    argument = entry.args[0] if isinstance(roles.form.step.definitions[name], Apply) else entry
    found: Terms = {}
    for term in sp.Add.make_args(sp.expand(argument, func=False)):
        number, rest = term.as_coeff_Mul()
        parameter, key = _keyed(roles, rest)
        found[key] = found.get(key, Sum()).plus(number, parameter)
    for key, one in found.items():
        ordered = sorted(one.terms, key=lambda term: places.get(term[1].name, 0))
        found[key] = Sum(tuple(ordered), one.constant)
    return found


def _keyed(roles: Roles, term: sp.Expr) -> tuple[sp.Symbol | None, sp.Expr]:
    """A term's parameter and its key; a number counts as added to a bias."""
    if term == 1:
        return None, BLANK
    for factor in sp.Mul.make_args(term):
        if isinstance(factor, Dot) and factor.matrix.is_Symbol:
            return factor.matrix, term.xreplace({factor: Dot(BLANK, factor.entry)})
        name = roles.form.names.get(getattr(factor, "name", ""))
        if isinstance(name, Quantity) and name.kind == Kind.PARAMETER:
            return factor, term.xreplace({factor: BLANK})
    return None, term


def filled(key: sp.Expr, found: Sum) -> sp.Expr:
    """The term of a key, its parameters in the blank again; several as a sum of terms."""
    return sp.Add(*(number * key.xreplace({BLANK: parameter}) for number, parameter in found.terms))


def _solved(two: Roles, theirs: Sum, mine: Sum) -> dict[Quantity, Sum]:
    """The parameters of the second cell in one place, of which the first takes all and others nothing."""
    quantities = [two.form.names[parameter.name] for _, parameter in theirs.terms]
    if not quantities:
        return {}
    number = theirs.terms[0][0]
    first = Sum(tuple((k / number, p) for k, p in mine.terms), (mine.constant - theirs.constant) / number)
    return {q: first if k == 0 else Sum() for k, q in enumerate(quantities) if isinstance(q, Quantity)}


def _judge(
    cell: Cell,
    other: Cell,
    names: dict[sp.Expr, sp.Expr],
    table: dict[Quantity, Sum],
    states: dict[Quantity, Quantity],
) -> Judgement:
    """Whether `other` with its parameters from the table computes what `cell` does, state by state."""
    mine, theirs = inlined(cell.plain), inlined(other.plain)
    everything = names | {symbol(q): found.entry for q, found in table.items()}
    steps: list[Judgement] = []
    for q, own in states.items():
        steps.append(prove(mine[own.at(0)], substitute(theirs[q.at(0)], everything)))
        if not steps[-1]:
            return steps[-1]
    return Judgement(Verdict.PROVED, tuple(step for judgement in steps for step in judgement.steps))


@dataclass(frozen=True)
class Twins:
    """Two biases of one gate, and whether they act through their sum alone."""

    gate: Named
    left: Quantity
    right: Quantity
    judgement: Judgement

    @property
    def is_redundant(self) -> bool:
        """Whether one of the two can be left out."""
        return bool(self.judgement)


def twins(cell: Cell) -> Iterator[Twins]:
    """Every two biases of a gate, with a judgement on f(p, q) = f(p + s, q − s) for all s.

    A bias is a vector that meets no input and no state, though it may meet a gate.
    """
    roles = roles_of(cell)
    entries = inlined(cell.plain)
    shift = sp.Symbol("shift", real=True)
    gates = {symbol(name) for name in roles.signals}
    for signal in roles.signals:
        added = [v for key, v in terms(roles, signal).items() if key.free_symbols <= {BLANK} | gates]
        names = [roles.form.names[parameter.name] for one in added for _, parameter in one.terms]
        found = [q for q in cell.plain.inputs if q in names]
        for k, right in enumerate(found):
            for left in found[:k]:
                moved = {symbol(left): symbol(left) + shift, symbol(right): symbol(right) - shift}
                judgements = [
                    prove(entries[q], entries[q].xreplace(moved)) for q in cell.plain.outputs if q in entries
                ]
                worst = next((judgement for judgement in judgements if not judgement), judgements[0])
                yield Twins(signal, left, right, worst)
