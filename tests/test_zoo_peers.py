"""Cells of the library against other people's implementations: values and gradients over a sequence.

A peer stacks its parameters in its own way; a row of `PEERS` says how, block by block from the top, in the
names of our cell: I is an identity block, 0 a block of zeros. What a peer has beyond that is set to zero.
Where a peer deviates from the paper, `fixed` has values of our parameters at which the two agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
import torchrecurrent as tr
from LRU_pytorch import LRU
from mambapy.mamba import MambaBlock, MambaConfig
from xlstm.blocks.mlstm.backends import recurrent_step_stabilized_simple
from xlstm.blocks.slstm.src.vanilla import slstm_forward_pointwise_slstm
from zoo import BATCH, INPUT, STATE, STEPS, Arrays, outputs, sequence

from derive.cells import LIBRARY

TIGHT = 1e-12
SINGLE = 2e-6
"""How closely a peer that computes in single precision can agree."""


@dataclass(frozen=True)
class Peer:
    """A recurrent cell of another library that computes one step, as a torch module.

    blocks: for each of its parameters, our names from the top. states: our names of what it carries, in its
    order; returns: of what it returns, where that is more. scalars: its parameters that are logits of ours;
    settings: its attributes that are numbers of ours.
    """

    make: Callable[..., Any]
    blocks: dict[str, str]
    states: str = "h"
    returns: str = ""
    scalars: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, float] = field(default_factory=dict)


def stacked(weights: str, recurrent: str = "", biases: str = "", **more: str) -> dict[str, str]:
    """The blocks of the three parameters that most cells of torch and torchrecurrent have."""
    usual = {"weight_ih": weights, "weight_hh": recurrent, "bias_ih": biases}
    return {name: blocks for name, blocks in (usual | more).items() if blocks}


PEERS = {
    "elman": Peer(torch.nn.RNNCell, stacked("W", "U", "b")),
    "irnn": Peer(partial(torch.nn.RNNCell, nonlinearity="relu"), stacked("W", "U", "b")),
    "lstm": Peer(
        torch.nn.LSTMCell, stacked("W_i W_f W_g W_o", "U_i U_f U_g U_o", "b_i b_f b_g b_o"), "h c"
    ),
    "gru_reset_after": Peer(
        torch.nn.GRUCell, stacked("W_r W_z W_h", "U_r U_z U_h", "b_r b_z b_h", bias_hh="0 0 b_hh")
    ),
    "indrnn": Peer(
        partial(tr.IndRNNCell, nonlinearity="relu"), stacked("W", "", "b", vector_u="u")
    ),
    "fastrnn": Peer(tr.FastRNNCell, stacked("W", "U", "b"), scalars={"alpha": "alpha", "beta": "beta"}),
    "fastgrnn": Peer(
        partial(tr.FastGRNNCell, nonlinearity="sigmoid"), stacked("W", "U", "b_z b_h"),
        scalars={"zeta": "zeta", "nu": "nu"},
    ),
    "cornn": Peer(
        tr.coRNNCell, stacked("V", "W_y", "b", weight_ch="W_z"), "y z",
        settings={"dt": "tau", "gamma": "gamma", "epsilon": "epsilon"},
    ),
    "lstm_1997_tanh": Peer(tr.OriginalLSTMCell, stacked("W_i W_g W_o", "U_i U_g U_o", "b_i b_g b_o"), "h c"),
    "lstm_peephole": Peer(
        tr.PeepholeLSTMCell,
        stacked("W_i W_f W_g W_o", "U_i U_f U_g U_o", "b_i b_f b_g b_o", weight_ph="p_i p_f p_o"), "h c",
    ),
    "ran": Peer(tr.RANCell, stacked("W_c W_i W_f", "U_i U_f", "b_i b_f"), "h c"),
    "janet_beta": Peer(tr.JANETCell, stacked("W_f W_h", "U_f U_h", "b_f b_h", beta="beta"), "h h"),
    "nas": Peer(
        tr.NASCell,
        stacked(*(" ".join(f"{block}_{k}" for k in range(1, 9)) for block in "WU")) |
        {"bias_ih": "b_1 b_2 b_3 0 b_5 b_6 b_7 b_8"}, "h c", fixed={"U_4": 0, "b_4": 1},
    ),
    "mgu": Peer(tr.MGUCell, stacked("W_f W_h", "U_f U_h", "b_f b_h")),
    "mut1": Peer(tr.MUT1Cell, stacked("W_z W_r I", "U_r U_h", "b_z b_r 0", bias_hh="0 b_h")),
    "mut2": Peer(tr.MUT2Cell, stacked("W_z I W_h", "U_z U_r U_h", "b_z b_r b_h")),
    "mut3": Peer(tr.MUT3Cell, stacked("W_z W_r W_h", "U_z U_r U_h", "b_z b_r b_h")),
    "ugrnn": Peer(tr.UGRNNCell, stacked("W_c W_g", "U_c U_g", "b_c b_g")),
    "ligru": Peer(tr.LiGRUCell, stacked("W_z W_h", "U_z U_h", "b_z b_h")),
    "minimal_rnn": Peer(tr.MinimalRNNCell, stacked("W_x", "U_h", "b_x", weight_mm="U_z", bias_hh="b_u")),
    "atr": Peer(tr.ATRCell, stacked("W", "U")),
    "cfn": Peer(tr.CFNCell, stacked("V_theta V_eta W", "U_theta U_eta", "b_theta b_eta 0")),
    "lem": Peer(
        tr.LEMCell, stacked("V_2 V_1 V_z V_y", "W_2 W_1 W_z", "b_2 b_1 b_z b_y", weight_ch="W_y"), "y z",
        settings={"dt": "tau"}, fixed={"W_y": 0},
    ),
    "t_rnn": Peer(tr.TRNNCell, stacked("W V", "", "0 b")),
    "t_gru": Peer(tr.TGRUCell, stacked("W_z W_f W_o", "V_z V_f V_o", "b_z b_f b_o"), "h x_last"),
    "t_lstm": Peer(
        tr.TLSTMCell, stacked("W_z W_f W_o", "V_z V_f V_o", "b_z b_f b_o"), "c x_last", "h c x_last"
    ),
}  # fmt: skip


def tensor(array: Any) -> torch.Tensor:
    """A leaf in double precision that gathers a gradient."""
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def module_of(peer: Peer, arrays: Arrays, leaves: dict[str, torch.Tensor]) -> torch.nn.Module:
    """The peer with our parameters, by reference: gradients arrive at `leaves`."""
    size_in, size = arrays["x"].shape[-1], arrays[peer.states.split()[0]].shape[-1]
    module = peer.make(size_in, size, dtype=torch.float64)
    for name, parameter in list(module.named_parameters()):
        value = torch.zeros_like(parameter)
        if name in peer.scalars:
            value = torch.logit(leaves[peer.scalars[name]]).reshape(parameter.shape)
        elif name in peer.blocks:
            value = join(peer.blocks[name].split(), parameter, leaves).reshape(parameter.shape)
        delattr(module, name)
        setattr(module, name, value)
    for name, ours in peer.settings.items():
        setattr(module, name, leaves[ours])
    return module


def join(blocks: list[str], parameter: torch.Tensor, leaves: dict[str, torch.Tensor]) -> torch.Tensor:
    """Blocks on top of each other, as high as the parameter is over their number."""
    shape = (parameter.numel() // math.prod(parameter.shape[1:]) // len(blocks), *parameter.shape[1:])
    own = {"I": lambda: torch.eye(*shape, dtype=torch.float64), "0": lambda: parameter.new_zeros(shape)}
    return torch.cat([own[b]() if b in own else leaves[b].reshape(shape) for b in blocks])


def parts(result: Any) -> list[torch.Tensor]:
    """Nested tuples as one list."""
    return [result] if isinstance(result, torch.Tensor) else [t for one in result for t in parts(one)]


def numbers(name: str) -> Arrays:
    """A sequence for a cell and its peer, scalars between 0 and 1."""
    arrays = sequence(name)
    for key, value in arrays.items():
        if np.ndim(value) == 0:
            arrays[key] = 1 / (1 + np.exp(-value))
    for key, value in PEERS[name].fixed.items():
        arrays[key] = np.full_like(arrays[key], value)
    return arrays


@pytest.mark.parametrize("name", PEERS)
def test_values_and_gradients_are_a_peers(name: str) -> None:
    peer, cell, arrays = PEERS[name], LIBRARY[name], numbers(name)
    leaves = {key: tensor(value) for key, value in arrays.items()}
    module = module_of(peer, arrays, leaves)
    run = cell.forward(**arrays)
    states = tuple(leaves[state] for state in peer.states.split())
    rng, seeds, loss = np.random.default_rng(1), {}, torch.zeros(())  # the loss is Σ seed · output
    for t in range(STEPS):
        result = parts(module(leaves["x"][t], states if len(states) > 1 else states[0]))
        states = tuple(result[-len(states) :])
        for output, theirs in zip(peer.returns.split() or peer.states.split(), result, strict=True):
            np.testing.assert_allclose(run[output][t], theirs.detach(), TIGHT, TIGHT)
            seed = rng.standard_normal(theirs.shape)
            seeds.setdefault(output, np.zeros_like(run[output]))[t] += seed
            loss = loss + (torch.tensor(seed) * theirs).sum()
    loss.backward()
    gradients = cell.backward(run, **seeds)
    for key in sorted(set(gradients) - set(peer.fixed)):
        reached = leaves[key].grad
        assert reached is not None, key
        np.testing.assert_allclose(gradients[key], reached, 1e-10, TIGHT, err_msg=key)


def test_lem_reads_the_new_memory() -> None:
    """torchrecurrent's LEM gives the same hidden state once our new memory is handed to it as the old one."""
    arrays = numbers("lem") | {"W_y": sequence("lem")["W_y"]}
    module = module_of(PEERS["lem"], arrays, {key: tensor(value) for key, value in arrays.items()})
    ours = outputs("lem", arrays)
    before = arrays["y"]
    for t in range(STEPS):
        theirs, _ = module(torch.tensor(arrays["x"][t]), (torch.tensor(before), torch.tensor(ours["z"][t])))
        np.testing.assert_allclose(ours["y"][t], theirs.detach(), TIGHT, TIGHT)
        before = ours["y"][t]


