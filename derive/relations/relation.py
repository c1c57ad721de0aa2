"""Match → relation: the substitution in SymPy's terms, its kind, and the proof that it holds.

A cell *becomes* another under a substitution if, started from corresponding states, it goes to
corresponding states and shows the same, for all of the other's parameters, all values and all sizes.
Every such equation is put to `derive.prover`; a match that is not proved is no relation.

Legend: E is what maps the special cell's states to the general one's; □ is what a matrix is applied to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import sympy as sp

from derive.activations import ACTIVATIONS
from derive.cell import Cell
from derive.componentwise import Dot, ScalarSymbol, act, inlined
from derive.nodes import Apply, Named
from derive.program import Program
from derive.prover import Judgement, Step, Verdict, prove
from derive.relations.edits import Edit
from derive.relations.forms import Form
from derive.relations.match import Binding
from derive.relations.polynomials import HOLE, INFINITY, Extent, Poly, Sym, of_atom, rebuild, to_entry
from derive.relations.polynomials import Dot as DotAtom
from derive.relations.search import MOST_EDITS, Match, search
from derive.relations.sizes import HOLE_SYMBOL, SizeError, Sizes, sizes_of

INFINITE = ScalarSymbol(INFINITY.name, real=True)


class Kind(StrEnum):
    """By what means a cell becomes another, from the least."""

    RENAMED = "under other names"
    FINITE = "by finite parameters"
    LIMIT = "in a limit of parameters"
    SCALED = "up to a scale of the state"
    EDITED = "by an edit"


@dataclass(frozen=True)
class View:
    """The general cell's output of this name is factor · (the special cell's) + offset."""

    name: str
    factor: float
    offset: float


@dataclass(frozen=True)
class Relation:
    """The general cell becomes the special one.

    edits: what is changed in the general cell first; values: an entry for each of its parameters, over
    those of the special cell (of a matrix, what it makes of □; ±∞ where only a limit does it); gates:
    what is fixed by an infinite bias, with its value; states: the general cell's states over the special
    one's; shown: by the special cell's outputs, the general one's that shows it; follows: the special
    cell's states that are no memory, over those that are; sizes: of the general cell, and which of the
    special one's have to be equal; proof: the judgements on all equations, as one.
    """

    general: Cell
    special: Cell
    kind: Kind
    edits: tuple[Edit, ...]
    values: Mapping[str, sp.Expr]
    gates: Mapping[Named, sp.Expr]
    states: Mapping[str, sp.Expr]
    shown: Mapping[str, View]
    follows: Mapping[str, sp.Expr]
    sizes: Sizes
    proof: Judgement

    @property
    def program(self) -> Program:
        """The general cell's step with the edits made."""
        return self.edits[-1].program if self.edits else self.general.plain

    @property
    def is_finite(self) -> bool:
        """Whether no parameter is infinite."""
        return not any(value.has(sp.oo, -sp.oo) for value in self.values.values())


def relate(general: Cell, special: Cell, most_edits: int = MOST_EDITS) -> Relation | None:
    """How a cell becomes another one, by the least means, or None if no way is found."""
    match = search(general.plain, special.plain, most_edits)
    return None if match is None else _relation(general, special, match)


def _relation(general: Cell, special: Cell, match: Match) -> Relation | None:
    """A match in SymPy's terms if its sizes fit and it is proved, else None."""
    values = {one.name: _finite(to_entry(value)) for one, value in match.values.items()}
    states = {name: to_entry(poly) for name, poly in match.states.items()}
    try:
        sizes = sizes_of(match.form.program, special.plain, values, states)
        both = sides(match)
    except (NoValueError, SizeError):
        return None
    proof = prove_match(match, both)
    if not proof:
        return None
    applied = [eq.lhs for eq in match.form.program.equations if isinstance(eq.rhs, Apply)]
    return Relation(
        general, special, _kind(match), match.edits, values,
        gates={name: both.mine[name.name] for name in applied if both.mine[name.name].is_number},
        states=states,
        shown={name: View(mine, float(k), float(d)) for name, (mine, (k, d)) in match.shown.items()},
        follows={name: to_entry(poly) for name, poly in earlier(match.target).items()},
        sizes=sizes,
        proof=proof,
    )  # fmt: skip


def _finite(value: sp.Expr) -> sp.Expr:
    """±∞ as SymPy writes it, anything else as it is."""
    return sp.oo * value.coeff(INFINITE) if value.has(INFINITE) else value


