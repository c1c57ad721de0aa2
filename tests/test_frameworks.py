"""Conventions against the frameworks themselves, and what is derived of them.

Each real framework is run on its own layer; the code that the page shows is what carries the weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from real_frameworks import REAL, M, N

from derive.cell import Cell
from derive.cells import LIBRARY
from derive.conventions.convention import BATCH, STEPS, Convention
from derive.conventions.layout import Layout, stack
from derive.conventions.matching import match, twins
from derive.conventions.stacking import flat, join
from derive.emit.functions import Array
from derive.errors import ArrayError, DeriveError
from derive.frameworks import CONVENTIONS, FRAMEWORKS
from derive.notation import read_text
from derive.pages import conventions as page
from derive.prover import Verdict
from derive.roles import Place, RoleKind

pytestmark = pytest.mark.filterwarnings(
    # Keras gives its variables to NumPy in a way that NumPy 2 warns of.
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)

CHECKED = [name for name, one in CONVENTIONS.items() if one.layout.checked_against]


@pytest.fixture
def _doubles() -> Any:
    """JAX in float64."""
    import jax

    with jax.enable_x64(True):
        yield


def carried(convention: Convention, code: str, scope: dict[str, Any]) -> None:
    """Runs the code that the page shows."""
    scope[convention.name] = convention
    exec(code.format(name=convention.name), scope)


def shaken(convention: Convention, arrays: dict[str, Any], seed: int = 1) -> dict[str, Any]:
    """Arrays of the same shapes with random entries, biases too."""
    rng = np.random.default_rng(seed)
    found = flat(arrays)
    moved = {name: rng.standard_normal(np.shape(array)).astype(np.asarray(array).dtype)
             for name, array in found.items()}  # fmt: skip
    return join(convention.layout, convention.own(moved))


def test_every_convention_that_is_checked_has_its_framework_here() -> None:
    assert sorted(REAL) == sorted(CHECKED)
    for framework in FRAMEWORKS:
        for layout in framework.layouts:
            assert bool(layout.checked_against) != bool(framework.unchecked), framework.title


@pytest.mark.parametrize("name", CHECKED)
@pytest.mark.usefixtures("_doubles")
def test_the_framework_computes_what_its_equations_and_the_library_do(name: str) -> None:
    """On random weights that the framework itself got by the page's code, and gave back by it."""
    convention, real = CONVENTIONS[name], REAL[name]()
    peer = convention.layout.checked_against
    assert peer is not None
    x = np.random.default_rng(2).standard_normal((STEPS, BATCH, M)).astype(peer.dtype)

    carried(convention, convention.layout.take, real.scope)
    fresh = real.scope["parameters"]
    close(convention.library.forward(x, **fresh)["h"], real.run(real.scope, x), peer.tolerance)

    arrays = shaken(convention, convention.pack(fresh))
    real.scope["parameters"] = parameters = convention.unpack(arrays)
    carried(convention, convention.layout.give, real.scope)
    shown = real.run(real.scope, x)
    assert shown.dtype == peer.dtype
    assert np.abs(shown).max() > 0.1
    close(convention.library.forward(x, **parameters)["h"], shown, peer.tolerance)

    own = convention.cell.forward(x=x, **convention.own(arrays))["h"]
    close(own, shown, peer.tolerance)
    del real.scope["parameters"]
    carried(convention, convention.layout.take, real.scope)
    for key, value in real.scope["parameters"].items():
        close(value, parameters[key], 10 * np.finfo(peer.dtype).eps)


def close(one: Array, other: Array, tolerance: float) -> None:
    """Equal up to a tolerance, and of one shape."""
    assert one.shape == other.shape
    assert np.abs(one - other).max() < tolerance


@pytest.mark.parametrize("name", [n for n in CHECKED if CONVENTIONS[n].layout.start])
@pytest.mark.usefixtures("_doubles")
def test_biases_start_as_the_layout_says(name: str) -> None:
    convention, real = CONVENTIONS[name], REAL[name]()
    seen: list[dict[str, Any]] = []
    real.scope[name] = Spy(convention.arrays, seen.append)
    exec(convention.layout.take.format(name=name), real.scope)
    own = convention.own(seen[0])
    for parameter, value in convention.layout.start or ():
        assert np.all(own[parameter] == value), parameter


