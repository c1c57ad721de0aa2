"""LaTeX of this project → a line of Unicode for the terminal: hₜ₋₁, U_fᵀ, f̄ₜ, 1 − fₜ."""

from __future__ import annotations

import re

SUBSCRIPTS = str.maketrans("t0123456789+-", "ₜ₀₁₂₃₄₅₆₇₈₉₊₋")
SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
WORDS = {
    "odot": "⊙", "times": "×", "top": "ᵀ", "partial": "∂", "sum": "Σ", "sigma": "σ", "delta": "δ", "Delta": "Δ",
    "alpha": "α", "beta": "β", "gamma": "γ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "tau": "τ", "phi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω", "quad": "    ", "cdot": "·", "infty": "∞", "lvert": "|", "rvert": "|",
}  # fmt: skip
ACCENTS = {"bar": "\u0304", "tilde": "\u0303", "hat": "\u0302", "dot": "\u0307"}
GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"


def text(latex: str) -> str:
    """The Unicode for a LaTeX formula; an aligned block gives a line per row."""
    latex = re.sub(r"\\(begin|end)\{aligned\}\n?", "", latex)
    return "\n".join(_line(row) for row in re.split(r"\\\\(?:\n|\s)*", latex) if row.strip())


def _line(latex: str) -> str:
    """One row."""
    line = latex.replace("&", "").replace(r"\,", "").replace("{}", "")
    line = re.sub(r"\\left|\\right", "", line)
    for name, mark in ACCENTS.items():
        line = re.sub(rf"\\{name}\{{(\\?\w+)\}}", lambda m, mark=mark: _word(m[1]) + mark, line)
    line = re.sub(rf"\\overline{GROUP}", r"⟨\1⟩", line)
    line = re.sub(rf"\\(?:mathrm|operatorname|mathbb){GROUP}", r"\1", line)
    while (shorter := re.sub(rf"\\frac{GROUP}{GROUP}", r"(\1)/(\2)", line)) != line:
        line = shorter
    line = re.sub(rf"_{GROUP}", lambda m: _under(m[1]), line)
    line = re.sub(rf"\^{GROUP}", lambda m: _over(m[1]), line)
    line = re.sub(r"\\([A-Za-z]+)", lambda m: _word(m[0]), line)
    return re.sub(r" +", " ", line.replace("{", "").replace("}", "").replace(" - ", " − ")).strip()


def _word(text: str) -> str:
    """A command as its letter, or as its own name."""
    return WORDS.get(text.lstrip("\\"), text.lstrip("\\"))


def _under(inside: str) -> str:
    """A subscript: times become small digits, letters stay after an underscore."""
    *letters, last = inside.split(",")
    is_time = re.fullmatch(r"t([+-]\d+)?", last.strip()) is not None
    letters = letters if is_time else [*letters, last]
    head = "_" + ",".join(map(_word, letters)) if letters else ""
    return head + (last.strip().translate(SUBSCRIPTS) if is_time else "")


def _over(inside: str) -> str:
    """A superscript: digits become small, a transpose is ᵀ."""
    inside = inside.strip()
    if re.fullmatch(r"[+-]?\d+", inside):
        return inside.translate(SUPERSCRIPTS)
    return "ᵀ" if inside == r"\top" else f"^{inside}"
