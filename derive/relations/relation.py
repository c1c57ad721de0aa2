"""Two steps → relation: how one becomes the other, by the least means, with the proof that it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import sympy as sp

from derive.nodes import Apply, Named
from derive.program import Program
from derive.prover import Judgement, Verdict, Witness
from derive.relations.edits import Edit
from derive.relations.entries import to_entry
from derive.relations.polynomials import HOLE, Dot, Poly, Sym, of_atom
from derive.relations.rewriting import rebuild
from derive.relations.search import Match, search
from derive.relations.sizes import SizeError, Sizes, sizes_of
from derive.relations.substitution import NoValueError, Substitution, View, judge


class Kind(StrEnum):
    """By what means a cell becomes another, from the least."""

    RENAMED = "under other names"
    FINITE = "by finite parameters"
    LIMIT = "in a limit of parameters"
    SCALED = "up to a scale of the state"
    EDITED = "by an edit"


@dataclass(frozen=True)
class Relation:
    """The general step becomes the special one.

    general: as it was given; edits: what is changed in it first; substitution: of what is then there;
    sizes: of the general step, and which of the special one's have to be equal; proof: the judgement on
    all equations of the substitution.
    """

    general: Program
    special: Program
    kind: Kind
    edits: tuple[Edit, ...]
    substitution: Substitution
    sizes: Sizes
    proof: Judgement

    @property
    def signals(self) -> Mapping[Named, sp.Expr]:
        """What each activation of the general step becomes."""
        applied = [eq.lhs for eq in self.substitution.general.equations if isinstance(eq.rhs, Apply)]
        return {name: self.substitution.mine[name.name] for name in applied}

    @property
    def fixed(self) -> Mapping[Named, sp.Expr]:
        """The activations that become a number."""
        return {name: entry for name, entry in self.signals.items() if entry.is_number}

    @property
    def positive(self) -> list[sp.Expr]:
        """What has to be positive, as the logarithms of it in the substitution say."""
        logs = {log for value in self.substitution.values.values() for log in value.atoms(sp.log)}
        return sorted((log.args[0] for log in logs), key=sp.default_sort_key)

    @property
    def near_miss(self) -> Witness | None:
        """Numbers at which the same substitution fails where the edits are not made; None without edits."""
        if not self.edits:
            return None
        try:
            return judge(replace(self.substitution, general=self.general)).witness
        except NoValueError:
            return None


def relate(general: Program, special: Program, most_edits: int = 2, scaled: bool = True) -> Relation | None:
    """How a step becomes another one, by the least means, or None if no way is found.

    scaled: whether states may differ by a scale. Raises OutOfBudgetError where the search gives up.
    """
    match = search(general, special, most_edits, scaled)
    if match is None:
        return None
    substitution = substitution_of(match)
    try:
        sizes = sizes_of(substitution)
        proof = judge(substitution)
    except (NoValueError, SizeError):
        return None
    if proof.verdict is not Verdict.PROVED:
        return None
    return Relation(general, special, _kind(match), match.edits, substitution, sizes, proof)


def substitution_of(match: Match) -> Substitution:
    """A match in SymPy's terms."""
    target = match.target
    earlier = {target.after[s]: of_atom(target.before[s]) for s in target.states}
    return Substitution(
        match.form.program,
        target.program,
        values={one.name: to_entry(value) for one, value in match.values.items()},
        states={name: to_entry(poly) for name, poly in match.states.items()},
        shown={
            name: View(mine, sp.Rational(scale.factor), sp.Rational(scale.offset))
            for name, (mine, scale) in match.shown.items()
        },
        follows={name: to_entry(rebuild(poly, earlier)) for name, poly in target.follows.items()},
    )


def _kind(match: Match) -> Kind:
    """The means of a match."""
    if match.edits:
        return Kind.EDITED
    if match.scales:
        return Kind.SCALED
    if match.is_limit:
        return Kind.LIMIT
    return Kind.RENAMED if _is_renaming(match) else Kind.FINITE


def _is_renaming(match: Match) -> bool:
    """Whether each parameter is a number times one of the target's, each of which is taken once."""
    taken = [one for value in match.values.values() if (one := _single(value)) is not None]
    return len(taken) == len(match.values) == len(set(taken)) == len(match.target.parameters)


def _single(value: Poly) -> Sym | None:
    """The parameter of which a value is a multiple, if it is that."""
    if len(value.terms) != 1:
        return None
    (monomial,) = value.terms
    if len(monomial) != 1:
        return None
    atom = monomial[0]
    if isinstance(atom, Dot) and atom.inner == (HOLE,):
        return atom.matrix
    return atom if isinstance(atom, Sym) and atom.is_parameter else None
