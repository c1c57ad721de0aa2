"""What pages are built from: equations with anchors, rows side by side, legends, rules.

Each side of an equation is a formula of its own, so that the page aligns them, breaks long ones where the
screen ends, and gives each equation a permanent anchor. The clean LaTeX of the block is given beside it.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from derive.latex import Printer, visible_width
from derive.marks import CLEAN, RULE
from derive.naming import condense
from derive.nodes import Cotangent, Kind, Named, Quantity, names_in
from derive.program import Equation, Program, Reason

ROW_WIDTH = 62
"""So many visible characters fit side by side in the column of text."""

CODE_WIDTH = 80
"""So many characters of code fit."""

Row = dict[str, str]
"""An equation: `id`, its anchor; `left` and `right`, with marked symbols."""

Block = dict[str, Any]
"""A block of equations: `groups` of rows, and `clean`, the LaTeX as one would copy it."""


def inline(expr: Named, to: Printer) -> str:
    """A name as a formula within a line of Markdown."""
    return f"${to(expr)}$"


def formula(latex: str) -> str:
    """A formula within a line of HTML, as the Markdown extension would leave it."""
    return rf'<span class="arithmatex">\({html.escape(latex)}\)</span>'


def escape_markdown(text: str) -> str:
    """A docstring's text as Markdown: what stands in backquotes is code, all else is taken literally."""
    parts = text.split("`")
    for k in range(0, len(parts), 2):
        parts[k] = re.sub(r"([\\*_<>\[\]#|$])", r"\\\1", parts[k])
    return "`".join(parts)


