"""Numbers to try: where a claim was refuted by numbers, both sides as functions of them, in JavaScript.

The page begins with the numbers that were found; whoever doubts them puts in others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sympy as sp
from sympy.matrices.expressions.transpose import Transpose

from derive import refutation
from derive.activations import ACTIVATIONS
from derive.algebra import fill
from derive.cells import ALL
from derive.componentwise import Column, Dot, Inner, lift, runs_over_columns
from derive.emit.javascript import program_function
from derive.nodes import Kind, Named, Quantity
from derive.pages import derived
from derive.pages.cell import file_of
from derive.pages.job import Context, Job
from derive.program import Equation, Program
from derive.question.claims import CONVENTIONS, LSTM, settled
from derive.question.findings import Finding
from derive.refutation import SIZE, TRANSPOSED, Witness, symbols_of

KEY = "trials"
NUMBER = re.compile(r"-?\d+(?:\.\d*)?(?:e[+-]?\d+)?")
SIDES = ("left", "right")
KNOWN = {*ACTIVATIONS, *(kind.__name__ for kind in (Column, Dot, Inner)), "maximum"}
SIDE = sp.Symbol("n")
SHAPES = {
    refutation.Kind.SCALAR: (sp.S.One, sp.S.One),
    refutation.Kind.VECTOR: (SIDE, sp.S.One),
    refutation.Kind.MATRIX: (SIDE, SIDE),
}


def jobs() -> list[Job]:
    """The one script."""
    files = dict.fromkeys(file_of(ALL[name]) for name in (LSTM, *CONVENTIONS))
    return [Job(f"{derived.FOLDER}/{KEY}.js", "trials.js.j2", context, (), tuple(files), slow=True)]


def context() -> Context:
    """Every trial with its function."""
    return {"key": KEY, "trials": [_trial(name, witness) for name, witness in found()]}


def found() -> Iterator[tuple[str, Witness]]:
    """The witnesses of all claims that can be tried, by the names under which the page has them."""
    for one in settled():
        for cell, findings in one.findings.items():
            for number, finding in enumerate(findings):
                if finding.witness is not None and can_be_tried(finding):
                    yield name_of(one.claim.key, cell, number), finding.witness


def name_of(claim: str, cell: str, part: int) -> str:
    """A name for the trial of one part of a claim under one convention."""
    return f"{claim}-{cell}-{part}"


def can_be_tried(finding: Finding) -> bool:
    """Whether both sides were kept, and each function in them is one that a page can compute."""
    entries = finding.witness.entries if finding.witness else ()
    used = {part.func.__name__ for entry in entries for part in entry.atoms(sp.Function)}
    return bool(entries) and used <= KNOWN


def program(witness: Witness) -> Program:
    """Both sides of a refutation as functions of everything that stands in them."""
    names: dict[str, Named] = {
        name: _quantity(name, SHAPES[kind], Kind.INPUT) for name, kind in symbols_of(witness.entries).items()
    }
    across = {f"{name}{TRANSPOSED}": Transpose(q) for name, q in names.items()}
    shape = (SIDE, SIDE if any(map(runs_over_columns, witness.entries)) else sp.S.One)
    sides = [fill(lift(entry, {**names, **across}), shape) for entry in witness.entries]
    equations = tuple(
        Equation(_quantity(name, side.shape, Kind.LOCAL), side)
        for name, side in zip(SIDES, sides, strict=True)
    )
    return Program("sides", tuple(names.values()), equations, tuple(eq.lhs for eq in equations))


def _quantity(name: str, shape: tuple[sp.Expr, sp.Expr], kind: Kind) -> Quantity:
    """A quantity of a trial."""
    rows, columns = shape
    return Quantity(name, rows, columns, kind, 0)


def values(witness: Witness) -> dict[str, list[list[float]]]:
    """The numbers of a witness as matrices, lists of rows."""
    kinds = symbols_of(witness.entries)
    found = {name: NUMBER.findall(" ".join(witness.values[name])) for name in kinds}
    return {name: _rows([float(v) for v in found[name]], kinds[name]) for name in kinds}


def _rows(numbers: list[float], kind: refutation.Kind) -> list[list[float]]:
    """Numbers in rows: of a matrix SIZE each, else one."""
    width = SIZE if kind is refutation.Kind.MATRIX else 1
    return [numbers[k : k + width] for k in range(0, len(numbers), width)]


def _trial(name: str, witness: Witness) -> Context:
    """One trial: the numbers that it begins with, and its function."""
    return {"name": name, "values": values(witness), "at": program_function(program(witness))}
