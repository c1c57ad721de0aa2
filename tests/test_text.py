"""LaTeX as text for the terminal."""

from __future__ import annotations

import pytest

from derive.text import text


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"h_{t-1}", "hₜ₋₁"),
        (r"b_{\mathrm{hh}}", "b_hh"),
        (r"U_{f}^{\top} \, \delta \bar{f}_{t+1}", "U_fᵀ δf̄ₜ₊₁"),
        (r"\bar{\tilde{h}}_{t}", "h̃̄ₜ"),
        (r"\delta \left[r_{t} \odot h_{t-1}\right]", "δ[rₜ ⊙ hₜ₋₁]"),
        (r"\sum_{t=1}^{T} \delta \bar{f}_{t} \, x_{t}^{\top}", "Σₜ δf̄ₜ xₜᵀ"),
        (r"\frac{\partial h_{t}}{\partial h_{t-1}}", "∂hₜ/∂hₜ₋₁"),
        (r"\frac{a + b}{1 - c}", "(a + b)/(1 − c)"),
        (r"1 - \tanh^{2}\left(c_{t}\right)", "1 − tanh²(cₜ)"),
        (r"\operatorname{diag}\left(f_{t}\right) \, U_{o}", "diag(fₜ) U_o"),
        (r"\mathbb{R}^{n \times m}", "ℝ^(n×m)"),
        (r"\htmlData{sym=f}{f}_{\htmlData{sym=f}{t}}", "fₜ"),
        (r"\overline{W x + b}", "⟨W x + b⟩"),
        (r"f_{1,t-1}", "f_1ₜ₋₁"),
        (r"\delta^{+} h_{t}", "δ⁺hₜ"),
        (r"\frac{1}{2} \, W_{f}", "½ W_f"),
    ],
)
def test_a_formula(latex: str, shown: str) -> None:
    """Signs, scripts, accents, fractions."""
    assert text(latex) == shown


def test_lines_are_aligned_at_the_equals_sign() -> None:
    """A broken line goes on under its right side; accents take no column."""
    latex = "\\begin{aligned}\n\\bar{f}_{t} &= a \\\\ &\\quad {}+ b \\\\\nh_{t-1} &= c\n\\end{aligned}"
    assert text(latex).splitlines() == ["f̄ₜ   = a", "       + b", "hₜ₋₁ = c"]
