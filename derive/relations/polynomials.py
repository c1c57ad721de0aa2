"""Entries as polynomials: numbers, symbols, products with a matrix, functions; in one form for equal ones.

An entry of `derive.componentwise` is a sum of products. Here it is a table from products to numbers, with
every atom made once, so that two entries are compared by a look at their tables. The form is canonical
under the laws of a ring, the linearity of a matrix, tanh(u) = 2σ(2u) − 1, σ(−u) = 1 − σ(u), what becomes
of the exponential of a logarithm or a softplus, positive factors outside of a maximum or an absolute value,
and what an activation is at 0 and in the limit ±∞. The matcher asks it thousands of questions a second; that
a relation is true is then proved by `derive.prover`, which shares no code with this module.

Legend: an atom is a `Sym`, a `Dot` or a `Fun`; a monomial is a sorted tuple of atoms, a power repeats its
atom; a hole □ stands for what a matrix is applied to, so that a matrix is an entry with a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache
from typing import TypeGuard

from derive.activations import ACTIVATIONS
from derive.relations.ends import NoLimitError, Number, at_zero, limit


class Extent(StrEnum):
    """What a symbol stands for an entry of."""

    MATRIX = "matrix"
    VECTOR = "vector"
    SCALAR = "scalar"


@dataclass(frozen=True, eq=False)
class Sym:
    """A symbol; `is_open` where it is a parameter that may still be chosen."""

    key: str
    name: str
    extent: Extent
    is_parameter: bool
    is_open: bool
    symbols: frozenset[Sym] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "symbols", frozenset((self,)))


@dataclass(frozen=True, eq=False)
class Dot:
    """An entry of U·v, v a product."""

    key: str
    matrix: Sym
    inner: Monomial
    symbols: frozenset[Sym] = field(repr=False)
    is_open: bool


@dataclass(frozen=True, eq=False)
class Fun:
    """φ(u), or another function of entries; `is_open` where a parameter in it may still be chosen."""

    key: str
    name: str
    args: tuple[Poly, ...]
    symbols: frozenset[Sym] = field(repr=False)
    is_open: bool


Atom = Sym | Dot | Fun
Monomial = tuple[Atom, ...]


class Poly:
    """A sum of products; equal to another one exactly where their tables are equal."""

    __slots__ = ("_hash", "_symbols", "terms")

    def __init__(self, terms: Mapping[Monomial, Number]) -> None:
        self.terms = terms
        self._hash: int | None = None
        self._symbols: frozenset[Sym] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Poly) and self.terms == other.terms

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: Poly) -> Poly:
        return total((self, other))

    def __sub__(self, other: Poly) -> Poly:
        return total((self, other.times(-1)))

    def __mul__(self, other: Poly) -> Poly:
        terms: dict[Monomial, Number] = {}
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                _add_term(terms, _joined(left, right), a * b)
        return Poly(terms)

    def times(self, number: Number) -> Poly:
        """The polynomial times a number."""
        return Poly({m: c * number for m, c in self.terms.items()}) if number else ZERO

    @property
    def number(self) -> Number | None:
        """Its value if it is a number, else None."""
        if not self.terms:
            return 0
        return self.terms.get(()) if len(self.terms) == 1 else None

    @property
    def symbols(self) -> frozenset[Sym]:
        """Every symbol in it."""
        if self._symbols is None:
            self._symbols = frozenset().union(*(atom.symbols for m in self.terms for atom in m))
        return self._symbols

    @property
    def bare(self) -> frozenset[Sym]:
        """Every symbol that stands in it outside of all activations."""
        return frozenset().union(*(_bare(atom) for m in self.terms for atom in m))

    @property
    def is_open(self) -> bool:
        """Whether a parameter in it may still be chosen."""
        return any(atom.is_open for m in self.terms for atom in m)

    @property
    def key(self) -> str:
        """A text that orders polynomials."""
        parts = sorted(f"{c}*{'*'.join(a.key for a in m)}" for m, c in self.terms.items())
        return "+".join(parts)

    def __repr__(self) -> str:
        return self.key


def _bare(atom: Atom) -> frozenset[Sym]:
    """The symbols of an atom that are not inside of an activation."""
    if isinstance(atom, Dot):
        return frozenset((atom.matrix,)).union(*map(_bare, atom.inner))
    if isinstance(atom, Fun):
        return (
            frozenset() if atom.name in ACTIVATIONS else frozenset().union(*(arg.bare for arg in atom.args))
        )
    return atom.symbols


ZERO = Poly({})
ONE = Poly({(): 1})


def _add_term(terms: dict[Monomial, Number], monomial: Monomial, number: Number) -> None:
    """Adds to a table, without zeros."""
    value = terms.get(monomial, 0) + number
    if value:
        terms[monomial] = value
    else:
        terms.pop(monomial, None)


def _joined(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials; a · 1/a is 1."""
    if not left or not right:
        return left or right
    atoms = [*left, *right]
    for atom in left + right:
        if isinstance(atom, Fun) and atom.name == "inverse" and atom in atoms:
            base = next(iter(atom.args[0].terms))
            if len(atom.args[0].terms) == 1 and len(base) == 1 and base[0] in atoms:
                atoms.remove(atom)
                atoms.remove(base[0])
    return tuple(sorted(atoms, key=_key))


