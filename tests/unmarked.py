"""What of a page's formulas no mark surrounds: the letters and signs that nothing would explain."""

from __future__ import annotations

import re
from collections.abc import Iterator

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+)\$|\\\((.+?)\\\)", re.DOTALL)
LETTER = re.compile(r"\\[a-zA-Z]+|[a-zA-Z]+")
WORDS = re.compile(r"\\(?:begin|end|mathbb)\{[^}]*\}")
STRUCTURE = {
    r"\left", r"\right", r"\quad", r"\frac", r"\partial", r"\mathrm", r"\delta", r"\displaystyle", r"\infty",
    r"\lvert", r"\rvert", r"\times", r"\to",
}  # fmt: skip
"""What stands in a formula and is no symbol that one would point at."""

NOT_OF_A_CELL = re.compile(r'```.*?```|<p class="legend">.*?</p>', re.DOTALL)
"""Code, and the legend of signs, which says of each what it means where it stands."""


def formulas(page: str) -> Iterator[str]:
    """Every formula in the text of a page, which its glossary ends; code and legends left out."""
    text = NOT_OF_A_CELL.sub("", page.partition('<div id="glossary"')[0])
    for parts in FORMULA.findall(text):
        yield "".join(parts)


def bare(latex: str) -> set[str]:
    """The letters and commands outside of all marks, but for structure."""
    return set(LETTER.findall(WORDS.sub("", outside_marks(latex)))) - STRUCTURE


def outside_marks(latex: str) -> str:
    """What of a formula no mark surrounds."""
    start = latex.find(r"\htmlData{")
    if start < 0:
        return latex
    end = latex.index("}{", start) + 2
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(latex[end], 0)
        end += 1
    return latex[:start] + outside_marks(latex[end:])