@dataclass
class Spy:
    """Stands in for a convention, and only looks at what it is asked to unpack."""

    arrays: tuple[str, ...]
    unpack: Callable[[dict[str, Any]], None]


# --- weights both ways --------------------------------------------------------------------------------


def parameters_of(cell: Cell, dtype: str = "float64") -> dict[str, Array]:
    """Random parameters of a library's cell."""
    rng = np.random.default_rng(3)
    sizes = {"m": M, "n": N}
    found = {}
    for q in cell.parameters:
        shape = [sizes[str(size)] for size in q.shape if size != 1]
        found[q.base] = rng.standard_normal(shape).astype(dtype)
    return found


@pytest.mark.parametrize("name", CONVENTIONS)
def test_unpack_undoes_pack(name: str) -> None:
    """Exactly, but where a number is added that the framework adds itself."""
    convention = CONVENTIONS[name]
    parameters = parameters_of(convention.library)
    back = convention.unpack(convention.pack(parameters))
    assert list(back) == list(parameters) or sorted(back) == sorted(parameters)
    for key, value in parameters.items():
        assert back[key].dtype == value.dtype
        assert np.abs(back[key] - value).max() <= 4 * np.finfo(float).eps, key


@pytest.mark.parametrize("name", CONVENTIONS)
def test_pack_undoes_unpack(name: str) -> None:
    """Array by array where no bias is redundant; where one is, what was packed is packed alike again."""
    convention = CONVENTIONS[name]
    arrays = convention.pack(parameters_of(convention.library))
    if not any(pair.is_redundant for pair in convention.twins):
        arrays = shaken(convention, arrays)
    again = convention.pack(convention.unpack(arrays))
    assert list(flat(again)) == list(convention.arrays)
    for key, value in flat(arrays).items():
        assert np.abs(flat(again)[key] - value).max() <= 4 * np.finfo(float).eps, key


def test_float32_stays_float32() -> None:
    for convention in CONVENTIONS.values():
        arrays = flat(convention.pack(parameters_of(convention.library, "float32")))
        assert {array.dtype.name for array in arrays.values()} == {"float32"}
        assert {array.dtype.name for array in convention.unpack(arrays).values()} == {"float32"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda a: a.pop("bias_hh_l0"), r"missing: bias_hh_l0.*arrays are weight_ih_l0"),
        (lambda a: a.update(weight_ih_l1=a["weight_ih_l0"]), r"unknown: weight_ih_l1"),
        (lambda a: a.update(weight_hh_l0=np.zeros((8, 3))), r"_hh_l0 has shape \(8, 3\), wanted \(4\*n, n\)"),
        (lambda a: a.update(bias_ih_l0=np.zeros(7)), r"bias_ih_l0 has shape \(7,\), wanted \(4\*n,\)"),
        (lambda a: a.update(bias_ih_l0=np.zeros((8, 1))), r"bias_ih_l0 has shape \(8, 1\), wanted \(4\*n,\)"),
        (lambda a: a.update(weight_ih_l0=np.zeros((8, 4), "float32")), r"float32"),
        (lambda a: a.update({k: v.T for k, v in a.items()}), r"has shape \(.*\), wanted \(4\*n, [mn]\)"),
    ],
)  # fmt: skip
def test_arrays_that_do_not_fit_are_named(change: Callable[[dict[str, Any]], Any], says: str) -> None:
    convention = CONVENTIONS["torch_lstm"]
    arrays = convention.pack(parameters_of(convention.library))
    change(arrays)
    with pytest.raises(ArrayError, match=says):
        convention.unpack(arrays)


def test_parameters_that_do_not_fit_are_named() -> None:
    convention = CONVENTIONS["torch_lstm"]
    parameters = parameters_of(convention.library)
    with pytest.raises(ArrayError, match="missing: b_f"):
        convention.pack({key: value for key, value in parameters.items() if key != "b_f"})
    with pytest.raises(ArrayError, match=r"U_f has shape \(3, 3\)"):
        convention.pack(parameters | {"U_f": np.zeros((3, 3))})


# --- what is derived ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CONVENTIONS)
def test_a_layout_holds_every_parameter_once(name: str) -> None:
    layout = CONVENTIONS[name].layout
    parts = [part for one in layout.arrays for part in one.parts]
    assert sorted(parts) == sorted(q.base for q in layout.cell.parameters)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_table_holds_on_numbers(name: str) -> None:
    """The framework's equations and the library's cell on unpacked weights: no code of the proof is used."""
    assert CONVENTIONS[name].disagreement() < 1e-13