def _key(atom: Atom) -> str:
    return atom.key


def total(polys: Iterable[Poly]) -> Poly:
    """The sum of some polynomials."""
    terms: dict[Monomial, Number] = {}
    for poly in polys:
        for monomial, number in poly.terms.items():
            _add_term(terms, monomial, number)
    return Poly(terms)


def ratio(above: Number, below: Number) -> Number:
    """above/below, an int where it is one: those are added faster."""
    quotient = Fraction(above) / below
    return quotient.numerator if quotient.denominator == 1 else quotient


def number(value: Number) -> Poly:
    """A number as a polynomial."""
    return Poly({(): value}) if value else ZERO


def of_atom(atom: Atom) -> Poly:
    """An atom as a polynomial."""
    return Poly({(atom,): 1})


@cache
def sym(owner: str, name: str, extent: Extent, is_parameter: bool = False, is_open: bool = False) -> Sym:
    """The one symbol of this name; `owner` tells the symbols of two cells apart."""
    return Sym(f"{owner}{name}", name, extent, is_parameter, is_open)


HOLE = sym("", "□", Extent.VECTOR)
INFINITY = sym("", "∞", Extent.SCALAR, is_parameter=True)


@cache
def _dot_atom(matrix: Sym, inner: Monomial) -> Dot:
    symbols = matrix.symbols.union(*(a.symbols for a in inner))
    is_open = matrix.is_open or any(a.is_open for a in inner)
    return Dot(f"({matrix.key}@{'*'.join(a.key for a in inner)})", matrix, inner, symbols, is_open)


@cache
def _fun_atom(name: str, args: tuple[Poly, ...]) -> Fun:
    symbols = frozenset().union(*(arg.symbols for arg in args))
    key = f"{name}({','.join(arg.key for arg in args)})"
    return Fun(key, name, args, symbols, any(arg.is_open for arg in args))


@lru_cache(maxsize=65536)
def is_scalar(atom: Atom) -> bool:
    """Whether an atom is the same number in every entry."""
    if isinstance(atom, Sym):
        return atom.extent is Extent.SCALAR
    if isinstance(atom, Dot) or atom.name in BY_ENTRY:
        return False
    return atom.name == "Inner" or all(is_scalar(a) for arg in atom.args for m in arg.terms for a in m)


def is_positive(atom: Atom) -> bool:
    """Whether an atom is an exponential, or one over an exponential."""
    if isinstance(atom, Fun) and atom.name == "inverse":
        (inverse,) = atom.args
        return len(inverse.terms) == 1 and all(map(is_positive, next(iter(inverse.terms))))
    return isinstance(atom, Fun) and atom.name == "exp"


def is_constant(atom: Atom) -> bool:
    """Whether an atom is made of parameters alone."""
    return all(s.is_parameter for s in atom.symbols)


def dot(matrix: Sym, vector: Poly) -> Poly:
    """U·(k a + α b) = k U·a + α U·b for numbers k and scalars α."""
    terms: dict[Monomial, Number] = {}
    for monomial, value in vector.terms.items():
        outside = tuple(a for a in monomial if is_scalar(a))
        inside = tuple(a for a in monomial if not is_scalar(a))
        _add_term(terms, _joined((_dot_atom(matrix, inside),), outside), value)
    return Poly(terms)


BY_ENTRY = ("Column", "Dot", "concat", "rows")
"""What differs from entry to entry, or is not known not to."""


@lru_cache(maxsize=65536)
def fun(name: str, *args: Poly) -> Poly:
    """φ(u) in its one form; raises NoLimitError where u is infinite and φ has no limit."""
    infinite = args[0].terms.get((INFINITY,), 0) if args else 0
    if infinite:
        return number(limit(name, 1 if infinite > 0 else -1))
    if name == "inverse":
        return _inverse(args[0])
    if name in ("abs", "maximum", "Inner"):
        outside, args = _factored(name, args)
        if outside:
            return Poly({outside: 1}) * fun(name, *args)
    if name == "tanh":
        return fun("sigmoid", args[0].times(2)).times(2) - ONE
    if name == "exp" and (split := _split(args[0])) is not None:
        return split
    if name == "sigmoid" and (share := _share(args[0])) is not None:
        return share
    if name == "sigmoid" and _leads_negative(args[0]):
        return ONE - fun("sigmoid", args[0].times(-1))
    if args and not args[0] and name in ACTIVATIONS and (value := at_zero(name)) is not None:
        return number(value)
    return of_atom(_fun_atom(name, args))


