"""LaTeX of this project → Unicode for the terminal: hₜ₋₁, U_fᵀ, f̄ₜ, 1 − fₜ, ∂hₜ/∂hₜ₋₁.

A small reader of LaTeX: tokens, then atoms with their scripts. An aligned block becomes lines that are
aligned at the equals sign, later lines of an equation under its right side.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

SUBSCRIPTS = str.maketrans("tj0123456789+-", "ₜⱼ₀₁₂₃₄₅₆₇₈₉₊₋")
SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
SIGNS = {
    "odot": "⊙", "times": "×", "cdot": "·", "top": "ᵀ", "partial": "∂", "sum": "Σ", "infty": "∞",
    "lvert": "|", "rvert": "|", "mid": "|", "le": "≤", "ge": "≥", "neq": "≠", "to": "→", "mapsto": "↦",
    "delta": "δ", "Delta": "Δ", "alpha": "α", "beta": "β", "gamma": "γ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "quad": " ", ",": " ", ";": " ", " ": " ", "!": "",
    "left": "", "right": "", "{": "{", "}": "}",
}  # fmt: skip
HALVES = {("1", "2"): "½"}
"""Fractions that have a letter of their own."""
PREFIXES = {"delta", "Delta", "partial"}
"""Signs that stand close to what they belong to."""

ACCENTS = {"bar": "\u0304", "overline": "\u0304", "tilde": "\u0303", "hat": "\u0302", "dot": "\u0307"}
LARGE = {"sum": "Σ", "prod": "∏"}
PLAIN = {"mathrm", "operatorname", "text", "mathbf", "boldsymbol"}
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)


def text(latex: str) -> str:
    """The Unicode for a LaTeX formula; an aligned block gives a line for each of its own."""
    rows = re.sub(r"\\(begin|end)\{aligned\}", "", latex).split(r"\\")
    sides = [[line(side) for side in row.split("&", 1)] for row in rows if row.strip()]
    if all(len(pair) == 1 for pair in sides):
        return "\n".join(pair[0] for pair in sides)
    margin = max(width(pair[0]) for pair in sides if len(pair) == 2)
    return "\n".join(_padded(pair[0], margin) + _right(pair) for pair in sides)


def _padded(left: str, margin: int) -> str:
    """A left side filled with blanks."""
    return left + " " * (margin - width(left))


def _right(pair: list[str]) -> str:
    """The right side of a row: after its equals sign, or under the one of the row above."""
    right = pair[-1] if len(pair) == 2 else ""
    return f" {right}" if right.startswith("=") else f"   {right}"


def width(shown: str) -> int:
    """How many columns a text takes: accents take none."""
    return sum(not unicodedata.combining(letter) for letter in shown)


def line(latex: str) -> str:
    """One formula without line breaks."""
    shown = "".join(_Reader(latex).atoms())
    shown = re.sub(r" +", " ", shown.replace("-", "−")).strip()
    return unicodedata.normalize("NFC", shown)


class _Reader:
    """Reads one formula from left to right; an instance lives for one call of `line`."""

    def __init__(self, latex: str) -> None:
        self.tokens = TOKEN.findall(latex)
        self.at = 0

    def atoms(self, closing: str = "") -> Iterator[str]:
        """Each atom as text, up to the end or the closing brace."""
        while self.at < len(self.tokens):
            token = self.next()
            if token == closing:
                return
            yield self.atom(token)

    def next(self) -> str:
        """The token here; moves past it."""
        token: str = self.tokens[self.at]
        self.at += 1
        return token

    def skip_space(self) -> None:
        """Moves past white space."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1

    def argument(self) -> str:
        """The group or the single atom that stands next."""
        self.skip_space()
        if self.at == len(self.tokens):
            return ""
        token = self.next()
        return "".join(self.atoms("}")) if token == "{" else self.atom(token)

    def atom(self, token: str) -> str:
        """What one token, with the arguments it takes, looks like."""
        if token == "{":
            return "".join(self.atoms("}"))
        if token == "_":
            return subscript(self.argument())
        if token == "^":
            return superscript(self.argument())
        if token.startswith("\\"):
            return self.command(token[1:])
        return " " if token.isspace() else token

    def command(self, name: str) -> str:
        """What a command, with the arguments it takes, looks like."""
        if name in ACCENTS:
            return accented(self.argument(), name)
        if name in PLAIN:
            return self.argument()
        if name == "mathbb":
            return self.argument().replace("R", "ℝ")
        if name == "frac":
            above, below = whole(self.argument()), whole(self.argument())
            return HALVES.get((above, below), f"{above}/{below}")
        if name == "htmlData":
            self.argument()
            return self.argument()
        if name in LARGE:
            return self.over_limits(LARGE[name])
        if name in PREFIXES:
            return SIGNS[name] + self.close_script()
        return SIGNS.get(name, name)

    def close_script(self) -> str:
        """The script of a sign that stands close to what follows, if it has one: δ⁺."""
        self.skip_space()
        if self.at == len(self.tokens) or self.tokens[self.at] != "^":
            return ""
        self.next()
        script = superscript(self.argument())
        self.skip_space()
        return script

    def over_limits(self, sign: str) -> str:
        """Σₜ, ∏ₜ: of the limits only the letter is shown."""
        letter = ""
        while self.at < len(self.tokens) and self.tokens[self.at] in "_^":
            below = self.next() == "_"
            limit = self.argument()
            letter = limit.partition("=")[0].strip() if below else letter
        return f"{sign}{subscript(letter)} " if letter else f"{sign} "


def accented(inside: str, name: str) -> str:
    """An accent over a letter, above those it wears; over more than a word, angle brackets."""
    if re.search(r"\W", re.sub(r"[\u0300-\u036f]", "", inside)):
        return f"⟨{inside}⟩"
    marks = re.match(r".[\u0300-\u036f]*", inside)
    head = marks[0] if marks else ""
    return head + ACCENTS[name] + inside[len(head) :]


def subscript(inside: str) -> str:
    """Times and numbers become small, letters stay after an underscore."""
    *letters, last = [part.strip() for part in inside.split(",")]
    small = re.fullmatch(r"[tj]?\s*([+-]?\s*\d+)?", last) is not None
    letters = letters if small else [*letters, last]
    shown = "_" + ",".join(letters) if letters else ""
    return shown + (last.replace(" ", "").translate(SUBSCRIPTS) if small else "")


def superscript(inside: str) -> str:
    """Numbers become small, a transpose is ᵀ."""
    if re.fullmatch(r"[+-]|[+-]?\d+", inside):
        return inside.translate(SUPERSCRIPTS)
    return "ᵀ" if inside == "ᵀ" else f"^{whole(inside).replace(' × ', '×')}"


def whole(inside: str) -> str:
    """A text in parentheses if it has several words."""
    return f"({inside.strip()})" if " " in inside.strip() else inside.strip()
