"""What PyTorch and JAX compute: the same values and the same gradients, to rounding in float64.

PyTorch's own modules and cells are compared with the cells they implement. JAX differentiates the texts of
cells: these are run by Python over JAX arrays, and nothing of this project reads them. So runs NumPy all.
A peer that cannot be imported fails these tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.experimental.rnn
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from derive.activations import ACTIVATIONS
from derive.cell import Cell
from derive.cells import LIBRARY
from derive.checks.numeric import numeric_sizes
from derive.functions import FUNCTIONS
from derive.nodes import Kind
from derive.runtime import axes_of

Arrays = dict[str, Any]
STEPS, BATCH = 5, 3
CLOSE = 1e-12


@pytest.fixture(autouse=True)
def _doubles() -> Iterator[None]:
    """JAX in float64, and compiling hastily, since compiling takes longer here than running."""
    settings = ("jax_enable_x64", "jax_disable_most_optimizations")
    for name in settings:
        jax.config.update(name, True)
    yield
    for name in settings:
        jax.config.update(name, False)


def arrays_for(cell: Cell, seed: int = 0) -> Arrays:
    """Random arrays of a sequence by the names in the signature, away from kinks and poles."""
    rng = np.random.default_rng(seed)
    sizes = numeric_sizes(cell.written)
    leading = {Kind.INPUT: (STEPS, BATCH), Kind.STATE: (BATCH,), Kind.PARAMETER: ()}
    shapes = {q: (*leading[q.kind], *(int(s.subs(sizes)) for s in axes_of(q))) for q in cell.functions.given}
    signed = {
        q.base: rng.choice([-1, 1], shape) if q.kind != Kind.STATE else 1 for q, shape in shapes.items()
    }
    return {q.base: rng.uniform(0.2, 0.8, shape) * signed[q.base] for q, shape in shapes.items()}


def derived(cell: Cell, arrays: Arrays, seeds: Arrays) -> tuple[Arrays, Arrays]:
    """Outputs and gradients as this project computes them."""
    run = cell.forward(**arrays)
    return {name: run[name] for name in cell.definition.outputs}, cell.backward(run, **seeds)


def random_seeds(cell: Cell, arrays: Arrays) -> Arrays:
    """A cotangent for every output at every step."""
    rng = np.random.default_rng(7)
    run = cell.forward(**arrays)
    return {name: rng.standard_normal(run[name].shape) for name in cell.definition.outputs}


def agree(mine: Arrays, theirs: Arrays) -> None:
    """The same names, shapes and numbers."""
    assert mine.keys() == theirs.keys()
    for name, value in theirs.items():
        other = np.asarray(value)
        assert other.dtype == mine[name].dtype == np.float64, name
        assert other.shape == mine[name].shape, name
        error = np.abs(mine[name] - other).max() / max(np.abs(other).max(), 1e-3)
        assert error < CLOSE, (name, error)


# --- PyTorch -----------------------------------------------------------------------------------------------

LSTM_ORDER, GRU_ORDER = "ifgo", "rzh"


def tensors(arrays: Arrays) -> Arrays:
    """Leaves that gather gradients."""
    return {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in arrays.items()
    }


def stacked(t: Arrays, order: str, second: Callable[[str], Any]) -> list[Any]:
    """PyTorch's four parameters: gates on top of each other; `second` gives the bias after the product."""
    first = [torch.cat([t[f"{kind}_{gate}"] for gate in order]) for kind in "WUb"]
    return [*first, torch.cat([second(gate) for gate in order])]


def zero_bias(t: Arrays) -> Callable[[str], Any]:
    """One bias is enough."""
    return lambda gate: torch.zeros_like(t[f"b_{gate}"])


def candidates_bias(t: Arrays) -> Callable[[str], Any]:
    """Only the candidate's second bias is not redundant."""
    return lambda gate: t["b_hh"] if gate == "h" else torch.zeros_like(t[f"b_{gate}"])


