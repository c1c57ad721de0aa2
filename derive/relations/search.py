"""Two cells → the substitution under which the first becomes the second, by the least means that do it.

The means, from the least on: finite parameters; gates at their limits; a scale of the states; edits.
Quick counts (of activations of each kind, of states) turn most pairs away; for the others the states
are put into correspondence and the matcher solves the equations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations, product

from derive.activations import ACTIVATIONS
from derive.program import Program
from derive.relations.edits import Edit, edits, linearised
from derive.relations.ends import NoLimitError, Number
from derive.relations.forms import Form, eliminated, form_of
from derive.relations.match import Binding, Budget, Equal, Goal, Matcher
from derive.relations.polynomials import (
    INFINITY,
    ONE,
    Fun,
    Poly,
    Sym,
    atoms_of,
    fun,
    number,
    of_atom,
    ratio,
    sym,
)
from derive.relations.rewriting import Table, rebuild

PATTERN, TARGET = "A.", "B."


@dataclass(frozen=True)
class Scale:
    """s = (k s′ + d)/exp(m): how a state of the pattern comes from one of the target's.

    factor: k; offset: d; log: the name of m, a state of the pattern alone, or nothing.
    """

    factor: Number = 1
    offset: Number = 0
    log: str = ""

    def __call__(self, value: Poly, exponential: Poly = ONE) -> Poly:
        """The pattern's state from the target's; `exponential` is exp(m)."""
        return (value.times(self.factor) + number(self.offset)) * fun("inverse", exponential)


IDENTITY = Scale()
HALF = Fraction(1, 2)
SCALES = (Scale(2), Scale(HALF), Scale(2, -1), Scale(HALF, HALF), Scale(-1))
"""What turns one squashing function into another, or a sign around."""


@dataclass(frozen=True)
class Match:
    """A substitution.

    form: the pattern's, with `edits` made; values: of its parameters, over the target's (a matrix is an
    entry with a hole); states: the pattern's states that count, over those of the target, before the
    step; shown: by the target's outputs, the pattern's that shows the same and its scale; scales: of the
    states that differ from the target's by a number.
    """

    form: Form
    target: Form
    edits: tuple[Edit, ...]
    values: Mapping[Sym, Poly]
    states: Mapping[str, Poly]
    shown: Mapping[str, tuple[str, Scale]]
    scales: Mapping[str, Scale]

    @property
    def is_limit(self) -> bool:
        """Whether a parameter is infinite."""
        return any((INFINITY,) in value.terms for value in self.values.values())


@dataclass(frozen=True)
class Pattern:
    """A form of the general cell to be matched: the edits made, and parameters that are already known."""

    form: Form
    edits: tuple[Edit, ...]
    known: Table
    counts: Counter[str]


@dataclass(frozen=True)
class Target:
    """A form of the special cell, with its counts."""

    form: Form
    counts: Counter[str]


Pair = tuple[Pattern, Form]


@cache
def targets_of(program: Program) -> tuple[Target, ...]:
    """The forms of the special cell: with as few states as it has memories, and as it is written."""
    written = form_of(program, TARGET, is_open=False)
    form = eliminated(written)
    forms = (form, written) if len(written.states) > len(form.states) else (form,)
    return tuple(Target(form, counts(form)) for form in forms)


@cache
def patterns_of(program: Program, edits: tuple[Edit, ...] = ()) -> tuple[Pattern, ...]:
    """The forms of the general cell: as it is, and with what gates a read-out at the limit 1."""
    written = form_of(program, PATTERN, is_open=True)
    form = eliminated(written)
    found = [Pattern(form, edits, {}, counts(form))]
    if len(written.states) > len(form.states):
        found.append(Pattern(written, edits, {}, counts(written)))
    for known in _opened(form):
        try:
            reduced = form.known(known)
        except NoLimitError:
            continue
        if len(reduced.states) < len(form.states):
            found.append(Pattern(reduced, edits, known, counts(form)))
    return tuple(found)


def _opened(form: Form) -> Iterator[Table]:
    """Biases at ∞, for the gates of each state that shows another one."""
    for name, update in form.updates.items():
        others = {form.after[s] for s in form.states if s != name}
        if not update.symbols & others:
            continue
        table: dict[Sym, Poly] = {}
        for gate in {f: None for m in update.terms for f in m if isinstance(f, Fun) and f.is_open}:
            for monomial, value in gate.args[0].terms.items():
                if len(monomial) == 1 and isinstance(monomial[0], Sym) and monomial[0].is_open:
                    table[monomial[0]] = Poly({(INFINITY,): 1 if value > 0 else -1})
                    break
        if table:
            yield table


@cache
def edited(program: Program, number_of_edits: int) -> tuple[Pattern, ...]:
    """The forms of the general cell with so many edits: one of any sort, or several of `linearised`."""
    if not number_of_edits:
        return patterns_of(program)
    if number_of_edits == 1:
        return tuple(p for edit in edits(program) for p in patterns_of(edit.program, (edit,)))
    found: list[Pattern] = []
    for chosen in combinations(list(linearised(program)), number_of_edits):
        changed, made = program, []
        for edit in chosen:
            again = [one for one in linearised(changed) if one.key == edit.key]
            if again:
                changed = again[0].program
                made.append(again[0])
        if len(made) == number_of_edits:
            found.extend(patterns_of(changed, tuple(made)))
    return tuple(found)


def counts(form: Form) -> Counter[str]:
    """How many different functions of each kind a form has."""
    polys = (*form.updates.values(), *form.shown.values())
    return Counter(fun.name for fun in {a: None for p in polys for a in atoms_of(p) if isinstance(a, Fun)})


def search(general: Program, special: Program, most_edits: int, scaled: bool = True) -> Match | None:
    """The substitution under which a step becomes another one, by the least means, or None.

    Raises OutOfBudgetError where that is not settled within the budget.
    """
    budget = Budget()
    for number_of_edits in range(most_edits + 1):
        pairs = [
            (pattern, target.form)
            for target in targets_of(special)
            for pattern in edited(general, number_of_edits)
            if _could(pattern, target)
        ]
        found = _by_least(pairs, budget, scaled and not number_of_edits)
        if found is not None:
            return found
    return None


def _could(pattern: Pattern, target: Target) -> bool:
    """Whether a pattern has as many inputs, states and functions of each kind as the target."""
    mine, theirs = pattern.form, target.form
    enough = all(
        pattern.counts[name] >= times for name, times in target.counts.items() if name in ACTIVATIONS
    )
    return enough and len(mine.inputs) == len(theirs.inputs) and len(mine.states) >= len(theirs.states)


def _by_least(pairs: list[Pair], budget: Budget, scaled: bool) -> Match | None:
    """The first match, without limits if there is one, without scales if there is one."""
    matcher = Matcher(budget, limits=True)
    found = _first(pairs, matcher, scaled=False)
    if found is None:
        return _first(pairs, matcher, scaled=True) if scaled else None
    if not found.is_limit:
        return found
    finite = [(pattern, target) for pattern, target in pairs if not pattern.known]
    return _first(finite, Matcher(budget, limits=False), scaled=False) or found


def _first(pairs: list[Pair], matcher: Matcher, scaled: bool) -> Match | None:
    """The first match over all patterns and correspondences of states."""
    for pattern, target in pairs:
        for images in _images(pattern.form, target):
            for scales in _scales(pattern.form, images, scaled):
                match = _match(pattern, target, images, scales, matcher)
                if match is not None:
                    return match
    return None


def _images(form: Form, target: Form) -> Iterator[tuple[str, ...]]:
    """Every choice of a state of the pattern for each of the target's that could be its counterpart."""
    able = {s: [image for image in form.states if _could_be(form, image, target, s)] for s in target.states}
    for images in product(*able.values()):
        if len(set(images)) == len(images):
            yield images


