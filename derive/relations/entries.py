"""Entries of `derive.componentwise` ↔ polynomials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sympy as sp

from derive.componentwise import Column, EntrySymbol, Inner, ScalarSymbol, activation
from derive.componentwise import Dot as DotEntry
from derive.relations.ends import Number, rational
from derive.relations.polynomials import ONE, Atom, Dot, Extent, Poly, Sym, dot, fun, number, of_atom, total

SYMBOLS = {Extent.SCALAR: ScalarSymbol, Extent.VECTOR: sp.Symbol, Extent.MATRIX: EntrySymbol}
OPERATIONS = {"Inner": Inner, "Column": Column, "Dot": DotEntry}


def from_entry(entry: sp.Expr, symbols: Mapping[str, Sym]) -> Poly:
    """An entry as a polynomial, its symbols given by their names."""
    if entry.is_Rational:
        return number(rational(entry) or 0)
    if isinstance(entry, sp.Symbol):
        return of_atom(symbols[entry.name])
    if entry.is_Add:
        return total(from_entry(arg, symbols) for arg in entry.args)
    if entry.is_Mul:
        return product_of(from_entry(arg, symbols) for arg in entry.args)
    if entry.is_Pow and entry.exp.is_Integer:
        base = product_of([from_entry(entry.base, symbols)] * abs(int(entry.exp)))
        return base if entry.exp > 0 else fun("inverse", base)
    if isinstance(entry, DotEntry) and entry.matrix.is_Symbol:
        return dot(symbols[entry.matrix.name], from_entry(entry.entry, symbols))
    name = entry.func.__name__ if entry.args else str(entry)
    return fun(name, *(from_entry(arg, symbols) for arg in entry.args))


def product_of(polys: Iterable[Poly]) -> Poly:
    """The product of some polynomials."""
    product = ONE
    for poly in polys:
        product = product * poly
    return product


def to_entry(poly: Poly) -> sp.Expr:
    """A polynomial as an entry, symbols under their names."""
    return sp.Add(*(_number(c) * sp.Mul(*map(_atom_entry, m)) for m, c in poly.terms.items()))


def _number(value: Number) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


def _atom_entry(atom: Atom) -> sp.Expr:
    """An atom as an entry."""
    if isinstance(atom, Sym):
        return SYMBOLS[atom.extent](atom.name, real=True)
    if isinstance(atom, Dot):
        return DotEntry(_atom_entry(atom.matrix), sp.Mul(*map(_atom_entry, atom.inner)))
    args = tuple(map(to_entry, atom.args))
    if atom.name == "inverse":
        return 1 / args[0]
    return OPERATIONS[atom.name](*args) if atom.name in OPERATIONS else activation(atom.name)(*args)
