"""Cell → what to say of each of its symbols: name, meaning, shape, and where it is defined.

The words of a derived name come from what it is derived from: δf̄ is the gradient of the loss with
respect to what the activation of the forget gate is applied to. A name that nothing describes is an error.

Words are plain text with formulas in dollars. An anchor is an id on the cell's own page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from types import MappingProxyType

import sympy as sp

from derive.activations import ACTIVATIONS
from derive.cell import Cell
from derive.errors import OutputError
from derive.gradients import NOTHING, OUTSIDE
from derive.latex import DIAG, DIAGONAL, IDENTITY, MAX, ODOT, ONES, ONES_TOP, SUM, TOP, shape_latex
from derive.marks import CLEAN, RULE, SIZE, is_whole
from derive.meanings import meanings
from derive.nodes import (
    Carried,
    Cotangent,
    Jacobian,
    Kind,
    Named,
    Preactivation,
    Quantity,
    Seed,
    Tangent,
    Value,
    quantities,
    shift,
)  # fmt: skip
from derive.program import Program
from derive.pullbacks import PULLBACKS
from derive.rules import RuleTable, reason_of

WORDS = RuleTable("the glossary", "derive/glossary.py")


@dataclass(frozen=True)
class Entry:
    """What is said of one symbol.

    latex: the symbol; meaning: in words; shape: in LaTeX, "" for a sign; group: what lights up together
    (f, f̄, δf); page: the cell on whose page it is defined, at the anchor (both "" for a sign); line: of the
    cell's text.
    """

    latex: str
    meaning: str
    shape: str = ""
    group: str = ""
    page: str = ""
    anchor: str = ""
    line: str = ""


class Glossary:
    """The symbols of one cell; `entry` finds one by its identifier. A framework's cell has no page."""

    def __init__(self, cell: Cell, has_page: bool = True) -> None:
        self.cell = cell
        self.page = (cell.definition.spelling_of or cell.name) if has_page else ""
        self.words = meanings(cell) | {block.part.base: _columns(block.whole) for block in cell.blocks}

    def entry(self, identifier: str) -> Entry:
        """What is said of a name or a size (`dim.n`); raises OutputError where nothing describes it."""
        if identifier.startswith(SIZE):
            return self._size(identifier.removeprefix(SIZE))
        name = self._find(identifier)
        return Entry(
            CLEAN(name), str(WORDS(name, self)), shape_latex(name.shape),
            self.group(name), self.page, self._anchor(name), self._line(name),
        )  # fmt: skip

    def phrase(self, name: Named) -> str:
        """A name in words without its step, or as a formula where it is a longer expression."""
        if isinstance(name, Preactivation):
            return f"what the activation of {self.phrase(name.of)} is applied to"
        return f"the {self.called(name)}" if isinstance(name, Quantity) else f"${CLEAN(name)}$"

    def called(self, q: Quantity) -> str:
        """What a quantity is called; raises OutputError where no table says it."""
        if q.base not in self.words:
            raise OutputError(
                f"{self.cell.name}: nothing says what {q.base} means\n"
                f"  help: name it in `meanings` of the cell, or in derive/meanings.py"
            )
        return self.words[q.base]

    def group(self, name: Named) -> str:
        """The key of what lights up with a name: the quantity that it is derived from."""
        whole = is_whole(name) and not isinstance(name, Jacobian)
        base = next(iter(quantities(name)), None) if whole else None
        return f"{self.cell.name}:{base.base if base else name.name}"

    def _find(self, identifier: str) -> Named:
        """The name behind an identifier, at this step, the step before or the next one."""
        for names in self._sources:
            if identifier in names:
                return names[identifier]
        raise OutputError(f"{self.cell.name}: no derived program has a symbol {identifier!r}")

    @property
    def _sources(self) -> Iterator[dict[str, Named]]:
        """The names of the cell's programs, those that are derived quickly first."""
        yield self._of_step
        yield self._of_backward
        yield self._of_rest

    @cached_property
    def _of_step(self) -> dict[str, Named]:
        """The names of the step itself."""
        return _names(self.cell.written, self.cell.step)

    @cached_property
    def _of_backward(self) -> dict[str, Named]:
        """The names of its backward pass."""
        return _names(self.cell.backward_program)

    @cached_property
    def _of_rest(self) -> dict[str, Named]:
        """The names of whatever else is derived."""
        return _names(self.cell.jacobians, self.cell.forward_program, self.cell.through_time)

    @cached_property
    def _defined(self) -> set[str]:
        """What the page defines step by step: the exposed step and its backward pass."""
        programs = (self.cell.step, self.cell.backward_program)
        return {eq.lhs.name for one in programs for eq in one.equations}

    def _size(self, letter: str) -> Entry:
        """What a size is the size of."""
        owners = [
            f"${CLEAN(q)}$"
            for q in self.cell.written.inputs
            if isinstance(q, Quantity) and q.kind != Kind.PARAMETER and letter in map(str, q.shape)
        ]
        meaning = f"the size of {' and of '.join(owners)}" if owners else "a size that the cell is free in"
        return Entry(letter, meaning, r"\mathbb{N}", f"{self.cell.name}:{SIZE}{letter}", self.page, "symbols")

    def _anchor(self, name: Named) -> str:
        """Where a name is defined on the cell's page."""
        if isinstance(name, Quantity):
            given = name.kind in (Kind.INPUT, Kind.PARAMETER)
            return f"{'symbol' if given else 'eq'}-{name.base}"
        if isinstance(name, Seed):
            return f"symbol-{name.of.base}" if isinstance(name.of, Quantity) else "gradients"
        moved = (shift(name, steps).name for steps in (0, -1, 1))
        here = next((one for one in moved if one in self._defined), "")
        kind = {Tangent: "forward-mode", Jacobian: "jacobian"}.get(type(name))
        return kind or (f"step-{here}" if here else "gradients")

    def _line(self, name: Named) -> str:
        """The line of the cell's text that defines a quantity."""
        if not isinstance(name, Quantity):
            return ""
        now = name.at(0) if name.time is not None else name
        lines = [eq.line for eq in self.cell.written.equations if eq.lhs == now and eq.line]
        return self.cell.definition.text.lines[lines[-1] - 1].strip() if lines else ""


