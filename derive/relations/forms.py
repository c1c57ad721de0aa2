"""Program → form: every state's update, and what is shown, as polynomials over states, inputs, parameters.

States that follow from the new value of others (h = tanh(c), with no gate between) are no memory: what
reads their previous value reads that of the others, so they are eliminated. Everything else that has a
name in the program, but for the states' new values, is written out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from derive.componentwise import inlined
from derive.memory import MemoryForm
from derive.naming import expose
from derive.nodes import Kind, Named, Quantity, is_scalar, is_vector
from derive.program import Program
from derive.relations.entries import from_entry
from derive.relations.polynomials import Extent, Poly, Sym, of_atom, sym
from derive.relations.rewriting import Table, rebuild


@dataclass(frozen=True, eq=False)
class Form:
    """A step as polynomials.

    owner: tells its symbols from those of another form; inputs: in the order of the signature;
    states: the core states by name, each with the symbols `before` and `after` the step; updates: by
    state; shown: what the outside sees, by the output's name; parameters: by name; open: whether the
    parameters may be chosen (a pattern) or are given (a target); follows: each eliminated state's value
    after the step, over the new values of the core states.
    """

    program: Program
    owner: str
    inputs: tuple[Sym, ...]
    before: Mapping[str, Sym]
    after: Mapping[str, Sym]
    updates: Mapping[str, Poly]
    shown: Mapping[str, Poly]
    parameters: Mapping[str, Sym]
    quantities: Mapping[str, Quantity]
    follows: Mapping[str, Poly] = field(default_factory=dict)

    @property
    def states(self) -> tuple[str, ...]:
        """The names of the core states."""
        return tuple(self.updates)

    def known(self, table: Table) -> Form:
        """The form with some parameters given values; states that then follow from others eliminated."""
        updates = {name: rebuild(poly, table) for name, poly in self.updates.items()}
        shown = {name: rebuild(poly, table) for name, poly in self.shown.items()}
        return eliminated(replace(self, updates=updates, shown=shown))


def form_of(program: Program, owner: str, is_open: bool) -> Form:
    """The form of a step whose concatenations are cut."""
    quantities = {q.name: q for q in program.inputs if isinstance(q, Quantity)}
    states = [q for q in program.outputs if isinstance(q, Quantity) and q.kind == Kind.STATE]
    symbols: dict[str, Sym] = {}
    for q in (*quantities.values(), *states):
        parameter = q.kind == Kind.PARAMETER
        symbols[q.name] = sym(owner, q.name, _extent(q), parameter, is_open and parameter)
    entries = inlined(program, states)
    seen = outside(program)
    return Form(
        program, owner,
        inputs=tuple(symbols[q.name] for q in quantities.values() if q.kind == Kind.INPUT),
        before={q.name: symbols[q.at(-1).name] for q in states},
        after={q.name: symbols[q.name] for q in states},
        updates={q.name: from_entry(entries[q], symbols) for q in states},
        shown={
            q.name: of_atom(symbols[q.name]) if q in states else from_entry(entries[q], symbols) for q in seen
        },
        parameters={q.name: symbols[q.name] for q in quantities.values() if q.kind == Kind.PARAMETER},
        quantities=quantities,
    )  # fmt: skip


def _extent(q: Quantity) -> Extent:
    """What a quantity's entry is an entry of."""
    if is_scalar(q):
        return Extent.SCALAR
    return Extent.VECTOR if is_vector(q) else Extent.MATRIX


def outside(program: Program) -> tuple[Named, ...]:
    """What the outside sees: read-outs and outputs that are no states, or else the memories."""
    form = MemoryForm(expose(program))
    shown = tuple(q for q in program.outputs if q in form.readouts or q not in form.new_states)
    return shown or form.new_states


def eliminated(form: Form) -> Form:
    """The form without the states that follow from others."""
    while (name := _follows(form)) is not None:
        update = form.updates[name]
        earlier = {form.after[s]: of_atom(form.before[s]) for s in form.states}
        table = {form.after[name]: update, form.before[name]: rebuild(update, earlier)}
        updates = {s: rebuild(poly, table) for s, poly in form.updates.items() if s != name}
        shown = {s: rebuild(poly, table) for s, poly in form.shown.items()}
        follows = {s: rebuild(poly, table) for s, poly in form.follows.items()} | {name: update}
        form = replace(form, updates=updates, shown=shown, follows=follows)
    return form


def _follows(form: Form) -> str | None:
    """A state whose new value is made from other states' new values and parameters alone."""
    if len(form.updates) < 2:
        return None
    allowed = {form.after[s] for s in form.states} | set(form.parameters.values())
    for name, update in form.updates.items():
        others = allowed - {form.after[name]}
        if update and update.symbols <= others and not update.symbols <= set(form.parameters.values()):
            return name
    return None