def _kind(match: Match) -> Kind:
    """The means of a match."""
    if match.edits:
        return Kind.EDITED
    if match.scales:
        return Kind.SCALED
    if match.is_limit:
        return Kind.LIMIT
    return Kind.RENAMED if _is_renaming(match.values, match) else Kind.FINITE


def _is_renaming(values: Binding, match: Match) -> bool:
    """Whether each parameter is a number times one of the target's, each of which is taken once."""
    taken = [one for value in values.values() if (one := _single(value)) is not None]
    return len(taken) == len(values) == len(set(taken)) == len(match.target.parameters)


def _single(value: Poly) -> Sym | None:
    """The parameter of which a value is a multiple, if it is that."""
    if len(value.terms) != 1:
        return None
    ((monomial,),) = (value.terms,)
    if len(monomial) != 1:
        return None
    atom = monomial[0]
    if isinstance(atom, DotAtom) and atom.inner == (HOLE,):
        return atom.matrix
    return atom if isinstance(atom, Sym) and atom.is_parameter else None


# --- proof --------------------------------------------------------------------------------------------

Symbols = Mapping[sp.Expr, sp.Expr]


class NoValueError(Exception):
    """An entry that a substitution does not settle."""


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
            return matrices[entry.matrix].xreplace({HOLE_SYMBOL: inner})
        return act(Dot(put(entry.matrix, symbols, matrices), inner))
    args = [put(arg, symbols, matrices) for arg in entry.args]
    if entry.func.__name__ in ACTIVATIONS and (args[0] == 0 or args[0].has(INFINITE)):
        return _at_end(entry.func.__name__, args[0])
    return entry.func(*args)


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


def _symbol(one: Sym) -> sp.Symbol:
    """A symbol of a form in SymPy's terms."""
    return to_entry(of_atom(one))


@dataclass(frozen=True)
class Sides:
    """Both steps over the special cell's inputs, states and parameters: every name's entry."""

    mine: Mapping[str, sp.Expr]
    theirs: Mapping[str, sp.Expr]
    new: Mapping[str, sp.Expr]


def sides(match: Match) -> Sides:
    """Both steps, and the general cell's states over the special one's new states.

    Raises NoValueError where the substitution leaves something unsettled.
    """
    general, special = match.form, match.target
    same = {_symbol(one): _symbol(one) for one in (*special.inputs, *special.parameters.values())}
    before = {_symbol(one): _symbol(one) for one in special.before.values()}
    before |= {_symbol(special.before[s]): to_entry(poly) for s, poly in earlier(special).items()}
    theirs = {q.name: put(entry, same | before, {}) for q, entry in inlined(special.program).items()}

    symbols = {_symbol(a): _symbol(b) for a, b in zip(general.inputs, special.inputs, strict=True)}
    for name, one in general.before.items():
        lost = sp.Symbol(f"{one.name}′", real=True)
        symbols[_symbol(one)] = to_entry(match.states[name]) if name in match.states else lost
    values = {one: to_entry(value) for one, value in match.values.items()}
    symbols |= {_symbol(one): value for one, value in values.items() if one.extent is not Extent.MATRIX}
    matrices = {_symbol(one): value for one, value in values.items() if one.extent is Extent.MATRIX}
    mine = {q.name: put(entry, symbols, matrices) for q, entry in inlined(general.program).items()}

    after = same | {_symbol(special.before[s]): theirs[s] for s in special.states}
    new = {name: put(to_entry(poly), after, {}) for name, poly in match.states.items()}
    return Sides(mine, theirs, new)


def earlier(form: Form) -> dict[str, Poly]:
    """The previous value of each eliminated state, over those of the core states."""
    table = {form.after[s]: of_atom(form.before[s]) for s in form.states}
    return {name: rebuild(poly, table) for name, poly in form.follows.items()}


def prove_match(match: Match, both: Sides) -> Judgement:
    """The judgement on every equation that makes up a relation, as one."""
    pairs = [(both.mine[name], new) for name, new in both.new.items()]
    for name, (shown, (factor, offset)) in match.shown.items():
        pairs.append((both.mine[shown], sp.Rational(factor) * both.theirs[name] + sp.Rational(offset)))
    steps: list[Step] = []
    for left, right in dict.fromkeys(pairs):
        judgement = prove(left, right)
        if not judgement:
            return judgement
        steps.extend(judgement.steps)
    return Judgement(Verdict.PROVED, tuple(steps))