def _names(*programs: Program) -> dict[str, Named]:
    """Every name in some programs, also those inside of derived names, each one step earlier and later."""
    given = dict.fromkeys(
        name for one in programs for name in (*one.inputs, *(eq.lhs for eq in one.equations))
    )
    inner = dict.fromkeys(
        node for name in given for node in sp.preorder_traversal(name) if isinstance(node, Named)
    )
    found: dict[str, Named] = {}
    for steps in (0, -1, 1):
        for one in inner:
            moved = shift(one, steps)
            found.setdefault(moved.name, moved)
    return found


def _columns(whole: Quantity) -> str:
    """A part of a matrix over a concatenation."""
    return f"columns of ${CLEAN(whole)}$, those that meet this part of the concatenation"


STEPS = {
    -2: ", two steps before",
    -1: ", one step before",
    1: ", one step later",
    2: ", two steps later",
}


def step_of(name: Named) -> str:
    """Of which step a name is, where it is not this one; a longer expression shows it by itself."""
    of = name.of if isinstance(name, Preactivation) else name
    time = of.time if isinstance(of, Quantity) else None
    return STEPS.get(time or 0, "")


def aside(name: Named, to: Glossary) -> str:
    """A name and its step within a sentence that goes on: the step between two commas."""
    when = step_of(name)
    return f"{to.phrase(name)}{when}," if when else to.phrase(name)


@WORDS.rule(Quantity)
def quantity(name: Quantity, to: Glossary) -> str:
    """What the cell's author calls it, and of which step."""
    return to.called(name) + step_of(name)


@WORDS.rule(Preactivation)
def preactivation(name: Preactivation, to: Glossary) -> str:
    """What the activation of … is applied to."""
    return to.phrase(name) + step_of(name)