def call(module: torch.nn.Module, parameters: list[Any], *inputs: Any) -> Any:
    """A module of one layer at given parameters, so that gradients reach what they were made of."""
    names = [name for name, _ in module.named_parameters()]
    kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    table = {
        next(name for name in names if name.startswith(kind)): p
        for kind, p in zip(kinds, parameters, strict=True)
    }
    assert table.keys() == set(names)
    return torch.func.functional_call(module, table, inputs)


def gradients(t: Arrays, outputs: Arrays, seeds: Arrays) -> Arrays:
    """PyTorch's own, by name."""
    loss = sum((outputs[name] * torch.tensor(seeds[name])).sum() for name in seeds)
    loss.backward()
    return {name: tensor.grad.numpy() for name, tensor in t.items()}


def values(outputs: Arrays) -> Arrays:
    """Tensors as arrays."""
    return {name: tensor.detach().numpy() for name, tensor in outputs.items()}


def test_lstm_of_pytorch() -> None:
    """torch.nn.LSTM: hidden states at every step, the memory after the last."""
    cell = LIBRARY["lstm"]
    arrays = arrays_for(cell)
    seeds = random_seeds(cell, arrays)
    seeds["c"][:-1] = 0
    t = tensors(arrays)
    module = torch.nn.LSTM(arrays["x"].shape[-1], arrays["h"].shape[-1], dtype=torch.float64)
    h, (_, c) = call(module, stacked(t, LSTM_ORDER, zero_bias(t)), t["x"], (t["h"][None], t["c"][None]))
    mine, mine_gradients = derived(cell, arrays, seeds)
    agree({"h": mine["h"], "c": mine["c"][-1]}, values({"h": h, "c": c[0]}))
    agree(mine_gradients, gradients(t, {"h": h, "c": c[0]}, {"h": seeds["h"], "c": seeds["c"][-1]}))


def test_gru_of_pytorch() -> None:
    """torch.nn.GRU: reset after the product, z keeps."""
    cell = LIBRARY["gru_reset_after"]
    arrays = arrays_for(cell)
    seeds = random_seeds(cell, arrays)
    t = tensors(arrays)
    module = torch.nn.GRU(arrays["x"].shape[-1], arrays["h"].shape[-1], dtype=torch.float64)
    h, _ = call(module, stacked(t, GRU_ORDER, candidates_bias(t)), t["x"], t["h"][None])
    mine, mine_gradients = derived(cell, arrays, seeds)
    agree(mine, values({"h": h}))
    agree(mine_gradients, gradients(t, {"h": h}, seeds))


def test_lstm_cell_of_pytorch() -> None:
    """torch.nn.LSTMCell in a loop, losses on both states at every step."""
    cell = LIBRARY["lstm"]
    arrays = arrays_for(cell)
    seeds = random_seeds(cell, arrays)
    t = tensors(arrays)
    module = torch.nn.LSTMCell(arrays["x"].shape[-1], arrays["h"].shape[-1], dtype=torch.float64)
    parameters = stacked(t, LSTM_ORDER, zero_bias(t))
    state, states = (t["h"], t["c"]), []
    for x in t["x"]:
        state = call(module, parameters, x, state)
        states.append(state)
    outputs = {name: torch.stack([one[k] for one in states]) for k, name in enumerate(("h", "c"))}
    mine, mine_gradients = derived(cell, arrays, seeds)
    agree(mine, values(outputs))
    agree(mine_gradients, gradients(t, outputs, seeds))


def test_gru_cell_of_pytorch() -> None:
    """torch.nn.GRUCell in a loop."""
    cell = LIBRARY["gru_reset_after"]
    arrays = arrays_for(cell)
    seeds = random_seeds(cell, arrays)
    t = tensors(arrays)
    module = torch.nn.GRUCell(arrays["x"].shape[-1], arrays["h"].shape[-1], dtype=torch.float64)
    parameters = stacked(t, GRU_ORDER, candidates_bias(t))
    states = [t["h"]]
    for x in t["x"]:
        states.append(call(module, parameters, x, states[-1]))
    outputs = {"h": torch.stack(states[1:])}
    mine, mine_gradients = derived(cell, arrays, seeds)
    agree(mine, values(outputs))
    agree(mine_gradients, gradients(t, outputs, seeds))