@pytest.mark.parametrize("name", CONVENTIONS)
def test_redundant_biases_are_all_that_is_counted_more(name: str) -> None:
    """The framework's number of parameters, less one vector for each redundant bias, is the library's."""
    convention = CONVENTIONS[name]
    spare = sum(pair.left.shape[0] for pair in convention.twins if pair.is_redundant)
    assert (convention.cell.parameter_count - spare - convention.library.parameter_count).expand() == 0


def test_a_bias_is_redundant_where_moving_weight_between_the_two_changes_nothing() -> None:
    """Seen on numbers, for every pair: the verdict is right both ways."""
    x = np.random.default_rng(4).standard_normal((STEPS, BATCH, M))
    for convention in CONVENTIONS.values():
        own = convention.own(shaken(convention, convention.pack(parameters_of(convention.library))))
        before = convention.cell.forward(x=x, **own)["h"]
        for pair in convention.twins:
            shift = {pair.left.base: own[pair.left.base] + 0.5, pair.right.base: own[pair.right.base] - 0.5}
            after = convention.cell.forward(x=x, **(own | shift))["h"]
            assert (np.abs(after - before).max() < 1e-13) == pair.is_redundant, (convention.name, pair)
            assert pair.judgement.verdict is not Verdict.UNDECIDED


def test_a_bias_counts_if_it_does_in_any_output() -> None:
    """The new c knows nothing of the output gate's biases, the new h does."""
    text = CONVENTIONS["torch_lstm"].cell.definition.source_text
    text = text.replace("x, h, c,", "x, c, h,").replace("return h, c", "return c, h")
    both = {pair.gate.name: pair for pair in twins(Cell(read_text(f"@cell\n{text}")[0]))}
    assert both["o"].is_redundant
    scaled = text.replace("W_ho @ h + b_ho", "W_ho @ h + i * b_ho")
    both = {pair.gate.name: pair for pair in twins(Cell(read_text(f"@cell\n{scaled}")[0]))}
    assert not both["o"].is_redundant
    assert both["f"].is_redundant


def test_the_shared_gate_is_read_off_the_equations() -> None:
    """With z and 1 − z exchanged it writes; with the reset moved, it acts before the matrix."""
    convention = CONVENTIONS["torch_gru"]
    assert convention.keeps is True
    assert convention.reset is Place.AFTER
    text = convention.cell.definition.source_text
    writes = changed(convention, text.replace("(1 - z) * n + z * h", "z * n + (1 - z) * h"))
    assert writes.keeps is False
    assert writes.matches[0].flipped != ()
    before = changed(convention, text.replace("r * (W_hn @ h + b_hn)", "W_hn @ (r * h) + b_hn"))
    assert before.reset is Place.BEFORE
    assert before.library is not convention.library
    assert all(pair.is_redundant for pair in before.twins)
    assert CONVENTIONS["torch_lstm"].keeps is None
    assert CONVENTIONS["torch_lstm"].reset is None


def changed(convention: Convention, text: str) -> Convention:
    """The convention with other equations."""
    cell = Cell(read_text(f"@cell\n{text}")[0])
    return replace(convention, layout=replace(convention.layout, cell=cell))


def test_the_least_rewritten_cell_is_taken() -> None:
    """Where a gate and its complement both give a cell of the library, the one with the gate itself."""
    several = [one for one in CONVENTIONS.values() if len(one.matches) > 1]
    assert several
    for one in several:
        assert one.matches[0].flipped == ()
        assert one.library is one.matches[0].other
        assert any(found.flipped for found in one.matches)


def test_a_flipped_gate_is_carried_over_with_its_sign() -> None:
    """Where z writes, (W, U, b)_z come back negated, and the numbers agree."""
    convention = CONVENTIONS["torch_gru"]
    text = convention.cell.definition.source_text
    text = text.replace("(1 - z) * n + z * h", "z * n + (1 - z) * h").replace("b_hz)", "b_hz + 1)")
    writes = changed(convention, text)
    assert writes.disagreement() < 1e-13
    parameters = parameters_of(writes.library)
    arrays = writes.pack(parameters)
    assert np.array_equal(arrays["weight_hh_l0"][N : 2 * N], -parameters["U_z"])
    close(arrays["bias_ih_l0"][N : 2 * N], -parameters["b_z"] - 1, 1e-15)
    close(writes.unpack(arrays)["b_z"], parameters["b_z"], 1e-15)


