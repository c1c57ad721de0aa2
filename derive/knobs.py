"""Cell or activation → Playable: a cell of size one whose gates are free numbers, a slope that saturates.

A gate is a knob between its bounds, whatever weights would make of it; so are the previous memory, the
recurrent weights and the input. Biases are zero, all else is one. What a step makes of the memory comes
from its memory form; what the gradient is multiplied with, from the paths of its Jacobian.
"""

from __future__ import annotations

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import Identity

from derive.activations import Activation
from derive.algebra import split_number
from derive.componentwise import component, symbol
from derive.intervals import UNIT
from derive.memory import Memory
from derive.nodes import Apply, Kind, Named, Quantity, Value, is_vector, names_in, shift
from derive.paths import memory_paths
from derive.pictures import STEPS, scalar
from derive.playable import Knob, Playable, Plot
from derive.pullbacks import slope
from derive.roles import Signal
from derive.words import PRINTER, Words, plain

HALF = sp.Rational(1, 2)
REMEMBERED = 0.8
OPEN, CLOSED = 0.9, 0.1
FAR = 2.0
"""How far a knob goes where its quantity has no bound."""

STEEP = 6.0
"""So far from zero an activation is shown, and where its knob stands at first."""
SATURATED = 2.0

HIGHEST, LATER, FAINTEST = 1.5, 2.5, 1e-6
MEMORY, WEIGHT, INPUT, ARGUMENT = sp.symbols("knob_memory knob_weight knob_input knob_u", real=True)
STATE, SHARE, DIRECT, WHOLE = sp.symbols("now_memory now_share now_direct now_whole", real=True)

COMMON = (
    Knob(MEMORY, "previous memory", "", -1.0, 1.0, REMEMBERED),
    Knob(WEIGHT, "recurrent weights", "", -FAR, FAR, 1.0),
    Knob(INPUT, "input", "", -FAR, FAR, 0.0),
)
"""The knobs that every cell has."""


def of_cell(words: Words) -> Playable | None:
    """A cell to play with; None where it has no gate or keeps no vector over time."""
    memory = words.roles.memory
    numbers = Numbers(words, memory)
    if not numbers.gates or memory.carry == 0 or not is_vector(memory.state):
        return None
    carry, carried = numbers(memory.carry), numbers(memory.carry * memory.carried)
    candidate = numbers(memory.candidate)
    new = numbers(memory.carry * memory.carried + memory.write * memory.candidate)
    factors = [(path.is_carry, numbers.factor(path.matrix)) for path in numbers.paths]
    moves = {
        STATE: new,
        SHARE: SHARE * carry,
        DIRECT: DIRECT * sp.Abs(sp.Add(*(factor for is_carry, factor in factors if is_carry))),
        WHOLE: WHOLE * sp.Abs(sp.Add(*(factor for _, factor in factors))),
    }
    begins = {STATE: MEMORY, SHARE: sp.S.One, DIRECT: sp.S.One, WHOLE: sp.S.One}
    used = {s for entry in moves.values() for s in entry.free_symbols}
    gates = tuple(knob for knob in map(numbers.knob, numbers.gates) if knob.symbol in used)
    title = words.cell.definition.title
    first = next((knob for knob in gates if knob.symbol in carry.free_symbols), gates[0])
    values = (("new memory", new), ("carried", carried), ("candidate", candidate))
    over_time = (("memory", STATE), ("candidate", candidate))
    plots = (
        sweep_plot(title, first, values),
        steps_plot("time", f"{title}: memory over time", "value", (-LATER, LATER), over_time),
        steps_plot(
            "share", "What is left of the memory", "share", (0.0, 1.0), (("carried", SHARE),),
            note=("Steps until half of it is left: {}.", sp.log(HALF) / sp.log(carry)),
        ),
        steps_plot(
            "gradient", "Gradient over many steps", "size", (FAINTEST, 10.0),
            (("all paths", WHOLE), ("carry alone", DIRECT)), logarithmic=True,
        ),
    )  # fmt: skip
    return Playable(title, (*gates, *COMMON), begins, moves, plots)


def sweep_plot(title: str, gate: Knob, curves: tuple[tuple[str, sp.Expr], ...]) -> Plot:
    """What a gate makes of the memory as it goes from 0 to 1."""
    return Plot(
        "sweep", f"{title}: {gate.called}", gate.called, "value", (0.0, 1.0), (-HIGHEST, HIGHEST), curves,
        over=gate.symbol,
    )  # fmt: skip


def steps_plot(
    key: str, title: str, y: str, y_range: tuple[float, float], curves: tuple[tuple[str, sp.Expr], ...],
    *, logarithmic: bool = False, note: tuple[str, sp.Expr] | None = None,
) -> Plot:  # fmt: skip
    """Curves over the steps of a sequence."""
    x_range = (0.0, float(STEPS))
    return Plot(key, title, "steps", y, x_range, y_range, curves, logarithmic=logarithmic, note=note)


