"""Two forms → substitutions under which the first becomes the second: matching, not trying.

The parameters of the first form, the *pattern*, are open; the second, the *target*, is given. Two
polynomials are made equal in two moves. First each open activation of the pattern gets a value: one of
the target's activations of its kind, one minus it, its value at 0, or its limit; groups of terms that
no open activation is left in must agree at once, so that few combinations are ever looked at. Then what
is linear in open parameters is solved term by term. The arguments of activations that were identified
are matched in the same way.

    W x + U h + b   with   A x + p ∘ h + 1      gives   W = A, U = diag(p), b = 1
    f c + i g       with   (1 − z) h + z t      gives   f = 1 − z, i = z, g = t

An infinite parameter stands for a limit: σ(… + ∞) = 1. A parameter that nothing determines is 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from derive.activations import ACTIVATIONS
from derive.relations.ends import NoLimitError, Number, at_zero, limit
from derive.relations.linear import proposals
from derive.relations.polynomials import (
    INFINITY,
    ONE,
    ZERO,
    Atom,
    Dot,
    Extent,
    Fun,
    Monomial,
    Poly,
    Sym,
    fun,
    number,
    of_atom,
)
from derive.relations.rewriting import rebuild, swap

Binding = Mapping[Sym, Poly]
BUDGET = 20000
"""So many polynomials are looked at for a pair of cells; a search that needs more gives up."""


class OutOfBudgetError(Exception):
    """The search would take too long."""


@dataclass
class Budget:
    """How many polynomials a search may still look at."""

    left: int = BUDGET

    def spend(self) -> None:
        """Counts one; raises OutOfBudgetError if there is none left."""
        self.left -= 1
        if self.left < 0:
            raise OutOfBudgetError


@dataclass(frozen=True)
class Equal:
    """A goal: this polynomial of the pattern has to become that of the target."""

    pattern: Poly
    target: Poly


@dataclass(frozen=True)
class Infinite:
    """A goal: this argument has to become infinite, by its bias alone."""

    pattern: Poly
    sign: int


Goal = Equal | Infinite
Goals = tuple[Goal, ...]


@dataclass
class Matcher:
    """Searches for bindings; an instance lives for one pair of cells.

    limits: whether parameters may become infinite; known: whether one polynomial can become another one.
    """

    budget: Budget
    limits: bool
    known: dict[tuple[Poly, Poly], bool] = field(default_factory=dict)

    def solve(self, goals: Goals, binding: Binding) -> Iterator[Binding]:
        """Every binding that reaches all goals, in order."""
        if not goals:
            yield binding
            return
        first, *rest = goals
        reached = self.equal(first, binding) if isinstance(first, Equal) else _infinite(first, binding)
        for found in reached:
            yield from self.solve(tuple(rest), found)

    def equal(self, goal: Equal, binding: Binding) -> Iterator[Binding]:
        """Every binding under which a polynomial of the pattern is the target's."""
        try:
            pattern = rebuild(goal.pattern, binding)
        except NoLimitError:
            return
        if not pattern.is_open:
            if pattern == goal.target:
                yield binding
            return
        if self.known.get((pattern, goal.target)) is False:
            return
        any_found = False
        for left, goals in self.choices(pattern, goal.target, ()):
            for solved in self.linear(left, goal.target, binding):
                for found in self.solve(goals, solved):
                    any_found = self.known[pattern, goal.target] = True
                    yield found
        if not any_found:
            self.known[pattern, goal.target] = False

    def is_possible(self, goal: Equal) -> bool:
        """Whether a goal can be reached by itself, with every parameter that is open in it free."""
        key = (goal.pattern, goal.target)
        if key not in self.known:
            self.known[key] = next(self.equal(goal, {}), None) is not None
        return self.known[key]

    # --- first move: a value for each open activation ---

    def choices(self, pattern: Poly, target: Poly, goals: Goals) -> Iterator[tuple[Poly, Goals]]:
        """The pattern with its open activations replaced by values, and the goals that this sets."""
        self.budget.spend()
        if not feasible(pattern, target) or not has_enough(pattern, target):
            return
        node = next_node(pattern)
        if node is None:
            yield pattern, goals
            return
        for value, more in self.values(node, target):
            try:
                left = swap(pattern, node, value)
            except NoLimitError:
                continue
            yield from self.choices(left, target, (*goals, *more))

    def values(self, node: Fun, target: Poly) -> Iterator[tuple[Poly, Goals]]:
        """What an open activation can be."""
        for other in top(target):
            if other.name != node.name or len(other.args) != len(node.args):
                continue
            yield from self.possible(of_atom(other), map(Equal, node.args, other.args))
            if node.name == "sigmoid":
                opposite = Equal(node.args[0], other.args[0].times(-1))
                yield from self.possible(ONE - of_atom(other), (opposite,))
        if node.name not in ACTIVATIONS:
            return
        for sign in (1, -1) if self.limits else ():
            try:
                yield number(limit(node.name, sign)), (Infinite(node.args[0], sign),)
            except NoLimitError:
                continue
        if (value := at_zero(node.name)) is not None:
            yield from self.possible(number(value), (Equal(node.args[0], ZERO),))
        if node.name == "sigmoid":
            for share in shares(target):
                odds = fun("log", share) - fun("log", ONE - share)
                yield from self.possible(share, (Equal(node.args[0], odds),))

    def possible(self, value: Poly, goals: Iterable[Equal]) -> Iterator[tuple[Poly, Goals]]:
        """The value with its goals, unless one of them can never be reached."""
        goals = tuple(goals)
        if all(map(self.is_possible, goals)):
            yield value, goals

    # --- second move: what is linear in open parameters ---

    def linear(self, pattern: Poly, target: Poly, binding: Binding) -> Iterator[Binding]:
        """Every binding that makes a pattern without open activations the target."""
        self.budget.spend()
        terms = {m: c for m, c in pattern.terms.items() if any(a.is_open for a in m)}
        rest = target - Poly({m: c for m, c in pattern.terms.items() if m not in terms})
        if not terms:
            if not rest:
                yield binding
            return
        for parameter, value in proposals(terms, rest):
            try:
                left = rebuild(pattern, {parameter: value})
            except NoLimitError:
                continue
            yield from self.linear(left, target, {**binding, parameter: value})


