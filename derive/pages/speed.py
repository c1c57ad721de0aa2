"""How fast compiled cells are, as it was measured: a page made of `benchmarks/results.json`.

There is no such page until somebody has run `python -m benchmarks`.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from typing import Any

from derive.cells import ALL
from derive.pages.job import Context, Job
from derive.site import ROOT

RESULTS = "benchmarks/results.json"
PEERS = {
    "torch_layer": "PyTorch's layer",
    "torch_loop": "PyTorch loop",
    "jax": "JAX scan",
    "onnx": "ONNX Runtime",
    "plain": "plain NumPy",
}
"""Whom the compiled cell is compared with, in the order of the columns."""

MODES = {"train": "Training", "infer": "Inference"}
GLYPHS = "●■◆▲✚"
"""A shape for each peer, so that colour is never the only difference."""

WIDTH, LEFT, RIGHT, ROW, TOP = 720, 236, 700, 18, 30


def jobs() -> list[Job]:
    """The one page, if anything was measured."""
    if not (ROOT / RESULTS).exists():
        return []
    return [Job("speed.md", "speed.md.j2", context, (), (RESULTS,))]


def context() -> Context:
    """The tables, the plot, and what the machine was."""
    found = json.loads((ROOT / RESULTS).read_text(encoding="utf-8"))
    return {
        "machine": found["machine"],
        "rounds": found["rounds"],
        "tables": [table(mode, found["rows"]) for mode in MODES],
        "plot": plot([row for row in found["rows"] if row["mode"] == "train"]),
        "scan": {
            "title": title(found["scan"]["cell"]),
            "size": size(found["scan"]),
            "stepped": two(found["scan"]["scanned"] / found["scan"]["stepped"]),
            "plain": two(found["scan"]["scanned"] / found["scan"]["plain"]),
        },
        "again": again(found["again"]),
        "compiling": [
            {"title": title(cell), "seconds": two(taken)} for cell, taken in found["compiling"].items()
        ],
    }


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """Ours as a ratio to theirs, round by round: the lower quartile, the median, the upper quartile."""
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    if len(ratios) < 2:
        return ratios[0], ratios[0], ratios[0]
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return low, middle, high


def table(mode: str, rows: list[dict[str, Any]]) -> Context:
    """One table: a row for each cell and size, a column for each peer that has a value in it."""
    rows = [row for row in rows if row["mode"] == mode]
    peers = [peer for peer in PEERS if any(peer in row["seconds"] for row in rows)]
    return {
        "title": MODES[mode],
        "peers": [PEERS[peer] for peer in peers],
        "rows": [
            {
                "cell": title(row["cell"]),
                "size": size(row),
                "milliseconds": two(1000 * statistics.median(row["seconds"]["derive"])),
                "ratios": [shown(row, peer) for peer in peers],
            }
            for row in rows
        ],
    }


def shown(row: dict[str, Any], peer: str) -> str:
    """A ratio with its quartiles, or a dash."""
    if peer not in row["seconds"]:
        return "–"
    low, middle, high = ratio(row["seconds"]["derive"], row["seconds"][peer])
    return f"{two(middle)} <small>({two(low)}–{two(high)})</small>"


def plot(rows: list[dict[str, Any]]) -> Context:
    """A row for each case, a dot for each peer, ratios on a logarithmic axis."""
    peers = [peer for peer in PEERS if any(peer in row["seconds"] for row in rows)]
    ratios = [
        {p: ratio(row["seconds"]["derive"], row["seconds"][p])[1] for p in peers if p in row["seconds"]}
        for row in rows
    ]
    every = [value for found in ratios for value in found.values()]
    low, high = math.floor(math.log10(min(every))), max(1, math.ceil(math.log10(max(every))))

    def at(value: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (math.log10(value) - low) / (high - low), 1)

    return {
        "width": WIDTH,
        "height": TOP + ROW * (len(rows) + 1) + 12,
        "top": TOP,
        "bottom": TOP + ROW * len(rows),
        "one": at(1),
        "ticks": [{"at": at(10.0**k), "label": f"{10.0**k:g}"} for k in range(low, high + 1)],
        "peers": [
            {
                "label": PEERS[peer],
                "at": LEFT + (RIGHT - LEFT) * k // len(peers),
                "number": k,
                "glyph": GLYPHS[k],
            }
            for k, peer in enumerate(peers)
        ],
        "rows": [
            {
                "y": TOP + ROW * k + ROW // 2,
                "label": f"{title(row['cell'])} {size(row)}",
                "dots": [
                    {"at": at(v), "number": peers.index(p), "glyph": GLYPHS[peers.index(p)]}
                    for p, v in found.items()
                ],
            }
            for k, (row, found) in enumerate(zip(rows, ratios, strict=True))
        ],
    }


def again(found: dict[str, Any]) -> Context:
    """What it costs to compute again instead of keeping."""
    return {
        "title": title(found["cell"]),
        "size": size(found),
        "rows": [
            {"every": every, "ratio": two(taken / found["kept"])} for every, taken in found["every"].items()
        ],
    }


def title(cell: str) -> str:
    """The title of a cell."""
    return ALL[cell].definition.title


def size(row: dict[str, Any]) -> str:
    """(B, T, I, H) in a row's own numbers."""
    return f"({', '.join(map(str, row['size']))})"


def two(value: float) -> str:
    """A number with two significant digits, or all digits before the point."""
    if value < 0.095:
        return f"{value:.2g}"
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1.95 else f"{value:.2f}"
