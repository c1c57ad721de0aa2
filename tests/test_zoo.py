"""Published properties of the cells: how many parameters they have, and which are others in disguise.

A pair of cells is run on the same numbers under the parameters that a paper, or arithmetic, says make them
equal. Gates are opened and shut by a bias of ±1000, at which a sigmoid is exactly 1 or 0 in floating point.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp
from scipy.signal import cont2discrete
from zoo import STATE, STEPS, Arrays, given, outputs, sequence

from derive.cells import LIBRARY

TIGHT = 1e-12
OPEN = 1000.0

COUNTS = {
    # (number of parameters for inputs of size m and states of size n, where that is stated)
    "elman": "n*m + n**2 + n",
    "lstm": "4*(n*m + n**2 + n)",  # Dey & Salem 2017, section 2
    "gru_chung": "3*(n*m + n**2 + n)",  # Dey & Salem 2017, section 2
    "gru1": "3*(n*m + n**2 + n) - 2*n*m",  # Dey & Salem 2017, section 3
    "gru2": "3*(n*m + n**2 + n) - 2*(n*m + n)",
    "gru3": "3*(n*m + n**2 + n) - 2*(n*m + n**2)",
    "mgu": "2*(n*m + n**2 + n)",
    "mgu1": "2*(n*m + n**2 + n) - n*m",  # Heck & Salem 2017
    "mgu2": "2*(n*m + n**2 + n) - (n*m + n)",
    "mgu3": "2*(n*m + n**2 + n) - (n*m + n**2)",
    "ran": "3*n*m + 2*n**2 + 2*n",
    "min_gru": "2*n*m",  # Feng et al. 2024, section 3.1
    "min_lstm": "3*n*m",  # Feng et al. 2024, section 3.2
    "atr": "n*m + n**2",
}


@pytest.mark.parametrize("name", COUNTS)
def test_the_number_of_parameters_is_the_published_one(name: str) -> None:
    sizes = {letter: sp.Symbol(letter, integer=True, positive=True) for letter in "mn"}
    published = sp.sympify(COUNTS[name], locals=sizes)
    assert sp.expand(LIBRARY[name].parameter_count - published) == 0


def test_peepholes_add_three_vectors_and_full_gate_recurrence_nine_matrices() -> None:
    n = sp.Symbol("n", integer=True, positive=True)
    count = {name: LIBRARY[name].parameter_count for name in ("lstm", "lstm_peephole", "lstm_fgr")}
    assert sp.expand(count["lstm_peephole"] - count["lstm"] - 3 * n) == 0
    assert sp.expand(count["lstm_fgr"] - count["lstm_peephole"] - 9 * n**2) == 0


def zeros(arrays: Arrays, *prefixes: str) -> Arrays:
    """The arrays whose names begin so, set to zero."""
    return {key: np.zeros_like(value) for key, value in arrays.items() if key.startswith(prefixes)}


def bias(value: float) -> np.ndarray:
    """One value for all units."""
    return np.full(STATE, value)


def renamed(arrays: Arrays, **names: str) -> Arrays:
    """The arrays of which another cell speaks under other names: new name = old name."""
    return arrays | {new: arrays[old] for new, old in names.items()}


def negated(arrays: Arrays, gate: str, source: str | None = None) -> Arrays:
    """The parameters of `gate` as those of `source` with the other sign: σ(−u) = 1 − σ(u)."""
    blocks = [key[: -len(source or gate)] for key in arrays if key.endswith(f"_{source or gate}")]
    return {f"{block}{gate}": -arrays[f"{block}{source or gate}"] for block in blocks}


Change = Callable[[Arrays], Arrays]
SAME: dict[str, tuple[str, str, Change]] = {
    # one cell, another one that it equals, and the numbers of the other from those of the one
    "without input gate": ("lstm_nig", "lstm_peephole", lambda a: gate_at(a, "i", OPEN)),
    "without forget gate": ("lstm_nfg", "lstm_peephole", lambda a: gate_at(a, "f", OPEN)),
    "without output gate": ("lstm_nog", "lstm_peephole", lambda a: gate_at(a, "o", OPEN)),
    "coupled gates": ("lstm_cifg", "lstm_peephole", lambda a: a | negated(a, "f", "i")),
    "the first LSTM": ("lstm_1997_tanh", "lstm", lambda a: gate_at(a, "f", OPEN)),
    "GRU1": ("gru1", "gru_chung", lambda a: filled(a, "gru_chung")),
    "GRU2": ("gru2", "gru_chung", lambda a: filled(a, "gru_chung")),
    "GRU3": ("gru3", "gru_chung", lambda a: filled(a, "gru_chung")),
    "z keeps or writes": ("gru_cho", "gru_chung", lambda a: a | negated(a, "z")),
    "MGU": ("mgu", "gru_chung", lambda a: renamed(a, **{f"{p}_{g}": f"{p}_f" for p in "WUb" for g in "rz"})),
    "MGU1": ("mgu1", "mgu", lambda a: filled(a, "mgu")),
    "MGU2": ("mgu2", "mgu", lambda a: filled(a, "mgu")),
    "MGU3": ("mgu3", "mgu", lambda a: filled(a, "mgu")),
    "JANET": ("janet", "janet_beta", lambda a: a | {"beta": 0.0}),
    "UGRNN": ("ugrnn", "janet", lambda a: renamed(a, **letters("WUb", f="g", h="c"))),
    "leaky": ("leaky", "fastrnn", lambda a: a | {"beta": 1 - a["alpha"]}),
    "minGRU": ("min_gru", "t_rnn", lambda a: a | {"W": a["W_h"], "V": -a["W_z"], "b": bias(0)}),
    "GILR": ("gilr", "qrnn_f", lambda a: a | {"W_f": a["U"], "W_z": a["V"], "b_g": bias(0)} | width_one(a)),
    "QRNN": ("qrnn_fo", "qrnn_ifo", lambda a: a | negated(a, "i", "f")),
    "SRU": ("sru1", "t_rnn", lambda a: renamed(a, V="W_f", b="b_f", h="c")),
    "RHN": ("rhn", "ugrnn", lambda a: highway(a)),
}  # fmt: skip
