"""Gradients as they were published, term by term: what is derived equals what the papers say.

The formulas below are expectations from the literature, transcribed in the letters of this project:

- K. Greff, R. K. Srivastava, J. Koutník, B. R. Steunebrink, J. Schmidhuber, LSTM: A Search Space Odyssey,
  arXiv 1503.04069, section II (forward and backward pass), without the peephole terms; there z is our g,
  R our U, y our h, a bar marks a pre-activation, and Δ is what the layer above hands down.
- M. Li, A Tutorial On Backward Propagation Through Time (BPTT) In The Gated Recurrent Unit (GRU) RNN, 2016:
  reset before the product, z keeps. The convention in which z writes is the same with z and 1 − z
  exchanged in the formula of h (J. Chung et al., arXiv 1412.3555, equation (5)).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp

from derive.activations import ACTIVATIONS
from derive.cell import Cell
from derive.cells import LIBRARY
from derive.checks.numeric import random_arrays
from derive.componentwise import Column, Dot, EntrySymbol, activation, component, inlined, substitute, symbol
from derive.nodes import Apply, Named, TimeSum
from derive.program import Program
from derive.prover import Verdict, prove

sigmoid, tanh = activation("sigmoid"), activation("tanh")
GATES = "fiog"
Entries = dict[str, sp.Expr]
Arrays = dict[str, Any]


def s(name: str) -> sp.Symbol:
    """An entry of a vector."""
    return sp.Symbol(name, real=True)


def back(matrix: str, entry: sp.Expr) -> sp.Expr:
    """An entry of Uᵀ v."""
    return Dot(EntrySymbol(f"{matrix}ᵀ", real=True), entry)


def slope(function: type[sp.Function], u: sp.Expr) -> sp.Expr:
    """σ′(u) = σ(u)(1 − σ(u)) and tanh′(u) = 1 − tanh²(u), as in section II of Greff et al."""
    return sigmoid(u) * (1 - sigmoid(u)) if function == sigmoid else 1 - tanh(u) ** 2


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_the_slopes_of_the_literature_are_derivatives(name: str) -> None:
    """SymPy differentiates the functions' definitions."""
    u = s("u")
    definition = sp.sympify(ACTIVATIONS[name].scalar, locals={"u": u})
    stated = slope(activation(name), u).replace(activation(name), lambda arg: definition.subs(u, arg))
    assert sp.simplify((sp.diff(definition, u) - stated).rewrite(sp.exp)) == 0


def greff() -> Entries:
    """The backward pass of Greff et al. without peepholes; _next is t + 1, _prev t − 1."""
    x, h_prev, c, c_prev = s("x"), s("h_prev"), s("c"), s("c_prev")
    f, i, o, g = (s(f"{gate}_pre") for gate in GATES)
    d_h, d_c = s("d_h"), s("d_c")
    d = {gate: s(f"d_{gate}_pre") for gate in GATES}
    after = {gate: s(f"d_{gate}_next_pre") for gate in GATES}
    formulas = {
        "d_h": s("seed_h") + sum(back(f"U_{gate}", after[gate]) for gate in "gifo"),
        "d_o_pre": d_h * tanh(c) * slope(sigmoid, o),
        "d_c": s("seed_c") + d_h * sigmoid(o) * slope(tanh, c) + s("d_c_next") * s("f_next"),
        "d_f_pre": d_c * c_prev * slope(sigmoid, f),
        "d_i_pre": d_c * tanh(g) * slope(sigmoid, i),
        "d_g_pre": d_c * sigmoid(i) * slope(tanh, g),
        "d_x": sum(back(f"W_{gate}", d[gate]) for gate in "gifo"),
    }
    for gate in GATES:
        # Σ_t δ_t ⊗ x_t; Σ_t δ_{t+1} ⊗ h_t, which is Σ_t δ_t ⊗ h_{t−1} with h_0 given; Σ_t δ_t
        formulas |= {
            f"d_W_{gate}": d[gate] * Column(x),
            f"d_U_{gate}": d[gate] * Column(h_prev),
            f"d_b_{gate}": d[gate],
        }
    return formulas


def li(keeps: bool) -> Entries:
    """Li's gradient of one step: D = ∂L/∂h_t, n the candidate; z keeps, or writes."""
    x, h, r, z, n, big_d = s("x"), s("h_prev"), s("r"), s("z"), s("h_tilde"), s("d_h")
    d_n, d_r, d_z, v = s("d_h_tilde_pre"), s("d_r_pre"), s("d_z_pre"), s("d_r_h_prev")
    carry, write = (z, 1 - z) if keeps else (1 - z, z)
    formulas = {
        "d_h": s("seed_h"),
        "d_h_tilde_pre": big_d * write * (1 - n**2),
        "d_r_h_prev": back("U_h", d_n),
        "d_r_pre": v * h * r * (1 - r),
        "d_z_pre": big_d * (h - n if keeps else n - h) * z * (1 - z),
        "d_h_prev": v * r + big_d * carry + back("U_r", d_r) + back("U_z", d_z),
        "d_x": back("W_h", d_n) + back("W_r", d_r) + back("W_z", d_z),
        "d_U_h": d_n * Column(r * h),
    }
    for gate, delta in (("h", d_n), ("r", d_r), ("z", d_z)):
        formulas |= {f"d_W_{gate}": delta * Column(x), f"d_b_{gate}": delta}
    return formulas | {"d_U_r": d_r * Column(h), "d_U_z": d_z * Column(h)}


