"""Every symbol of every formula is marked and described; what nothing describes is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from sympy.matrices.expressions.hadamard import HadamardProduct
from unmarked import bare, formulas

from derive import modules
from derive.activations import ACTIVATIONS
from derive.cells import ALL
from derive.emit import functions
from derive.errors import DeriveError, OutputError
from derive.glossary import SIGNS, WORDS, Glossary, described
from derive.latex import Printer
from derive.marks import keys, marked, marked_size, unmarked
from derive.nodes import Cotangent, Jacobian, Kind, Named, Preactivation, Quantity
from derive.pages import conventions
from derive.pages.job import Job
from derive.pages.produce import environment, text

ROOT = Path(__file__).resolve().parents[1]

KNOWN = {"tanh", "exp", "log", "cos", "sin"}
"""Activations that everybody knows by their sign."""

PROGRAMS = ("written", "plain", "step", "backward_program", "through_time", "forward_program", "jacobians")


def program_names(cell) -> set[Named]:
    """Every name in every program of a cell."""
    programs = [getattr(cell, which) for which in PROGRAMS]
    return {name for one in programs for name in (*one.inputs, *(eq.lhs for eq in one.equations))}


@pytest.mark.parametrize("cell", ALL.values(), ids=ALL)
def test_every_name_of_every_program_is_described(cell) -> None:
    """With words, a shape, and its own LaTeX; no two names are described alike."""
    glossary = Glossary(cell)
    entries = {name: glossary.entry(name.name) for name in program_names(cell)}
    assert all(entry.meaning and entry.shape for entry in entries.values())
    assert all(entry.latex == Printer()(name) for name, entry in entries.items())
    assert all(entry.group.startswith(f"{cell.name}:") for entry in entries.values())


def test_what_is_derived_from_a_gate_lights_up_with_it() -> None:
    """f, f̄, δf and δf̄ are one group; a Jacobian is its own."""
    glossary = Glossary(ALL["lstm"])
    assert {glossary.entry(name).group for name in ("f", "f_pre", "d_f", "d_f_pre", "dot_f")} == {"lstm:f"}
    assert glossary.entry("h_prev").group == "lstm:h"
    assert glossary.entry("J_c_c_prev").group == "lstm:J_c_c_prev"


def test_words_are_made_from_those_of_the_cell() -> None:
    """The author's words stand in those of what is derived."""
    glossary = Glossary(ALL["lstm"])
    called = ALL["lstm"].definition.meanings["f"]
    assert glossary.entry("f").meaning == called
    assert all(called in glossary.entry(name).meaning for name in ("f_pre", "d_f", "d_f_pre", "U_f"))
    assert glossary.entry("h_prev").meaning.startswith(ALL["lstm"].definition.meanings["h"] + ", ")


def test_words_say_of_which_step_something_is_where_the_sentence_ends() -> None:
    """The step belongs to the whole of what is said of a name, not to the gate that it names on the way."""
    entry = Glossary(ALL["lstm"]).entry
    applied = "what the activation of the forget gate is applied to"
    part = "the part of the gradient with respect to the hidden state"
    said = {
        "f_next": "forget gate, one step later",
        "f_prev_pre": f"{applied}, one step before",
        "d_f_next_pre": f"gradient of the loss with respect to {applied}, one step later",
        "seed_h": f"{part} that comes from outside the step",
        "seed_h_next": f"{part}, one step later, that comes from outside the step",
        "J_h_next_c": "Jacobian: how the hidden state, one step later, changes with the cell memory",
        "J_h_prev_h_prev2": "Jacobian: how the hidden state, one step before, changes with the hidden state, "
        "two steps before",
    }
    assert {name: entry(name).meaning for name in said} == said


@pytest.mark.parametrize("name", [row.name for row in ACTIVATIONS.values() if row.says])
def test_an_activation_in_words_gives_what_the_words_say(name: str) -> None:
    """The numbers in the words are the values above, at and below zero."""
    words = ACTIVATIONS[name].says.replace("−", "-").replace("½", "0.5")
    said = [float(number) for number in re.findall(r"(-?[\d.]+) for", words)]
    assert [float(value) for value in functions.ACTIVATIONS[name](np.array([2.0, 0.0, -2.0]))] == said


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_is_not_explained_by_itself_or_by_a_sign_without_words(name: str) -> None:
    """SymPy writes a step as θ, of which no page says anything, and the sign by its own name."""
    _, equals, formula = SIGNS[name].meaning.partition(" = ")
    assert r"\theta" not in formula
    assert not equals or ACTIVATIONS[name].latex not in formula
    assert equals or ACTIVATIONS[name].says or name in KNOWN


@pytest.mark.parametrize("cell", ALL.values(), ids=ALL)
def test_marks_change_nothing_but_add_keys(cell) -> None:
    """Without its marks a formula is the clean one, and no letter of it is without a mark."""
    to, plain = marked(cell.name), Printer()
    for which in PROGRAMS:
        for eq in getattr(cell, which).equations:
            for side in (eq.lhs, eq.rhs):
                assert unmarked(to(side)) == plain(side)
                assert bare(to(side)) == set()


