"""Schedule → the text of a NumPy module that runs it.

The module has a function for inference, one for training and one for the backward pass. Each makes the
buffers and views for one number of steps and one batch size, and returns what runs on them; a step
allocates nothing, unless a node has no rule for that. Another function prepares the weights.

    ahead    the products of inputs, for the next stretch of time
    run      steps, one after the other, and what is done in bulk between them
    late     the gradients of inputs, of stretches whose steps are done
    sums     the gradients of parameters, likewise

A thread aside may do all but what runs, meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pprint import pformat

import sympy as sp

from derive.emit.head import head
from derive.emit.lambdified import PRINTERS as EXPRESSIONS
from derive.emit.lambdified import BatchSum, split_outer
from derive.emit.names import TAKEN, size_name
from derive.emit.operations import Emitter, Printer
from derive.emit.views import Identifiers, Views, axes, code_of
from derive.emit.weights import Weights
from derive.latex import Printer as Latex
from derive.nodes import Cotangent, Kind, Named, Quantity, Value, is_vector
from derive.program import Equation
from derive.schedule import Schedule
from derive.schedule.layout import Buffer, Group, Layout, Storage, are_neighbours
from derive.schedule.linear import parts
from derive.schedule.phases import ORDER, Phase, PhaseKind
from derive.schedule.shape import form_of
from derive.text import text


def module(schedule: Schedule, title: str, signature: dict[str, object], dtype: str) -> str:
    """The text of the module for a schedule; `title` says of which cell, `signature` what it takes."""
    sizes = sizes_of(schedule.training)
    bodies = [
        Function("inference", schedule.inference, sizes, dtype).text(),
        Function("training", schedule.training, sizes, dtype).text(),
        Function("backward", schedule.backward, sizes, dtype, given=schedule.training).text(),
    ]
    facts = f"SIGNATURE = {pformat(signature, sort_dicts=False, width=108)}"
    # The facts are last: where they are, the text is whole.
    return "\n\n\n".join([head(title, dtype, "\n".join(bodies)), *bodies, facts]) + "\n"


def sizes_of(layout: Layout) -> tuple[str, ...]:
    """The letters of all sizes, sorted."""
    found: set[sp.Symbol] = set()
    for name in (*layout.recurrence.program.inputs, *layout.place):
        found |= name.shape[0].free_symbols | name.shape[1].free_symbols
    return tuple(sorted(map(str, found)))


@dataclass
class Text:
    """Lines with their indentation."""

    lines: list[str]

    def add(self, depth: int, *lines: str) -> None:
        """Adds lines."""
        self.lines.extend("    " * depth + line if line else "" for line in lines)


class Function:
    """One of the functions of a module."""

    def __init__(
        self, name: str, layout: Layout, sizes: tuple[str, ...], dtype: str, given: Layout | None = None
    ) -> None:
        self.name, self.layout, self.sizes, self.dtype, self.given = name, layout, sizes, dtype, given
        self.reverse = given is not None
        self.identifiers = Identifiers({*map(size_name, sizes), *TAKEN})
        self.ahead = self._ahead()
        self.views = Views(layout, self.reverse, self.identifiers, self._foreign(), self._rings())
        once = {eq.lhs for phase in layout.phases if phase.kind == PhaseKind.ONCE for eq in phase.equations}

        def is_once(name: Named) -> bool:
            return name in once or (isinstance(name, Quantity) and name.kind == Kind.PARAMETER)

        self.is_once = is_once
        self.weights = Weights(is_once, self.identifiers)
        self.fixed: dict[str, str] = {}
        self.before: list[str] = []
        self.scratch: dict[tuple[PhaseKind, bool, int, str, int], str] = {}

    def _foreign(self) -> dict[int, bool]:
        """Buffers of the training that the backward pass reads, and which of them hold a state."""
        if self.given is None:
            return {}
        states = {id(self.given.place[read][0]) for read, _ in self.given.recurrence.carried}
        return {id(buffer): id(buffer) in states for buffer in self.given.buffers}

    def text(self) -> str:
        """The two functions: the one that prepares weights, and the one that makes what runs."""
        texts = {name: Text([]) for name in ("ahead", "body", "late", "sums")}
        for number, phase in enumerate(self.layout.phases):
            if phase.kind not in (PhaseKind.ONCE, PhaseKind.TOTAL):
                name = "ahead" if phase is self.ahead else "late" if phase.kind == PhaseKind.LATE else "body"
                self._phase(number, phase, texts[name], aside=name != "body")
        sums, gradients = self._totals(texts["sums"])
        main = Text([])
        main.add(0, f"def {self.name}(T, B, sizes, dtype, weights{', kept' if self.given else ''}):")
        main.add(1, '"""Buffers for T steps of B sequences, and the function that runs on them."""')
        main.add(1, f"{self._sizes()} = sizes")
        main.add(1, *self._unpacked())
        main.add(1, f"K = stretch(T, B, {self._bytes()}, {self._has_products()}, {self._has_scans()})")
        main.add(1, *["R = K if T <= K else 2 * K"] * bool(self.views.rings))
        main.add(1, *self._buffers())
        main.add(1, *self._scratch())
        main.add(1, *(f"{name} = {code}" for code, name in self.fixed.items()))
        main.add(1, *self.before)
        for name in ("ahead", "late", "sums"):
            if texts[name].lines:
                main.add(1, "", f"def {name}(t0, t1):")
                main.add(2, *self._places(texts[name]))
                main.lines.extend(texts[name].lines)
        main.add(1, "")
        main.lines.extend(self._run({name: text for name, text in texts.items() if text.lines}, sums))
        main.add(2, f"return {gradients}", "")
        main.add(1, f"return run, {self._exports()}")
        return "\n".join([*self._weights(), "", "", *main.lines])

    def _ahead(self) -> Phase | None:
        """The phase that can be run on the next stretch while others are on this one: a first one in bulk."""
        first, *others = [phase for phase in self.layout.phases if phase.kind != PhaseKind.ONCE]
        waits = {PhaseKind.SCAN, PhaseKind.STEP} & {phase.kind for phase in others}
        handed_on = any(self._is_handed_on(name) for name in first.names)
        return (
            first if first.kind == PhaseKind.BULK and waits and not handed_on and not self.reverse else None
        )

    def _is_handed_on(self, name: Named) -> bool:
        """Whether a value is carried from one stretch to the next, and kept no longer than that takes."""
        carried = {written for _, written in self.layout.recurrence.carried}
        return name in carried and self.layout.place[name][0].storage == Storage.BLOCK

    def _rings(self) -> frozenset[int]:
        """The buffers for a stretch that are filled ahead, while what they held before is still read."""
        filled = [self.layout.place[name][0] for name in (self.ahead.names if self.ahead else ())]
        return frozenset(id(buffer) for buffer in filled if buffer.storage == Storage.BLOCK)

    def _run(self, texts: dict[str, Text], sums: Sequence[str]) -> list[str]:
        """The function that runs everything, from what there is: ahead, body, late, sums."""
        main = Text([])
        order = "reversed(list(stretches(T, K)))" if self.reverse else "stretches(T, K)"
        ahead = f"worked_ahead({order}, ahead, aside)" if "ahead" in texts else order
        main.add(1, f"def run(aside=None{', inputs=True' if self.reverse else ''}):")
        if self.reverse:
            late = "late if inputs else None" if "late" in texts else None
            main.add(2, f"behind = Behind({'sums' if sums else None}, {late}, T, B, aside)")
        main.add(2, f"for t0, t1 in {ahead}:")
        body = texts.get("body", Text([]))
        main.add(3, *self._places(body), *self._handed_on())
        main.lines.extend(body.lines)
        main.add(3, *["behind(t0)"] * self.reverse)
        if self.reverse:
            main.add(2, f"{''.join(f'{name}, ' for name in sums)}{'= ' * bool(sums)}behind.total()")
        return main.lines

    def _places(self, body: Text) -> Iterator[str]:
        """The lines that say where a stretch is, as far as they are needed."""
        text = "\n".join([*body.lines, *self._handed_on()])
        if re.search(r"\bL\b", text):
            yield "L = t1 - t0"
        if "r0" in text:
            yield "r0 = t0 % R"

    def _weights(self) -> list[str]:
        """The function that prepares the weights."""
        names = self.weights.names
        body = Text([])
        body.add(0, f"def {self.name}_weights(B, sizes, dtype):")
        body.add(
            1, '"""The weights as they are used, and the function that loads them from the parameters."""'
        )
        body.add(1, f"{self._sizes()} = sizes", *self.weights.containers())
        body.add(1, "", "def load(given):")
        body.add(2, *self.weights.loading(self.layout.recurrence.program))
        body.add(1, "", f"return load, ({', '.join(names)}{',' if names else ''})")
        return body.lines

    def _sizes(self) -> str:
        """The letters of the sizes as they are unpacked."""
        return "".join(f"{size_name(letter)}, " for letter in self.sizes).rstrip()

    def _emitter(self, kind: PhaseKind, aside: bool = False) -> Emitter:
        """What writes the calls of a phase; scratch is shared by phases of a kind that one thread runs."""
        known = {key[2:]: name for key, name in self.scratch.items() if key[:2] == (kind, aside)}
        return Emitter(self.views, self.weights, kind, scratch=known, fixed=self.fixed)

    def _phase(self, number: int, phase: Phase, body: Text, aside: bool) -> None:
        """The code of one phase; aside: whether another thread may run it."""
        emitter = self._emitter(phase.kind, aside)
        lines: list[str] = []
        for group in self.layout.groups[number]:
            emitter.lines = []
            if phase.kind == PhaseKind.SCAN:
                self._scan(group.equations[0], emitter)
            else:
                emitter.group(group, self._columns(group))
            lines += [*comments(group.equations), *emitter.lines]
        self.scratch.update({(phase.kind, aside, *key): name for key, name in emitter.scratch.items()})
        asked = self.views.take()
        if phase.kind == PhaseKind.STEP:
            timed = [view for view in asked if view.timed]
            self.before += [f"{view.name} = {view.code}" for view in asked if not view.timed]
            steps = self.identifiers.fresh("steps", "steps_")
            self.before += [f"{steps} = ["]
            self.before += [f"    ({', '.join(view.code for view in timed)},)", "    for t in range(T)", "]"]
            turned = "[::-1]" if self.reverse else ""
            body.add(3, f"for {', '.join(view.name for view in timed)}, in {steps}[t0:t1]{turned}:")
            body.add(4, *lines)
            return
        body.add(2 if aside else 3, *(f"{view.name} = {view.code}" for view in asked), *lines)

    def _columns(self, group: Group) -> list[tuple[Named, ...]]:
        """The operands of a group, position by position."""
        never = lambda name: False  # noqa: E731
        forms = [form_of(eq.rhs, never, self.is_once) for eq in group.equations]
        return list(zip(*(form.leaves for form in forms), strict=True))

    def _scan(self, eq: Equation, emitter: Emitter) -> None:
        """The call for a linear recurrence."""
        read = next(r for r, w in self.layout.recurrence.carried if w == eq.lhs)
        a, b = parts(eq.rhs, read) or (eq.rhs, eq.rhs)
        bulk = Emitter(self.views, self.weights, PhaseKind.BULK)
        codes = [Printer(bulk).doprint(part) for part in (a, b)]
        states = self.views.view((eq.lhs,), PhaseKind.SCAN)
        emitter.lines.append(f"scan({codes[0]}, {codes[1]}, {states}, {self.reverse})")

    def _totals(self, body: Text) -> tuple[list[str], str]:
        """The code for the parameters' gradients: the variables of the sums, and the dict of gradients."""
        phase = next((p for p in self.layout.phases if p.kind == PhaseKind.TOTAL), None)
        if phase is None:
            return [], "{}"
        emitter = self._emitter(PhaseKind.TOTAL)
        grads: dict[str, str] = {}
        sums = [self._total(run, emitter, grads) for run in self._alike(phase.equations)]
        asked = self.views.take()
        body.add(2, *(f"{view.name} = {view.code}" for view in asked), *emitter.lines)
        body.add(2, f"return [{', '.join(sums)}]")
        return sums, "{" + ", ".join(f'"{name}": {code}' for name, code in grads.items()) + "}"

    def _alike(self, equations: Sequence[Equation]) -> Iterator[list[Equation]]:
        """Totals in runs that are one product: of values that lie side by side with one other value."""
        keyed: dict[tuple[object, ...], list[tuple[int, Equation]]] = {}
        for eq in equations:
            left, right = sides(eq)
            if left is None or left not in self.layout.place:
                yield [eq]
                continue
            buffer, slot = self.layout.place[left]
            keyed.setdefault((id(buffer), str(right)), []).append((slot, eq))
        for found in keyed.values():
            run: list[Equation] = []
            for _, eq in sorted(found, key=lambda pair: pair[0]):
                names = [sides(one)[0] for one in [*run, eq]]
                if run and not are_neighbours([self.layout.place[n] for n in names if n is not None]):
                    yield run
                    run = []
                run.append(eq)
            yield run

    def _total(self, run: list[Equation], emitter: Emitter, grads: dict[str, str]) -> str:
        """One product, one sum, or an expression that is summed as it is printed; its variable."""
        left, right = sides(run[0])
        if left is None:
            value = str(EXPRESSIONS(BatchSum(run[0].rhs), Printer(emitter)))
            variable = self.identifiers.fresh(run[0].lhs.name, "total_")
            emitter.lines += [*comments(run), f"{variable} = {value}"]
            grads[parameter_of(run[0])] = variable
            return variable
        names = tuple(side for side in (sides(eq)[0] for eq in run) if side is not None)
        values = self.views.view(names, PhaseKind.TOTAL, ranged=True)
        variable = self.identifiers.fresh("_".join(eq.lhs.name for eq in run), "totals_")
        if right is None:
            call = f"total_rows({values})"
        else:
            call = f"outer_total({values}, {self.views.view((right,), PhaseKind.TOTAL)})"
        emitter.lines += [*comments(run), f"{variable} = {call}"]
        grads.update({parameter_of(eq): f"{variable}[{k}]" for k, eq in enumerate(run)})
        return variable

    def _has_products(self) -> bool:
        """Whether matrix products are taken of a stretch of time."""
        return any(key.kind == PhaseKind.BULK for key in self.weights.products)

    def _has_scans(self) -> bool:
        """Whether anything runs as a scan."""
        return any(phase.kind == PhaseKind.SCAN for phase in self.layout.phases)

    def _bytes(self) -> str:
        """How many bytes a row of what is computed in bulk takes."""
        bulk = {name for p in self.layout.phases if p.kind in ORDER[:2] for name in p.names}
        touched = [b for b in self.layout.buffers if b.storage == Storage.BLOCK or bulk & set(b.names)]
        total = sp.Add(*(len(b.slots) * sp.Mul(*axes(b)) for b in touched if b.storage != Storage.GIVEN))
        return f"np.dtype(dtype).itemsize * ({code_of(total)})"

    def _buffers(self) -> Iterator[str]:
        """The lines that make the buffers, or take them from the training."""
        carried = {id(self.layout.place[read][0]) for read, _ in self.layout.recurrence.carried}
        for buffer in self.layout.buffers:
            name = self.views.buffers[id(buffer)]
            if id(buffer) in self.views.foreign:
                key = buffer_key(buffer)
                yield f'{name} = kept["{key}"]'
                continue
            steps = {Storage.STEP: "1", Storage.BLOCK: "K"}.get(buffer.storage, "T")
            steps = "R" if id(buffer) in self.views.rings else steps
            more = " + 1" if id(buffer) in carried and buffer.storage != Storage.STEP else ""
            shape = ", ".join(map(code_of, axes(buffer)))
            beside = ", beside=True" if buffer.summed else ""
            yield f"{name} = buffer({len(buffer.slots)}, {steps}{more}, B, ({shape},), dtype{beside})"

    def _scratch(self) -> Iterator[str]:
        """The lines that make scratch arrays."""
        for (kind, _, count, shape, _), name in self.scratch.items():
            steps = {PhaseKind.STEP: "1", PhaseKind.BULK: "K"}.get(kind, "T")
            yield f"{name} = buffer({count}, {steps}, B, ({shape}), dtype)"

    def _handed_on(self) -> Iterator[str]:
        """The lines that carry values from one stretch of time to the next."""
        for read, _ in self.layout.recurrence.carried:
            buffer = self.layout.place[read][0]
            name = self.views.buffers[id(buffer)]
            if buffer.storage == Storage.BLOCK and self.reverse:
                yield f"if t1 < T: {name}[0, L] = {name}[0, 0]"
            elif buffer.storage == Storage.BLOCK:
                yield f"if t0: {name}[0, 0] = {name}[0, K]"

    def _exports(self) -> str:
        """A dict of arrays: what is given, what is kept, where carried values start and end."""
        found: dict[str, str] = {}
        carried = self.layout.recurrence.carried
        both = {name for pair in carried for name in pair}
        for buffer in self.layout.buffers:
            if id(buffer) not in self.views.foreign:
                found[buffer_key(buffer)] = self.views.buffers[id(buffer)]
        for name, (buffer, slot) in self.layout.place.items():
            own = id(buffer) not in self.views.foreign and name not in both
            lasting = buffer.storage in (Storage.GIVEN, Storage.SEQUENCE)
            if own and lasting and buffer.slots[slot][-1] == name:
                found[name.name] = f"{self.views.buffers[id(buffer)]}[{slot}]"
        for read, written in carried:
            buffer = self.layout.place[read][0]
            code = self.views.buffers[id(buffer)]
            last = "T" if buffer.storage == Storage.SEQUENCE else "(T - 1) % K + 1"
            first, end = (last, "0") if self.reverse else ("0", last)
            found[f"start {read.name}"] = f"{code}[0, {first}]"
            found[f"end {written.name}"] = f"{code}[0, {end}]"
            if buffer.storage == Storage.SEQUENCE:
                found[written.name] = f"{code}[0, {':-1' if self.reverse else '1:'}]"
                found[f"every {written.name}"] = f"{code}[0]"
        return "{" + ", ".join(f'"{key}": {code}' for key, code in found.items()) + "}"

    def _unpacked(self) -> Iterator[str]:
        """The weights under their names."""
        if self.weights.names:
            yield f"{', '.join(self.weights.names)}, = weights"
        for key, name in self.weights.products.items():
            if key.kind == PhaseKind.STEP:
                yield f"{name}_run = {name}.runner()"


def buffer_key(buffer: Buffer) -> str:
    """The name of a buffer among what a function returns."""
    return "buffer " + " ".join(slot[-1].name for slot in buffer.slots)


def sides(eq: Equation) -> tuple[Named | None, Named | None]:
    """U and v of a total Σ u vᵀ, or u alone of Σ u; None, None for anything else."""
    rhs = eq.rhs
    if isinstance(rhs, Named) and is_vector(rhs):
        return rhs, None
    outer = (
        split_outer(rhs)
        if isinstance(rhs, sp.MatMul) and not is_vector(rhs) and not rhs.args[0].is_number
        else None
    )
    if outer is not None and all(isinstance(side, Named) for side in outer):
        return outer
    return None, None


def parameter_of(eq: Equation) -> str:
    """The parameter of which an equation is the cotangent."""
    assert isinstance(eq.lhs, Cotangent)
    return str(eq.lhs.of.name)


def comments(equations: Sequence[Equation]) -> Iterator[str]:
    """The equations as they are read, each in a comment."""
    printer = Latex()
    for eq in equations:
        value = text(printer(eq.rhs))
        yield f"# {value}" if isinstance(eq.lhs, Value) else f"# {text(printer(eq.lhs))} = {value}"