def derived_entries(program: Program, gates: dict[sp.Symbol, sp.Expr]) -> Entries:
    """An entry of each derived equation, a sum over time by its summand, gates written out."""
    return {
        eq.lhs.name: substitute(component(eq.rhs.term if isinstance(eq.rhs, TimeSum) else eq.rhs), gates)
        for eq in program.equations
    }


def gate_values(cell: Cell) -> dict[sp.Symbol, sp.Expr]:
    """Each activation's value in terms of its argument."""
    return {symbol(eq.lhs): component(eq.rhs) for eq in cell.step.equations if isinstance(eq.rhs, Apply)}


def test_lstm_gradient_of_greff_et_al() -> None:
    """Every equation of the derived back-propagation through time, and no other."""
    cell = LIBRARY["lstm"]
    derived, published = derived_entries(cell.through_time, gate_values(cell)), greff()
    assert derived.keys() == published.keys()
    for name, entry in published.items():
        assert prove(derived[name], entry).verdict is Verdict.PROVED, name
    summed = {eq.lhs.name for eq in cell.through_time.equations if isinstance(eq.rhs, TimeSum)}
    assert summed == {f"d_{q.name}" for q in cell.parameters}


@pytest.mark.parametrize(("name", "keeps"), [("gru_cho", True), ("gru_chung", False)])
def test_gru_gradient_of_li(name: str, keeps: bool) -> None:
    """Every published equation; names that stand between two of them are written out."""
    program = LIBRARY[name].backward_program
    published = li(keeps)
    kept = [eq.lhs for eq in program.equations if eq.lhs.name in published]
    derived = {one.name: entry for one, entry in inlined(program, keep=kept).items()}
    assert {q.name for q in program.outputs} <= published.keys()
    for entry_name, entry in published.items():
        assert prove(derived[entry_name], entry).verdict is Verdict.PROVED, entry_name


@pytest.mark.parametrize(
    "wrong",
    [
        lambda e: e.xreplace({s("c_prev"): s("c")}),
        lambda e: e.xreplace({s("d_c_next"): s("d_c")}),
        lambda e: e.xreplace({EntrySymbol("U_oᵀ", real=True): EntrySymbol("U_fᵀ", real=True)}),
        lambda e: -e,
        lambda e: e * s("o"),
    ],
)
def test_a_wrong_term_is_noticed(wrong: Callable[[sp.Expr], sp.Expr]) -> None:
    """Each of these changes is disproved wherever it changes something."""
    cell = LIBRARY["lstm"]
    derived, published = derived_entries(cell.through_time, gate_values(cell)), greff()
    changed = {name: wrong(entry) for name, entry in published.items() if wrong(entry) != entry}
    assert changed
    for name, entry in changed.items():
        assert prove(derived[name], entry).verdict is Verdict.DISPROVED, name


# --- the same in numbers -----------------------------------------------------------------------------------


def sigma(u: Any) -> Any:
    """σ, on numbers that are not large."""
    return 1 / (1 + np.exp(-u))


def greff_numbers(a: Arrays, seed_h: Any, seed_c: Any) -> Arrays:
    """Forward and backward pass of Greff et al. as loops; vectors are rows of a batch."""
    x, steps = a["x"], len(a["x"])
    h, c = [a["h"]], [a["c"]]
    gates: list[Arrays] = []
    for t in range(steps):
        pre = {k: x[t] @ a[f"W_{k}"].T + h[-1] @ a[f"U_{k}"].T + a[f"b_{k}"] for k in GATES}
        gates.append({k: np.tanh(pre[k]) if k == "g" else sigma(pre[k]) for k in GATES})
        c.append(gates[t]["i"] * gates[t]["g"] + gates[t]["f"] * c[-1])
        h.append(gates[t]["o"] * np.tanh(c[-1]))
    totals = {f"{kind}_{k}": np.zeros_like(a[f"{kind}_{k}"]) for kind in "WUb" for k in GATES}
    d_x = np.zeros_like(x)
    later = {k: np.zeros_like(h[0]) for k in GATES}
    d_c, f_later = np.zeros_like(c[0]), np.zeros_like(c[0])
    for t in reversed(range(steps)):
        now = gates[t]
        d_h = seed_h[t] + sum(later[k] @ a[f"U_{k}"] for k in GATES)
        d_c = seed_c[t] + d_h * now["o"] * (1 - np.tanh(c[t + 1]) ** 2) + d_c * f_later
        delta = {
            "o": d_h * np.tanh(c[t + 1]) * now["o"] * (1 - now["o"]),
            "f": d_c * c[t] * now["f"] * (1 - now["f"]),
            "i": d_c * now["g"] * now["i"] * (1 - now["i"]),
            "g": d_c * now["i"] * (1 - now["g"] ** 2),
        }
        d_x[t] = sum(delta[k] @ a[f"W_{k}"] for k in GATES)
        for k in GATES:
            totals[f"W_{k}"] += delta[k].T @ x[t]
            totals[f"U_{k}"] += delta[k].T @ h[t]
            totals[f"b_{k}"] += delta[k].sum(axis=0)
        later, f_later = delta, now["f"]
    return totals | {"x": d_x, "h": sum(later[k] @ a[f"U_{k}"] for k in GATES), "c": d_c * f_later}