def folded(source: str) -> str:
    """Python whose long lines are broken after commas; it stays the same program."""
    lines = []
    for line in source.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + (8 if line.startswith("def ") else 4))
        found = textwrap.wrap(
            line, CODE_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        breakable = all(part.endswith(",") for part in found[:-1])
        lines.extend(found if breakable and found else [line])
    return "\n".join(lines)


def block(equations: Iterable[Equation], to: Printer, prefix: str = "eq") -> Block:
    """A block of equations below each other; `prefix` begins their anchors."""
    return rows(((eq,) for eq in equations), to, prefix)


def rows(groups: Iterable[Iterable[Equation]], to: Printer, prefix: str) -> Block:
    """A block of equations, those of a group side by side as far as they fit."""
    every = [tuple(group) for group in groups]
    lines = [line for group in every for line in _lines(group)]
    return {
        "groups": [[row(eq, to, prefix) for eq in group] for group in every],
        "clean": _aligned(lines),
    }


def row(eq: Equation, to: Printer, prefix: str) -> Row:
    """One equation: its anchor, both its sides."""
    right = to(eq.rhs)
    style = r"\displaystyle " if re.search(r"\\(frac|sum)", right) else ""
    return {"id": f"{prefix}-{eq.lhs.name}", "left": to(eq.lhs), "right": style + right}


def _lines(group: tuple[Equation, ...]) -> list[tuple[Equation, ...]]:
    """A group cut into lines that fit."""
    lines: list[list[Equation]] = [[]]
    for eq in group:
        if lines[-1] and sum(map(_width, (*lines[-1], eq))) > ROW_WIDTH:
            lines.append([])
        lines[-1].append(eq)
    return list(map(tuple, lines))


def _width(eq: Equation) -> int:
    """How many characters an equation takes, with the gap after it."""
    return visible_width(CLEAN.equation(eq)) + 3


def _aligned(lines: list[tuple[Equation, ...]]) -> str:
    """Lines of several equations as one aligned block, as one would copy it."""
    body = " \\\\\n".join(r" &\quad ".join(CLEAN.equation(eq) for eq in line) for line in lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


@dataclass(frozen=True)
class Parts:
    """A backward pass in the order in which it is read.

    inner: what reaches the outputs and each line; handed: what is handed on to inputs and previous
    states; parameters: the gradients, grouped by the cotangent that each is made from.
    """

    inner: tuple[Equation, ...]
    handed: tuple[Equation, ...]
    parameters: tuple[tuple[Equation, ...], ...]


def parts(program: Program) -> Parts:
    """A backward pass, condensed or not, in parts."""
    inner: list[Equation] = []
    handed: list[Equation] = []
    groups: dict[tuple[Named, ...], list[Equation]] = {}
    outputs = set(program.outputs)
    for eq in program.equations:
        of = eq.lhs.of if isinstance(eq.lhs, Cotangent) else None
        if isinstance(of, Quantity) and of.kind == Kind.PARAMETER:
            sources = tuple(name for name in names_in(eq.rhs) if isinstance(name, Cotangent))
            groups.setdefault(sources, []).append(eq)
        elif eq.lhs in outputs and not _is_new_state(of):
            handed.append(eq)
        else:
            inner.append(eq)
    return Parts(tuple(inner), tuple(handed), tuple(map(tuple, groups.values())))


def _is_new_state(of: Named | None) -> bool:
    """Whether it is a state's value after the step."""
    return isinstance(of, Quantity) and of.kind == Kind.STATE and of.time == 0


def gently(program: Program) -> Program:
    """The program condensed, but for what would then be longer than a line: that keeps its name."""
    short = condense(program)
    if all(visible_width(CLEAN(eq.rhs)) <= 3 * ROW_WIDTH for eq in short.equations):
        return short
    return program


LEGEND = (
    (r"\delta ", r"\delta q", "the gradient of the loss with respect to q, in q's own shape"),
    (r"\Delta ", r"\Delta q", "the part of it that reaches q from outside the step"),
    (r"\bar{", r"\bar q", "what the activation of q is applied to"),
    (r"\mathrm{d}", r"\mathrm{d}q", "the derivative of q along a direction"),
    (r"\odot", r"a \odot b", "the product entry by entry"),
    (r"^{\top}", r"A^{\top}", "the transpose"),
    (r"\operatorname{diag}", r"\operatorname{diag}(v)", "the diagonal matrix with v on its diagonal"),
    (r"\sum_{t", r"\sum_{t=1}^{T}", "the sum over the steps of the sequence"),
    (r"_{t+1}", r"q_{t+1}", "q at the next step; nothing comes after the last one"),
)
"""What to look for in a block, how the legend writes it, and what it means."""


def legend(*blocks: Block) -> list[dict[str, str]]:
    """The signs that occur in some blocks, with their meaning."""
    text = "\n".join(block["clean"] for block in blocks)
    return [{"sign": sign, "meaning": words} for needle, sign, words in LEGEND if needle in text]


def steps(program: Program, to: Printer) -> list[dict[str, str]]:
    """Every equation of a derived program with the rules that gave it."""
    return [{**row(eq, to, "step"), "why": _sentence(eq.why, to)} for eq in program.equations]


def _sentence(why: tuple[Reason, ...], to: Printer) -> str:
    """The rules of an equation as Markdown, those through several lines said once."""
    through: dict[Named | None, list[str]] = {}
    for reason in why:
        through.setdefault(reason.through, []).append(reason.rule)
    said: dict[tuple[str, ...], list[Named]] = {}
    for name, rules in through.items():
        said.setdefault(tuple(rules), []).extend([] if name is None else [name])
    return "; ".join(
        ", ".join(map(rule_mark, rules))
        + (f" through {', '.join(inline(name, to) for name in names)}" if names else "")
        for rules, names in said.items()
    )


def rule_mark(rule: str) -> str:
    """A rule's name, which can be pointed at to see what it says."""
    return f'<span class="rule" data-sym="{RULE}{rule}">{rule}</span>'


def rules(program: Program) -> list[dict[str, str]]:
    """The rules that a program's equations come from, once each, with their formulas."""
    found = {reason.rule: reason for eq in program.equations for reason in eq.why}
    return [
        {"rule": rule_mark(name), "formula": _lower(reason).formula} for name, reason in sorted(found.items())
    ]


def _lower(reason: Reason) -> Reason:
    """A rule's formula begins with the name y, which a sentence would capitalise."""
    return replace(reason, formula=re.sub(r"^Y\b", "y", reason.formula))
