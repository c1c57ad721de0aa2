"""Sliders that move curves: the page begins with curves computed here, and the browser goes on from there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import sympy as sp

from derive.activations import ACTIVATIONS
from derive.cell import Cell
from derive.cells import LIBRARY
from derive.knobs import of_activation, of_cell
from derive.pages import derived
from derive.pages.cache import part
from derive.pages.cell import file_of
from derive.pages.charts import drawn
from derive.pages.job import Context, Job
from derive.pictures import STEPS
from derive.playable import Playable, Plot
from derive.question.claims import CONVENTIONS, LSTM
from derive.roles import RoleKind
from derive.store import Store
from derive.words import Words

FIRST = "sigmoid"
"""The activation that the page begins with."""


def jobs(store: Store) -> list[Job]:
    """The one page."""
    files = dict.fromkeys(file_of(cell) for cell in LIBRARY.values())
    return [Job("play.md", "play.md.j2", context, (), tuple(files), slow=True, store=store)]


def context(store: Store) -> Context:
    """Each panel: what can be chosen, and the curves with every knob where it stands at first."""
    titles = {name: title for name, cell in LIBRARY.items() if (title := part(store, playable_title, cell))}
    cells = {name: play for name in (LSTM, *CONVENTIONS) if (play := of_cell(Words(LIBRARY[name])))}
    table = {name: play for name, row in ACTIVATIONS.items() if (play := of_activation(row))}
    gru = CONVENTIONS[0]
    linked = cells[LSTM].knob(RoleKind.CARRY.value).start
    return {
        "steps": STEPS,
        "folder": f"../{derived.FOLDER}/",
        "cells": [{"key": name, "title": title} for name, title in titles.items()],
        "conventions": [{"key": name, "title": titles[name]} for name in CONVENTIONS],
        "activations": [{"key": derived.key(name), "title": name} for name in table],
        "lstm": _slot(LSTM, cells[LSTM], RoleKind.CARRY, linked),
        "gru": _slot(gru, cells[gru], RoleKind.READ, linked),
        "any": _panel(LSTM, cells[LSTM]),
        "slope": _panel(derived.key(FIRST), table[FIRST]),
    }


def playable_title(cell: Cell) -> str:
    """The title under which a cell can be chosen, "" for one that cannot be played with."""
    play = of_cell(Words(cell))
    return play.title if play else ""


def _panel(key: str, play: Playable) -> Context:
    """A panel of one slot, with every plot."""
    return {"key": key, "charts": [_live(play, plot) for plot in play.plots]}


def _slot(key: str, play: Playable, role: RoleKind, linked: float) -> Context:
    """A cell of the panel of two: the gate that plays a role, in its author's words, and its curves."""
    gate = play.knob(role.value).called
    return {"key": key, "role": role.value, "gate": gate, "charts": _pair(play, role, linked)}


def _pair(play: Playable, role: RoleKind, linked: float) -> list[Context]:
    """A gate from 0 to 1, and the memory over time with that gate where the linked slider begins."""
    knob = play.knob(role.value)
    swept = _live(play, play.swept(play.plot("sweep"), knob), role=role.value)
    return [swept, _live(play, play.plot("time"), {knob.symbol: linked})]


def _live(
    play: Playable, plot: Plot, moved: Mapping[sp.Symbol, float] = MappingProxyType({}), role: str = ""
) -> Context:
    """A plot with the curves that it begins with; `role` says over which gate, if not over its own."""
    curves = drawn(play.chart(plot, moved), logarithmic=plot.logarithmic)
    return {**curves, "plot": plot.key, "role": role}
