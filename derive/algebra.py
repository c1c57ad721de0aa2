"""Constructors for matrix expressions that keep the writer's order and drop only what is trivial.

SymPy's own constructors either reorder (`+`, `.doit()`) or simplify nothing; these flatten, drop zeros
and ones, and gather numbers in front. No other module builds a sum or a product of matrices.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import Identity, OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive.activations import ACTIVATIONS
from derive.nodes import Apply, Concat, Diagonal, Fill, Total, is_scalar, is_vector


def split_number(expr: MatrixExpr) -> tuple[sp.Expr, MatrixExpr]:
    """c·X as the pair (c, X) with a number c."""
    if isinstance(expr, MatMul) and expr.args[0].is_number:
        rest = expr.args[1:]
        return expr.args[0], rest[0] if len(rest) == 1 else MatMul(*rest)
    return sp.S.One, expr


def _split_sign(expr: MatrixExpr) -> tuple[sp.Expr, MatrixExpr]:
    """C·X as the pair (c, X); a sum of which every term is subtracted is −1 times what is added."""
    if isinstance(expr, MatAdd) and all(split_number(term)[0] < 0 for term in expr.args):
        return sp.S.NegativeOne, scale(-1, expr)
    return split_number(expr)


def scale(number: sp.Expr, expr: MatrixExpr) -> MatrixExpr:
    """c·X for a number c."""
    inner, rest = split_number(expr)
    total = sp.sympify(number) * inner
    if total == 0 or isinstance(rest, ZeroMatrix):
        return ZeroMatrix(*rest.shape)
    if total == 1:
        return rest
    if total == -1 and isinstance(rest, MatAdd):
        return add(*(scale(-1, term) for term in rest.args))
    return MatMul(total, *(rest.args if isinstance(rest, MatMul) else [rest]))


def add(*terms: MatrixExpr) -> MatrixExpr:
    """A + B + …, in the order given."""
    flat: list[MatrixExpr] = []
    for term in terms:
        flat.extend(term.args if isinstance(term, MatAdd) else [term])
    kept = _gather_numbers([term for term in flat if not isinstance(term, ZeroMatrix)])
    if not kept:
        return ZeroMatrix(*terms[0].shape)
    return kept[0] if len(kept) == 1 else MatAdd(*kept)


def _gather_numbers(terms: list[MatrixExpr]) -> list[MatrixExpr]:
    """Several plain numbers of a sum become one, where the first of them stands: 1 + a − 1 is a."""
    places = [k for k, term in enumerate(terms) if isinstance(split_number(term)[1], OneMatrix)]
    if len(places) < 2:
        return terms
    first, *others = places
    number = scale(sum(split_number(terms[k])[0] for k in places), OneMatrix(*terms[first].shape))
    gathered = [number if k == first else term for k, term in enumerate(terms) if k not in others]
    return [term for term in gathered if not isinstance(term, ZeroMatrix)]


def had(*factors: MatrixExpr) -> MatrixExpr:
    """A ∘ B ∘ …, entry by entry, in the order given, numbers in front: (−A − B) ∘ C is −(A + B) ∘ C."""
    number: sp.Expr = sp.S.One
    kept: list[MatrixExpr] = []
    for factor in factors:
        inner, rest = _split_sign(factor)
        number *= inner
        kept.extend(rest.args if isinstance(rest, HadamardProduct) else [rest])
    if any(isinstance(factor, ZeroMatrix) for factor in kept):
        return ZeroMatrix(*factors[0].shape)
    several = [factor for factor in kept if not isinstance(factor, OneMatrix)]
    if not several:
        return scale(number, kept[0])
    return scale(number, several[0] if len(several) == 1 else HadamardProduct(*several))


def power(base: MatrixExpr, exponent: sp.Expr) -> MatrixExpr:
    """A ∘ A ∘ … (`exponent` times), entry by entry; exponent −1 divides."""
    if exponent == 0:
        return OneMatrix(*base.shape)
    return base if exponent == 1 else HadamardPower(base, exponent)


def mul(*factors: MatrixExpr) -> MatrixExpr:
    """A B …, the matrix product; a factor of shape (1, 1) multiplies every entry of the others' product."""
    number: sp.Expr = sp.S.One
    kept: list[MatrixExpr] = []
    for factor in factors:
        inner, rest = split_number(factor)
        number *= inner
        kept.extend(rest.args if isinstance(rest, MatMul) else [rest])
    rows, cols = kept[0].shape[0], kept[-1].shape[1]
    if any(isinstance(factor, ZeroMatrix) for factor in kept):
        return ZeroMatrix(rows, cols)
    if len(kept) - sum(isinstance(factor, Identity) for factor in kept) > 1:
        kept = [_one_number(factor) for factor in kept]
    scalars = [factor for factor in kept if is_scalar(factor)]
    if scalars and len(kept) > 1:
        others = [factor for factor in kept if not is_scalar(factor)]
        spread = [fill(s, (rows, cols)) for s in scalars]
        return had(*spread, scale(number, mul(*others))) if others else scale(number, had(*scalars))
    several = _merge_diagonals([factor for factor in kept if not isinstance(factor, Identity)])
    if not several:
        return scale(number, Identity(rows))
    uniform = [factor for factor in several if isinstance(factor, Fill)]
    if uniform:
        ones = [OneMatrix(*f.shape) if isinstance(f, Fill) else f for f in several]
        spread = [fill(factor.scalar, (rows, cols)) for factor in uniform]
        return had(*spread, scale(number, mul(*ones)))
    if len(several) > 1 and isinstance(several[0], OneMatrix) and cols == 1:
        return scale(number, fill(total(mul(*several[1:])), (rows, 1)))
    return scale(number, several[0] if len(several) == 1 else MatMul(*several))