def _could_be(form: Form, image: str, target: Form, state: str) -> bool:
    """Whether a state is of the same extent as another, and carried on if that is."""
    if form.before[image].extent is not target.before[state].extent:
        return False
    is_carried = target.before[state] in target.updates[state].bare
    return not is_carried or form.before[image] in form.updates[image].bare


def _scales(form: Form, images: tuple[str, ...], scaled: bool) -> Iterator[tuple[Scale, ...]]:
    """No scale at all; or one state scaled in each way; or some divided by an exponential."""
    if not scaled:
        yield (IDENTITY,) * len(images)
        return
    for position, scale in product(range(len(images)), SCALES):
        yield tuple(scale if k == position else IDENTITY for k in range(len(images)))
    if counts(form)["exp"]:
        for log in (name for name in form.states if name not in images):
            for divided in product((False, True), repeat=len(images)):
                if any(divided):
                    yield tuple(Scale(log=log) if one else IDENTITY for one in divided)


def _match(
    pattern: Pattern, target: Form, images: tuple[str, ...], scales: tuple[Scale, ...], matcher: Matcher
) -> Match | None:
    """The first match under one correspondence of states."""
    form = pattern.form
    pairs = list(zip(target.states, images, scales, strict=True))
    goals: list[Goal] = []
    try:
        table = _table(form, target, pairs)
        for state, image, scale in pairs:
            update = rebuild(form.updates[image], table)
            if scale.log:
                update = update * fun("exp", table[form.after[scale.log]])
            update = (update - number(scale.offset)).times(ratio(1, scale.factor))
            goals.append(Equal(update, target.updates[state]))
        views = {name: rebuild(poly, table) for name, poly in form.shown.items()}
    except NoLimitError:
        return None
    for chosen in permutations(views, len(target.shown)) if len(views) >= len(target.shown) else ():
        seen = dict(zip(target.shown, chosen, strict=True))
        scaled = {name: (seen[name], _scale_of(target, poly, pairs)) for name, poly in target.shown.items()}
        more = [Equal(views[mine], scale(target.shown[name])) for name, (mine, scale) in scaled.items()]
        binding = next(matcher.solve((*goals, *more), dict(pattern.known)), None)
        if binding is not None:
            return _meaning(pattern, target, pairs, table, binding, scaled)
    return None


