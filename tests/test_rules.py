"""Every node has its rules, and every check notices a rule that is wrong."""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.matmul import MatMul
from sympy.matrices.expressions.special import Identity, OneMatrix, ZeroMatrix
from sympy.matrices.expressions.transpose import Transpose

from derive import componentwise, latex, nodes, pullbacks
from derive.activations import ACTIVATIONS
from derive.algebra import add, collect, had, scale
from derive.cell import Cell
from derive.cells import LIBRARY
from derive.checks import explicit, numeric, verify
from derive.checks.verify import TOLERANCE, CheckFailedError, rung
from derive.emit import functions, lambdified
from derive.errors import MissingRuleError, NoCellError
from derive.notation import read_text
from derive.pullbacks import PULLBACKS
from derive.pushforwards import PUSHFORWARDS
from derive.rules import RuleTable
from derive.runtime import Functions

TABLES = {
    "pullback": PULLBACKS,
    "pushforward": PUSHFORWARDS,
    "LaTeX": latex.PRINTERS,
    "NumPy": lambdified.PRINTERS,
    "scalar evaluator": explicit.EVALUATORS,
    "component": componentwise.COMPONENTS,
}
SYMPYS = (
    MatAdd, MatMul, HadamardProduct, HadamardPower, Transpose, DiagMatrix, OneMatrix, ZeroMatrix, Identity,
)  # fmt: skip
OWN = tuple(
    one
    for _, one in inspect.getmembers(nodes, inspect.isclass)
    if one.__module__ == nodes.__name__ and issubclass(one, MatrixExpr)
)
ABSTRACT = (nodes.Named, nodes.Derived)
NODES = {one.__name__: one for one in (*SYMPYS, *OWN) if one not in ABSTRACT}

WITHOUT = {
    # the derivation makes these and never differentiates them
    **{(table, node): "a result, never differentiated" for table in ("pullback", "pushforward")
       for node in ("Rows", "Total", "Diagonal", "TimeSum", "Identity")},
    # a name has a value of its own, which the evaluator looks up
    **{("scalar evaluator", one.__name__): "looked up" for one in OWN if issubclass(one, nodes.Named)},
    ("scalar evaluator", "TimeSum"): "exact checks are of one step",
    ("component", "TimeSum"): "what is summed over time is no entry of one step",
    ("component", "Identity"): "products drop it",
    ("component", "Transpose"): "stands in products only, whose rule takes it",
    ("component", "DiagMatrix"): "stands in products only, whose rule takes it",
}  # fmt: skip


def has_rule(table: RuleTable, node: type) -> bool:
    """Whether a table has a rule for a node class, or for one that it is a kind of."""
    return any(kind in table.rules for kind in node.__mro__)


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("table", TABLES)
def test_every_node_has_a_rule_in_every_table(table: str, node: str) -> None:
    """Or it is on the list above, which says why not; and the list has nothing that has one."""
    assert has_rule(TABLES[table], NODES[node]) != ((table, node) in WITHOUT)


@pytest.mark.parametrize("table", TABLES)
def test_a_node_without_a_rule_is_a_loud_error(table: str) -> None:
    """It names the file to edit."""

    class Unheard(MatrixExpr):
        """A node that no table knows."""

        shape = (sp.Integer(1), sp.Integer(1))

    rules = TABLES[table]
    with pytest.raises(MissingRuleError, match=f"no rule for Unheard.*{rules.file}"):
        rules.find(Unheard())


def test_every_rule_states_its_formula() -> None:
    """The first line of its docstring; those of derivatives with an arrow."""
    for name, table in TABLES.items():
        for rule in table.rules.values():
            formula = (inspect.getdoc(rule) or "").partition("\n")[0]
            assert formula, rule
            assert "⟹" in formula or name not in ("pullback", "pushforward"), rule


