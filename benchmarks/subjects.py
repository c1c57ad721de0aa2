"""What is compared, a class each: from a case to a function that runs it and gives its results.

A result is a dict with the gradients by parameter (`W_f`, …) and of x in training, and the outputs `h`.
Where a peer stacks matrices, they are stacked and parted outside of what is timed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from benchmarks.cases import Case
from benchmarks.steps import ORDER, STATES, STEPS
from derive.emit.functions import Array

Results = dict[str, Any]
Run = Callable[[], Any]


def stacked(case: Case, arrays: dict[str, Array]) -> dict[str, Array]:
    """The parameters as the hand-written steps take them."""
    gates = ORDER[case.cell]
    found = {
        letter: [arrays[f"{letter}_{g}"] for g in gates if f"{letter}_{g}" in arrays] for letter in "WUb"
    }
    rest = {
        n: a
        for n, a in arrays.items()
        if n != "x" and n[:2] not in ("W_", "U_") and n not in bias_names(gates)
    }
    return {letter: np.concatenate(parts) for letter, parts in found.items() if parts} | rest


def bias_names(gates: str) -> set[str]:
    """The names of the biases that are stacked."""
    return {f"b_{gate}" for gate in gates}


def parted(case: Case, gradients: dict[str, Array]) -> Results:
    """The gradients of stacked parameters by the names of the cell."""
    gates, found = ORDER[case.cell], {}
    for name, array in gradients.items():
        if name in ("W", "U", "b"):
            parts = np.split(np.asarray(array), len(gates))
            found |= {f"{name}_{gate}": part for gate, part in zip(gates, parts, strict=True)}
        else:
            found[name] = np.asarray(array)
    return found


class Ours:
    """The cell compiled by this project."""

    title = "derive"

    @staticmethod
    def can(case: Case) -> bool:
        """Whether it can run a case."""
        return True

    @staticmethod
    def make(case: Case) -> tuple[Run, Callable[[Any], Results]]:
        """What runs, and what makes results of what that returns."""
        from derive.cells import ALL

        arrays, seed = case.arrays()
        made = ALL[case.cell].compile(("h",))

        def infer() -> Any:
            return made.forward(**arrays)

        def train() -> Any:
            run = made.train(**arrays)
            return run["h"], made.backward(run, h=seed)

        if case.mode == "infer":
            return infer, lambda out: {"h": out["h"]}
        return train, lambda out: {"h": out[0], **{n: g for n, g in out[1].items() if n in arrays}}


class Plain:
    """The plain lambdified step in a Python loop."""

    title = "plain NumPy"
    can = Ours.can

    @staticmethod
    def make(case: Case) -> tuple[Run, Callable[[Any], Results]]:
        """What runs, and what makes results of what that returns."""
        from derive.cells import ALL

        arrays, seed = case.arrays()
        cell = ALL[case.cell]

        def train() -> Any:
            run = cell.forward(**arrays)
            return run["h"], cell.backward(run, h=seed)

        def infer() -> Any:
            out, states = [], {f"{s}_prev": np.zeros_like(seed[0]) for s in cell.definition.states}
            for x in arrays["x"]:
                found = cell.functions.step({**arrays, **states, "x": x})
                states = {f"{s}_prev": found[s] for s in cell.definition.states}
                out.append(found["h"])
            return np.stack(out)

        if case.mode == "infer":
            return infer, lambda out: {"h": out}
        return train, lambda out: {"h": out[0], **{n: g for n, g in out[1].items() if n in arrays}}


class TorchLayer:
    """PyTorch's own layer."""

    title = "PyTorch layer"
    layers: ClassVar = {"lstm": ("LSTM", "ifgo"), "gru_reset_after": ("GRU", "rzh")}

    @classmethod
    def can(cls, case: Case) -> bool:
        """Whether PyTorch has a layer for the cell."""
        return case.cell in cls.layers

    @classmethod
    def make(cls, case: Case) -> tuple[Run, Callable[[Any], Results]]:
        """What runs, and what makes results of what that returns."""
        import torch

        arrays, seed = case.arrays()
        kind, gates = cls.layers[case.cell]
        _, _, inputs, state = case.size
        layer = getattr(torch.nn, kind)(inputs, state)
        with torch.no_grad():
            for name, letter in (("weight_ih_l0", "W"), ("weight_hh_l0", "U"), ("bias_ih_l0", "b")):
                stack = np.concatenate([arrays[f"{letter}_{gate}"] for gate in gates])
                getattr(layer, name).copy_(torch.from_numpy(stack))
            layer.bias_hh_l0.zero_()
            if "b_hh" in arrays:
                layer.bias_hh_l0[-state:].copy_(torch.from_numpy(arrays["b_hh"]))
        x, delta = torch.from_numpy(arrays["x"]).requires_grad_(), torch.from_numpy(seed)

        def infer() -> Any:
            with torch.inference_mode():
                return layer(x)[0]

        def train() -> Any:
            layer.zero_grad(set_to_none=True)
            x.grad = None
            out = layer(x)[0]
            out.backward(delta)
            return out

        def results(out: Any) -> Results:
            if case.mode == "infer":
                return {"h": out.numpy()}
            found = {"h": out.detach().numpy(), "x": x.grad.numpy()}
            for name, letter in (("weight_ih_l0", "W"), ("weight_hh_l0", "U"), ("bias_ih_l0", "b")):
                parts = np.split(getattr(layer, name).grad.numpy(), len(gates))
                found |= {f"{letter}_{gate}": part for gate, part in zip(gates, parts, strict=True)}
            if "b_hh" in arrays:
                found["b_hh"] = layer.bias_hh_l0.grad.numpy()[-state:]
            return found

        return (infer if case.mode == "infer" else train), results


