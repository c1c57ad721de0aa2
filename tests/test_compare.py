"""Comparisons of any two cells: no pair fails, sides change places with the cells, and pages show them."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
import sympy as sp
from click.testing import CliRunner
from plain import cells, some_cells, words

from derive.cells import LIBRARY
from derive.cli import derive
from derive.compare import ALIGNED, Comparison, Topic, compare, is_bare
from derive.marks import unmarked
from derive.pages.compare import comparison
from derive.pages.gates import gates
from derive.pages.produce import environment
from derive.roles import Place, RoleKind
from derive.words import plain

ODD = Path(__file__).with_name("odd_cells.py")
NAMES = some_cells()
PAIRS = [*pairwise([*NAMES, NAMES[0]]), *(("lstm", name) for name in NAMES[::3])]
LEFT_OUT = re.compile(r"\b(None|nan|zoo|Dot|Inner|Symbol|True|False)\b|val_|_prev")


def content(found: Comparison) -> list[object]:
    """All that a comparison says, in order."""
    rows = [
        (a.kind, a.left.factor, a.right.factor, [(p.topic, p.agrees, p.left, p.right) for p in a.points])
        for a in found.alignments
    ]
    return [rows, [(p.topic, p.agrees, p.left, p.right) for p in found.points]]


def mirrored(found: Comparison) -> list[object]:
    """The same with left and right exchanged."""
    rows = [
        (a.kind, a.right.factor, a.left.factor, [(p.topic, p.agrees, p.right, p.left) for p in a.points])
        for a in found.alignments
    ]
    return [rows, [(p.topic, p.agrees, p.right, p.left) for p in found.points]]


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_any_two_cells_compare(left: str, right: str) -> None:
    """Every role has its place; the other way round says the same the other way round."""
    one, other = cells()[left], cells()[right]
    found = compare(one, other)
    assert tuple(a.kind for a in found.alignments) == ALIGNED
    assert content(compare(other, one)) == mirrored(found)
    texts = [text for a in found.alignments for p in a.points for text in (p.left, p.right)]
    texts += [text for p in found.points for text in (p.left, p.right)]
    assert not [text for text in map(unmarked, texts) if LEFT_OUT.search(text) or not text]


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_agrees_with_itself(name: str) -> None:
    """In every point."""
    found = compare(cells()[name], cells()[name])
    assert all(a.left.factor == a.right.factor for a in found.alignments)
    assert all(p.agrees for p in (*found.points, *(p for a in found.alignments for p in a.points)))


def points(left: str, right: str, kind: RoleKind) -> dict[Topic, bool]:
    """In what the gates of a role agree."""
    found = compare(cells()[left], cells()[right]).aligned(kind)
    return {p.topic: p.agrees for p in found.points}


def factors(left: str, right: str) -> dict[RoleKind, tuple[str, str]]:
    """The factors side by side."""
    return {
        a.kind: (str(a.left.factor), str(a.right.factor))
        for a in compare(cells()[left], cells()[right]).alignments
    }


def test_the_lstm_beside_the_gru_in_every_convention() -> None:
    """Which gate stands beside which; before or after the matrix; at which time; which way round."""
    for gru, carry, write in (
        ("gru_cho", "z", "1 - z"), ("gru_chung", "1 - z", "z"), ("gru_reset_after", "z", "1 - z"),
    ):  # fmt: skip
        assert factors("lstm", gru) == {
            RoleKind.CARRY: ("f", carry), RoleKind.WRITE: ("i", write), RoleKind.READ: ("o_prev", "r"),
            RoleKind.EXPOSE: ("o", "1"),
        }  # fmt: skip
        read = points("lstm", gru, RoleKind.READ)
        assert read[Topic.PLACE] is (gru != "gru_reset_after")
        assert not read[Topic.TIME]
        assert not read[Topic.REACH]
        assert not read[Topic.MULTIPLIES]
        assert read[Topic.FORM]
        assert points("lstm", gru, RoleKind.CARRY)[Topic.SENSE] is (carry == "z")


def test_the_effect_of_the_convention_is_shown() -> None:
    """Cho's GRU and Chung's differ in this alone, that z keeps or writes."""
    for kind in (RoleKind.CARRY, RoleKind.WRITE):
        differ = [topic for topic, agrees in points("gru_cho", "gru_chung", kind).items() if not agrees]
        assert differ == [Topic.SENSE]
    assert all(points("gru_cho", "gru_chung", RoleKind.READ).values())


def test_a_bias_is_a_point() -> None:
    """With and without."""
    assert points("lstm", "acts_twice", RoleKind.CARRY)[Topic.BIAS] is False
    assert points("lstm", "gru_cho", RoleKind.CARRY)[Topic.BIAS] is True


def test_cells_without_gates_and_with_several() -> None:
    """Nothing carries, or more than one gate does, or more than one reads."""
    assert factors("elman", "product_of_gates")[RoleKind.CARRY] == ("0", "a*b")
    assert factors("reads_twice", "elman")[RoleKind.READ] == (str(sp.Tuple(*sp.symbols("r s"))), "1")
    assert factors("projected", "sru1")[RoleKind.EXPOSE] == ("o", "r")
    expose = next(r for s in words("projected").roles.gates for r in s.roles if r.kind is RoleKind.EXPOSE)
    assert expose.place is Place.BEFORE


def said(left: str, right: str, topic: Topic) -> tuple[str, str, bool]:
    """What is said of both cells in a point, wherever it stands, and whether they agree."""
    found = compare(LIBRARY[left], LIBRARY[right])
    every = [*found.points, *found.aligned(RoleKind.WRITE).points]
    one = next(p for p in every if p.topic is topic)
    return plain(one.left), plain(one.right), one.agrees


def test_what_is_said_of_odd_pairs() -> None:
    """A constant gate is no share; a gate that is exp(k) is positive; two outputs are no less than equal."""
    assert said("elman", "lstm", Topic.COUPLING) == ("nothing is carried", "fₜ + iₜ is free", False)
    assert said("gru_cho", "min_gru", Topic.COUPLING)[0] == "carry and write are shares of one"
    assert said("rwkv4", "gru_cho", Topic.RANGE) == ("(0, ∞)", "(0, 1)", False)
    assert said("rwkv4", "gru_cho", Topic.FORM)[0].startswith("exp(kₜ) with kₜ = W_k (")
    assert not said("nas", "lstm", Topic.OUTSIDE)[2]
    assert not said("mlstm", "lstm", Topic.OUTSIDE)[2]
    assert said("lstm", "lstm_1997_tanh", Topic.OUTSIDE)[2]


def test_who_shows_the_memory_as_it_is() -> None:
    """Also where the output is a copy under another name."""
    bare = {name for name in cells() if is_bare(words(name).roles)}
    assert {"elman", "gru_cho", "just_another_network", "two_memories"} <= bare
    assert not bare & {"lstm", "qrnn_fo", "ran", "shows_an_output", "sublstm", "slstm"}


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_can_show_every_cell(name: str) -> None:
    """The section on gates and a comparison, through their templates; no name of the algebra is left."""
    render = environment()
    section = render.get_template("gates.j2").module.section(gates(cells()[name]))
    assert "What the gates do" in section
    assert not LEFT_OUT.search(re.sub(r"\\[a-z]+", "", unmarked(section)))
    pair = comparison(cells()["gru_cho"], cells()[name])
    assert [row["kind"] for row in pair["alignments"]] == [kind.value for kind in ALIGNED]
    assert unmarked(pair["right"]["formula"]).count("=") == 1


def test_the_command_takes_files_and_families() -> None:
    """`compare lstm gru`, `compare lstm ./mine.py:cell`."""
    said = CliRunner().invoke(derive, ["compare", "lstm", "gru"])
    assert said.exit_code == 0, said.output
    assert said.output.count("LSTM  |  GRU") == 3
    lines = [" ".join(line.split()) for line in said.output.splitlines()]
    for line in ("carry fₜ ↔ 1 − zₜ", "carry fₜ ↔ zₜ", "read oₜ₋₁ ↔ rₜ", "expose oₜ ↔ 1"):
        assert line in lines
    said = CliRunner().invoke(derive, ["compare", "elman", f"{ODD}:two_memories"])
    assert said.exit_code == 0, said.output
    assert "carry 0 ↔ 1 − slowₜ" in [" ".join(line.split()) for line in said.output.splitlines()]
