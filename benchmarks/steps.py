"""The cells as one writes them by hand for PyTorch or JAX: gates stacked, one product of x and one of h.

`lib` has sigmoid and tanh; parameters come stacked as (W, U, b), further ones by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ORDER = {
    "lstm": "fiog",
    "gru_reset_after": "rzh",
    "lstm_peephole": "fiog",
    "mgu": "fh",
    "ugrnn": "gc",
    "min_gru": "zh",
}
"""The gates of each cell in the order in which their matrices are stacked."""


def lstm(lib: Any, p: dict[str, Any], x: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
    """The LSTM."""
    h, c = state
    f, i, o, g = lib.parts(x @ p["W"].T + h @ p["U"].T + p["b"], 4)
    c = lib.sigmoid(f) * c + lib.sigmoid(i) * lib.tanh(g)
    return lib.sigmoid(o) * lib.tanh(c), c


def gru_reset_after(lib: Any, p: dict[str, Any], x: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
    """The GRU of the libraries."""
    (h,) = state
    xr, xz, xh = lib.parts(x @ p["W"].T + p["b"], 3)
    hr, hz, hh = lib.parts(h @ p["U"].T, 3)
    z = lib.sigmoid(xz + hz)
    new = lib.tanh(xh + lib.sigmoid(xr + hr) * (hh + p["b_hh"]))
    return (new + z * (h - new),)


def lstm_peephole(lib: Any, p: dict[str, Any], x: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
    """The LSTM whose gates see its memory."""
    h, c = state
    f, i, o, g = lib.parts(x @ p["W"].T + h @ p["U"].T + p["b"], 4)
    c = lib.sigmoid(f + p["p_f"] * c) * c + lib.sigmoid(i + p["p_i"] * c) * lib.tanh(g)
    return lib.sigmoid(o + p["p_o"] * c) * lib.tanh(c), c


def mgu(lib: Any, p: dict[str, Any], x: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
    """The minimal gated unit."""
    (h,) = state
    xf, xh = lib.parts(x @ p["W"].T + p["b"], 2)
    uf, uh = lib.parts(p["U"].T, 2)
    f = lib.sigmoid(xf + h @ uf)
    new = lib.tanh(xh + (f * h) @ uh)
    return (h + f * (new - h),)


def ugrnn(lib: Any, p: dict[str, Any], x: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
    """The update gate RNN."""
    (h,) = state
    g, c = lib.parts(x @ p["W"].T + h @ p["U"].T + p["b"], 2)
    g, c = lib.sigmoid(g), lib.tanh(c)
    return (c + g * (h - c),)


def min_gru(lib: Any, p: dict[str, Any], x: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
    """The minimal GRU, whose gate does not see the state."""
    (h,) = state
    z, new = lib.parts(x @ p["W"].T, 2)
    z = lib.sigmoid(z)
    return (h + z * (new - h),)


STEPS: dict[str, Callable[..., tuple[Any, ...]]] = {
    step.__name__: step for step in (lstm, gru_reset_after, lstm_peephole, mgu, ugrnn, min_gru)
}
STATES = {name: 2 if name.startswith("lstm") else 1 for name in STEPS}