class TorchLoop:
    """The step by hand in PyTorch, a Python loop and automatic differentiation."""

    title = "PyTorch loop"
    can = Ours.can

    @staticmethod
    def make(case: Case) -> tuple[Run, Callable[[Any], Results]]:
        """What runs, and what makes results of what that returns."""
        import torch

        class Lib:
            sigmoid, tanh = torch.sigmoid, torch.tanh

            @staticmethod
            def parts(values: Any, count: int) -> Any:
                return values.chunk(count, -1)

        arrays, seed = case.arrays()
        p = {n: torch.from_numpy(a.copy()).requires_grad_() for n, a in stacked(case, arrays).items()}
        x, delta = torch.from_numpy(arrays["x"]).requires_grad_(), torch.from_numpy(seed)
        batch, _, _, state = case.size
        step, count = STEPS[case.cell], STATES[case.cell]

        def forward() -> Any:
            states = (torch.zeros(batch, state),) * count
            out = []
            for x_t in x.unbind(0):
                states = step(Lib, p, x_t, states)
                out.append(states[0])
            return torch.stack(out)

        def infer() -> Any:
            with torch.inference_mode():
                return forward()

        def train() -> Any:
            for one in (x, *p.values()):
                one.grad = None
            out = forward()
            out.backward(delta)
            return out

        def results(out: Any) -> Results:
            if case.mode == "infer":
                return {"h": out.numpy()}
            gradients = parted(case, {n: one.grad.numpy() for n, one in p.items()})
            return {"h": out.detach().numpy(), "x": x.grad.numpy(), **gradients}

        return (infer if case.mode == "infer" else train), results


class JaxScan:
    """The step by hand in JAX: `lax.scan`, compiled, differentiated by JAX."""

    title = "JAX scan"
    can = Ours.can

    @staticmethod
    def make(case: Case) -> tuple[Run, Callable[[Any], Results]]:
        """What runs, and what makes results of what that returns."""
        import jax
        import jax.numpy as jnp

        class Lib:
            sigmoid, tanh = jax.nn.sigmoid, jnp.tanh

            @staticmethod
            def parts(values: Any, count: int) -> Any:
                return jnp.split(values, count, -1)

        arrays, seed = case.arrays()
        p = {n: jnp.asarray(a) for n, a in stacked(case, arrays).items()}
        x, delta = jnp.asarray(arrays["x"]), jnp.asarray(seed)
        batch, _, _, state = case.size
        step, count = STEPS[case.cell], STATES[case.cell]

        def forward(p: Any, x: Any) -> Any:
            def one(states: Any, x_t: Any) -> Any:
                new = step(Lib, p, x_t, states)
                return new, new[0]

            return jax.lax.scan(one, (jnp.zeros((batch, state)),) * count, x)[1]

        def both(p: Any, x: Any, delta: Any) -> Any:
            out, pull = jax.vjp(forward, p, x)
            return out, pull(delta)

        infer, train = jax.jit(forward), jax.jit(both)

        def results(out: Any) -> Results:
            if case.mode == "infer":
                return {"h": np.asarray(out)}
            h, (gradients, of_x) = out
            return {"h": np.asarray(h), "x": np.asarray(of_x), **parted(case, gradients)}

        if case.mode == "infer":
            return lambda: jax.block_until_ready(infer(p, x)), results
        return lambda: jax.block_until_ready(train(p, x, delta)), results


class Onnx:
    """ONNX Runtime's own operator, for inference."""

    title = "ONNX Runtime"
    operators: ClassVar = {"lstm": ("LSTM", "iofg"), "gru_reset_after": ("GRU", "zrh")}

    @classmethod
    def can(cls, case: Case) -> bool:
        """Whether there is an operator for the cell."""
        return case.cell in cls.operators and case.mode == "infer"

    @classmethod
    def make(cls, case: Case) -> tuple[Run, Callable[[Any], Results]]:
        """What runs, and what makes results of what that returns."""
        import onnxruntime
        from onnx import TensorProto, helper, numpy_helper

        arrays, _ = case.arrays()
        kind, gates = cls.operators[case.cell]
        batch, steps, inputs, state = case.size
        after = np.zeros(len(gates) * state, np.float32)
        if "b_hh" in arrays:
            after[-state:] = arrays["b_hh"]
        first = np.concatenate([arrays[f"b_{gate}"] for gate in gates])
        weights = {
            "W": np.concatenate([arrays[f"W_{gate}"] for gate in gates])[None],
            "R": np.concatenate([arrays[f"U_{gate}"] for gate in gates])[None],
            "B": np.concatenate([first, after])[None],
        }
        more = {"linear_before_reset": 1} if kind == "GRU" else {}
        node = helper.make_node(kind, ["X", *weights], ["Y"], hidden_size=state, **more)
        graph = helper.make_graph(
            [node], "cell", [helper.make_tensor_value_info("X", TensorProto.FLOAT, [steps, batch, inputs])],
            [helper.make_tensor_value_info("Y", TensorProto.FLOAT, [steps, 1, batch, state])],
            [numpy_helper.from_array(array, name) for name, array in weights.items()],
        )  # fmt: skip
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        return lambda: session.run(None, {"X": arrays["x"]})[0], lambda out: {"h": out[:, 0]}


SUBJECTS = {
    "derive": Ours,
    "plain": Plain,
    "torch_layer": TorchLayer,
    "torch_loop": TorchLoop,
    "jax": JaxScan,
    "onnx": Onnx,
}
"""All that is compared, by the name of its process."""
