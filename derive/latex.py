"""Expressions and programs → LaTeX, as an author would write it.

Terms keep the order in which the cell's author wrote them; times are subscripts (h_{t−1}), the
pointwise product is ⊙, a complement is 1 − f_t, a pre-activation wears a bar. A long right side is
broken at its sums.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

import sympy as sp
from sympy.core.basic import Basic
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import Identity, OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive.algebra import split_number
from derive.nodes import (
    Apply,
    Carried,
    Concat,
    Cotangent,
    Diagonal,
    Fill,
    Jacobian,
    Maximum,
    Named,
    Preactivation,
    Quantity,
    Rows,
    Seed,
    Tangent,
    TimeSum,
    Total,
    Value,
    is_scalar,
    is_uniform,
    is_vector,
)  # fmt: skip
from derive.program import Equation, Program
from derive.rules import RuleTable

LINE_WIDTH = 64
IDENTITY = "I"
ODOT, TOP, SUM, MAX = r"\odot", r"\top", r"\sum_{t=1}^{T}", r"\max"
DIAG, DIAGONAL = r"\operatorname{diag}", r"\operatorname{diagonal}"
ONES, ONES_TOP = r"\mathbf{1}", r"\mathbf{1}^{\top}"
ACCENTS = {"tilde": r"\tilde", "hat": r"\hat", "bar": r"\bar"}
GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
}  # fmt: skip


class Level(IntEnum):
    """How tightly an operation binds; an operand that binds less gets parentheses."""

    SUM = 1
    POINTWISE = 2
    PRODUCT = 3
    ATOM = 4


LEVELS = {
    MatAdd: Level.SUM,
    HadamardProduct: Level.POINTWISE,
    MatMul: Level.PRODUCT,
    TimeSum: Level.SUM,
    Total: Level.PRODUCT,
}
PRINTERS = RuleTable("the LaTeX printer", "derive/latex.py")


@dataclass(frozen=True)
class Printer:
    """Prints expressions; `mark` may wrap the LaTeX of each named quantity (e.g. for highlighting).

    `sign` does the same for each sign of the formula language, which it gets by name.
    """

    mark: Callable[[Named, str], str] = lambda name, text: text
    sign: Callable[[str, str], str] = lambda name, text: text

    def __call__(self, expr: Basic) -> str:
        """The LaTeX of an expression."""
        return str(PRINTERS(expr, self))

    def inside(self, expr: Basic, level: Level) -> str:
        """The LaTeX of an operand, in parentheses where it binds less tightly than `level`."""
        text = self(expr)
        return rf"\left({text}\right)" if level_of(expr) < level else text

    def equation(self, eq: Equation, width: int = LINE_WIDTH) -> str:
        """`lhs &= rhs` for an aligned block, a long sum broken over lines."""
        lines = self.lines(eq.rhs, width)
        return rf"{self(eq.lhs)} &= " + r" \\ &\quad {}".join(lines)

    def lines(self, rhs: Basic, width: int) -> list[str]:
        """A right side, in as many lines as it needs; later lines begin with their sign."""
        if not isinstance(rhs, MatAdd):
            return [self(rhs)]
        lines, here = [], ""
        for k, term in enumerate(terms(rhs)):
            text = signed(term, self, first=k == 0)
            if here and visible_width(here + text) > width:
                lines.append(here.strip())
                here = ""
            here += text
        return [*lines, here.strip()]

    def aligned(self, equations: Iterable[Equation]) -> str:
        """An aligned block of equations."""
        body = " \\\\\n".join(self.equation(eq) for eq in equations)
        return "\\begin{aligned}\n" + body + "\n\\end{aligned}"

    def program(self, program: Program) -> str:
        """All equations of a program, aligned."""
        return self.aligned(program.equations)


def level_of(expr: Basic) -> Level:
    """How tightly the outermost operation of an expression binds."""
    if isinstance(expr, Fill):
        return level_of(expr.scalar)
    if isinstance(expr, Value):
        return level_of(expr.of)
    number, _ = split_number(expr)
    if number < 0 and not isinstance(expr, OneMatrix):
        return Level.SUM
    return LEVELS.get(type(expr), Level.ATOM)


def terms(total: MatAdd) -> list[Basic]:
    """The terms of a sum as they are printed: 1 − z, never −z + 1."""
    positive = [term for term in total.args if split_number(term)[0] > 0]
    return [*positive[:1], *(term for term in total.args if term not in positive[:1])]


def visible_width(latex: str) -> int:
    """A rough count of the characters that are seen."""
    text = re.sub(r"\\(left|right|quad|,|mathrm|operatorname|bar|tilde|hat|htmlData\{[^}]*\})", "", latex)
    text = re.sub(r"\\(odot|times)| [+-] ", "xxx", text)
    return len(re.sub(r"[{}_^ ]", "", re.sub(r"\\[a-zA-Z]+", "x", text)))


def signed(term: Basic, to: Printer, first: bool) -> str:
    """A term of a sum with its sign in front; no plus sign in front of the first."""
    number, rest = split_number(term)
    if number < 0:
        positive = (
            rest if number == -1 else MatMul(-number, *(rest.args if isinstance(rest, MatMul) else [rest]))
        )
        return ("-" if first else " - ") + to.inside(positive, Level.POINTWISE)
    return ("" if first else " + ") + to.inside(term, Level.POINTWISE)


def word(text: str) -> str:
    """A Greek letter by its name, a single letter as it is, a longer word upright."""
    if text in GREEK:
        return "\\" + text
    return text if len(text) == 1 or text.isdigit() else rf"\mathrm{{{text}}}"


def spell(base: str, time: str = "", over: str = "") -> str:
    r"""The LaTeX of a name: h_tilde is \tilde{h}, W_f is W_f, alpha is \alpha; `time` as a subscript."""
    head, *rest = base.split("_")
    accents = [ACCENTS[part] for part in rest if part in ACCENTS]
    under = [word(part) for part in rest if part and part not in ACCENTS]
    text = word(head)
    for accent in (*accents, *([over] if over else [])):
        text = f"{accent}{{{text}}}"
    subscript = ",".join([*under, *([time] if time else [])])
    return f"{text}_{{{subscript}}}" if subscript else text


def when(time: int | None) -> str:
    """A time as a subscript: t − 1, t, t + 1, or nothing for what is constant."""
    return "" if time is None else "t" if time == 0 else f"t{time:+d}"


@PRINTERS.rule(Quantity)
def print_quantity(expr: Quantity, to: Printer) -> str:
    """h_{t−1}"""
    return to.mark(expr, spell(expr.base, when(expr.time)))


@PRINTERS.rule(Preactivation)
def print_preactivation(expr: Preactivation, to: Printer) -> str:
    """f̄_t"""
    if isinstance(expr.of, Quantity):
        return to.mark(expr, spell(expr.of.base, when(expr.of.time), over=r"\bar"))
    return to.mark(expr, rf"\overline{{{to(expr.of)}}}")


@PRINTERS.rule(Value)
def print_value(expr: Value, to: Printer) -> str:
    """The abbreviated expression itself"""
    return to.mark(expr, to(expr.of))


@PRINTERS.rule(Cotangent)
def print_cotangent(expr: Cotangent, to: Printer) -> str:
    """δf_t"""
    return to.mark(expr, r"\delta " + operand(expr.of, to))


@PRINTERS.rule(Seed)
def print_seed(expr: Seed, to: Printer) -> str:
    """Δh_t"""
    return to.mark(expr, r"\Delta " + operand(expr.of, to))


@PRINTERS.rule(Carried)
def print_carried(expr: Carried, to: Printer) -> str:
    """δ⁺h_t"""
    return to.mark(expr, r"\delta^{+} " + operand(expr.of, to))


@PRINTERS.rule(Tangent)
def print_tangent(expr: Tangent, to: Printer) -> str:
    """dh_t"""
    return to.mark(expr, r"\mathrm{d}" + operand(expr.of, to))


def operand(expr: Basic, to: Printer) -> str:
    """What a δ, Δ or d stands in front of; in parentheses unless it is a lone name."""
    plain = isinstance(expr, Quantity | Preactivation)
    return to(expr) if plain else rf"\left[{to(expr)}\right]"


@PRINTERS.rule(Jacobian)
def print_jacobian(expr: Jacobian, to: Printer) -> str:
    """∂h_t/∂h_{t−1}"""
    return to.mark(expr, rf"\frac{{\partial {to(expr.of)}}}{{\partial {to(expr.by)}}}")


@PRINTERS.rule(MatAdd)
def print_sum(expr: MatAdd, to: Printer) -> str:
    """A + b − c"""
    return "".join(signed(term, to, first=k == 0) for k, term in enumerate(terms(expr))).strip()


@PRINTERS.rule(HadamardProduct)
def print_pointwise(expr: HadamardProduct, to: Printer) -> str:
    """A ⊙ b, or a fraction where b stands in a denominator"""
    below = [f.args[0] for f in expr.args if isinstance(f, HadamardPower) and f.args[1] == -1]
    above = [f for f in expr.args if not (isinstance(f, HadamardPower) and f.args[1] == -1)]
    if below and above:
        over = to(above[0]) if len(above) == 1 else to(HadamardProduct(*above))
        under = to(below[0]) if len(below) == 1 else to(HadamardProduct(*below))
        return rf"\frac{{{over}}}{{{under}}}"
    scalars = [factor for factor in expr.args if is_scalar(factor) or isinstance(factor, Fill)]
    others = [factor for factor in expr.args if factor not in scalars]
    numbers = [to.inside(part_of(factor), Level.PRODUCT) for factor in scalars]
    joint = f" {to.sign('odot', ODOT)} "
    vectors = [joint.join(to.inside(factor, Level.PRODUCT) for factor in others)] if others else []
    return r" \, ".join([*numbers, *vectors])


def part_of(factor: Basic) -> Basic:
    """What a factor stands for: the scalar, where it is one that fills a shape."""
    return factor.scalar if isinstance(factor, Fill) else factor


@PRINTERS.rule(HadamardPower)
def print_power(expr: HadamardPower, to: Printer) -> str:
    """aᵏ, entry by entry; tanh²(c); 1/a"""
    base, exponent = expr.args
    if exponent == -1:
        return rf"\frac{{1}}{{{to(base)}}}"
    inner = base.of if isinstance(base, Value) else base
    if isinstance(inner, Apply):
        return rf"{function(inner, to)}^{{{sp.latex(exponent)}}}\left({to(inner.argument)}\right)"
    return raised(base, sp.latex(exponent), to)


@PRINTERS.rule(MatMul)
def print_product(expr: MatMul, to: Printer) -> str:
    """A b"""
    number, rest = split_number(expr)
    factors = rest.args if isinstance(rest, MatMul) else (rest,)
    if isinstance(rest, OneMatrix):
        return sp.latex(number)
    head = "" if number == 1 else "-" if number == -1 else sp.latex(number) + r" \, "
    return head + r" \, ".join(in_product(factor, to) for factor in factors)


def in_product(factor: Basic, to: Printer) -> str:
    """A factor of a product of matrices; that it is a product with a name of its own needs no parentheses."""
    is_product = isinstance(factor, Value) and isinstance(factor.of, MatMul)
    return to.inside(factor, Level.PRODUCT if is_product else Level.ATOM)


@PRINTERS.rule(Transpose)
def print_transpose(expr: Transpose, to: Printer) -> str:
    """Aᵀ"""
    return raised(expr.args[0], to.sign("top", TOP), to)


def raised(expr: Basic, script: str, to: Printer) -> str:
    """Something with a script above: W_fᵀ, g_t²; a name stays one symbol with it."""
    if isinstance(expr, Quantity | Preactivation):
        return to.mark(expr, f"{Printer()(expr)}^{{{script}}}")
    return rf"\left({to(expr)}\right)^{{{script}}}"


@PRINTERS.rule(DiagMatrix)
def print_diagonal(expr: DiagMatrix, to: Printer) -> str:
    """diag(v); s I where all of v is one number s"""
    if is_uniform(expr.args[0]):
        value = part_of(expr.args[0])
        return rf"{to.inside(value, Level.POINTWISE)} \, {to.sign('identity', IDENTITY)}"
    return rf"{to.sign('diag', DIAG)}\left({to(expr.args[0])}\right)"


@PRINTERS.rule(Apply)
def print_apply(expr: Apply, to: Printer) -> str:
    """σ(u)"""
    return rf"{function(expr, to)}\left({to(expr.argument)}\right)"


def function(expr: Apply, to: Printer) -> str:
    """The sign of an activation."""
    return to.sign(expr.activation.name, expr.activation.latex)


@PRINTERS.rule(Maximum)
def print_maximum(expr: Maximum, to: Printer) -> str:
    """max(a, b)"""
    return rf"{to.sign('max', MAX)}\left({', '.join(map(to, expr.args))}\right)"


@PRINTERS.rule(Fill)
def print_fill(expr: Fill, to: Printer) -> str:
    """The scalar itself"""
    return to(expr.scalar)


@PRINTERS.rule(Total)
def print_total(expr: Total, to: Printer) -> str:
    """1ᵀ a, and 1ᵀ A 1 for a matrix"""
    after = "" if is_vector(expr.term) else rf" \, {to.sign('ones', ONES)}"
    return f"{to.sign('ones_top', ONES_TOP)} {to.inside(expr.term, Level.ATOM)}{after}"


@PRINTERS.rule(Diagonal)
def print_diagonal_of(expr: Diagonal, to: Printer) -> str:
    """diagonal(A)"""
    return rf"{to.sign('diagonal', DIAGONAL)}\left({to(expr.matrix)}\right)"


@PRINTERS.rule(Concat)
def print_concat(expr: Concat, to: Printer) -> str:
    """[u, v]"""
    return rf"\left[{', '.join(map(to, expr.args))}\right]"


@PRINTERS.rule(Rows)
def print_rows(expr: Rows, to: Printer) -> str:
    """v, the rows from … to …"""
    first, last = sp.latex(expr.args[1] + 1), sp.latex(expr.args[2])
    return rf"\left({to(expr.vector)}\right)_{{{first}:{last}}}"


@PRINTERS.rule(TimeSum)
def print_time_sum(expr: TimeSum, to: Printer) -> str:
    """Σ_t u_t; a product that begins with parentheses stands in others, so that all of it is summed"""
    term = to.inside(expr.term, Level.POINTWISE)
    if term.startswith(r"\left(") and level_of(expr.term) >= Level.POINTWISE:
        term = rf"\left({term}\right)"
    return f"{to.sign('sum', SUM)} {term}"


@PRINTERS.rule(OneMatrix)
def print_ones(expr: OneMatrix, to: Printer) -> str:
    """1"""
    return "1"


@PRINTERS.rule(ZeroMatrix)
def print_zeros(expr: ZeroMatrix, to: Printer) -> str:
    """0"""
    return "0"


@PRINTERS.rule(Identity)
def print_identity(expr: Identity, to: Printer) -> str:
    """I"""
    return to.sign("identity", IDENTITY)


def shape_latex(shape: tuple[sp.Expr, sp.Expr], size: Callable[[sp.Expr], str] = sp.latex) -> str:
    """ℝⁿ, ℝⁿˣᵐ or ℝ; `size` prints what is above."""
    rows, cols = shape
    if rows == 1 and cols == 1:
        return r"\mathbb{R}"
    if cols == 1:
        return rf"\mathbb{{R}}^{{{size(rows)}}}"
    return rf"\mathbb{{R}}^{{{by(shape, size)}}}"


def by(shape: Iterable[sp.Expr], size: Callable[[sp.Expr], str] = sp.latex, sign: str = r"\times") -> str:
    """n × m; a sum in parentheses: n × (m + n)"""
    return f" {sign} ".join(f"({size(one)})" if one.is_Add else size(one) for one in shape)