def test_jordans_network_is_two_layers_that_see_their_own_output() -> None:
    arrays = sequence("jordan")
    first, second = torch.nn.Linear(INPUT + STATE, STATE), torch.nn.Linear(STATE, STATE)
    network = torch.nn.Sequential(first, torch.nn.Tanh(), second, torch.nn.Sigmoid()).double()
    first.weight.data = torch.tensor(np.hstack([arrays["W_h"], arrays["U_h"]]))
    second.weight.data = torch.tensor(arrays["W_y"])
    first.bias.data, second.bias.data = torch.tensor(arrays["b_h"]), torch.tensor(arrays["b_y"])
    y, ours = torch.tensor(arrays["y"]), outputs("jordan", arrays)["y"]
    for t in range(STEPS):
        y = network(torch.cat([torch.tensor(arrays["x"][t]), y], dim=-1))
        np.testing.assert_allclose(ours[t], y.detach(), TIGHT, TIGHT)


def test_scrn_is_torchrecurrents_where_nothing_of_the_output_recurs() -> None:
    """Its output is tanh(y), and recurs in place of h: without R the two agree."""
    arrays = sequence("scrn") | {"R": np.zeros((STATE, STATE))}
    blocks = {"weight_ih": "B A", "weight_hh": "R U", "weight_ch": "P V", "alpha": "alpha"}
    peer = Peer(tr.SCRNCell, blocks, "h s")
    module = module_of(peer, arrays, {key: tensor(value) for key, value in arrays.items()})
    ours = outputs("scrn", arrays)
    states = (torch.tensor(arrays["h"]), torch.tensor(arrays["s"]))
    for t in range(STEPS):
        states = module(torch.tensor(arrays["x"][t]), states)
        np.testing.assert_allclose(np.tanh(ours["y"][t]), states[0].detach(), TIGHT, TIGHT)
        np.testing.assert_allclose(ours["s"][t], states[1].detach(), TIGHT, TIGHT)


