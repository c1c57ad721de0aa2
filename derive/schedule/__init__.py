"""Step → Schedule: in what order, and how much at once, a cell is computed over a sequence.

    pass         what it does to the equations
    ---------    ----------------------------------------------------------------------------
    expose       products inside other operations, and their compound operands, get names
    squash       σ by tanh, where that is faster
    recurrence   a step with what it hands on; the backward pass likewise, cotangents condensed
    blend        a ∘ u + (1 − a) ∘ v in three operations
    hoist        what need not be computed step by step gets a name
    gather       what a late value is multiplied by is put together, if that saves operations
    share        what stands several times in a phase gets a name
    stack        products of one operand get names, so that they can be one product
    phases       once, bulk, scan, step, total: when each equation is run
    layout       equations of one form become one operation; where every value is kept

All of them but the last two are Program → Program; no value of the cell is changed by any.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import sympy as sp

from derive.nodes import Cotangent, Kind, Named, Quantity, names_in
from derive.program import Program
from derive.schedule.blend import blend
from derive.schedule.expose import expose_products
from derive.schedule.gather import gather
from derive.schedule.hoist import hoist
from derive.schedule.layout import Layout, Storage, lay_out
from derive.schedule.phases import Dependence, PhaseKind, phases
from derive.schedule.recurrence import Recurrence, backward, forward, is_constant
from derive.schedule.share import share
from derive.schedule.squash import sigmoid_by_tanh
from derive.schedule.stack import stack


@dataclass(frozen=True)
class Schedule:
    """How a cell is run: for inference, for training, and its backward pass."""

    inference: Layout
    training: Layout
    backward: Layout

    @property
    def kept(self) -> tuple[Named, ...]:
        """The values that training keeps at every step, inputs aside."""
        return tuple(
            name for name in self.training.kept if name in self.training.recurrence.program.definitions
        )

    @property
    def is_stepwise(self) -> bool:
        """Whether anything has to be computed one step after the other."""
        layouts = (self.inference, self.training, self.backward)
        return any(phase.kind == PhaseKind.STEP for layout in layouts for phase in layout.phases)

    @property
    def memory(self) -> sp.Expr:
        """How many numbers training keeps for each step of each sequence, its inputs included."""
        kept = [b for b in self.training.buffers if b.storage in (Storage.SEQUENCE, Storage.GIVEN)]
        return sp.factor(sp.Add(*(len(b.slots) * sp.Mul(*b.shape) for b in kept)))


def schedule(step: Program, returned: Collection[str], by_tanh: bool = True, scans: bool = True) -> Schedule:
    """The schedule of a step; `returned` are the outputs that are wanted at every step, by name."""
    named = expose_products(step)
    written = sigmoid_by_tanh(named) if by_tanh else named
    there = arranged(blend(forward(written), scans), scans)
    given_back = arranged(with_constants(backward(named, returned), there), scans)
    outputs = [name for name in step.outputs if name.name in returned]
    reads = [name for name in given_back.program.inputs if not is_constant(name)]
    # New states as well: where sequences end midway, their last ones are read there.
    states = [written for _, written in there.carried]
    kept = tuple(dict.fromkeys([*outputs, *states, *(there.written.get(name, name) for name in reads)]))
    training = laid_out(there, kept, scans)
    own = {name: training.place[name] for name in reads if name in training.place}
    wanted = [Cotangent(q) for q in step.inputs if isinstance(q, Quantity) and q.kind == Kind.INPUT]
    return Schedule(
        laid_out(pruned(there, outputs), tuple(outputs), scans),
        training,
        lay_out(given_back, phases(given_back, scans), Dependence(given_back, scans), tuple(wanted), own),
    )


def arranged(recurrence: Recurrence, scans: bool) -> Recurrence:
    """A recurrence after the passes that name what can be computed together."""
    known = hoist(recurrence, scans)
    return stack(share(hoist(gather(known, scans), scans), scans), scans)


def with_constants(given_back: Recurrence, there: Recurrence) -> Recurrence:
    """A backward recurrence that computes for itself what depends on parameters alone."""
    known = Dependence(there)
    program = given_back.program
    once = [name for name in program.inputs if name in known.equations and known.is_once(name)]
    if not once:
        return given_back
    needed = there.program.keep(once).equations
    parameters = dict.fromkeys(q for eq in needed for q in names_in(eq.rhs) if is_constant(q))
    inputs = dict.fromkeys([*(name for name in program.inputs if name not in once), *parameters])
    equations = (*needed, *program.equations)
    return replace(given_back, program=replace(program, inputs=tuple(inputs), equations=equations))


def pruned(recurrence: Recurrence, outputs: Collection[Named]) -> Recurrence:
    """A recurrence without what neither its states nor these outputs need."""
    wanted = dict.fromkeys([*(written for _, written in recurrence.carried), *outputs])
    program = recurrence.program.keep(wanted)
    return Recurrence(program, recurrence.carried)


def laid_out(recurrence: Recurrence, kept: Collection[Named], scans: bool) -> Layout:
    """The layout of a forward recurrence."""
    return lay_out(recurrence, phases(recurrence, scans), Dependence(recurrence, scans), kept)