def test_a_wrong_equation_is_no_cell_of_the_library() -> None:
    """Neither is it taken for one, nor can its weights be carried over."""
    convention = CONVENTIONS["torch_lstm"]
    text = convention.cell.definition.source_text
    wrong = changed(convention, text.replace("f * c + i * g", "f * c + i * g * g"))
    with pytest.raises(DeriveError, match="no cell of the library"):
        wrong.pack({})


def test_a_wrong_order_is_noticed() -> None:
    """f and g exchanged in one array: the layer computes something else."""
    convention, real = CONVENTIONS["torch_lstm"], REAL["torch_lstm"]()
    first = stack("weight_ih_l0", "W_ii W_ig W_if W_io")
    layout: Layout = replace(convention.layout, arrays=(first, *convention.layout.arrays[1:]))
    wrong = replace(convention, layout=layout)
    x = np.random.default_rng(2).standard_normal((STEPS, BATCH, M))
    carried(wrong, wrong.layout.take, real.scope)
    found = wrong.library.forward(x, **real.scope["parameters"])["h"]
    assert np.abs(found - real.run(real.scope, x)).max() > 1e-3


def test_gates_are_matched_by_role_and_not_by_name() -> None:
    """cuDNN calls i the update gate of its GRU and the input gate of its LSTM."""
    for name, kinds in (("cudnn_gru", {RoleKind.CARRY, RoleKind.WRITE}), ("cudnn_lstm", {RoleKind.WRITE})):
        signal = CONVENTIONS[name].gates["W_i"]
        assert {role.kind for role in signal.roles} == kinds


def test_no_match_without_the_same_parts() -> None:
    assert match(LIBRARY["lstm"], LIBRARY["gru_cho"]) is None
    found = match(LIBRARY["gru_reset_after"], LIBRARY["gru_cho"])
    assert found is not None
    assert not found
    assert found.lacking
    assert found.extra


# --- the page -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown() -> Any:
    """What the page shows."""
    return page.context()


def test_the_page_shows_every_convention_once(shown: dict[str, Any]) -> None:
    tabs = [tab["name"] for section in shown["sections"] for tab in section["tabs"]]
    assert sorted(tabs) == sorted(CONVENTIONS)
    for section in shown["sections"]:
        titles = [tab["title"] for tab in section["tabs"]]
        assert len(set(titles)) == len(titles)


def test_the_page_states_the_tolerance_of_the_tests_or_that_there_is_none(shown: dict[str, Any]) -> None:
    for tab in (tab for section in shown["sections"] for tab in section["tabs"]):
        convention, last = CONVENTIONS[tab["name"]], tab["checks"][-1]
        peer = convention.layout.checked_against
        if peer is None:
            assert (last["how"], last["outcome"]) == (convention.framework.unchecked, "**not checked**")
        else:
            assert f"10^{{{round(np.log10(peer.tolerance))}}}" in last["outcome"]
            assert last["how"].startswith(f"`{peer.package}")


def test_the_page_draws_blocks_as_the_arrays_lie(shown: dict[str, Any]) -> None:
    """Keras stacks columns, PyTorch rows; each block is a gate's, and says what that gate does."""
    drawings = {tab["name"]: tab["arrays"] for section in shown["sections"] for tab in section["tabs"]}
    for name, across in (("keras_lstm", "x"), ("torch_lstm", "y")):
        blocks = drawings[name][0]["blocks"]
        places = [block[across] for block in blocks]
        assert places == sorted(set(places))
        assert {block["role"] for block in blocks} == {"write", "carry", "candidate", "expose"}


def test_the_page_says_where_the_gru_of_the_libraries_leaves_the_papers(shown: dict[str, Any]) -> None:
    """Derived from the same matches: one map with Appleyard's, neither with Cho's nor with Chung's."""
    (section,) = [section for section in shown["sections"] if section["shares"]]
    (tab,) = [tab for tab in section["tabs"] if tab["name"] == "torch_gru"]
    assert [row["sign"] for row in tab["papers"]] == ["≠", "≠", "="]
    assert "writes" in tab["papers"][1]["differences"][0]
    (before,) = [tab for tab in section["tabs"] if tab["name"] == "keras_gru_before"]
    assert [row["sign"] for row in before["papers"]] == ["=", "=", "≠"]