def test_lstmp_without_peepholes_is_torchs_lstm_with_projections() -> None:
    arrays = sequence("lstmp")
    arrays |= {f"p_{gate}": np.zeros(STATE) for gate in "ifo"}
    size = arrays["c"].shape[-1]
    arrays["W_rm"], arrays["r"] = arrays["W_rm"][: size - 1], arrays["r"][:, : size - 1]
    for key in ("U_i", "U_f", "U_g", "U_o", "W_yr"):
        arrays[key] = arrays[key][:, : size - 1]
    module = torch.nn.LSTM(INPUT, size, proj_size=size - 1, dtype=torch.float64)
    for parameter, block in (("weight_ih_l0", "W"), ("weight_hh_l0", "U"), ("bias_ih_l0", "b")):
        value = np.concatenate([arrays[f"{block}_{gate}"] for gate in "ifgo"])
        getattr(module, parameter).data = torch.tensor(value)
    module.bias_hh_l0.data.zero_()
    module.weight_hr_l0.data = torch.tensor(arrays["W_rm"])
    states = (torch.tensor(arrays["r"])[None], torch.tensor(arrays["c"])[None])
    theirs, (_, memory) = module(torch.tensor(arrays["x"]), states)
    ours = outputs("lstmp", arrays)
    np.testing.assert_allclose(ours["r"], theirs.detach(), TIGHT, TIGHT)
    np.testing.assert_allclose(ours["c"][-1], memory[0].detach(), TIGHT, TIGHT)


