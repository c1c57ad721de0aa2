"""What is linear in open parameters, solved term by term: W x + b = A x + c gives W = A and b = c."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derive.relations.ends import Number
from derive.relations.polynomials import (
    HOLE,
    ONE,
    ZERO,
    Atom,
    Dot,
    Extent,
    Monomial,
    Poly,
    Sym,
    dot,
    is_constant,
    is_scalar,
    of_atom,
    ratio,
    total,
)

ORDER = (Extent.SCALAR, Extent.VECTOR, Extent.MATRIX)


def proposals(terms: Mapping[Monomial, Number], rest: Poly) -> Iterator[tuple[Sym, Poly]]:
    """Values for one open parameter, the most special kind first: the one that takes what fits it."""
    linear = [(m, c, one) for m, c in terms.items() if (one := _only_open(m)) is not None]
    if linear:
        monomial, coefficient, parameter = min(linear, key=lambda t: _rank(t[2], t[0]))
        yield parameter, _taken(monomial, coefficient, parameter, rest)
        return
    monomial = min(terms, key=lambda m: (len(m), [a.key for a in m]))
    parameter = min(_open_in(monomial), key=lambda s: (ORDER.index(s.extent), s.key))
    unit = of_atom(HOLE) if parameter.extent is Extent.MATRIX else ONE
    for value in (*_likely(parameter, rest), unit, ZERO):
        yield parameter, value


def _rank(parameter: Sym, monomial: Monomial) -> tuple[bool, int, str, list[str]]:
    """What is solved first: what meets something, before what stands by itself and could take anything."""
    return _is_bare(monomial), ORDER.index(parameter.extent), parameter.key, [a.key for a in monomial]


def _is_bare(monomial: Monomial) -> bool:
    """Whether a product is a parameter by itself, or what a matrix makes of a number."""
    return len(monomial) == 1 and not (isinstance(monomial[0], Dot) and monomial[0].inner)


def _open_in(monomial: Monomial) -> list[Sym]:
    """The open parameters of a product, each as often as it stands."""
    found: list[Sym] = []
    for atom in monomial:
        if isinstance(atom, Dot):
            found += [atom.matrix] if atom.matrix.is_open else []
            found += _open_in(atom.inner)
        elif isinstance(atom, Sym):
            found += [atom] if atom.is_open else []
        else:
            found += sorted((s for s in atom.symbols if s.is_open), key=lambda s: s.key)
    return found


def _only_open(monomial: Monomial) -> Sym | None:
    """The open parameter in which a product is linear, if it is the only one."""
    found = _open_in(monomial)
    direct = any(a is found[0] or (isinstance(a, Dot) and a.matrix is found[0]) for a in monomial)
    return found[0] if len(found) == 1 and direct else None


def _likely(parameter: Sym, rest: Poly) -> list[Poly]:
    """The target's own parameters of a kind, as values where a product holds several open ones."""
    found: dict[Sym, None] = {}
    for symbol in sorted(rest.symbols, key=lambda s: s.key):
        if symbol.is_parameter and symbol.extent is parameter.extent:
            found[symbol] = None
    hole = of_atom(HOLE)
    return [dot(s, hole) if s.extent is Extent.MATRIX else of_atom(s) for s in found]


def _taken(monomial: Monomial, coefficient: Number, parameter: Sym, rest: Poly) -> Poly:
    """The value by which a term takes all of the rest that it can."""
    around = tuple(a for a in monomial if not a.is_open)
    inner: Monomial = ()
    for atom in monomial:
        if isinstance(atom, Dot) and atom.is_open:
            inner = atom.inner
    parts = []
    for product, value in rest.terms.items():
        left = without(product, around)
        if left is None:
            continue
        if parameter.extent is Extent.MATRIX:
            part = _operator(left, inner)
        else:
            fits = all(map(is_scalar if parameter.extent is Extent.SCALAR else is_constant, left))
            part = Poly({left: 1}) if fits else None
        if part is not None:
            parts.append(part.times(ratio(value, coefficient)))
    return total(parts)


def without(product: Monomial, factors: Monomial) -> Monomial | None:
    """What is left of a product when some of its factors are taken out, or None if they are not there."""
    left = list(product)
    for atom in factors:
        if atom not in left:
            return None
        left.remove(atom)
    return tuple(left)


def _operator(product: Monomial, vector: Monomial) -> Poly | None:
    """The matrix that makes a product of a vector: q ∘ v gives diag(q), q ∘ N v gives diag(q) N."""
    if not vector:
        return None
    left = without(product, vector)
    if left is not None and all(map(is_constant, left)):
        return Poly({left: 1}) * of_atom(HOLE)
    for atom in product:
        if isinstance(atom, Dot):
            around: tuple[Atom, ...] = without(product, (atom,)) or ()
            inside = _operator(atom.inner, vector) if all(map(is_constant, around)) else None
            if inside is not None:
                return Poly({around: 1}) * dot(atom.matrix, inside)
    return None