def _table(form: Form, target: Form, pairs: list[tuple[str, str, Scale]]) -> Table:
    """The pattern's inputs and states over the target's; states that correspond to none written out."""
    table: dict[Sym, Poly] = dict(zip(form.inputs, map(of_atom, target.inputs), strict=True))
    logs = {scale.log for _, _, scale in pairs if scale.log}
    table |= {form.before[log]: of_atom(lost(form.before[log])) for log in logs}
    for state, image, scale in pairs:
        old = fun("exp", table[form.before[scale.log]]) if scale.log else ONE
        table[form.before[image]] = scale(of_atom(target.before[state]), old)
    exponentials = {log: fun("exp", rebuild(form.updates[log], table)) for log in logs}
    for state, image, scale in pairs:
        new = exponentials[scale.log] if scale.log else ONE
        table[form.after[image]] = scale(of_atom(target.after[state]), new)
    left = {form.after[s]: form.updates[s] for s in form.states if form.after[s] not in table}
    for _ in left:
        left = {symbol: rebuild(poly, left) for symbol, poly in left.items()}
    return table | {symbol: rebuild(poly, table) for symbol, poly in left.items()}


def lost(before: Sym) -> Sym:
    """The symbol of a state that corresponds to none, under a name that no cell has."""
    return sym(PATTERN, f"{before.name}′", before.extent)


def _scale_of(target: Form, shown: Poly, pairs: list[tuple[str, str, Scale]]) -> Scale:
    """The scale of what the target shows: that of a state, if it shows one as it is."""
    views = {of_atom(target.after[state]): scale for state, _, scale in pairs if not scale.log}
    return views.get(shown, IDENTITY)


def _meaning(
    pattern: Pattern,
    target: Form,
    pairs: list[tuple[str, str, Scale]],
    table: Table,
    binding: Binding,
    seen: Mapping[str, tuple[str, Scale]],
) -> Match:
    """The match that a binding means; what it leaves open is 0."""
    form = pattern.form
    values = {one: binding.get(one, Poly({})) for one in form.parameters.values()}
    states = {image: table[form.before[image]] for _, image, _ in pairs}
    earlier = {form.after[s]: of_atom(form.before[s]) for s in form.updates}
    for name, poly in form.follows.items():
        then = rebuild(rebuild(poly, earlier), table)
        if then.symbols <= {target.before[s] for s in target.states} | set(form.parameters.values()):
            states[name] = rebuild(then, values)
    return Match(
        form, target, pattern.edits, values, states, seen,
        {image: scale for _, image, scale in pairs if scale != IDENTITY},
    )  # fmt: skip