@WORDS.rule(Value)
def value(name: Value, to: Glossary) -> str:
    """A value that a derivation needs by name."""
    return "a value that the derivation needs by name"


@WORDS.rule(Cotangent)
def cotangent(name: Cotangent, to: Glossary) -> str:
    """δq"""
    return f"gradient of the loss with respect to {to.phrase(name.of)}{step_of(name.of)}"


@WORDS.rule(Seed)
def seed(name: Seed, to: Glossary) -> str:
    """Δq"""
    return f"the part of the gradient with respect to {aside(name.of, to)} that comes from outside the step"


@WORDS.rule(Carried)
def carried(name: Carried, to: Glossary) -> str:
    """δ⁺q"""
    return f"the part of the gradient with respect to {aside(name.of, to)} that the next step hands back"


@WORDS.rule(Tangent)
def tangent(name: Tangent, to: Glossary) -> str:
    """dq"""
    return f"derivative of {aside(name.of, to)} along a direction"


@WORDS.rule(Jacobian)
def jacobian(name: Jacobian, to: Glossary) -> str:
    """∂q/∂p"""
    return f"Jacobian: how {aside(name.of, to)} changes with {to.phrase(name.by)}{step_of(name.by)}"


def _activation(name: str) -> Entry:
    """An activation by its formula, or by words where these say more."""
    row = ACTIVATIONS[name]
    if row.says:
        return Entry(row.latex, f"{name}, entry by entry: {row.says}", group=name)
    u = sp.Symbol("u")
    formula = sp.latex(sp.sympify(row.scalar, locals={"u": u}))
    shown = rf"{row.latex}\left(u\right)"
    equals = "" if formula.replace(" ", "").startswith(row.latex + "{") else f" = {formula}"
    return Entry(row.latex, f"{name}, entry by entry: ${shown}{equals}$", group=name)


SIGNS = {
    "odot": Entry(ODOT, "the product entry by entry"),
    "top": Entry(TOP, "the transpose"),
    "diag": Entry(DIAG, "the diagonal matrix with a vector on its diagonal"),
    "identity": Entry(IDENTITY, "the identity matrix"),
    "diagonal": Entry(DIAGONAL, "the diagonal of a matrix as a vector"),
    "max": Entry(MAX, "the larger of two values, entry by entry"),
    "ones": Entry(ONES, "the vector of ones"),
    "ones_top": Entry(ONES_TOP, "the row of ones: it adds up the entries of a column"),
    "sum": Entry(SUM, "the sum over the steps of the sequence"),
} | {name: _activation(name) for name in ACTIVATIONS}
"""The signs that mean the same in every cell."""

REASONS = [*map(reason_of, PULLBACKS.rules.values()), OUTSIDE, NOTHING]
SIGNS |= {
    f"{RULE}{reason.rule}": Entry(rf"\text{{{reason.rule}}}", reason.formula, group=f"{RULE}{reason.rule}")
    for reason in REASONS
}


def described(
    keys: Iterator[str], cells: Mapping[str, Cell], frameworks: Mapping[str, Cell] = MappingProxyType({})
) -> dict[str, dict[str, str]]:
    """The entries of keys, as plain data; raises OutputError for a key that nothing describes.

    cells: those that have a page each, by name; frameworks: those that have none.
    """
    glossaries: dict[str, Glossary] = {}
    found: dict[str, dict[str, str]] = {}
    for key in sorted(set(keys)):
        scope, _, name = key.rpartition(":")
        if scope and scope not in cells and scope not in frameworks:
            raise OutputError(f"the symbol {key!r} belongs to no cell of the library")
        if not scope and name not in SIGNS:
            raise OutputError(
                f"the sign {key!r} has no entry\n  help: add one to SIGNS in derive/glossary.py"
            )
        if scope and scope not in glossaries:
            known = cells.get(scope)
            glossaries[scope] = Glossary(known) if known else Glossary(frameworks[scope], has_page=False)
        found[key] = asdict(glossaries[scope].entry(name) if scope else SIGNS[name])
    return found