def _infinite(goal: Infinite, binding: Binding) -> Iterator[Binding]:
    """The bias of an argument sent to ±∞."""
    try:
        pattern = rebuild(goal.pattern, binding)
    except NoLimitError:
        return
    already = pattern.terms.get((INFINITY,), 0)
    if already:
        if already * goal.sign > 0:
            yield binding
        return
    for monomial, value in sorted(pattern.terms.items(), key=lambda item: [a.key for a in item[0]]):
        if len(monomial) == 1 and isinstance(one := monomial[0], Sym) and one.is_open:
            sign = goal.sign if value > 0 else -goal.sign
            yield {**binding, one: Poly({(INFINITY,): sign})}
            return


def shares(target: Poly) -> Iterator[Poly]:
    """α and 1 − α for each parameter that multiplies something: values of a gate, if they lie in (0, 1)."""
    found: dict[Sym, None] = {}
    for monomial in target.terms:
        for atom in monomial if len(monomial) > 1 else ():
            if isinstance(atom, Sym) and atom.is_parameter and atom.extent is not Extent.MATRIX:
                found[atom] = None
    for one in sorted(found, key=lambda symbol: symbol.key):
        yield of_atom(one)
        yield ONE - of_atom(one)


def top(poly: Poly) -> tuple[Fun, ...]:
    """The functions of a polynomial that stand inside of no other activation, in order."""
    found: dict[Fun, None] = {}
    for monomial in poly.terms:
        _top(monomial, found)
    return tuple(sorted(found, key=lambda one: one.key))


