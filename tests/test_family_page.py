"""The family's page: what is drawn, what it leads to, and that all of it stands on the page."""

from __future__ import annotations

import re

import pytest

from derive.library import LIBRARY
from derive.pages import family
from derive.pages.graph import drawing
from derive.pages.produce import environment, text
from derive.relations.family import classes, direct, findings
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
    places = [(node["x"], node["y"]) for node in drawn["nodes"]]
    assert len(set(places)) == len(places)
    assert all(0 <= a < drawn["width"] and 0 <= b < drawn["height"] for a, b in places)
    assert drawing(groups, direct(groups, found), titles) == drawn


def test_every_arc_leads_to_its_proof(few, monkeypatch: pytest.MonkeyPatch) -> None:
    cells, found = few
    monkeypatch.setattr(family, "LIBRARY", cells)
    monkeypatch.setattr(family, "findings", lambda cells, store: found)
    (job,) = family.jobs(Store(None))
    page = text(environment(), job, job.compute())
    links = set(re.findall(r'xlink:href="#([^"]+)"', page))
    assert links
    assert links <= set(re.findall(r'<span id="([^"]+)">', page))
    boxes = set(re.findall(r'xlink:href="\.\./cells/([^"/]+)/"', page))
    assert boxes <= set(cells)
    assert "GRU (Cho 2014) is GRU (Chung 2014)" in page
    assert page.count("Proved") == len(links) + 1
    assert "None" not in page
