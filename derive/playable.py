"""Knobs, registers and plots: curves that a reader changes, every one of them an expression.

A backend only evaluates: Python here, for the curves that a page begins with, JavaScript on the page.

Legend: a knob is a number that the reader sets; a register is one that begins somewhere and moves with
each step of a sequence. Both are scalar symbols.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import sympy as sp

from derive.emit.precise import precise
from derive.pictures import STEPS, SWEEP, Chart, Curve, rounded

Row = tuple[float, list[float]]
"""A place on the horizontal axis, and the value of each curve there."""


@dataclass(frozen=True)
class Knob:
    """A number that the reader sets: its symbol, what it is called, its range, where it stands at first.

    latex: how it is written in the equations, if it stands there; roles: what it does, if it is a gate.
    """

    symbol: sp.Symbol
    called: str
    latex: str
    low: float
    high: float
    start: float
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plot:
    """Curves over the steps of a sequence, or over a knob where `over` is its symbol.

    curves: each a label with an expression over knobs and registers; note: words with `{}` in them, and
    the number that stands there.
    """

    key: str
    title: str
    x: str
    y: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    curves: tuple[tuple[str, sp.Expr], ...]
    over: sp.Symbol | None = None
    logarithmic: bool = False
    note: tuple[str, sp.Expr] | None = None

    @property
    def places(self) -> tuple[float, ...]:
        """Where on the horizontal axis the curves have a point."""
        low, high = self.x_range
        if self.over is None:
            return tuple(float(k) for k in range(STEPS + 1))
        return tuple(rounded(low + (high - low) * share) for share in SWEEP)


@dataclass(frozen=True)
class Playable:
    """What can be played with.

    begins: where each register begins, over knobs; moves: what a step makes of it, over both.
    """

    title: str
    knobs: tuple[Knob, ...]
    begins: Mapping[sp.Symbol, sp.Expr]
    moves: Mapping[sp.Symbol, sp.Expr]
    plots: tuple[Plot, ...]

    def plot(self, key: str) -> Plot:
        """One of the plots."""
        return next(plot for plot in self.plots if plot.key == key)

    def knob(self, role: str) -> Knob:
        """The first gate that has a role."""
        return next(knob for knob in self.knobs if role in knob.roles)

    def swept(self, plot: Plot, knob: Knob) -> Plot:
        """A plot over another knob than its own."""
        return replace(plot, title=f"{self.title}: {knob.called}", x=knob.called, over=knob.symbol)

    def chart(self, plot: Plot, moved: Mapping[sp.Symbol, float] = MappingProxyType({})) -> Chart:
        """A plot's curves as numbers, every knob where it stands at first, but for those that were moved."""
        rows = self.rows(plot, {knob.symbol: moved.get(knob.symbol, knob.start) for knob in self.knobs})
        curves = tuple(
            Curve(label, tuple((rounded(x), rounded(values[k])) for x, values in rows))
            for k, (label, _) in enumerate(plot.curves)
        )
        return Chart(plot.title, plot.x, plot.y, plot.x_range, plot.y_range, curves)

    def rows(self, plot: Plot, settings: Mapping[sp.Symbol, float]) -> list[Row]:
        """The values of a plot's curves, in order of the horizontal axis."""
        shown = [entry for _, entry in plot.curves]
        if plot.over is None:
            return self._over_steps(plot.places, shown, settings)
        at = evaluator(list(settings), [entry.xreplace(dict(self.begins)) for entry in shown])
        return [(x, at([*{**settings, plot.over: x}.values()])) for x in plot.places]

    def _over_steps(
        self, steps: Sequence[float], shown: list[sp.Expr], settings: Mapping[sp.Symbol, float]
    ) -> list[Row]:
        """The values before the first step and after each."""
        names = [*settings, *self.begins]
        seen, moved = evaluator(names, shown), evaluator(names, list(self.moves.values()))
        knobs = list(settings.values())
        registers = evaluator(list(settings), list(self.begins.values()))(knobs)
        rows = []
        for step in steps:
            rows.append((step, seen([*knobs, *registers])))
            registers = moved([*knobs, *registers])
        return rows


def evaluator(
    names: Sequence[sp.Symbol], entries: Sequence[sp.Expr]
) -> Callable[[Sequence[float]], list[float]]:
    """Numbers of some expressions from those of their symbols, both in order; also infinite ones, and NaN."""
    function = sp.lambdify(list(names), list(map(precise, entries)), "numpy")

    def evaluate(values: Sequence[float]) -> list[float]:
        with np.errstate(all="ignore"):
            return [float(value) for value in function(*map(np.float64, values))]

    return evaluate