def _top(monomial: Monomial, found: dict[Fun, None]) -> None:
    for atom in monomial:
        if isinstance(atom, Dot):
            _top(atom.inner, found)
        elif isinstance(atom, Fun):
            found[atom] = None
            if atom.name not in ACTIVATIONS:
                for arg in atom.args:
                    for inner in arg.terms:
                        _top(inner, found)


def next_node(pattern: Poly) -> Fun | None:
    """The open function to be chosen next: of the group of terms with the fewest, activations first."""
    best: tuple[int, str, Fun] | None = None
    groups: dict[Monomial, dict[Fun, None]] = {}
    for monomial in pattern.terms:
        _top(monomial, groups.setdefault(outer(monomial), {}))
    for found in groups.values():
        nodes = [one for one in found if one.is_open]
        nodes = [one for one in nodes if one.name in ACTIVATIONS] or nodes
        for one in nodes:
            rank = (len(nodes), one.key, one)
            if best is None or rank[:2] < best[:2]:
                best = rank
    return best[2] if best else None


def outer(monomial: Monomial) -> Monomial:
    """A product without what an activation can become: activations, and the target's parameters."""
    return tuple(a for a in monomial if not _is_choice(a))


def _is_choice(atom: Atom) -> bool:
    """Whether an atom can come from the value of an activation."""
    if isinstance(atom, Sym):
        return atom.is_parameter and not atom.is_open
    return isinstance(atom, Fun) and atom.name in ACTIVATIONS


def has_enough(pattern: Poly, target: Poly) -> bool:
    """Whether there are open activations left for each of the target's that the pattern still lacks.

    The value of one activation holds one of the target's at most, and that of a parameter holds none that
    depends on a state or an input; so what a matrix meets in the target, one has to meet in the pattern.
    Where quotients and exponentials stand, laws of theirs could make some.
    """
    mine, theirs = top(pattern), top(target)
    if any(one.name in MAKERS for one in (*mine, *theirs)):
        return True
    return _are_enough(mine, theirs) and _are_enough(met_by_matrices(pattern), met_by_matrices(target))


def _are_enough(mine: Collection[Fun], theirs: Collection[Fun]) -> bool:
    """Whether those of mine that are open are as many, kind by kind, as those of theirs that mine lack."""
    lacking = Counter(
        one.name for one in theirs if one not in mine and not all(s.is_parameter for s in one.symbols)
    )
    return lacking <= Counter(one.name for one in mine if one.is_open)


def met_by_matrices(poly: Poly) -> dict[Fun, None]:
    """The functions of a polynomial that a matrix is multiplied with."""
    found: dict[Fun, None] = {}
    for atom in (a for monomial in poly.terms for a in monomial):
        if isinstance(atom, Dot):
            _top(atom.inner, found)
    return found


MAKERS = {"exp", "log", "inverse"}
"""Functions with laws that turn one of them into another."""


def feasible(pattern: Poly, target: Poly) -> bool:
    """Whether the groups of terms in which nothing is open agree with the target's.

    A parameter outside of activations could make any term, so nothing is known while there is one.
    """
    unsettled: set[Monomial] = set()
    groups: dict[Monomial, dict[Monomial, Number]] = {}
    for monomial, value in pattern.terms.items():
        key = outer(monomial)
        if any(a.is_open for a in key):
            return True
        if any(a.is_open for a in monomial):
            unsettled.add(key)
        groups.setdefault(key, {})[monomial] = value
    wanted: dict[Monomial, dict[Monomial, Number]] = {}
    for monomial, value in target.terms.items():
        wanted.setdefault(outer(monomial), {})[monomial] = value
    keys = groups.keys() | wanted.keys()
    return all(key in unsettled or groups.get(key) == wanted.get(key) for key in keys)