def _one_number(factor: MatrixExpr) -> MatrixExpr:
    """The s of diag(s … s), by which it multiplies the other factors of a product; else the factor itself."""
    is_one = isinstance(factor, DiagMatrix) and isinstance(factor.args[0], Fill)
    return factor.args[0].scalar if is_one else factor


def _merge_diagonals(factors: list[MatrixExpr]) -> list[MatrixExpr]:
    """Factors diag(a) diag(b) beside each other become diag(a ∘ b)."""
    merged: list[MatrixExpr] = []
    for factor in factors:
        if merged and isinstance(factor, DiagMatrix) and isinstance(merged[-1], DiagMatrix):
            merged[-1] = DiagMatrix(had(merged[-1].args[0], factor.args[0]))
        else:
            merged.append(factor)
    return merged


def transpose(expr: MatrixExpr) -> MatrixExpr:
    """Aᵀ, pushed to the factors: (A B)ᵀ = Bᵀ Aᵀ."""
    number, rest = split_number(expr)
    if is_scalar(rest) or isinstance(rest, DiagMatrix):
        return expr
    if isinstance(rest, Fill):
        return scale(number, fill(rest.scalar, rest.shape[::-1]))
    if isinstance(rest, OneMatrix | ZeroMatrix):
        return scale(number, rest.func(*rest.shape[::-1]))
    if isinstance(rest, MatMul):
        return scale(number, mul(*(transpose(arg) for arg in rest.args[::-1])))
    if isinstance(rest, HadamardProduct) and any(isinstance(factor, Fill) for factor in rest.args):
        filled = [factor for factor in rest.args if isinstance(factor, Fill)]
        others = [factor for factor in rest.args if factor not in filled]
        return scale(number, had(*map(transpose, filled), *([transpose(had(*others))] if others else [])))
    return scale(number, rest.args[0] if isinstance(rest, Transpose) else Transpose(rest))


def fill(expr: MatrixExpr, shape: tuple[sp.Expr, sp.Expr]) -> MatrixExpr:
    """A scalar in every entry of a shape; whatever is no scalar stays as it is."""
    if not is_scalar(expr) or tuple(shape) == (1, 1):
        return expr
    number, rest = split_number(expr)
    if isinstance(rest, OneMatrix | ZeroMatrix):
        return scale(number, rest.func(*shape))
    return scale(number, Fill(rest, *shape))


