"""A script for each cell and activation: what Play computes and Compare lays side by side in the browser.

The browser evaluates the functions and compares keys for equality; it derives nothing.
"""

from __future__ import annotations

import html
import re

import sympy as sp

from derive.activations import ACTIVATIONS
from derive.cells import LIBRARY
from derive.compare import ALIGNED, Property, role_properties, side, whole_properties
from derive.emit.javascript import scalar_function
from derive.knobs import of_activation, of_cell
from derive.pages.blocks import formula
from derive.pages.cell import file_of
from derive.pages.job import Context, Job
from derive.playable import Playable, Plot
from derive.words import Words

FOLDER = "assets/derived"
TEMPLATE = "derived.js.j2"


def jobs() -> list[Job]:
    """A script for each cell, and one for each activation whose slope varies."""
    return [
        *(
            Job(f"{FOLDER}/{name}.js", TEMPLATE, of_library, (name,), (file_of(cell),), slow=True)
            for name, cell in LIBRARY.items()
        ),
        *(
            Job(f"{FOLDER}/{key(name)}.js", TEMPLATE, of_table, (name,))
            for name, row in ACTIVATIONS.items()
            if of_activation(row)
        ),
    ]


def key(activation: str) -> str:
    """The name under which an activation stands beside the cells."""
    return f"activation-{activation}"


def of_library(name: str) -> Context:
    """A cell of the library."""
    return of(name, Words(LIBRARY[name]))


def of(name: str, words: Words) -> Context:
    """A cell: what is compared of it, and what can be played with."""
    play = of_cell(words)
    return {"key": name, "facts": facts(words), "play": play and functions(play)}


def of_table(name: str) -> Context:
    """An activation: what can be played with."""
    play = of_activation(ACTIVATIONS[name])
    assert play is not None
    return {"key": key(name), "facts": None, "play": functions(play)}


def facts(words: Words) -> Context:
    """Each role's factor and properties, and those of the memory as a whole, as HTML."""
    roles = words.roles
    found = [(kind, side(kind, roles)) for kind in ALIGNED]
    return {
        "title": words.cell.definition.title,
        "page": f"cells/{words.cell.name}/",
        "update": formula(words.update(roles.memory)),
        "roles": [
            {
                "kind": kind.value,
                "factor": hypertext(words.math(one.factor)),
                "properties": [_property(p) for p in role_properties(words, one)],
            }
            for kind, one in found
        ],
        "whole": [_property(p) for p in whole_properties(words)],
    }


def _property(found: Property) -> Context:
    """A property; keys are equal where the properties are."""
    return {"topic": found.topic.value, "key": str(found.key), "says": hypertext(found.says)}


def hypertext(markdown: str) -> str:
    """Words with formulas in dollars as HTML."""
    parts = re.split(r"\$([^$]+)\$", markdown)
    return "".join(formula(part) if k % 2 else html.escape(part) for k, part in enumerate(parts))


def functions(play: Playable) -> Context:
    """Everything to play with, its expressions as JavaScript."""
    return {
        "title": play.title,
        "knobs": [
            {
                "name": knob.symbol.name, "called": knob.called, "latex": knob.latex,
                "low": knob.low, "high": knob.high, "start": knob.start, "roles": list(knob.roles),
            }
            for knob in play.knobs
        ],
        "begins": {name.name: scalar_function(entry) for name, entry in play.begins.items()},
        "moves": {name.name: scalar_function(entry) for name, entry in play.moves.items()},
        "plots": [_plot(plot) for plot in play.plots],
    }  # fmt: skip


def _plot(plot: Plot) -> Context:
    """A plot with its functions."""
    words, number = plot.note or ("", sp.S.Zero)
    return {
        "key": plot.key,
        "title": plot.title,
        "over": plot.over.name if plot.over else "",
        "places": list(plot.places),
        "curves": [{"label": label, "at": scalar_function(entry)} for label, entry in plot.curves],
        "note": {"words": words, "at": scalar_function(number)} if words else None,
    }