def test_every_activation_has_a_numpy_function_and_a_scalar_definition() -> None:
    """And both agree on numbers."""
    assert set(functions.ACTIVATIONS) == set(ACTIVATIONS)
    u = np.array([-2.5, -1.0, -0.25, 0.5, 1.0, 3.0])
    for name, row in ACTIVATIONS.items():
        at = u[u > 0] if name == "log" else u
        scalar = sp.sympify(row.scalar, locals={"u": sp.Symbol("u", real=True)})
        exact = [float(scalar.subs(sp.Symbol("u", real=True), number)) for number in at]
        assert np.allclose(functions.ACTIVATIONS[name](at), exact, rtol=1e-14, atol=0), name
        assert all(row.bounds[0] <= value <= row.bounds[1] for value in exact), name


# --- cells that exercise the rules -------------------------------------------------------------------------


def cell(body: str, parameters: str = "") -> Cell:
    """A cell with the input x, the state h and these lines."""
    lines = "".join(f"    {line}\n" for line in body.split("; "))
    signature = f"x, h, *, {parameters}" if parameters else "x, h"
    return Cell(read_text(f"@cell\ndef mine({signature}):\n{lines}    return h\n")[0])


EXERCISES: dict[type, Cell] = {
    nodes.Named: cell("k = tanh(h); q = k; h = x * q"),
    MatAdd: cell("h = U @ h + x", "U"),
    HadamardProduct: cell("h = x * h"),
    HadamardPower: cell("h = (x + h) ** 3"),
    MatMul: cell("h = U @ h * x", "U"),
    nodes.Apply: cell("h = tanh(h + x)"),
    nodes.Concat: cell("h = x * (v.T @ tanh(concat(h, x)))", "v"),
    nodes.Maximum: cell("h = maximum(h, x * h)"),
    Transpose: cell("h = x * (h.T @ x)"),
    nodes.Fill: cell("h = (h.T @ x) * x + s * h", "s: scalar"),
    DiagMatrix: cell("h = diag(h) @ x"),
}
NEVER_BROKEN = {
    OneMatrix: "a constant has no derivative to get wrong",
    ZeroMatrix: "a constant has no derivative to get wrong",
}
UNUSED = {nodes.Named: "a name has its cotangent and its tangent: no rule is asked, it only says why"}
NO_JACOBIAN = {nodes.Concat: "the matrix of a concatenation inside a function would need blocks"}

MULTIPLYING = ("lstm", "gru_cho", "gru_chung", "gru_reset_after")

Break = Callable[[Any], Any]


def doubled(result: Any) -> Any:
    """Each part twice as large."""
    if isinstance(result, list):
        return [(operand, scale(2, cotangent)) for operand, cotangent in result]
    return scale(2, result)


def dropped(result: Any) -> Any:
    """Nothing arrives."""
    return [] if isinstance(result, list) else ZeroMatrix(*result.shape)


def negated(result: Any) -> Any:
    """The wrong sign."""
    if isinstance(result, list):
        return [(operand, scale(-1, cotangent)) for operand, cotangent in result]
    return scale(-1, result)


def break_rule(monkeypatch: pytest.MonkeyPatch, table: RuleTable, kind: type, how: Break) -> None:
    """Puts a wrong rule in a table's place for one kind of node."""
    right = table.rules[kind]
    monkeypatch.setitem(table.rules, kind, lambda *args: how(right(*args)))


def anew(one: Cell) -> Cell:
    """The same cell, nothing derived yet."""
    return Cell(one.definition)


def test_there_is_an_exercise_for_every_rule() -> None:
    """A new rule needs a cell that uses it."""
    for table in (PULLBACKS, PUSHFORWARDS):
        assert set(table.rules) - set(NEVER_BROKEN) <= set(EXERCISES), table.title


@pytest.mark.parametrize("kind", EXERCISES, ids=lambda kind: kind.__name__)
def test_exercises_pass_every_check(kind: type) -> None:
    """With the right rules."""
    one = anew(EXERCISES[kind])
    if kind in NO_JACOBIAN:
        with pytest.raises(MissingRuleError, match=r"derive/tangents\.py"):
            verify(one)
        assert explicit.check_backward(one.step, one.backward_program)
        assert explicit.check_tangents(one.step, one.forward_program)
        assert numeric.sequence_error(Functions(one.step)) < TOLERANCE
    else:
        assert all(check.is_exact or check.bound for check in verify(one))


