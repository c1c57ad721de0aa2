"""Every formula of the site, parsed by the very KaTeX that will set it, with every doubt an error."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from py_mini_racer import MiniRacer

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "docs" / "assets"

PARSE = r"""
(text) => {
  const { tex, display } = formulas.split(text);
  try {
    const html = katex.renderToString(tex, { ...formulas.options(display), throwOnError: true });
    return html.includes(formulas.errorColor) ? "a command that is not trusted" : "";
  } catch (error) {
    return String(error.message);
  }
}
"""
"""What KaTeX has against a formula in its delimiters, under the settings in math.js; "" for nothing."""

STRAY = re.compile(r"\$|\\[a-zA-Z]{2,}|\\[()\[\]]")
"""LaTeX that was meant as a formula but not read as one."""

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)

Check = Callable[[str], str]


@dataclass
class Formulas(HTMLParser):
    """The formulas of a page as Arithmatex leaves them, and the rest of its text but for code."""

    found: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    _open: list[tuple[str, bool, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Set up the parser behind the record."""
        super().__init__(convert_charrefs=True)

    @classmethod
    def of(cls, html: str) -> Formulas:
        """Read a page."""
        page = cls()
        page.feed(html)
        page.close()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element: is it a formula, or something whose text is nobody's prose?"""
        if tag in VOID:
            return
        formula = "arithmatex" in (dict(attrs).get("class") or "").split()
        if formula:
            self.found.append("")
        _, inside, silent = self._open[-1] if self._open else ("", False, False)
        self._open.append((tag, inside or formula, silent or tag in ("code", "pre", "script", "style")))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and with it any inside that were never closed."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Text, to wherever it belongs."""
        _, formula, silent = self._open[-1] if self._open else ("", False, False)
        if formula:
            self.found[-1] += data
        elif not silent:
            self.prose.append(data)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Formulas]:
    """Every page of the site as MkDocs writes it."""
    if not any((ROOT / "docs").rglob("*.md")):
        pytest.fail("docs/ holds no pages: `python -m derive` writes them")
    target = tmp_path_factory.mktemp("formulas")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    files = sorted(target.rglob("*.html"))
    return {str(file.relative_to(target)): Formulas.of(file.read_text(encoding="utf-8")) for file in files}


@pytest.fixture(scope="module")
def check() -> Check:
    """KaTeX and the site's settings, without a browser."""
    racer = MiniRacer()
    racer.eval((ASSETS / "katex" / "katex.min.js").read_text(encoding="utf-8"))
    racer.eval((ASSETS / "math.js").read_text(encoding="utf-8"))

    def parse(text: str) -> str:
        return str(racer.call(f"({PARSE})", text))

    return parse


def faults(pages: dict[str, Formulas], check: Check) -> list[str]:
    """Every formula that KaTeX refuses, with its page and the reason."""
    return [
        f"{name}: {formula}: {reason}"
        for name, page in pages.items()
        for formula in page.found
        if (reason := check(formula))
    ]


def strays(pages: dict[str, Formulas]) -> list[str]:
    """Every piece of prose that looks like LaTeX, with its page."""
    return [
        f"{name}: {text.strip()}" for name, page in pages.items() for text in page.prose if STRAY.search(text)
    ]


def test_katex_accepts_every_formula(pages: dict[str, Formulas], check: Check) -> None:
    """No formula of the site is refused."""
    assert faults(pages, check) == []


def test_no_formula_is_left_as_text(pages: dict[str, Formulas]) -> None:
    """No dollar sign and no command of LaTeX stands in the prose."""
    assert strays(pages) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"\(x_t\)",
        r"\[\begin{aligned} f_t &= \sigma(a) \\ g_t &= \tanh(b) \end{aligned} \tag{1}\]",
        r"\(\htmlData{sym=W_f}{\mathbf W_f}\)",
    ],
)
def test_good_formulas_pass(check: Check, formula: str) -> None:
    """What the pages are made of is accepted, symbols to point at included."""
    assert check(formula) == ""


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"\(\frac{1\)", "end of input"),
        (r"\(\nosuchcommand\)", "Undefined control sequence"),
        (r"\(é\)", "unicodeTextInMathMode"),
        (r"\(x_a_b\)", "Double subscript"),
        (r"\(a \tag{1}\)", "tag works only in display"),
        (r"\(\href{http://example.org}{x}\)", "not trusted"),
        (r"\(\htmlClass{a}{x}\)", "not trusted"),
    ],
)
def test_planted_faults_are_found(check: Check, formula: str, reason: str) -> None:
    """Each kind of fault is refused, for the right reason, and reported with its page."""
    assert reason in check(formula)
    page = Formulas.of(f'<p>text<br>more <span class="arithmatex">{formula}</span></p>')
    assert len(faults({"page": page}, check)) == 1
    assert strays({"page": page}) == []


@pytest.mark.parametrize("text", ["costs $x$", r"so \(x\)", r"an \alpha"])
def test_planted_strays_are_found(text: str) -> None:
    """LaTeX in the prose is reported; in code it is not."""
    assert strays({"page": Formulas.of(f"<p>{text}</p><code>{text}</code>")}) == [f"page: {text}"]