def test_an_unmarked_letter_is_found() -> None:
    """The check above can fail."""
    assert bare(r"\htmlData{sym=a:f}{f_{t}} + g_t") == {"g", "t"}


def test_sizes_say_whose_they_are() -> None:
    """n is the size of both states of an LSTM."""
    cell = ALL["lstm"]
    assert set(keys(marked_size("lstm", cell.parameter_count))) == {"lstm:dim.m", "lstm:dim.n"}
    meaning = Glossary(cell).entry("dim.n").meaning
    assert all(f"${Printer()(q)}$" in meaning for q in cell.written.inputs if q.kind == Kind.STATE)


@pytest.mark.parametrize(
    "key", ["lstm:nothing", "nobody:f", "nothing", "lstm:d_nothing", "lstm:symbol_nothing"]
)
def test_a_key_that_nothing_describes_is_an_error(key: str) -> None:
    """Whether the cell, the name or the sign is unknown."""
    with pytest.raises(OutputError):
        described(iter([key]), ALL)


def test_a_quantity_without_words_is_an_error() -> None:
    """The error names the symbol and where to say what it means."""
    glossary = Glossary(ALL["lstm"])
    del glossary.words["f"]
    with pytest.raises(OutputError, match=r"what f means\n  help: .*meanings"):
        glossary.entry("d_f_pre")


def test_a_kind_of_name_without_a_rule_is_an_error() -> None:
    """A new class of names must be described before it can be shown."""

    class Unheard(Named):
        name = "unheard"

    with pytest.raises(DeriveError, match=r"derive/glossary\.py"):
        WORDS(object.__new__(Unheard), Glossary(ALL["lstm"]))


def test_a_symbol_of_a_template_must_be_described(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is refused, with its name and the symbol's."""

    @dataclass(frozen=True)
    class Template:
        def render(self, context) -> str:
            return '<td data-sym="lstm:f"></td>'

    monkeypatch.setattr("jinja2.Environment.get_template", lambda self, name: Template())
    job = Job("a.md", "a.md.j2", dict)
    assert 'data-symbols="' in text(environment(), job, {"glossary": described(iter(["lstm:f"]), ALL)})
    with pytest.raises(OutputError, match=r"a\.md: nothing describes the symbol 'lstm:f'"):
        text(environment(), job, {"glossary": {}})


def test_every_sign_of_the_printer_has_an_entry() -> None:
    """The names that derive/latex.py gives its signs are those that are described."""
    source = modules.files()["derive.latex"].read_text(encoding="utf-8")
    assert set(re.findall(r'to\.sign\(["\'](\w+)', source)) <= set(SIGNS)


def test_one_symbol_or_several() -> None:
    """δf̄ is one symbol; the parts of δ[r ⊙ h] can be pointed at."""
    cell = ALL["gru_cho"]
    to = marked("gru_cho")
    gate = next(eq.lhs for eq in cell.step.equations if isinstance(eq.lhs, Preactivation))
    assert list(keys(to(Cotangent(gate)))) == [f"gru_cho:d_{gate.name}"]
    product = next(eq.lhs for eq in cell.backward_program.equations if isinstance(eq.lhs.of, HadamardProduct))
    assert len(list(keys(to(product)))) > 1
    h = next(q for q in cell.written.outputs if isinstance(q, Quantity))
    assert list(keys(to(Jacobian(h, h.at(-1))))) == ["gru_cho:J_h_h_prev"]


def test_symbols_of_the_frameworks_explain_themselves() -> None:
    """On the page of conventions every letter belongs to a symbol, and a framework's has no page to go to."""
    (job,) = conventions.jobs()
    found = job.compute()
    shown = list(formulas(text(environment(), job, found)))
    assert len(shown) > 100
    assert [formula for formula in shown if bare(formula)] == []
    own = {one.name for one in conventions.CONVENTIONS.values()}
    for key, entry in found["glossary"].items():
        scope = key.partition(":")[0]
        assert entry["page"] == ("" if scope in own or ":" not in key else scope)


UNEXPLAINED = {"T", "k", "t", "j", r"\prod", "e"}
"""What a sentence says itself: numbers of steps, the step, what runs over steps; and the number e."""

OF_NO_CELL = {"reference.md"}
"""The pages whose formulas are of functions, not of cells."""


def test_every_letter_on_the_site_explains_itself() -> None:
    """Whatever page it stands on and whichever sentence says it."""
    lost = [
        (page.name, formula)
        for page in sorted((ROOT / "docs").rglob("*.md"))
        if page.name not in OF_NO_CELL
        for formula in formulas(page.read_text(encoding="utf-8"))
        if bare(formula) - UNEXPLAINED
    ]
    assert lost == []
