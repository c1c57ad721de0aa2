"""The family's page: what is drawn, what it leads to, and that all of it stands on the page."""

from __future__ import annotations

import re

import pytest
from unmarked import bare, formulas

from derive.library import LIBRARY
from derive.marks import keys, unmarked
from derive.pages import family
from derive.pages.graph import HEIGHT, LETTERS, drawing, label
from derive.pages.produce import environment, text
from derive.relations.family import classes, direct, find, findings
from derive.store import Store

NAMES = ("gru_cho", "gru_chung", "gru_reset_after", "lstm", "elman", "ugrnn", "t_rnn", "min_gru")


@pytest.fixture(scope="module")
def few():
    """Some cells of the library, with all that is found of them."""
    cells = {name: LIBRARY[name] for name in NAMES}
    return cells, findings(cells, Store(None))


def test_general_cells_stand_left_of_what_they_become(few) -> None:
    cells, found = few
    groups = classes(cells, found)
    titles = {name: name for name in cells}
    drawn = drawing(groups, direct(groups, found), titles)
    x = {node["name"]: node["x"] for node in drawn["nodes"]}
    assert drawn["arcs"]
    for arc in drawn["arcs"]:
        assert x[arc["general"]] < x[arc["special"]], arc
    left = {node["name"]: (node["x"], node["y"] + HEIGHT // 2) for node in drawn["nodes"]}
    assert all(arc["end"] == left[arc["special"]] for arc in drawn["arcs"])
    places = [(node["x"], node["y"]) for node in drawn["nodes"]]
    assert len(set(places)) == len(places)
    assert all(0 <= a < drawn["width"] and 0 <= b < drawn["height"] for a, b in places)
    assert drawing(groups, direct(groups, found), titles) == drawn


def test_a_box_shows_a_title() -> None:
    """As far as it fits; no two boxes say the same."""
    titles = [cell.definition.title for cell in LIBRARY.values()]
    labels = [label(title, others) for title in titles for others in (0, 1)]
    assert label("LSTM", 0) == "LSTM"
    assert label("JANET", 1) == "JANET +1"
    assert label("LSTM without output activation function", 0) == "LSTM without output acti…"
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) == LETTERS


@pytest.fixture(scope="module")
def page(few) -> str:
    """The page about these cells alone."""
    cells, found = few
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(family, "LIBRARY", cells)
        patch.setattr(family, "findings", lambda cells, store: found)
        (job,) = family.jobs(Store(None))
        return text(environment(), job, job.compute())


def test_every_arc_leads_to_its_proof(few, page: str) -> None:
    cells, _ = few
    links = set(re.findall(r'xlink:href="#([^"]+)"', page))
    assert links
    assert links <= set(re.findall(r'<span id="([^"]+)">', page))
    boxes = set(re.findall(r'xlink:href="\.\./cells/([^"/]+)/"', page))
    assert boxes <= set(cells)
    assert "GRU (Cho 2014) is GRU (Chung 2014)" in page
    assert page.count("Proved") == len(links) + 1
    assert "None" not in page


def test_every_symbol_of_every_sentence_is_marked(page: str) -> None:
    """In relations, in the steps of the chains, in what the end of one lacks, in the table."""
    shown = list(formulas(page))
    assert len(shown) > 100
    assert [formula for formula in shown if bare(formula)] == []
    assert r"without $\htmlData{sym=gru_reset_after:b_hh}{b_{\mathrm{hh}}}$" in page
    assert r"**3.** $\htmlData{sym=lstm:i}{i_{t}}$ is tied" in page


def test_parameters_that_keep_name_and_value_are_left_out(few) -> None:
    """Though both sides are marked, each with its own cell."""
    _, found = few
    one = found["gru_cho", "gru_chung"]
    assert {unmarked(name) for name, value in one.settings if unmarked(name) == unmarked(value)}
    shown = map(unmarked, family._relation(one, dict.fromkeys(NAMES, ""))["values"])
    assert list(shown) == ["$W_{z} = -W_{z}$", "$U_{z} = -U_{z}$", "$b_{z} = -b_{z}$"]


def test_a_symbol_in_a_formula_of_two_cells_is_its_own_cells() -> None:
    """Of a parameter left and right, and of a state whose scale is a state of the general cell."""
    found = find(LIBRARY["slstm_stabilised"], LIBRARY["slstm"])
    assert ["slstm_stabilised:W_i", "slstm:W_i"] in [list(keys(pair)) for pair in found.settings]
    (left, right), *_ = found.states
    assert list(keys(left)) == ["slstm_stabilised:c_prev"]
    assert list(keys(right)) == ["slstm:c_prev", "odot", "exp", "slstm_stabilised:m_prev"]


def test_what_is_edited_and_fixed_is_of_the_general_cell() -> None:
    """And the sizes that have to be equal are of the special one."""
    found = find(LIBRARY["lstm_peephole"], LIBRARY["gru3"])
    scopes = {key.partition(":")[0] for key in keys([found.edits, found.fixed]) if ":" in key}
    assert scopes == {"lstm_peephole"}
    found = find(LIBRARY["sru"], LIBRARY["t_rnn"])
    assert set(keys(found.where)) == {"t_rnn:dim.m", "t_rnn:dim.n"}