def test_a_check_wants_a_cell() -> None:
    """Not the name of one."""
    name: Any = "lstm"
    with pytest.raises(NoCellError, match="a Cell is wanted, here the text 'lstm'"):
        verify(name)


@pytest.mark.parametrize("how", [doubled, dropped, negated])
@pytest.mark.parametrize(
    "kind", [kind for kind in EXERCISES if kind not in UNUSED], ids=lambda kind: kind.__name__
)
def test_both_checks_notice_a_wrong_pullback(monkeypatch: pytest.MonkeyPatch, kind: type, how: Break) -> None:
    """The exact one, the numeric one over sequences, and that of the closed form through time."""
    one = anew(EXERCISES[kind])
    break_rule(monkeypatch, PULLBACKS, kind, how)
    with pytest.raises(AssertionError, match="should be"):
        explicit.check_backward(one.step, one.backward_program)
    assert numeric.sequence_error(Functions(one.step)) > TOLERANCE
    assert numeric.through_time_error(Functions(one.step), one.through_time) > TOLERANCE
    with pytest.raises(CheckFailedError, match="mine: a derived equation is wrong"):
        verify(one)


@pytest.mark.parametrize("how", [doubled, dropped, negated])
@pytest.mark.parametrize(
    "kind", [kind for kind in EXERCISES if kind not in UNUSED], ids=lambda kind: kind.__name__
)
def test_both_checks_notice_a_wrong_pushforward(
    monkeypatch: pytest.MonkeyPatch, kind: type, how: Break
) -> None:
    """Of tangents and of Jacobians."""
    one = anew(EXERCISES[kind])
    break_rule(monkeypatch, PUSHFORWARDS, kind, how)
    with pytest.raises(AssertionError, match="should be"):
        explicit.check_tangents(one.step, one.forward_program)
    assert numeric.tangent_error(one.step, one.forward_program) > TOLERANCE
    if kind not in NO_JACOBIAN:
        with pytest.raises(AssertionError, match="should be"):
            explicit.check_jacobians(one.step, one.jacobians)
        assert numeric.jacobian_error(one.step, one.jacobians) > TOLERANCE


SCALAR_STATES = (
    "@cell\ndef mine(x, C: matrix[d, d], h, s: scalar, *, W, w: vector[m], u: vector[d]):\n"
    "    k = tanh(W @ x)\n"
    "    f = sigmoid(w.T @ x + u.T @ h + s)\n"
    "    C = f * C + k @ k.T\n"
    "    s = s * f + u.T @ h\n"
    "    h = C @ k + f * h\n"
    "    return C, h, s\n"
)


def test_jacobians_of_and_by_a_scalar_state() -> None:
    """Where a scalar that moves multiplies a matrix: both checks agree, and notice a wrong one."""
    one = Cell(read_text(SCALAR_STATES)[0])
    jacobians = one.jacobians
    assert [str(name) for name in jacobians.outputs] == [
        "J_h_h_prev",
        "J_s_h_prev",
        "J_h_s_prev",
        "J_s_s_prev",
    ]
    assert explicit.check_jacobians(one.step, jacobians) == 9
    assert numeric.jacobian_error(one.step, jacobians) < TOLERANCE
    for k, eq in enumerate(jacobians.equations):
        broken = (*jacobians.equations[:k], replace(eq, rhs=scale(-1, eq.rhs)), *jacobians.equations[k + 1 :])
        wrong = replace(jacobians, equations=broken)
        assert numeric.jacobian_error(one.step, wrong) > TOLERANCE
        with pytest.raises(AssertionError, match="should be"):
            explicit.check_jacobians(one.step, wrong)