def test_slstm_is_the_authors_step() -> None:
    """Their step takes the products, U h and W x, from outside."""
    arrays = sequence("slstm_stabilised")
    ours = outputs("slstm_stabilised", arrays)
    states = torch.stack([torch.tensor(arrays[state]) for state in "hcnm"])
    bias = torch.tensor(np.concatenate([arrays[f"b_{gate}"] for gate in "ifzo"]))
    for t in range(STEPS):
        products = [
            np.concatenate([value @ arrays[f"{block}_{gate}"].T for gate in "ifzo"], axis=-1)
            for block, value in (("W", arrays["x"][t]), ("U", states[0].numpy()))
        ]
        states, _ = slstm_forward_pointwise_slstm(*map(torch.tensor, products), bias, states, {})
        for k, state in enumerate("hcnm"):
            np.testing.assert_allclose(ours[state][t], states[k], TIGHT, TIGHT, err_msg=state)


@pytest.mark.parametrize("name", ["mlstm", "mlstm_stabilised"])
def test_mlstm_is_the_authors_step(name: str) -> None:
    """Theirs scales by exp(m), divides the key by √d, stores C transposed, and has no output gate."""
    arrays = sequence(name)
    arrays |= {"b_o": np.full(STATE, 1e3)} | ({"m": np.zeros((BATCH, 1))} if "m" in arrays else {})
    x, ours = arrays["x"], outputs(name, arrays)

    def heads(value: Any, *shape: int) -> torch.Tensor:
        return torch.tensor(value).reshape(BATCH, 1, *shape)

    state = (
        heads(arrays["C"].swapaxes(-1, -2).copy(), STATE, STATE), heads(arrays["n"], STATE, 1),
        heads(np.zeros(BATCH), 1, 1),
    )  # fmt: skip
    for t in range(STEPS):
        q, k, v = (x[t] @ arrays[f"W_{one}"].T + arrays[f"b_{one}"] for one in "qkv")
        gates = (heads(x[t] @ arrays[f"w_{gate}"] + arrays[f"b_{gate}"], 1, 1) for gate in "if")
        vectors = (heads(value, 1, STATE) for value in (q, k * math.sqrt(STATE), v))
        h, state = recurrent_step_stabilized_simple(*state, *vectors, *gates, eps=0.0)
        np.testing.assert_allclose(ours["h"][t], h.reshape(BATCH, STATE), 1e-11, TIGHT)
        for k, theirs in zip("Cnm", state if "m" in ours else (), strict=False):
            mine = ours[k][t].swapaxes(-1, -2) if k == "C" else ours[k][t]
            np.testing.assert_allclose(mine.ravel(), theirs.ravel(), 1e-11, TIGHT, err_msg=k)


