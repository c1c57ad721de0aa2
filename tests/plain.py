"""What the tests evaluate with: entries and matrix expressions over NumPy arrays, by rules written here.

Legend: values are by name as in a program; a vector is (n,), a scalar (1,), a matrix (n, m).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from sympy.matrices.expressions.matexpr import MatrixExpr

from derive.cell import Cell
from derive.componentwise import Column, Dot, Inner, runs_over_columns
from derive.emit.lambdified import Lambdified, lambdified
from derive.library import LIBRARY, find
from derive.nodes import Named
from derive.program import Program
from derive.question.claims import CONVENTIONS
from derive.words import Words

Array = NDArray[np.float64]
Values = dict[str, Array]

FUNCTIONS = {
    "sigmoid": lambda u: 1 / (1 + np.exp(-u)), "cos": np.cos, "sin": np.sin,
    "tanh": np.tanh, "exp": np.exp, "log": np.log,
    "relu": lambda u: u * (np.real(u) > 0), "softplus": lambda u: np.log(1 + np.exp(u)),
    "step": lambda u: np.heaviside(np.real(u), 0.5), "sign": lambda u: np.sign(np.real(u)),
    "abs": lambda u: u * np.sign(np.real(u)),
    "maximum": lambda u, v: np.where(np.real(u) >= np.real(v), u, v),
}  # fmt: skip


@cache
def cells() -> dict[str, Cell]:
    """The library's cells, and those of `odd_cells.py`."""
    odd = find(str(Path(__file__).with_name("odd_cells.py")))
    return {**LIBRARY, **{cell.name: cell for cell in odd}}


def some_cells() -> list[str]:
    """The question's cells, the odd ones, and one in four of the others."""
    others = [name for name in LIBRARY if name not in ("lstm", *CONVENTIONS)]
    return ["lstm", *CONVENTIONS, *others[::4], *(name for name in cells() if name not in LIBRARY)]


@cache
def words(name: str) -> Words:
    """The words, and so the roles, of one of the cells."""
    return Words(cells()[name])


@cache
def step_function(name: str) -> Lambdified:
    """A cell's step with every value on the way."""
    step = cells()[name].step
    return lambdified(step.keep(tuple(eq.lhs for eq in step.equations)))


def sized(program: Program) -> dict[sp.Symbol, int]:
    """A small number for each size."""
    letters = {s for name in program.inputs for size in name.shape for s in size.free_symbols}
    return {letter: 3 + k for k, letter in enumerate(sorted(letters, key=str))}


def drawn(rng: np.random.Generator, name: Named, sizes: dict[sp.Symbol, int]) -> Array:
    """Random numbers of a name's shape."""
    rows, cols = (int(sp.sympify(size).subs(sizes)) for size in name.shape)
    return rng.normal(size=(rows,) if cols == 1 else (rows, cols))


def stepped(name: str, given: Values) -> Values:
    """Every value of a step from those of its inputs."""
    return {**given, **step_function(name)(given)}


def random_step(name: str, seed: int) -> Values:
    """Every value of a step at random numbers, previous read-outs being what they would have shown."""
    rng = np.random.default_rng(seed)
    form = words(name).roles.form
    sizes = sized(form.step)
    given = {q.name: drawn(rng, q, sizes) for q in form.step.inputs}
    shown = [form.through_readouts(sp.Symbol(q.at(-1).name, real=True)) for q in form.readouts]
    for part in sorted({s.name for entry in shown for s in entry.free_symbols}):
        if part not in given:
            given[part] = drawn(rng, form.names[part], sizes)
    for q, entry in zip(form.readouts, shown, strict=True):
        given[q.at(-1).name] = entry_value(entry, given)
    return stepped(name, given)


def entry_value(entry: sp.Expr, values: Values) -> Array:
    """The array that an entry of the componentwise algebra stands for."""
    is_matrix = runs_over_columns(entry)
    entry = sp.sympify(entry)
    if entry.is_Number:
        return np.array(float(entry))
    if isinstance(entry, sp.Symbol):
        base = entry.name.removesuffix("ᵀ")
        return values[base].T if base != entry.name else values[base]
    if isinstance(entry, Column):
        return entry_value(entry.args[0], values)[None, :]
    if isinstance(entry, Dot):
        return entry_value(entry.matrix, values) @ entry_value(entry.entry, values)
    if isinstance(entry, Inner):
        return np.sum(np.multiply(*(entry_value(arg, values) for arg in entry.args)), keepdims=True)
    parts = [entry_value(arg, values) for arg in entry.args]
    if is_matrix:
        parts = [part[:, None] if part.ndim == 1 and len(part) > 1 else part for part in parts]
    if entry.is_Add:
        return sum(parts[1:], parts[0])
    if entry.is_Mul:
        return np.prod(np.broadcast_arrays(*parts), axis=0)
    if entry.is_Pow:
        return parts[0] ** int(entry.exp)
    return FUNCTIONS[entry.func.__name__](*parts)


def matrix_value(expr: MatrixExpr, values: Values, sizes: dict[sp.Symbol, int]) -> Array:
    """The array of a matrix expression, each size a number."""
    if isinstance(expr, Named):
        return values[expr.name] if expr.name in values else matrix_value(expr.of, values, sizes)
    if not expr.is_Matrix:
        return np.array(float(expr))
    rows = int(expr.shape[0].subs(sizes))
    if expr.is_Identity:
        return np.eye(rows)
    name = type(expr).__name__
    if name in ("OneMatrix", "ZeroMatrix"):
        cols = int(expr.shape[1].subs(sizes))
        return np.full((rows, cols) if cols > 1 else rows, float(name == "OneMatrix"))
    if name == "HadamardPower":
        return matrix_value(expr.args[0], values, sizes) ** int(expr.args[1])
    if name == "Fill":
        cols = int(expr.shape[1].subs(sizes))
        return np.full((rows, cols) if cols > 1 else rows, matrix_value(expr.scalar, values, sizes))
    parts = [matrix_value(arg, values, sizes) for arg in expr.args if isinstance(arg, sp.Expr)]
    match name:
        case "Maximum":
            return FUNCTIONS["maximum"](*parts)
        case "Apply":
            return FUNCTIONS[expr.activation.name](parts[0])
        case "MatAdd":
            return sum(parts[1:], parts[0])
        case "HadamardProduct":
            return np.prod(np.broadcast_arrays(*parts), axis=0)
        case "DiagMatrix":
            return np.diag(np.broadcast_to(parts[0], rows))
        case "Transpose":
            return parts[0].T
        case "MatMul":
            shapes = [[int(size.subs(sizes)) for size in arg.shape] for arg in expr.args if arg.is_Matrix]
            number = np.prod([part for part in parts if part.ndim == 0])
            result = number * np.linalg.multi_dot(
                [
                    np.eye(shapes[0][0]),
                    *(p.reshape(s) for p, s in zip(parts[-len(shapes) :], shapes, strict=True)),
                ]
            )
            return result[:, 0] if shapes[-1][1] == 1 else result
    raise AssertionError(f"{name} is not known here")
