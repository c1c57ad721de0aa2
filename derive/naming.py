"""Program → Program: names for what a derivation wants to speak of.

`expose` names pre-activations and nested function values; `condense` writes out names that are used
once, as a paper would; `split` cuts W·[h; x] into U·h + W·x.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul

from derive.algebra import add, had, mul
from derive.nodes import Apply, Concat, Kind, Named, Preactivation, Quantity, Value
from derive.program import Equation, Program


def rebuild(expr: MatrixExpr, change: Callable[[MatrixExpr], MatrixExpr]) -> MatrixExpr:
    """The expression with `change` applied to every node, operands first; names are not entered."""
    if not isinstance(expr, MatrixExpr):
        return expr
    if isinstance(expr, Named) or not any(isinstance(arg, MatrixExpr) for arg in expr.args):
        return change(expr)
    args = [rebuild(arg, change) for arg in expr.args]
    make = {MatAdd: add, HadamardProduct: had}.get(type(expr), expr.func)
    if isinstance(expr, MatMul) and not expr.args[0].is_number:
        make = mul
    return change(expr if tuple(args) == expr.args else make(*args))


def expose(program: Program) -> Program:
    """f = φ(u) becomes f̄ = u, f = φ(f̄); a φ(u) inside a longer expression gets a name of its own."""
    equations: list[Equation] = []
    known: dict[MatrixExpr, Named] = {}
    for eq in program.equations:

        def name_value(node: MatrixExpr, eq: Equation = eq) -> MatrixExpr:
            if not isinstance(node, Apply):
                return node
            if node not in known:
                known[node] = Value(node)
                equations.append(Equation(known[node], node, line=eq.line))
            return known[node]

        top = eq.rhs
        if not isinstance(top, Apply):
            equations.append(replace(eq, rhs=rebuild(top, name_value)))
            continue
        argument = rebuild(top.argument, name_value)
        if not isinstance(argument, Named):
            bar = Preactivation(eq.lhs)
            equations.append(Equation(bar, argument, line=eq.line))
            argument = bar
        node = Apply(top.args[0], argument)
        known[node] = eq.lhs
        equations.append(replace(eq, rhs=node))
    return Program(program.name, program.inputs, tuple(equations), program.outputs)


def condense(program: Program, keep: Callable[[Named], bool] = lambda name: False) -> Program:
    """Every local name that is used at most once is written out where it is used, with its reasons."""
    equations = list(program.equations)
    for eq in program.equations:
        users = [k for k, other in enumerate(equations) if other.rhs.has(eq.lhs)]
        once = len(users) == 1 and Program.uses(replace(program, equations=tuple(equations)), eq.lhs) == 1
        if eq.lhs in program.outputs or keep(eq.lhs) or not (once or not users):
            continue
        index = next(k for k, other in enumerate(equations) if other.lhs == eq.lhs)
        if once:
            user = equations[users[0]]
            written = rebuild(user.rhs, lambda node, eq=eq: eq.rhs if node == eq.lhs else node)
            equations[users[0]] = replace(user, rhs=written, why=(*eq.why, *user.why))
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
    old matrix the new ones are.
    """
    blocks: dict[Quantity, list[Block]] = {}

    def cut(node: MatrixExpr) -> MatrixExpr:
        if not (isinstance(node, MatMul) and len(node.args) == 2 and isinstance(node.args[1], Concat)):
            return node
        whole, parts = node.args[0], node.args[1].args
        if not (isinstance(whole, Quantity) and whole.kind == Kind.PARAMETER):
            return node
        found = blocks.setdefault(whole, list(_blocks(whole, parts)))
        return add(*(mul(block.part, part) for block, part in zip(found, parts, strict=True)))

    equations = tuple(replace(eq, rhs=rebuild(eq.rhs, cut)) for eq in program.equations)
    inputs: list[Named] = []
    for name in program.inputs:
        inputs.extend([b.part for b in blocks[name]] if name in blocks else [name])
    every = tuple(block for found in blocks.values() for block in found)
    return Program(program.name, tuple(inputs), equations, program.outputs), every


def _blocks(whole: Quantity, parts: tuple[MatrixExpr, ...]) -> list[Block]:
    """The column blocks of a matrix over the parts of a concatenation."""
    kinds = [kind_of(part) for part in parts]
    letter = {Kind.STATE: "U", Kind.INPUT: "W"}
    found, start = [], sp.S.Zero
    for part, kind in zip(parts, kinds, strict=True):
        head, _, rest = whole.base.partition("_")
        plain = head == "W" and kind in letter and kinds.count(kind) == 1
        tail = f"_{rest}" if rest else ""
        name = letter[kind] + tail if plain else f"{whole.base}_{len(found) + 1}"
        stop = start + part.shape[0]
        new = Quantity(name, whole.shape[0], part.shape[0], Kind.PARAMETER)
        found.append(Block(whole, new, start, stop))
        start = stop
    return found


def kind_of(expr: MatrixExpr) -> Kind:
    """STATE for what depends on a state, else INPUT."""
    kinds = {node.kind for node in sp.preorder_traversal(expr) if isinstance(node, Quantity)}
    return Kind.STATE if kinds & {Kind.STATE, Kind.LOCAL} else Kind.INPUT