def li_numbers(a: Arrays, seed_h: Any, keeps: bool) -> Arrays:
    """Li's algorithm as loops; vectors are rows of a batch."""
    x, steps, h = a["x"], len(a["x"]), [a["h"]]
    saved = []
    for t in range(steps):
        r, z = (sigma(x[t] @ a[f"W_{k}"].T + h[-1] @ a[f"U_{k}"].T + a[f"b_{k}"]) for k in "rz")
        n = np.tanh(x[t] @ a["W_h"].T + (r * h[-1]) @ a["U_h"].T + a["b_h"])
        saved.append((r, z, n))
        h.append(z * h[-1] + (1 - z) * n if keeps else (1 - z) * h[-1] + z * n)
    totals = {f"{kind}_{k}": np.zeros_like(a[f"{kind}_{k}"]) for kind in "WUb" for k in "rzh"}
    d_x, d_h = np.zeros_like(x), np.zeros_like(h[0])
    for t in reversed(range(steps)):
        (r, z, n), before, big_d = saved[t], h[t], seed_h[t] + d_h
        carry, write = (z, 1 - z) if keeps else (1 - z, z)
        d_n = big_d * write * (1 - n**2)
        v = d_n @ a["U_h"]
        delta = {
            "h": d_n,
            "r": v * before * r * (1 - r),
            "z": big_d * (before - n if keeps else n - before) * z * (1 - z),
        }
        d_h = v * r + big_d * carry + delta["r"] @ a["U_r"] + delta["z"] @ a["U_z"]
        d_x[t] = sum(delta[k] @ a[f"W_{k}"] for k in "rzh")
        for k, met in (("r", before), ("z", before), ("h", r * before)):
            totals[f"W_{k}"] += delta[k].T @ x[t]
            totals[f"U_{k}"] += delta[k].T @ met
            totals[f"b_{k}"] += delta[k].sum(axis=0)
    return totals | {"x": d_x, "h": d_h}


def closely(found: Arrays, expected: Arrays) -> None:
    """Equal to rounding, name by name."""
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name].shape == value.shape, name
        assert np.abs(found[name] - value).max() <= 1e-13 * np.abs(value).max(), name


def test_lstm_numbers_are_those_of_greff_et_al() -> None:
    """Five steps, a batch of three, losses of both outputs at every step, gradients of the first states."""
    cell = LIBRARY["lstm"]
    arrays = random_arrays(cell.functions, 5, 3, seed=1)
    run = cell.forward(**arrays)
    rng = np.random.default_rng(2)
    seed_h, seed_c = (rng.standard_normal(run[name].shape) for name in ("h", "c"))
    closely(cell.backward(run, h=seed_h, c=seed_c), greff_numbers(arrays, seed_h, seed_c))


@pytest.mark.parametrize(("name", "keeps"), [("gru_cho", True), ("gru_chung", False)])
def test_gru_numbers_are_those_of_li(name: str, keeps: bool) -> None:
    """Five steps, a batch of three."""
    cell = LIBRARY[name]
    arrays = random_arrays(cell.functions, 5, 3, seed=3)
    run = cell.forward(**arrays)
    seed_h = np.random.default_rng(4).standard_normal(run["h"].shape)
    closely(cell.backward(run, h=seed_h), li_numbers(arrays, seed_h, keeps))


def test_each_step_of_a_derivation_says_why() -> None:
    """Every derived equation of the backward passes records a rule with its formula."""
    for cell in LIBRARY.values():
        for program in (cell.backward_program, cell.through_time):
            for eq in program.equations:
                assert isinstance(eq.lhs, Named)
                assert eq.why, eq
                assert all(reason.rule == "seed" or "⟹" in reason.formula for reason in eq.why)