@pytest.mark.parametrize("name", ["gru_cho", "gru_chung"])
def test_pytorchs_gru_is_no_reset_before(name: str) -> None:
    """So these tests can tell one convention from another."""
    cell = LIBRARY[name]
    arrays = arrays_for(cell)
    t = tensors(arrays)
    module = torch.nn.GRU(arrays["x"].shape[-1], arrays["h"].shape[-1], dtype=torch.float64)
    h, _ = call(module, stacked(t, GRU_ORDER, zero_bias(t)), t["x"], t["h"][None])
    with pytest.raises(AssertionError):
        agree(derived(cell, arrays, random_seeds(cell, arrays))[0], values({"h": h}))


# --- JAX ---------------------------------------------------------------------------------------------------

PLAIN: dict[str, Callable[..., Any]] = {
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "exp": jnp.exp,
    "log": jnp.log,
    "softplus": jax.nn.softplus,
    "abs": jnp.abs,
    "cos": jnp.cos,
    "sin": jnp.sin,
    "sign": jnp.sign,
    "step": lambda u: jnp.heaviside(u, 0.5),
    "concat": lambda *parts: jnp.concatenate(parts),
    "maximum": jnp.maximum,
    "diag": lambda v: jnp.diag(v[:, 0]),
}
"""The notation's functions on columns (n, 1), from JAX."""


def test_jax_knows_every_function_of_the_notation() -> None:
    """A new activation needs its counterpart here."""
    assert PLAIN.keys() == FUNCTIONS.keys() >= ACTIVATIONS.keys()


def as_python(cell: Cell, functions: dict[str, Callable[..., Any]]) -> Callable[..., Any]:
    """The cell's text as a Python function, which works on columns as they stand in the paper."""
    space: dict[str, Any] = dict(functions)
    exec(f"from __future__ import annotations\n{cell.definition.source_text}\n", space)
    return space[cell.name]


def columns(cell: Cell) -> dict[str, Callable[[Any], Any]]:
    """How each argument becomes a column or a matrix: (n,) ↦ (n, 1), () ↦ (1, 1)."""
    return {
        q.base: (lambda a, q=q: a if len(axes_of(q)) == 2 else a.reshape(-1, 1)) for q in cell.functions.given
    }


def in_jax(cell: Cell) -> Callable[[Arrays], Arrays]:
    """The cell over a sequence: all outputs at every step, members of the batch by vmap."""
    function, shaped, d = as_python(cell, PLAIN), columns(cell), cell.definition

    def one(moving: Arrays, constant: Arrays) -> Arrays:
        parameters = {name: shaped[name](constant[name]) for name in d.parameters}

        def step(state: Arrays, x: Arrays) -> tuple[Arrays, Arrays]:
            results = function(**{name: shaped[name](x[name]) for name in d.inputs}, **state, **parameters)
            outputs = dict(zip(d.outputs, results if isinstance(results, tuple) else (results,), strict=True))
            return {name: outputs[name] for name in d.states}, outputs

        state = {name: shaped[name](moving[name]) for name in d.states}
        _, outputs = jax.lax.scan(step, state, {name: moving[name] for name in d.inputs})
        plain = {q.name for q in cell.functions.step_program.outputs if len(axes_of(q)) < 2}
        return {name: value[..., 0] if name in plain else value for name, value in outputs.items()}

    def whole(arrays: Arrays) -> Arrays:
        moving = {name: arrays[name] for name in (*d.inputs, *d.states)}
        constant = {name: arrays[name] for name in d.parameters}
        batch = {name: 1 if name in d.inputs else 0 for name in moving}
        return jax.vmap(one, in_axes=(batch, None), out_axes=1)(moving, constant)

    return whole


