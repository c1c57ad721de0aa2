"""Cell or activation → Playable: a cell of size one whose gates are free numbers, a slope that saturates.

A gate is a knob between its bounds, whatever weights would make of it; so are the previous memory, the
recurrent weights and the input. Biases are zero, all else is one. What a step makes of the memory comes
from its memory form; what the gradient is multiplied with, from the paths of its Jacobian.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import Identity

from derive.activations import Activation
from derive.algebra import split_number
from derive.componentwise import Dot, component, symbol
from derive.intervals import UNIT
from derive.memory import Memory
from derive.nodes import Apply, Kind, Named, Quantity, Value, is_vector, names_in, shift
from derive.paths import memory_paths
from derive.pictures import STEPS, scalar
from derive.playable import Knob, Playable, Plot
from derive.pullbacks import slope
from derive.roles import Signal
from derive.words import Words, plain

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
    """A cell to play with; None where no gate acts on the memory, or it is not a cell that has a size one."""
    memory = words.roles.memory
    numbers = Numbers(words, memory)
    new = numbers(memory.carry * memory.carried + memory.write * memory.candidate)
    moves = {STATE: new, SHARE: SHARE * numbers(memory.carry), **numbers.gradient()}
    used = {s for entry in moves.values() for s in entry.free_symbols}
    gates = tuple(knob for knob in map(numbers.knob, numbers.gates) if knob.symbol in used)
    if memory.carry == 0 or not gates or any(entry.atoms(AppliedUndef) for entry in moves.values()):
        return None
    begins = {**dict.fromkeys(moves, sp.S.One), STATE: MEMORY}
    plots = tuple(_plots(words.cell.definition.title, numbers, gates, moves))
    return Playable(words.cell.definition.title, (*gates, *COMMON), begins, moves, plots)


def _plots(
    title: str, numbers: Numbers, gates: tuple[Knob, ...], moves: Mapping[sp.Symbol, sp.Expr]
) -> Iterator[Plot]:
    """The memory over time, what a gate makes of it, what is left of it, and the gradient if there is one."""
    memory = numbers.memory
    carry, candidate = numbers(memory.carry), numbers(memory.candidate)
    carried = numbers(memory.carry * memory.carried)
    first = next((knob for knob in gates if knob.symbol in carry.free_symbols), gates[0])
    over_time = (("memory", STATE), ("candidate", candidate))
    yield steps_plot("time", f"{title}: memory over time", "value", (-LATER, LATER), over_time)
    yield sweep_plot(
        title, first, (("new memory", moves[STATE]), ("carried", carried), ("candidate", candidate))
    )
    yield steps_plot(
        "share", "What is left of the memory", "share", (0.0, 1.0), (("carried", SHARE),),
        note=("Steps until half of it is left: {}.", sp.log(HALF) / sp.log(carry)) if carry != 1 else None,
    )  # fmt: skip
    if WHOLE in moves:
        yield steps_plot(
            "gradient", "Gradient over many steps", "size", (FAINTEST, 10.0),
            (("all paths", WHOLE), ("carry alone", DIRECT)), logarithmic=True,
        )  # fmt: skip


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
        self.names = dict(self.form.names)
        self.recurrent = {s.name for s in self._recurrent()}
        sums = [node for eq in words.cell.step.equations for node in eq.rhs.atoms(MatAdd)]
        self.biases = {term for node in sums for term in node.args if isinstance(term, Quantity)}

    def _recurrent(self) -> Iterator[sp.Symbol]:
        """What stands between a previous state and the signal that sees it, by a matrix or entry by entry."""
        before = {symbol(q) for q in self.form.previous}
        for read in self.words.roles.reads:
            yield from (read.before * read.after).free_symbols
        for entry in self.form.entries.values():
            for dot in entry.atoms(Dot):
                if self.form.written_out(dot.entry).free_symbols & before:
                    yield from dot.matrix.free_symbols

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
        if isinstance(name, Quantity) and name.kind == Kind.PARAMETER:
            return WEIGHT if name.name in self.recurrent else sp.Integer(name not in self.biases)
        return sp.S.One

    def gradient(self) -> dict[sp.Symbol, sp.Expr]:
        """What a step makes of the gradient's size: along the carry alone, and over all paths.

        Nothing for a memory that is a matrix: the paths of its Jacobian are not derived.
        """
        memory = self.memory
        if not is_vector(memory.state):
            return {}
        found = memory_paths(self.words.cell, self.words.roles, memory)
        self.names |= {name.name: name for path in found for name in names_in(path.matrix)}
        straight = self(memory.carry * sp.diff(scalar(memory.carried), memory.previous))
        whole = self(sp.Add(*(_factor(path.matrix) for path in found)))
        return {DIRECT: DIRECT * sp.Abs(straight), WHOLE: WHOLE * sp.Abs(whole)}

    def knob(self, name: Named) -> Knob:
        """The knob of a gate, from its bounds."""
        bounds = self.gates[name].bounds
        roles = tuple(dict.fromkeys(role.kind.value for role in self.gates[name].roles))
        low, high = max(bounds.low, -FAR), min(bounds.high, FAR)
        called = self.words.called(name) or plain(self.words.name(name))
        start = self._kept(name) if bounds.within(UNIT) else (low + high) / 2
        return Knob(knob_of(name), called, self.words.name(name).strip("$"), low, high, start, roles)

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


def _factor(path: MatrixExpr) -> sp.Expr:
    """A path of the Jacobian, diag(v) U …, in a cell of size one."""
    number, rest = split_number(path)
    if isinstance(rest, MatAdd):
        return number * sp.Add(*map(_factor, rest.args))
    if isinstance(rest, MatMul):
        return number * sp.Mul(*map(_factor, rest.args))
    if isinstance(rest, MatAdd):
        return number * sp.Add(*map(_factor, rest.args))
    if isinstance(rest, DiagMatrix):
        return number * component(rest.args[0])
    return number if isinstance(rest, Identity) else number * component(rest)


def of_activation(row: Activation) -> Playable | None:
    """An activation to play with; None for one that is flat wherever it has a slope, or not always real."""
    u = Quantity("u", 1, 1, Kind.INPUT, 0)
    apply = Apply(row.name, u)
    value = scalar(component(apply)).xreplace({symbol(u): ARGUMENT})
    steep = scalar(component(slope(apply, apply))).xreplace({symbol(u): ARGUMENT})
    if steep == 0 or not value.subs(ARGUMENT, -STEEP).is_real:
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
