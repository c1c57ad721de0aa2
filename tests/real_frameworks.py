"""The frameworks themselves: a small layer of each, as its users make it, with a way to run it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from derive.conventions.convention import BATCH, STEPS
from derive.emit.functions import Array

M, N = 4, 2

os.environ["KERAS_BACKEND"] = "torch"


@dataclass
class Real:
    """A layer of a real framework.

    scope: what the code on the page finds there, and leaves there. run: x (T, B, m) ↦ every h, (T, B, n),
    from zeros, by what is in the scope. fresh: the biases as they are when the layer is made.
    """

    scope: dict[str, Any]
    run: Callable[[dict[str, Any], Array], Array]


def torch_layer(kind: str) -> Real:
    """`torch.nn.LSTM` or `torch.nn.GRU` in float64."""
    import torch

    torch.manual_seed(0)
    layer = getattr(torch.nn, kind)(M, N).double()

    def run(scope: dict[str, Any], x: Array) -> Array:
        with torch.no_grad():
            return scope["layer"](torch.from_numpy(x))[0].numpy()

    return Real({"layer": layer}, run)


def keras_layer(kind: str, dtype: str = "float64", **options: Any) -> Real:
    """`keras.layers.LSTM` or `keras.layers.GRU`, on PyTorch; it takes the batch first."""
    import keras

    keras.utils.set_random_seed(0)
    layer = getattr(keras.layers, kind)(N, return_sequences=True, dtype=dtype, **options)
    layer.build((None, None, M))

    def run(scope: dict[str, Any], x: Array) -> Array:
        values = scope["layer"](x.swapaxes(0, 1))
        return values.detach().numpy().swapaxes(0, 1)

    return Real({"layer": layer}, run)


def onnx_layer(kind: str, peepholes: bool = False, **options: Any) -> Real:
    """A model of one operator with random initializers, run by ONNX Runtime in float32."""
    from onnx import TensorProto, helper, numpy_helper

    gates = {"LSTM": 4, "GRU": 3}[kind]
    rng = np.random.default_rng(0)
    shapes = {"W": (1, gates * N, M), "R": (1, gates * N, N), "B": (1, 2 * gates * N)}
    shapes |= {"P": (1, 3 * N)} if peepholes else {}
    weights = {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}
    inputs = ["X", "W", "R", "B", *(["", "", "", "P"] if peepholes else [])]
    node = helper.make_node(kind, inputs, ["Y"], hidden_size=N, **options)
    graph = helper.make_graph(
        [node],
        "one operator",
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, [STEPS, BATCH, M])],
        [helper.make_tensor_value_info("Y", TensorProto.FLOAT, [STEPS, 1, BATCH, N])],
        [numpy_helper.from_array(array, name) for name, array in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)

    def run(scope: dict[str, Any], x: Array) -> Array:
        import onnxruntime

        session = onnxruntime.InferenceSession(scope["model"].SerializeToString())
        (values,) = session.run(None, {"X": x})
        return values[:, 0]

    return Real({"model": model}, run)


def flax_layer(kind: str) -> Real:
    """`flax.linen.OptimizedLSTMCell` or `flax.linen.GRUCell` in float64."""
    import flax.linen
    import jax

    cell = getattr(flax.linen, kind)(N, dtype="float64", param_dtype="float64")
    key = jax.random.key(0)
    carry = cell.initialize_carry(key, (BATCH, M))
    variables = cell.init(key, carry, np.zeros((BATCH, M)))

    def run(scope: dict[str, Any], x: Array) -> Array:
        state, found = carry, []
        for one in x:
            state, shown = cell.apply(scope["variables"], state, one)
            found.append(np.asarray(shown))
        return np.stack(found)

    return Real({"variables": variables}, run)


def equinox_layer(kind: str) -> Real:
    """`equinox.nn.LSTMCell` or `equinox.nn.GRUCell` in float64."""
    import equinox
    import jax
    import jax.numpy as jnp

    layer = getattr(equinox.nn, kind)(M, N, dtype=jnp.float64, key=jax.random.key(0))

    def run(scope: dict[str, Any], x: Array) -> Array:
        zeros = jnp.zeros((BATCH, N))
        state, found = (zeros, zeros) if kind == "LSTMCell" else zeros, []
        for one in x:
            state = jax.vmap(scope["layer"])(jnp.asarray(one), state)
            found.append(np.asarray(state[0] if kind == "LSTMCell" else state))
        return np.stack(found)

    return Real({"layer": layer}, run)


REAL: dict[str, Callable[[], Real]] = {
    "torch_lstm": lambda: torch_layer("LSTM"),
    "torch_gru": lambda: torch_layer("GRU"),
    "keras_lstm": lambda: keras_layer("LSTM"),
    "keras_gru": lambda: keras_layer("GRU"),
    "keras_gru_before": lambda: keras_layer("GRU", "float32", reset_after=False),
    "onnx_lstm": lambda: onnx_layer("LSTM"),
    "onnx_lstm_peephole": lambda: onnx_layer("LSTM", peepholes=True),
    "onnx_gru": lambda: onnx_layer("GRU"),
    "onnx_gru_linear": lambda: onnx_layer("GRU", linear_before_reset=1),
    "flax_lstm": lambda: flax_layer("OptimizedLSTMCell"),
    "flax_gru": lambda: flax_layer("GRUCell"),
    "equinox_lstm": lambda: equinox_layer("LSTMCell"),
    "equinox_gru": lambda: equinox_layer("GRUCell"),
}
