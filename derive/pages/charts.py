"""Charts → what `templates/chart.svg.j2` draws: paths and ticks in the drawing's own units."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from derive.pictures import Chart, Curve

WIDTH, HEIGHT = 340, 240
LEFT, RIGHT, TOP, BOTTOM = 36, 252, 28, 200
LABEL_GAP = 13
LEAST = 1e-300
"""What stands for zero on a logarithmic axis."""

DECADES = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def drawn(chart: Chart, caption: str = "", logarithmic: bool = False) -> dict[str, Any]:
    """The context of the chart's template; `caption` is HTML or plain text."""
    height = _log_height(chart) if logarithmic else _height(chart)
    ends = [(curve, min(max(height(curve.points[-1][1]), TOP), BOTTOM)) for curve in chart.curves]
    places = _apart([y for _, y in ends])
    x_ticks = _ticks(*chart.x_range)
    y_values = _decades(chart) if logarithmic else _ticks(*chart.y_range)
    return {
        "title": chart.title,
        "x": chart.x,
        "y": chart.y,
        "caption": caption,
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": RIGHT,
        "top": TOP,
        "bottom": BOTTOM,
        "x_ticks": [{"at": _x(chart, value), "label": _label(value)} for value in x_ticks],
        "y_ticks": [
            {"at": height(value), "label": _power(value) if logarithmic else _label(value)}
            for value in y_values
        ],
        "curves": [_curve(chart, curve, y, height) for (curve, _), y in zip(ends, places, strict=True)],
        "axes": {
            "x": [*chart.x_range], "y": [*chart.y_range], "logarithmic": logarithmic,
            "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM, "gap": LABEL_GAP, "least": LEAST,
        },
    }  # fmt: skip


def _curve(chart: Chart, curve: Curve, label_y: float, height: Any) -> dict[str, Any]:
    """A path with its label at its right end."""
    points = " L".join(f"{_x(chart, x)} {height(y)}" for x, y in curve.points)
    return {"path": f"M{points}", "label": curve.label, "label_x": RIGHT + 6, "label_y": label_y + 4}


def _x(chart: Chart, value: float) -> float:
    """A value's place from left to right."""
    low, high = chart.x_range
    return round(LEFT + (RIGHT - LEFT) * (value - low) / (high - low), 1)


def _height(chart: Chart) -> Any:
    """From a value to its place from top to bottom."""
    low, high = chart.y_range
    return lambda value: round(BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low), 1)


def _log_height(chart: Chart) -> Any:
    """The same on a logarithmic scale."""
    low, high = map(math.log10, chart.y_range)
    return lambda value: round(
        BOTTOM - (BOTTOM - TOP) * (math.log10(max(value, LEAST)) - low) / (high - low), 1
    )


def _ticks(low: float, high: float) -> list[float]:
    """Five or six round values from low to high."""
    step = next(
        s
        for k in (-3, -2, -1, 0, 1, 2, 3)
        for s in (10.0**k, 2 * 10.0**k, 5 * 10.0**k)
        if (high - low) / s <= 5.01
    )
    first = math.ceil(low / step - 1e-9)
    return [round(k * step, 6) for k in range(first, math.floor(high / step + 1e-9) + 1)]


def _decades(chart: Chart) -> list[float]:
    """Powers of ten, at most six."""
    low, high = (round(math.log10(end)) for end in chart.y_range)
    every = max(1, math.ceil((high - low) / 6))
    return [10.0**k for k in range(high, low - 1, -every)]


def _label(value: float) -> str:
    """A number as short as it can be said."""
    return f"{value:g}".replace("-", "−")


def _power(value: float) -> str:
    """A power of ten: 10⁻³."""
    exponent = round(math.log10(value))
    return "10" + ("⁻" if exponent < 0 else "") + "".join(DECADES[int(digit)] for digit in str(abs(exponent)))


def _apart(heights: list[float]) -> list[float]:
    """The heights moved down where labels would overlap."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    for above, here in pairwise(order):
        placed[here] = round(max(placed[here], placed[above] + LABEL_GAP), 1)
    excess = placed[order[-1]] - BOTTOM if order else 0.0
    return [round(y - max(0.0, excess), 1) for y in placed]