def _split(poly: Poly) -> Poly | None:
    """exp(u + s − t + log a − softplus(v)) = a σ(−v) exp(u) exp(s)/exp(t) for states and maxima s, t.

    None where it is whole.
    """
    single = {m[0]: c for m, c in poly.terms.items() if len(m) == 1 and c in (1, -1) and _is_whole(m[0])}
    alone = len(poly.terms) == 1 and 1 in single.values() and not any(map(_known_exponential, single))
    if not single or alone:
        return None
    result = fun("exp", Poly({m: c for m, c in poly.terms.items() if not (len(m) == 1 and m[0] in single)}))
    for atom, sign in single.items():
        known = _known_exponential(atom)
        factor = fun("exp", of_atom(atom)) if known is None else known
        result = result * (factor if sign == 1 else fun("inverse", factor))
    return result


def _is_whole(atom: Atom) -> bool:
    """Whether the exponential of an atom is taken by itself: a state or input, a maximum, a known one."""
    if isinstance(atom, Sym):
        return not atom.is_parameter
    return isinstance(atom, Fun) and (atom.name not in ACTIVATIONS or _known_exponential(atom) is not None)


def _factored(name: str, args: tuple[Poly, ...]) -> tuple[Monomial, tuple[Poly, ...]]:
    """E of |e a| = e |a| and max(e a, e b) = e max(a, b) for positive e, of (s a)ᵀ b = s aᵀ b for scalars s.

    With the arguments without it, those of a maximum in order.
    """
    if name == "Inner":
        shared = [_shared((arg,), is_scalar) for arg in args]
        rests = tuple(_without(arg, atoms) for arg, atoms in zip(args, shared, strict=True))
        return _joined(*shared), rests
    outside = _shared(args, is_positive)
    rests = tuple(_without(arg, outside) for arg in args)
    return outside, tuple(sorted(rests, key=lambda rest: rest.key))


def _shared(args: tuple[Poly, ...], is_wanted: Callable[[Atom], bool]) -> Monomial:
    """The atoms of a kind that stand in every term of every argument."""
    first, *others = (monomial for arg in args for monomial in arg.terms) if all(args) else ((),)
    found = list(dict.fromkeys(filter(is_wanted, first)))
    return tuple(atom for atom in found if all(atom in monomial for monomial in others))


def _without(arg: Poly, atoms: Monomial) -> Poly:
    """An argument divided by atoms that stand in every term of it."""
    terms = {}
    for monomial, value in arg.terms.items():
        left = list(monomial)
        for atom in atoms:
            left.remove(atom)
        terms[tuple(left)] = value
    return Poly(terms)


def _known_exponential(atom: Atom) -> Poly | None:
    """exp(log a) = a, exp(softplus(v)) = 1/σ(−v); None of any other atom."""
    if isinstance(atom, Fun) and atom.name == "softplus":
        return fun("inverse", fun("sigmoid", atom.args[0].times(-1)))
    return atom.args[0] if _is_log(atom) else None


def _share(poly: Poly) -> Poly | None:
    """The a of log a − log(1 − a), or None."""
    logs = {c: m[0].args[0] for m, c in poly.terms.items() if len(m) == 1 and _is_log(m[0])}
    if len(poly.terms) != 2 or set(logs) != {1, -1} or logs[1] + logs[-1] != ONE:
        return None
    return logs[1]


def _is_log(atom: Atom) -> TypeGuard[Fun]:
    return isinstance(atom, Fun) and atom.name == "log"


def _leads_negative(poly: Poly) -> bool:
    """Whether the first term, in the order of keys, has a minus sign."""
    if not poly.terms:
        return False
    return poly.terms[min(poly.terms, key=lambda m: [a.key for a in m])] < 0


def _inverse(poly: Poly) -> Poly:
    """1/p; of a product, factor by factor. Raises NoLimitError for 1/0."""
    if not poly:
        raise NoLimitError("inverse")
    if len(poly.terms) != 1:
        return of_atom(_fun_atom("inverse", (poly,)))
    ((monomial, value),) = poly.terms.items()
    result = number(ratio(1, value))
    for atom in monomial:
        back = isinstance(atom, Fun) and atom.name == "inverse"
        result *= atom.args[0] if back else of_atom(_fun_atom("inverse", (of_atom(atom),)))  # type: ignore[union-attr]
    return result


def atoms_of(poly: Poly) -> Iterator[Atom]:
    """Every atom of a polynomial, those inside of others after them."""
    for monomial in poly.terms:
        yield from _atoms_in(monomial)


def _atoms_in(monomial: Monomial) -> Iterator[Atom]:
    for atom in monomial:
        yield atom
        if isinstance(atom, Dot):
            yield from _atoms_in(atom.inner)
        elif isinstance(atom, Fun):
            for arg in atom.args:
                yield from atoms_of(arg)