class Numbers:
    """What stands for each name of a step, in a cell of size one."""

    def __init__(self, words: Words, memory: Memory) -> None:
        self.words, self.memory, self.form = words, memory, words.roles.form
        computed = words.roles.candidates(memory)
        self.gates: dict[Named, Signal] = {
            signal.name: signal for signal in words.roles.gates if signal.name not in computed
        }
        self.paths = memory_paths(words.cell, words.roles, memory)
        names = [name for path in self.paths for name in names_in(path.matrix)]
        self.names = {**self.form.names, **{name.name: name for name in names}}
        reads = words.roles.reads
        self.recurrent = {s.name for r in reads for e in (r.before, r.after) for s in e.free_symbols}
        self.recurrent |= {read.matrix.name for read in reads if read.matrix is not None}
        sums = [node for eq in words.cell.step.equations for node in eq.rhs.atoms(MatAdd)]
        self.biases = {term for node in sums for term in node.args if isinstance(term, Quantity)}

    def __call__(self, entry: sp.Expr) -> sp.Expr:
        """An entry over knobs and registers alone."""
        while True:
            entry = scalar(self.form.through_readouts(sp.sympify(entry)))
            self.names = {**self.form.names, **self.names}
            known = {s: self.of(self.names[s.name]) for s in entry.free_symbols if s.name in self.names}
            if not known:
                return entry
            entry = entry.xreplace(known)

    def of(self, name: Named) -> sp.Expr:
        """A knob, a register, zero, one, or what defines the name."""
        now = shift(name, 1) if is_earlier(name) else name
        if now in self.gates:
            return knob_of(now)
        if name == self.memory.state.at(-1):
            return STATE
        if isinstance(name, Value):
            return component(name.of)
        if name in self.form.entries:
            return self.form.opened(name)
        if isinstance(name, Quantity) and name.kind == Kind.INPUT:
            return INPUT
        if name.name in self.recurrent:
            return WEIGHT
        is_bias = isinstance(name, Quantity) and name.kind == Kind.PARAMETER and name in self.biases
        return sp.S.Zero if is_bias else sp.S.One

    def factor(self, matrix: MatrixExpr) -> sp.Expr:
        """A path of the Jacobian, diag(v) U …, as a number."""
        number, rest = split_number(matrix)
        factors = rest.args if isinstance(rest, MatMul) else (rest,)
        return self(number * sp.Mul(*map(_factor, factors)))

    def knob(self, name: Named) -> Knob:
        """The knob of a gate, from its bounds."""
        bounds = self.gates[name].bounds
        roles = tuple(dict.fromkeys(role.kind.value for role in self.gates[name].roles))
        low, high = max(bounds.low, -FAR), min(bounds.high, FAR)
        called = self.words.called(name) or plain(self.words.name(name))
        start = self._kept(name) if bounds.within(UNIT) else (low + high) / 2
        return Knob(knob_of(name), called, PRINTER(name), low, high, start, roles)

    def _kept(self, gate: Named) -> float:
        """Near the end at which more of the memory is carried; halfway for a gate that carries nothing."""
        carry, knob = self(self.memory.carry), knob_of(gate)
        low, high = (carry.subs(knob, end).subs(dict.fromkeys(carry.free_symbols, HALF)) for end in (0, 1))
        return float(HALF) if low == high else OPEN if high > low else CLOSED


def knob_of(gate: Named) -> sp.Symbol:
    """The symbol under which a gate is a knob."""
    return sp.Symbol(f"gate_{gate.name}", real=True)


def is_earlier(name: Named) -> bool:
    """Whether a name is of the step before."""
    return any(isinstance(part, Quantity) and (part.time or 0) < 0 for part in sp.preorder_traversal(name))


def _factor(matrix: MatrixExpr) -> sp.Expr:
    """A factor of a path in a cell of size one."""
    if isinstance(matrix, DiagMatrix):
        return component(matrix.args[0])
    return sp.S.One if isinstance(matrix, Identity) else symbol(matrix)


def of_activation(row: Activation) -> Playable | None:
    """An activation to play with; None for one that is flat wherever it has a slope."""
    u = Quantity("u", 1, 1, Kind.INPUT, 0)
    apply = Apply(row.name, u)
    value = scalar(component(apply)).xreplace({symbol(u): ARGUMENT})
    steep = scalar(component(slope(apply, apply))).xreplace({symbol(u): ARGUMENT})
    if steep == 0:
        return None
    knob = Knob(ARGUMENT, "argument", "u", -STEEP, STEEP, SATURATED)
    curves = ((row.name, value), ("slope", steep))
    plots = (
        Plot(
            "curve", f"{row.name} and its slope", "argument", "value", (-STEEP, STEEP), (-HIGHEST, HIGHEST),
            curves, over=ARGUMENT,
        ),
        steps_plot(
            "product", "Through many slopes", "size", (FAINTEST, 10.0), (("gradient", WHOLE),),
            logarithmic=True,
        ),
    )  # fmt: skip
    return Playable(row.name, (knob,), {WHOLE: sp.S.One}, {WHOLE: WHOLE * sp.Abs(steep)}, plots)
