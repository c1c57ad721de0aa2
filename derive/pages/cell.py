"""A page for each cell of the library: all that is derived from its few lines, and how it was checked."""

from __future__ import annotations

import json
from itertools import takewhile
from pathlib import Path
from typing import Any

import sympy as sp

from derive.branches import SHORT, Branch, branch_of
from derive.cell import Cell
from derive.cells import LIBRARY
from derive.checks import Check, verify
from derive.checks.verify import CheckFailedError
from derive.library import spellings
from derive.marks import CLEAN, key_of, marked, marked_shape, marked_size
from derive.meanings import meanings
from derive.naming import condense
from derive.nodes import Kind, Quantity
from derive.pages.blocks import Block, block, folded, gently, legend, parts, rows, rules, steps
from derive.pages.drawing import drawn
from derive.pages.gates import gates
from derive.pages.job import Context, Job
from derive.program import Program
from derive.prover import Judgement, same_map
from derive.site import ROOT
from derive.words import Words

KINDS = {
    Kind.INPUT: "Inputs",
    Kind.STATE: "States",
    Kind.LOCAL: "Computed in the step",
    Kind.PARAMETER: "Parameters",
}


def jobs() -> list[Job]:
    """A page for each cell."""
    return [
        Job(f"cells/{name}.md", "cell.md.j2", context, (name,), (file_of(cell),), slow=True)
        for name, cell in LIBRARY.items()
    ]


def file_of(cell: Cell) -> str:
    """The file of a library cell, relative to the project."""
    return Path(cell.definition.text.file).resolve().relative_to(ROOT).as_posix()


def context(name: str) -> Context:
    """All that the page of a cell shows."""
    cell = LIBRARY[name]
    return {
        **_facts(cell),
        "group": _group(cell),
        "flow": drawn(cell),
        "symbols": _symbols(cell),
        "sizes": _sizes(cell),
        "forced": _forced(cell),
        "count": marked_size(name, cell.parameter_count),
        "cost": marked_size(name, cell.multiply_adds),
        "gates": gates(cell),
        "gradients": _gradients(cell),
        "time": _through_time(cell),
        "matrices": list(map(Words(cell).name, cell.matrix_outputs)),
        "jacobians": _whole(cell, cell.jacobians, "jac"),
        "forward": _whole(cell, gently(cell.forward_program), "forward"),
        "numpy": {
            "step": folded(cell.functions.step.source),
            "backward": folded(cell.functions.backward.source),
        },
        "checks": [*(_check(check) for check in verify(cell)), *map(_spelling, _spelled(cell))],
    }


def _group(cell: Cell) -> str:
    """Where the cell stands in the navigation: its branch with the branch's place, as YAML."""
    branch = branch_of(cell, Words(cell).roles)
    return json.dumps([list(Branch).index(branch), SHORT[branch]])


def _facts(cell: Cell) -> Context:
    """Who wrote the cell where, its text, its equations, its other spellings."""
    definition, source = cell.definition, cell.definition.source
    return {
        "name": cell.name,
        "title": definition.title,
        "variant": definition.variant,
        "source": source and {"short": source.short, "long": source.long, "arxiv": source.arxiv},
        "bibtex": source.bibtex if source is not None and source.key else "",
        "libraries": list(definition.libraries),
        "equations": block(cell.written.equations, marked(cell.name)),
        "text": folded(definition.source_text),
        "spellings": [
            {
                "name": other.name,
                "variant": other.definition.variant,
                "text": folded(other.definition.source_text),
            }
            for other in spellings(cell)
        ],
    }


def _symbols(cell: Cell) -> list[Context]:
    """The table of symbols, in groups by kind."""
    words = meanings(cell)
    known = [q for q in cell.written.inputs if isinstance(q, Quantity)]
    bases = {q.base for q in known}
    known += [eq.lhs for eq in cell.written.equations if isinstance(eq.lhs, Quantity)]
    groups: dict[Kind, list[Context]] = {kind: [] for kind in KINDS}
    for k, q in enumerate(known):
        if q.base not in bases or k < len(cell.written.inputs):
            groups[q.kind].append(_symbol(cell, q, words[q.base]))
    return [{"kind": KINDS[kind], "rows": _joined(found)} for kind, found in groups.items() if found]


def _joined(rows: list[Context]) -> list[Context]:
    """Rows in a row that the same lines fix share one cell: `span` counts them, 0 in all but the first."""
    for k, row in enumerate(rows):
        same = list(takewhile(lambda other, row=row: other["lines"] == row["lines"], rows[k:]))  # type: ignore[misc]
        is_first = k == 0 or rows[k - 1]["lines"] != row["lines"]
        row["span"] = len(same) if is_first else 0
    return rows


