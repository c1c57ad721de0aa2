"""Program → Recurrence: one step together with what it hands to the next step that is run.

Forward, a step hands on the new states, which the next one reads as the previous states. Backward, a
step hands on the cotangents of its previous states, which the step before it adds to what its own
states receive from outside.

Legend: a pair (read, written) in `carried` says that `read` is what the step that was run before this
one has written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.special import ZeroMatrix

from derive import gradients
from derive.algebra import add
from derive.naming import condense, rebuild
from derive.nodes import Carried, Cotangent, Kind, Named, Quantity, Seed, names_in
from derive.program import Equation, Program


@dataclass(frozen=True)
class Recurrence:
    """A program that is run once for each step of a sequence.

    program: one step; carried: its pairs (read, written).
    """

    program: Program
    carried: tuple[tuple[Named, Named], ...]

    @property
    def written(self) -> dict[Named, Named]:
        """What is read of the step before, to what that step has written."""
        return dict(self.carried)


def is_constant(name: Named) -> bool:
    """Whether a given name is the same at every step: a parameter."""
    return isinstance(name, Quantity) and name.kind == Kind.PARAMETER


def states_of(step: Program) -> tuple[Quantity, ...]:
    """The new states of a step, in the order in which they are returned."""
    return tuple(q for q in step.outputs if isinstance(q, Quantity) and q.kind == Kind.STATE)


def forward(step: Program) -> Recurrence:
    """The step of a cell: h_{t−1} is read, h_t is written."""
    return Recurrence(step, tuple((q.at(-1), q) for q in states_of(step)))


def backward(step: Program, reached: Collection[str]) -> Recurrence:
    """Back-propagation through time, a step of it: what the later step gives back arrives as a carried name.

    `reached`: the outputs whose value at every step the loss may depend on; the others receive only
    what later steps give back.
    """
    one = gradients.backward(step)
    states = states_of(step)
    given_back = set(states)
    while True:
        arriving = {Seed(q): _arriving(q, q.name in reached, q in given_back) for q in step.outputs}
        equations = tuple(replace(eq, rhs=rebuild(eq.rhs, arriving.get)) for eq in one.equations)
        known = {eq.lhs: eq.rhs for eq in _without_zeros(equations)}
        lost = {q for q in given_back if isinstance(known[Cotangent(q.at(-1))], ZeroMatrix)}
        if not lost:
            break
        given_back -= lost
    outputs = tuple(name for name in one.outputs if not isinstance(known[name], ZeroMatrix))
    given = [name for name in one.inputs if not isinstance(name, Seed)]
    seeds = [name for arrived in arriving.values() for name in names_in(arrived)]
    whole = Program(one.name, (*given, *seeds), tuple(_without_zeros(equations)), outputs)
    program = used_inputs(condense(whole.keep(outputs)))
    carried = tuple((Carried(q), Cotangent(q.at(-1))) for q in states if q in given_back)
    return Recurrence(program, carried)


def _arriving(output: Named, is_reached: bool, is_given_back: bool) -> MatrixExpr:
    """What reaches an output: from the loss, and from the later step."""
    terms = [Seed(output)] * is_reached + [Carried(output)] * is_given_back
    return add(*terms) if terms else ZeroMatrix(*output.shape)


def _without_zeros(equations: tuple[Equation, ...]) -> Iterator[Equation]:
    """Cotangents that vanish are left out wherever they stand; all of it is linear in them."""
    zeros: dict[MatrixExpr, MatrixExpr] = {}

    def vanish(node: MatrixExpr) -> MatrixExpr | None:
        lost = len(node.args) == 1 and isinstance(node.args[0], ZeroMatrix)
        return zeros.get(node, ZeroMatrix(*node.shape) if lost else None)

    for eq in equations:
        rhs = rebuild(eq.rhs, vanish)
        if isinstance(rhs, ZeroMatrix):
            zeros[eq.lhs] = rhs
        yield replace(eq, rhs=rhs)


def used_inputs(program: Program) -> Program:
    """The program without the inputs that nothing reads."""
    used = {name for eq in program.equations for name in names_in(eq.rhs)}
    return replace(program, inputs=tuple(name for name in program.inputs if name in used))
