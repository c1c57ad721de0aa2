"""Cell → the memory's one-step Jacobian as carry + paths, each path labelled with the gates on it.

A read-out that the next step reads (h_{t−1} = o_{t−1} ∘ tanh(c_{t−1})) is part of the path from memory to
memory: ∂s_t/∂s_{t−1} = (direct) + Σ_q (∂s_t/∂q_{t−1}) (∂q_{t−1}/∂s_{t−1}), gates of the step before given.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul

from derive.algebra import add, mul, split_number
from derive.cell import Cell
from derive.componentwise import Dot
from derive.memory import Memory
from derive.nodes import Named, Quantity, Tangent, is_vector, names_in, shift
from derive.program import Program
from derive.roles import Roles
from derive.tangents import forward, gather, matrix_of, paths


@dataclass(frozen=True)
class Path:
    """One way in which the previous memory reaches the new one.

    matrix: its share of the Jacobian, (n, n); through: the signals whose weights it passes, in order from
    the new memory back; is_carry: no weights stand between.
    """

    matrix: MatrixExpr
    through: tuple[Named, ...]
    is_carry: bool


def memory_paths(cell: Cell, roles: Roles, memory: Memory) -> tuple[Path, ...]:
    """The paths of ∂s_t/∂s_{t−1} for one memory; none for a matrix, whose derivative is no matrix."""
    if not is_vector(memory.state):
        return ()
    table = {(eq.lhs.of, eq.lhs.by): eq.rhs for eq in cell.jacobians.equations}
    state, previous = memory.state, memory.state.at(-1)
    terms = list(paths(table[state, previous]))
    for q in roles.form.readouts:
        shown = shift(_shown_by(cell.step, roles, q, state), -1)
        for term in paths(table[state, q.at(-1)]):
            terms.extend(mul(term, path) for path in paths(shown))
    owners = _owners(roles)
    gathered = [term for term in paths(gather(add(*terms))) if not term.is_ZeroMatrix]
    carries = [term for term in gathered if not _weights(term)]
    carry = [Path(add(*carries), (), is_carry=True)] if carries else []
    others = [Path(term, _through(term, owners), is_carry=False) for term in gathered if term not in carries]
    return (*carry, *sorted(others, key=lambda path: len(path.through)))


def _shown_by(step: Program, roles: Roles, readout: Quantity, state: Quantity) -> MatrixExpr:
    """∂q_t/∂s_t for a read-out q of a memory s, its gates given."""
    kept = {*roles.form.signals, *(m.state for m in roles.memories)}
    needed = [eq for eq in step.keep([readout]).equations if eq.lhs not in kept]
    known = {eq.lhs for eq in needed}
    inputs = dict.fromkeys([state, *(n for eq in needed for n in names_in(eq.rhs) if n not in known)])
    program = Program(f"read-out {readout}", tuple(inputs), tuple(needed), (readout,))
    matrices: dict[MatrixExpr, MatrixExpr] = {Tangent(state): sp.Identity(state.shape[0])}
    for eq in forward(program, [state]).equations:
        matrices[eq.lhs] = matrix_of(eq.rhs, matrices, state.shape[0])
    return matrices[Tangent(readout)]


def _owners(roles: Roles) -> dict[str, Named]:
    """By the name of a matrix, the signal or the memory in whose equation it stands."""
    owners: dict[str, Named] = {}
    for name in (*roles.form.signals, *(m.state for m in roles.memories)):
        for dot in roles.form.opened(name).atoms(Dot):
            owners.setdefault(str(dot.matrix), name)
    return owners


def _weights(term: MatrixExpr) -> list[Named]:
    """The matrices in a path, from left to right."""
    _, rest = split_number(term)
    factors = rest.args if isinstance(rest, MatMul) else (rest,)
    return [factor for factor in factors if isinstance(factor, Named)]


def _through(term: MatrixExpr, owners: dict[str, Named]) -> tuple[Named, ...]:
    """The signals whose weights stand in a path, from left to right."""
    return tuple(owners[matrix.name] for matrix in _weights(term) if matrix.name in owners)