def _symbol(cell: Cell, q: Quantity, meaning: str) -> Context:
    """One row: a symbol, what it is called, its shape, and the lines that say so."""
    now = q.at(0) if q.kind == Kind.STATE else q
    defined = [eq.line for eq in cell.written.equations if eq.lhs == now and eq.line]
    lines = cell.sizes.lines.get(q.base, ()) or tuple(defined)
    return {
        "anchor": f"symbol-{q.base}",
        "sym": key_of(cell.name, now),
        "latex": marked(cell.name)(now),
        "meaning": meaning,
        "shape": marked_shape(cell.name, q.shape),
        "lines": [line_of(cell, line) for line in lines],
    }


def line_of(cell: Cell, line: int) -> Context:
    """A line of the cell's text: its number in the file, and what it says."""
    return {"number": line, "text": cell.definition.text.lines[line - 1].strip()}


def _sizes(cell: Cell) -> list[Context]:
    """Each dimension with the inputs and states of that size."""
    owners: dict[str, list[str]] = {}
    for q in cell.written.inputs:
        if isinstance(q, Quantity) and q.kind != Kind.PARAMETER:
            owners.setdefault(marked_size(cell.name, q.shape[0]), []).append(marked(cell.name)(q))
    return [{"letter": letter, "owners": names} for letter, names in owners.items()]


def _forced(cell: Cell) -> list[Context]:
    """The equal sizes that nobody declared, each with the lines that force it."""
    return [
        {"left": one.left, "right": one.right, "lines": [line_of(cell, line) for line in one.lines]}
        for one in cell.sizes.forced
    ]


def _gradients(cell: Cell) -> Context:
    """Reverse mode over one step: condensed, then every step with its rules."""
    to = marked(cell.name)
    blocks = _in_parts(cell, condense(cell.backward_program), "grad")
    return {
        **blocks,
        "legend": legend(*blocks.values()),
        "forward": block(cell.step.equations, to, "step"),
        "steps": steps(cell.backward_program, to),
        "rules": rules(cell.backward_program),
    }


def _through_time(cell: Cell) -> Context:
    """Back-propagation through time in closed form."""
    blocks = _in_parts(cell, cell.through_time, "time")
    return {**blocks, "legend": legend(*blocks.values())}


def _in_parts(cell: Cell, program: Program, prefix: str) -> dict[str, Block]:
    """A backward pass as blocks, in the order in which it is read."""
    found, to = parts(program), marked(cell.name)
    return {
        "inner": block(found.inner, to, prefix),
        "handed": block(found.handed, to, prefix),
        "parameters": rows(found.parameters, to, prefix),
    }


def _whole(cell: Cell, program: Program, prefix: str) -> Context:
    """A program in one block, with its legend."""
    equations = block(program.equations, marked(cell.name), prefix)
    return {**equations, "legend": legend(equations)}


def _check(check: Check) -> Context:
    """What was compared, against what, and the outcome."""
    if check.is_exact:
        return {"what": check.what, "how": check.how, "outcome": f"{check.entries} entries equal"}
    return {"what": check.what, "how": check.how, "outcome": f"relative error below {power_of_ten(check)}"}


def _spelled(cell: Cell) -> list[tuple[Cell, Judgement]]:
    """Each other spelling, with the judgement on its being the same map. Raises CheckFailedError if not."""
    found = [(other, same_map(cell.plain, other.plain)) for other in spellings(cell)]
    for other, judgement in found:
        if not judgement:
            raise CheckFailedError(
                f"{other.name} is not {cell.name} in another spelling: {judgement.verdict}"
            )
    return found


def _spelling(found: tuple[Cell, Judgement]) -> Context:
    """The row of the table for a spelling."""
    other, judgement = found
    how = "the first one, in the componentwise algebra, for all sizes"
    return {
        "what": f"the spelling `{other.name}`",
        "how": how,
        "outcome": f"one map, {judgement.verdict.value}",
    }


def power_of_ten(check: Check) -> str:
    """A bound such as 10⁻¹² in Unicode."""
    exponent = round(sp.log(sp.Float(check.bound), 10))
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def summary(cell: Cell) -> dict[str, Any]:
    """A cell in one row of a list."""
    definition = cell.definition
    return {
        "name": cell.name,
        "title": definition.title,
        "variant": definition.variant.partition("\n")[0],
        "source": definition.source.short if definition.source else "",
        "states": [CLEAN(q) for q in cell.written.outputs],
        "count": marked_size(cell.name, cell.parameter_count),
        "branch": branch_of(cell, Words(cell).roles).value,
    }