@pytest.mark.parametrize("name", MULTIPLYING)
def test_the_library_is_checked_by_the_same_means(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """One wrong sign in the rule of products, and no cell that has one passes."""
    one = anew(LIBRARY[name])
    break_rule(monkeypatch, PULLBACKS, HadamardProduct, negated)
    assert numeric.sequence_error(Functions(one.step)) > TOLERANCE


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_checks_notice_a_wrong_slope(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Right slopes pass both checks; with half a unit more, neither does."""
    argument = "x * x + h * h + 1" if name in ("log", "sign", "step") else "x * h"
    right, wrong = cell(f"h = {name}({argument})"), cell(f"h = {name}({argument})")
    assert verify(right)
    stated = pullbacks.slope_of
    monkeypatch.setattr(pullbacks, "slope_of", lambda row: stated(row) + sp.Rational(1, 2))
    with pytest.raises(AssertionError, match="should be"):
        explicit.check_backward(wrong.step, wrong.backward_program)
    assert numeric.sequence_error(Functions(wrong.step)) > TOLERANCE


@pytest.mark.parametrize(
    "kind", [MatAdd, MatMul, HadamardProduct, nodes.Apply], ids=lambda kind: kind.__name__
)
def test_a_wrong_numpy_printer_is_noticed(monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
    """Code that does not compute what it should has other derivatives."""
    right = lambdified.PRINTERS.rules[kind]
    monkeypatch.setitem(lambdified.PRINTERS.rules, kind, lambda expr, to: f"(2 * ({right(expr, to)}))")
    one = cell("h = tanh(U @ h + x * h)", "U")
    assert not numeric.sequence_error(Functions(one.step)) <= TOLERANCE


# --- what a check says -------------------------------------------------------------------------------------


def test_nan_passes_no_check() -> None:
    """Wherever among the errors it stands."""
    for errors in ([np.nan, 0.0], [0.0, np.nan]):
        assert np.isnan(numeric.worst(errors))
    with pytest.raises(CheckFailedError):
        rung(float("nan"))


@pytest.mark.parametrize("error", [1e-8, 1e-3, 1.0, float("inf")])
def test_no_bound_is_stated_for_an_error_that_rounding_cannot_explain(error: float) -> None:
    """Not even a coarse one."""
    with pytest.raises(CheckFailedError, match="more than rounding explains"):
        rung(error)


def test_the_stated_bound_is_above_the_error() -> None:
    """With room to spare, so that it is the same on every machine."""
    assert rung(0.0) == rung(1e-14) == 1e-12
    assert rung(5e-12) == 1e-9


@pytest.mark.parametrize("factor", [1, sp.Rational(1, 10**30)])
def test_an_exact_check_decides_between_close_expressions(factor: sp.Rational) -> None:
    """What differs by a tiny factor is not zero; what vanishes by an identity is."""
    a, b = sp.symbols("a b", real=True)
    zero = 1 / (1 + sp.exp(-a)) * (1 - 1 / (1 + sp.exp(-a))) - sp.exp(-a) / (1 + sp.exp(-a)) ** 2
    assert explicit.is_zero(zero)
    assert not explicit.is_zero(zero + b * factor)


# --- sums and products keep their value --------------------------------------------------------------------


def value(expr: MatrixExpr, numbers: dict[nodes.Named, sp.ImmutableDenseMatrix]) -> sp.ImmutableDenseMatrix:
    """The value of an expression of vectors with two entries."""
    return explicit.Explicit({}, dict(numbers))(expr)


@pytest.mark.parametrize("seed", range(20))
def test_gathering_terms_keeps_their_sum(seed: int) -> None:
    """Numbers and shared factors of random sums, equal terms among them: x ∘ x has the slope 2 x."""
    rng = random.Random(seed)
    names = [nodes.Quantity(letter, 2, 1, nodes.Kind.LOCAL, 0) for letter in "abc"]
    numbers = {q: sp.ImmutableDenseMatrix([[3 * k + 2], [3 * k + 3]]) for k, q in enumerate(names)}
    one = OneMatrix(2, 1)
    terms = [
        scale(rng.randint(-2, 2), had(one, *rng.choices(names, k=rng.randint(0, 3))))
        for _ in range(rng.randint(1, 6))
    ]
    expected = sum((value(term, numbers) for term in terms), sp.zeros(2, 1))
    assert value(add(*terms), numbers) == expected
    assert value(collect(terms), numbers) == expected
