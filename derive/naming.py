"""Program → Program: names for what a derivation wants to speak of.

`expose` names pre-activations and nested function values; `condense` writes out names that are used
once, as a paper would; `split` cuts W·[h; x] into U·h + W·x.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count as count_from

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.transpose import Transpose

from derive.algebra import (
    add,
    diagonal,
    diagonal_of,
    fill,
    had,
    mul,
    scale,
    split_number,
    total,
    transpose,
)  # fmt: skip
from derive.nodes import (
    Apply,
    Concat,
    Diagonal,
    Fill,
    Kind,
    Named,
    Preactivation,
    Quantity,
    Total,
    Value,
    names_in,
    shift,
)
from derive.program import Equation, Program, count

MAKERS = {
    MatAdd: add,
    HadamardProduct: had,
    MatMul: mul,
    Transpose: transpose,
    DiagMatrix: diagonal,
    Fill: lambda scalar, *shape: fill(scalar, shape),
    Total: total,
    Diagonal: diagonal_of,
}


def rebuild(expr: MatrixExpr, change: Callable[[MatrixExpr], MatrixExpr | None]) -> MatrixExpr:
    """The expression with `change` applied to every node, operands first; None leaves a node alone.

    Names are not entered: what a cotangent is the cotangent of is not part of its value.
    """
    if not isinstance(expr, MatrixExpr):
        return expr
    if not isinstance(expr, Named):
        args = tuple(rebuild(arg, change) for arg in expr.args)
        if args != expr.args:
            number, rest = split_number(expr)
            make = MAKERS.get(type(rest), expr.func)
            expr = scale(args[0], mul(*args[1:])) if number != 1 else make(*args)
    changed = change(expr)
    return expr if changed is None else changed


def expose(program: Program) -> Program:
    """F = φ(u) becomes f̄ = u, f = φ(f̄); what a derivation needs by name gets one.

    That is a φ(u) inside a longer expression, and any expression of several names that stands twice.
    """
    program = _name_activations(program)
    while shared := repeated(program):
        program = _name_repeated(program, shared)
    return program


def _name_activations(program: Program) -> Program:
    """Pre-activations, and each φ(u) inside a longer expression, get names."""
    equations: list[Equation] = []
    known: dict[MatrixExpr, Named] = {}

    def name_values(expr: MatrixExpr, line: int | None) -> MatrixExpr:
        return _named(expr, lambda node: isinstance(node, Apply), known, equations, line)

    for eq in program.equations:
        if not isinstance(eq.rhs, Apply):
            equations.append(replace(eq, rhs=name_values(eq.rhs, eq.line)))
            continue
        argument = name_values(eq.rhs.argument, eq.line)
        if not isinstance(argument, Named):
            equations.append(Equation(Preactivation(eq.lhs), argument, line=eq.line))
            argument = Preactivation(eq.lhs)
        node = Apply(eq.rhs.args[0], argument)
        known[node] = eq.lhs
        equations.append(replace(eq, rhs=node))
    return Program(program.name, program.inputs, tuple(equations), program.outputs)


def _name_repeated(program: Program, shared: set[MatrixExpr]) -> Program:
    """Expressions that stand more than once get names, the innermost first."""
    equations: list[Equation] = []
    known: dict[MatrixExpr, Named] = {}
    for eq in program.equations:
        rhs = _named(eq.rhs, shared.__contains__, known, equations, eq.line)
        equations.append(replace(eq, rhs=rhs))
    return Program(program.name, program.inputs, tuple(equations), program.outputs)


def _named(
    expr: MatrixExpr, wanted: Callable[[MatrixExpr], bool], known: dict[MatrixExpr, Named],
    equations: list[Equation], line: int | None,
) -> MatrixExpr:  # fmt: skip
    """The expression with every node that is wanted under a name, whose equations are added."""

    def name_value(node: MatrixExpr) -> MatrixExpr | None:
        if node not in known and wanted(node):
            known[node] = Value(node)
            equations.append(Equation(known[node], node, line=line))
        return known.get(node)

    return rebuild(expr, name_value)


def repeated(program: Program) -> set[MatrixExpr]:
    """The expressions of several names that stand more than once on right sides."""
    times: Counter[MatrixExpr] = Counter()

    def visit(expr: MatrixExpr) -> None:
        if len(names_in(expr)) > 1 and split_number(expr)[0] == 1:
            times[expr] += 1
        if not isinstance(expr, Named):
            for arg in expr.args:
                visit(arg)

    for eq in program.equations:
        visit(eq.rhs)
    return {expr for expr, number in times.items() if number > 1}


def condense(program: Program) -> Program:
    """Every name that is used just once is written out where it is used, with its reasons.

    Outputs keep their names, and so does what the next time step reads.
    """
    read_later = set(program.outputs) | {shift(name, -1) for name in program.inputs}
    equations = list(program.equations)
    for name in [eq.lhs for eq in equations]:
        users = [k for k, other in enumerate(equations) if count(other.rhs, name)]
        if name in read_later or sum(count(equations[k].rhs, name) for k in users) != 1:
            continue
        index = next(k for k, eq in enumerate(equations) if eq.lhs == name)
        used, user = equations[index], equations[users[0]]
        written = rebuild(user.rhs, {name: used.rhs}.get)
        equations[users[0]] = replace(user, rhs=written, why=(*used.why, *user.why))
        del equations[index]
    return replace(program, equations=tuple(equations))


@dataclass(frozen=True)
class Block:
    """Columns start … stop of the matrix `whole` under the name `part`."""

    whole: Quantity
    part: Quantity
    start: sp.Expr
    stop: sp.Expr


def split(program: Program) -> tuple[Program, tuple[Block, ...]]:
    """W·[h; x] = U·h + W·x: each matrix that meets a concatenation is cut into one per part.

    The block over a state is called U, that over an input keeps W; the blocks say which columns of the
    old matrix the new ones are. A matrix that stands elsewhere as well stays whole.
    """
    program = _write_out_concats(program)
    blocks = _cut_matrices(program)

    def cut(node: MatrixExpr) -> MatrixExpr | None:
        number, product = split_number(node)
        if not _meets_concat(product) or product.args[-2] not in blocks:
            return None
        *before, whole, joined = product.args
        cut_up = zip(blocks[whole], joined.args, strict=True)
        return scale(number, add(*(mul(*before, block.part, part) for block, part in cut_up)))

    equations = tuple(replace(eq, rhs=rebuild(eq.rhs, cut)) for eq in program.equations)
    inputs: list[Named] = []
    for name in program.inputs:
        inputs.extend([b.part for b in blocks[name]] if name in blocks else [name])
    every = tuple(block for found in blocks.values() for block in found)
    return Program(program.name, tuple(inputs), equations, program.outputs), every


def _write_out_concats(program: Program) -> Program:
    """A name of a concatenation, hx = [h; x], is written out where it is used, unless it is an output."""
    known = {
        eq.lhs: eq.rhs
        for eq in program.equations
        if isinstance(eq.rhs, Concat) and eq.lhs not in program.outputs
    }
    equations = (eq for eq in program.equations if eq.lhs not in known)
    written = tuple(replace(eq, rhs=rebuild(eq.rhs, known.get)) for eq in equations)
    return replace(program, equations=written)


def _without_numbers(expr: MatrixExpr) -> Iterator[MatrixExpr]:
    """Every node of an expression, numbers in front of products left out."""
    return (split_number(node)[1] for node in sp.preorder_traversal(expr) if isinstance(node, MatrixExpr))


def _meets_concat(node: MatrixExpr) -> bool:
    """Whether a node is W·[h; x] for a parameter W, perhaps with a number or matrices in front."""
    if not (isinstance(node, MatMul) and isinstance(node.args[-1], Concat)):
        return False
    return isinstance(node.args[-2], Quantity) and node.args[-2].kind == Kind.PARAMETER


def _cut_matrices(program: Program) -> dict[Quantity, list[Block]]:
    """The blocks of each matrix that meets concatenations of the same sizes, and nothing else."""
    met: dict[Quantity, list[tuple[MatrixExpr, ...]]] = {}
    for eq in program.equations:
        for node in filter(_meets_concat, _without_numbers(eq.rhs)):
            met.setdefault(node.args[-2], []).append(node.args[-1].args)
    taken = {name.name for name in (*program.inputs, *(eq.lhs for eq in program.equations))}
    blocks: dict[Quantity, list[Block]] = {}
    for whole, several in met.items():
        sizes = {tuple(part.shape for part in parts) for parts in several}
        if len(sizes) == 1 and len(several) == program.uses(whole):
            blocks[whole] = _blocks(whole, several[0], taken)
    return blocks


def _blocks(whole: Quantity, parts: tuple[MatrixExpr, ...], taken: set[str]) -> list[Block]:
    """The column blocks of a matrix over the parts of a concatenation; their names join those taken."""
    kinds = [kind_of(part) for part in parts]
    letter = {Kind.STATE: "U", Kind.INPUT: "W"}
    found: list[Block] = []
    start = sp.S.Zero
    for part, kind in zip(parts, kinds, strict=True):
        head, _, rest = whole.base.partition("_")
        plain = head == "W" and kind in letter and kinds.count(kind) == 1
        tail = f"_{rest}" if rest else ""
        name = letter[kind] + tail if plain else ""
        if not name or name in taken - {whole.base}:
            numbered = (f"{whole.base}_{k}" for k in count_from(len(found) + 1))
            name = next(one for one in numbered if one not in taken)
        taken.add(name)
        stop = start + part.shape[0]
        new = Quantity(name, whole.shape[0], part.shape[0], Kind.PARAMETER)
        found.append(Block(whole, new, start, stop))
        start = stop
    return found


def kind_of(expr: MatrixExpr) -> Kind:
    """STATE for what depends on a state, else INPUT."""
    kinds = {node.kind for node in sp.preorder_traversal(expr) if isinstance(node, Quantity)}
    return Kind.STATE if kinds & {Kind.STATE, Kind.LOCAL} else Kind.INPUT
