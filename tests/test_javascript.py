"""The JavaScript that is printed from expressions computes what NumPy computes from them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp
from py_mini_racer import MiniRacer

from derive.activations import ACTIVATIONS
from derive.checks.numeric import numeric_sizes, random_array
from derive.emit.functions import NAMESPACE, Array
from derive.emit.javascript import activation_function, program_function, scalar_function
from derive.emit.lambdified import lambdified
from derive.library import ALL, find
from derive.nodes import Named
from derive.program import Equation, Program

ROOT = Path(__file__).resolve().parents[1]
ODD = {cell.name: cell for cell in find(str(ROOT / "tests" / "odd_cells.py"))}
Run = Callable[[str, Any], Any]
ARGUMENTS = [-1000.0, -800.0, -30.0, -1.5, -1e-9, 0.0, 1e-9, 0.3, 2.5, 30.0, 700.0, 1000.0]


@pytest.fixture(scope="module")
def run() -> Run:
    """Calls a JavaScript function with one argument; both ways through JSON, as V8 writes numbers."""
    racer = MiniRacer()
    racer.eval((ROOT / "docs" / "assets" / "dense.js").read_text(encoding="utf-8"))

    def call(function: str, argument: Any) -> Any:
        return json.loads(str(racer.eval(f"JSON.stringify(({function})({json.dumps(argument)}))")))

    return call


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_are_those_of_numpy(run: Run, name: str) -> None:
    """At ordinary arguments, tiny ones, and where the exponential saturates."""
    inside = [u for u in ARGUMENTS if u > 0] if name == "log" else ARGUMENTS
    with np.errstate(over="ignore"):
        pairs = [(u, float(y)) for u, y in zip(inside, NAMESPACE[name](np.array(inside)), strict=True)]
    arguments, wanted = zip(*[pair for pair in pairs if math.isfinite(pair[1])], strict=True)
    found = run(f"(all) => all.map({activation_function(name)})", arguments)
    np.testing.assert_allclose(found, wanted, rtol=1e-14, atol=1e-300)


def matrices(arrays: dict[str, Array]) -> dict[str, list[list[float]]]:
    """Arrays as dense.js wants them: a vector is a column."""
    return {name: (a if a.ndim == 2 else a.reshape(-1, 1)).tolist() for name, a in arrays.items()}


def assert_same(run: Run, program: Program, seed: int) -> None:
    """Every output of a program, by both backends at random inputs."""
    rng = np.random.default_rng(seed)
    sizes = numeric_sizes(program)
    arrays = {q.name: random_array(rng, q, sizes, ()) for q in program.inputs}
    wanted = lambdified(program)(arrays)
    found = run(program_function(program), matrices(arrays))
    for q in program.outputs:
        shape = [int(sp.sympify(size).subs(sizes)) for size in q.shape]
        assert np.shape(found[q.name]) == tuple(shape), q.name
        expected = np.broadcast_to(wanted[q.name], shape[:1] if shape[1] == 1 else shape).reshape(shape)
        where = f"{q}, seed {seed}"
        np.testing.assert_allclose(found[q.name], expected, rtol=1e-12, atol=1e-13, err_msg=where)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ALL)
def test_a_step_is_that_of_numpy(run: Run, name: str, seed: int) -> None:
    """Every cell of the library, in every spelling, as it is written and with its products cut."""
    assert_same(run, ALL[name].written, seed)
    assert_same(run, ALL[name].step, seed)


@pytest.mark.parametrize("name", ODD)
def test_a_step_of_an_odd_cell_is_that_of_numpy(run: Run, name: str) -> None:
    """Cells unlike those of the library."""
    assert_same(run, ODD[name].written, 0)
    assert_same(run, ODD[name].step, 0)


@pytest.mark.parametrize("name", ALL)
def test_what_is_derived_is_that_of_numpy(run: Run, name: str) -> None:
    """Jacobians and the backward pass are printed as well as the step."""
    assert_same(run, ALL[name].jacobians, 0)
    assert_same(run, ALL[name].backward_program, 0)


NOTATION = """
@cell
def everything(x, C: matrix[d, d], n, *, W_q, W_k, w: vector[m], b: scalar, a: scalar):
    q = W_q @ x
    k = maximum(W_k @ x, a * q)
    f = sigmoid(w.T @ x + b)
    i = exp(a) * softplus(q)
    C = f * C + diag(i) @ (q @ k.T)
    n = f * n + (1 - f) * abs(C @ k) / maximum(abs(n.T @ q), 1)
    h = relu(cos(n) + sin(q) + log(1 + i))
    return C, n, h
"""


def test_all_of_the_notation_is_printed(run: Run, tmp_path: Path) -> None:
    """Scalars, matrix states, transposes, diagonals, maxima and every activation, in steps and gradients."""
    file = tmp_path / "everything.py"
    file.write_text(NOTATION, encoding="utf-8")
    (cell,) = find(str(file))
    for program in (cell.written, cell.step, cell.backward_program):
        for seed in range(3):
            assert_same(run, program, seed)


def test_names_that_javascript_reserves(run: Run) -> None:
    """A cell may call a gate `new` or `in`: names are properties."""
    cell = ALL["lstm"]
    table = {q: type(q)("new", *q.shape, q.kind, q.time) for q in cell.step.definitions if q.name == "f"}
    assert_same(run, cell.plain.substitute(table), 0)


SYMBOLS = sp.symbols("a b c", real=True)


def random_entry(rng: np.random.Generator, depth: int) -> sp.Expr:
    """A random expression in SymPy's own functions."""
    if depth == 0:
        return rng.choice([*SYMBOLS, sp.Rational(int(rng.integers(1, 9)), 7), sp.Integer(-2)])
    one, other = random_entry(rng, depth - 1), random_entry(rng, depth - 1)
    makers = (
        lambda: one + other, lambda: one * other, lambda: one - other, lambda: one**2, lambda: sp.tanh(one),
        lambda: 1 / (1 + sp.exp(-one)), lambda: sp.Max(one, other), lambda: sp.Abs(one),
        lambda: sp.Heaviside(one), lambda: sp.sign(one), lambda: sp.log(1 + sp.exp(one)), lambda: sp.sin(one),
    )  # fmt: skip
    return makers[int(rng.integers(len(makers)))]()


@pytest.mark.parametrize("seed", range(40))
def test_scalar_expressions_are_those_of_numpy(run: Run, seed: int) -> None:
    """Random expressions at random numbers; a failure prints the seed and the expression."""
    rng = np.random.default_rng(seed)
    entry = sp.sympify(random_entry(rng, 4))
    values = dict(zip(("a", "b", "c"), rng.normal(size=3).tolist(), strict=True))
    wanted = float(sp.lambdify(SYMBOLS, entry, "numpy")(*values.values()))
    found = run(scalar_function(entry), values)
    assert found == pytest.approx(wanted, rel=1e-10, abs=1e-13), entry


def test_a_node_without_a_rule_is_a_loud_error() -> None:
    """It names the file to edit."""
    from derive.errors import MissingRuleError
    from derive.nodes import Kind, Quantity, TimeSum

    x, y = (Quantity(name, sp.Symbol("n"), 1, Kind.INPUT, 0) for name in "xy")
    names: tuple[Named, ...] = (x,)
    program = Program("sum", names, (Equation(y, TimeSum(x)),), (y,))
    with pytest.raises(MissingRuleError, match=r"derive/emit/javascript\.py"):
        program_function(program)