def test_s6_with_the_euler_step_is_mambapys() -> None:
    arrays = sequence("s6_euler")
    arrays["A"] = -np.exp(arrays["A"])
    size, rank = arrays["V_tau"].shape
    states = arrays["A"].shape[-1]
    block = MambaBlock(MambaConfig(1, 1, rank, states, expand_factor=size)).double()
    rows = [arrays[key] for key in ("W_tau", "W_B", "W_C")]
    values = {
        "A_log": np.log(-arrays["A"]), "D": arrays["D"], "x_proj.weight": np.vstack(rows),
        "dt_proj.weight": arrays["V_tau"], "dt_proj.bias": arrays["b_tau"],
    }  # fmt: skip
    for key, value in values.items():
        block.get_parameter(key).data = torch.tensor(value)
    state, ours = torch.tensor(arrays["H"]), outputs("s6_euler", arrays)
    for t in range(STEPS):
        y, state = block.ssm_step(torch.tensor(arrays["x"][t]), state)
        np.testing.assert_allclose(ours["y"][t], y.detach(), SINGLE, SINGLE)
        np.testing.assert_allclose(ours["H"][t], state.detach(), SINGLE, SINGLE)


def test_lru_in_real_form_is_the_complex_one() -> None:
    arrays = sequence("lru")
    size = arrays["x"].shape[-1]
    module = LRU(size, size, arrays["nu"].shape[-1])
    values = {
        "nu_log": arrays["nu"], "theta_log": arrays["theta"], "gamma_log": arrays["gamma"],
        "B": arrays["B_re"] + 1j * arrays["B_im"], "C": arrays["C_re"] + 1j * arrays["C_im"],
        "D": np.diag(arrays["D"]),
    }  # fmt: skip
    for key, value in values.items():
        module.get_parameter(key).data = torch.tensor(value)
    arrays |= {"h_re": np.zeros_like(arrays["h_re"]), "h_im": np.zeros_like(arrays["h_im"])}
    ours = outputs("lru", arrays)["y"]
    for k in range(BATCH):
        theirs = module(torch.tensor(arrays["x"][:, k]))
        np.testing.assert_allclose(ours[:, k], theirs.detach(), SINGLE, SINGLE)


ONNX_LSTMS = {
    "lstm_peephole": ("Sigmoid", "Tanh", "Tanh"),
    "lstm_niaf": ("Sigmoid", "Affine", "Tanh"),
    "lstm_noaf": ("Sigmoid", "Tanh", "Affine"),
    "lstm_cifg": ("Sigmoid", "Tanh", "Tanh"),
}
"""ONNX's activations for the gates, the candidate, and the memory that is shown; Affine is the identity."""


@pytest.mark.parametrize("name", ONNX_LSTMS)
def test_lstms_with_peepholes_are_onnxruntimes(name: str) -> None:
    arrays = sequence(name)
    empty = {"W": (STATE, INPUT), "U": (STATE, STATE), "b": (STATE,), "p": (STATE,)}

    def stack(block: str, gates: str) -> Any:
        return np.concatenate([arrays.get(f"{block}_{g}", np.zeros(empty[block])) for g in gates])[None]

    feeds = {
        "X": arrays["x"], "W": stack("W", "iofg"), "R": stack("U", "iofg"), "P": stack("p", "iof"),
        "B": np.concatenate([stack("b", "iofg"), np.zeros((1, 4 * STATE))], axis=1),
        "h": arrays["h"][None], "c": arrays["c"][None],
    }  # fmt: skip
    affine = {"activation_alpha": [1.0] * 3, "activation_beta": [0.0] * 3}
    node = onnx.helper.make_node(
        "LSTM", ["X", "W", "R", "B", "", "h", "c", "P"], ["Y"], hidden_size=STATE,
        input_forget=int(name == "lstm_cifg"), activations=list(ONNX_LSTMS[name]),
        **(affine if "Affine" in ONNX_LSTMS[name] else {}),
    )  # fmt: skip
    single = onnx.TensorProto.FLOAT
    given = [onnx.helper.make_tensor_value_info(key, single, value.shape) for key, value in feeds.items()]
    shown = [onnx.helper.make_tensor_value_info("Y", single, None)]
    graph = onnx.helper.make_graph([node], name, given, shown)
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (theirs,) = session.run(None, {key: value.astype(np.float32) for key, value in feeds.items()})
    np.testing.assert_allclose(outputs(name, arrays)["h"], theirs[:, 0], 10 * SINGLE, 10 * SINGLE)