@pytest.mark.parametrize("name", ["lstm", "gru_cho", "gru_chung", "gru_reset_after", "mlstm", "nas"])
def test_jax_differentiates_a_cells_text_to_the_same_gradients(name: str) -> None:
    """Values and all gradients, losses on every output at every step."""
    cell = LIBRARY[name]
    arrays = arrays_for(cell, seed=1)
    seeds = random_seeds(cell, arrays)
    outputs, pull = jax.vjp(
        jax.jit(in_jax(cell)), {name: jnp.asarray(value) for name, value in arrays.items()}
    )
    mine, mine_gradients = derived(cell, arrays, seeds)
    agree(mine, outputs)
    agree(mine_gradients, pull({name: jnp.asarray(seed) for name, seed in seeds.items()})[0])


NUMPYS = PLAIN | {
    "sigmoid": lambda u: 1 / (1 + np.exp(-u)),
    "relu": lambda u: np.maximum(u, 0),
    "softplus": lambda u: np.log(1 + np.exp(u)),
    "step": lambda u: np.heaviside(u, 0.5),
    "concat": lambda *parts: np.concatenate(parts),
    "diag": lambda v: np.diag(v[:, 0]),
    **{name: getattr(np, name) for name in ("tanh", "exp", "log", "abs", "cos", "sin", "sign", "maximum")},
}
"""The same from NumPy, which compiles nothing."""


@pytest.mark.parametrize("cell", LIBRARY.values(), ids=LIBRARY)
def test_every_cell_computes_what_its_text_says(cell: Cell) -> None:
    """Python runs the text step by step, for one member of the batch at a time."""
    arrays, d = arrays_for(cell, seed=3), cell.definition
    function, shaped = as_python(cell, NUMPYS), columns(cell)
    run = cell.forward(**arrays)
    parameters = {name: shaped[name](arrays[name]) for name in d.parameters}
    for member in range(BATCH):
        state = {name: shaped[name](arrays[name][member]) for name in d.states}
        for t in range(STEPS):
            x = {name: shaped[name](arrays[name][t, member]) for name in d.inputs}
            results = function(**x, **state, **parameters)
            outputs = dict(zip(d.outputs, results if isinstance(results, tuple) else (results,), strict=True))
            state = {name: outputs[name] for name in d.states}
            for name, value in outputs.items():
                mine = run[name][t, member]
                assert np.abs(mine - value.reshape(mine.shape)).max() < CLOSE * max(1, np.abs(value).max()), (
                    name
                )


def test_lstm_of_jax() -> None:
    """jax.experimental.rnn: its reference LSTM, with JAX's gradients of it."""
    cell = LIBRARY["lstm"]
    arrays = arrays_for(cell, seed=2)
    seeds = random_seeds(cell, arrays)
    seeds["c"][:-1] = 0
    m, n = arrays["x"].shape[-1], arrays["h"].shape[-1]

    def theirs(a: Arrays) -> tuple[Any, Any]:
        gates = [jnp.concatenate([a[f"{kind}_{gate}"] for gate in LSTM_ORDER]) for kind in "WUb"]
        flat = jnp.concatenate([*(gate.ravel() for gate in gates), jnp.zeros(4 * n)])
        weights = jax.experimental.rnn.unpack_lstm_weights(
            flat, input_size=m, hidden_size=n, num_layers=1, bidirectional=False
        )
        lengths = jnp.full(BATCH, STEPS, jnp.int32)
        x = jnp.swapaxes(a["x"], 0, 1)
        y, _, c = jax.experimental.rnn.lstm_ref(
            x, a["h"][None], a["c"][None], *weights, lengths, input_size=m, hidden_size=n, num_layers=1,
            dropout=0.0, bidirectional=False,
        )  # fmt: skip
        return jnp.swapaxes(y, 0, 1), c[0]

    (h, c), pull = jax.vjp(theirs, {name: jnp.asarray(value) for name, value in arrays.items()})
    mine, mine_gradients = derived(cell, arrays, seeds)
    agree({"h": mine["h"], "c": mine["c"][-1]}, {"h": h, "c": c})
    agree(mine_gradients, pull((jnp.asarray(seeds["h"]), jnp.asarray(seeds["c"][-1])))[0])