def total(expr: MatrixExpr) -> MatrixExpr:
    """Σ of all entries; a scalar is its own."""
    number, rest = split_number(expr)
    if is_scalar(rest):
        return expr
    return ZeroMatrix(1, 1) if isinstance(rest, ZeroMatrix) else scale(number, Total(rest))


def diagonal(vector: MatrixExpr) -> MatrixExpr:
    """diag(v), a number taken out in front."""
    number, rest = split_number(vector)
    if isinstance(rest, ZeroMatrix):
        return ZeroMatrix(rest.shape[0], rest.shape[0])
    return scale(number, DiagMatrix(rest))


def diagonal_of(expr: MatrixExpr) -> MatrixExpr:
    """The diagonal of a matrix; that of u vᵀ is u ∘ v."""
    number, rest = split_number(expr)
    if isinstance(rest, ZeroMatrix):
        return ZeroMatrix(rest.shape[0], 1)
    if isinstance(rest, MatMul) and len(rest.args) == 2 and is_vector(rest.args[0]):
        return scale(number, had(rest.args[0], transpose(rest.args[1])))
    return scale(number, Diagonal(rest))


def collect(terms: Iterable[MatrixExpr]) -> MatrixExpr:
    """The sum of the terms, factors that all of them share taken out: δ∘a − δ∘b = δ∘(a − b).

    Inside such parentheses, what is subtracted comes last.
    """
    several = [term for term in terms if not isinstance(term, ZeroMatrix)]
    if len(several) < 2:
        return add(*terms)
    numbers, factors = [], []
    for term in several:
        number, rest = split_number(term)
        numbers.append(number)
        factors.append(list(rest.args) if isinstance(rest, HadamardProduct) else [rest])
    shared: list[MatrixExpr] = []
    for factor in tuple(factors[0]):
        if all(factor in others for others in factors):
            shared.append(factor)
            for others in factors:
                others.remove(factor)
    if not shared:
        return add(*several)
    ones = OneMatrix(*shared[0].shape)
    rests = [scale(c, had(ones, *others)) for c, others in zip(numbers, factors, strict=True)]
    return had(*shared, add(*sorted(rests, key=lambda rest: bool(split_number(rest)[0] < 0))))


def from_polynomial(expr: sp.Expr, values: dict[sp.Symbol, MatrixExpr]) -> MatrixExpr:
    """A scalar expression read entry by entry over matrices: 1 − y² at y = g is 1 − g∘g.

    Its functions are activations of the table. The terms keep the order constant first, then as SymPy
    orders them.
    """
    like = next(iter(values.values()))
    if expr.is_number:
        return scale(expr, OneMatrix(*like.shape))
    if expr in values:
        return values[expr]
    if isinstance(expr, sp.Add):
        ordered = sorted(expr.args, key=lambda arg: (not arg.is_number, sp.default_sort_key(arg)))
        return add(*(from_polynomial(arg, values) for arg in ordered))
    if isinstance(expr, sp.Mul):
        ordered = sorted(expr.args, key=lambda arg: (isinstance(arg, sp.Add), sp.default_sort_key(arg)))
        return had(*(from_polynomial(arg, values) for arg in ordered))
    if isinstance(expr, sp.Pow) and expr.exp.is_number:
        return power(from_polynomial(expr.base, values), expr.exp)
    if isinstance(expr, sp.Function) and expr.func.__name__ in ACTIVATIONS:
        return Apply(expr.func.__name__, from_polynomial(expr.args[0], values))
    raise TypeError(f"not a polynomial in {list(values)}: {expr}")


def concat(*parts: MatrixExpr) -> MatrixExpr:
    """[u; v; …], nested concatenations flattened."""
    flat: list[MatrixExpr] = []
    for part in parts:
        flat.extend(part.args if isinstance(part, Concat) else [part])
    return flat[0] if len(flat) == 1 else Concat(*flat)
