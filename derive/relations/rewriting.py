"""Polynomials with symbols or functions replaced, in their one form again."""

from __future__ import annotations

from collections.abc import Mapping

from derive.activations import ACTIVATIONS
from derive.relations.ends import NoLimitError, Number
from derive.relations.polynomials import (
    HOLE,
    ONE,
    ZERO,
    Atom,
    Dot,
    Extent,
    Fun,
    Monomial,
    Poly,
    Sym,
    dot,
    fun,
    is_scalar,
    of_atom,
    total,
)

Table = Mapping[Sym, Poly]


def rebuild(poly: Poly, table: Table) -> Poly:
    """The polynomial with symbols replaced; a matrix's value is an entry with a hole.

    Raises NoLimitError where a function has no value, or where a product with a matrix cannot be told.
    """
    if not table or poly.symbols.isdisjoint(table):
        return poly
    parts = []
    for monomial, value in poly.terms.items():
        kept = tuple(a for a in monomial if a.symbols.isdisjoint(table))
        part = Poly({kept: value})
        for atom in monomial:
            if not atom.symbols.isdisjoint(table):
                part = part * rebuild_atom(atom, table)
                if not part:
                    break
        parts.append(part)
    return total(parts)


def rebuild_atom(atom: Atom, table: Table) -> Poly:
    """The same for one atom."""
    if isinstance(atom, Sym):
        return table.get(atom) or (ZERO if atom in table else of_atom(atom))
    if isinstance(atom, Fun):
        return fun(atom.name, *(rebuild(arg, table) for arg in atom.args))
    inner = rebuild(Poly({atom.inner: 1}), table)
    value = table.get(atom.matrix)
    if value is None:
        return dot(atom.matrix, inner)
    if atom.matrix.is_parameter:
        return applied(value, inner)
    return total(_scaled_product(monomial, inner).times(c) for monomial, c in value.terms.items())


def _scaled_product(monomial: Monomial, inner: Poly) -> Poly:
    """(s M)·v is s (M·v), for a matrix that has a name and scalars s; of s alone, in all entries, s Σ v."""
    matrices = [a for a in monomial if isinstance(a, Sym) and a.extent is Extent.MATRIX]
    scalars = tuple(filter(is_scalar, monomial))
    if len(matrices) + len(scalars) != len(monomial) or len(matrices) > 1:
        raise NoLimitError(monomial)
    product = dot(matrices[0], inner) if matrices else fun("Inner", ONE, inner)
    return product * Poly({scalars: 1})


def applied(matrix: Poly, vector: Poly) -> Poly:
    """A matrix's value, an entry with a hole, put to a vector's entry."""
    return rebuild(matrix, {HOLE: vector})


def swap(poly: Poly, old: Fun, new: Poly) -> Poly:
    """The polynomial with a function of it replaced, also in products with a matrix and in quotients.

    The arguments of activations are left alone: they are equations of their own.
    """
    parts: list[Poly] = []
    kept: dict[Monomial, Number] = {}
    for monomial, value in poly.terms.items():
        if not any(_holds(atom, old) for atom in monomial):
            kept[monomial] = value
            continue
        part = Poly({tuple(a for a in monomial if not _holds(a, old)): value})
        for atom in monomial:
            if _holds(atom, old):
                part = part * _swapped(atom, old, new)
        parts.append(part)
    return total((Poly(kept), *parts)) if parts else poly


def _holds(atom: Atom, one: Fun) -> bool:
    """Whether a function stands in an atom where it is seen."""
    if atom is one:
        return True
    if isinstance(atom, Sym) or not one.symbols <= atom.symbols:
        return False
    if isinstance(atom, Dot):
        return any(_holds(a, one) for a in atom.inner)
    return atom.name not in ACTIVATIONS and any(_holds(a, one) for p in atom.args for m in p.terms for a in m)


def _swapped(atom: Atom, old: Fun, new: Poly) -> Poly:
    """What becomes of an atom in which the function stands."""
    if atom is old:
        return new
    if isinstance(atom, Dot):
        return dot(atom.matrix, swap(Poly({atom.inner: 1}), old, new))
    assert isinstance(atom, Fun)
    return fun(atom.name, *(swap(arg, old, new) for arg in atom.args))
