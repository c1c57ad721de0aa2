"""Arrays in, arrays out: dtypes, batch axes, saturation, names, and errors before any work."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import sympy as sp

from derive import cells
from derive.cell import Cell
from derive.cells import ALL, LIBRARY, lstm
from derive.checks.numeric import numeric_sizes
from derive.emit import functions
from derive.errors import ArrayError, DeriveError
from derive.library import spellings
from derive.nodes import Kind
from derive.notation import read_text
from derive.runtime import Functions, axes_of

CELLS = pytest.mark.parametrize("cell", ALL.values(), ids=ALL)
BATCHES = pytest.mark.parametrize("batch", [(), (3,), (2, 3)], ids=str)
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=lambda dtype: dtype.__name__)
Arrays = dict[str, Any]


def arrays_for(
    cell: Cell, steps: int | None = 4, batch: tuple[int, ...] = (3,), dtype: type = np.float64, seed: int = 0
) -> Arrays:
    """Random arrays by the names in the cell's signature; without a time axis where `steps` is None."""
    rng = np.random.default_rng(seed)
    sizes = numeric_sizes(cell.written)
    leading = {Kind.INPUT: (*([steps] if steps else []), *batch), Kind.STATE: batch, Kind.PARAMETER: ()}
    return {
        q.base: rng.uniform(
            0.1, 1, (*leading[q.kind], *(int(size.subs(sizes)) for size in axes_of(q)))
        ).astype(dtype)
        for q in cell.functions.given
    }


def ones_for(cell: Cell, run: Any) -> Arrays:
    """A cotangent of ones for every output."""
    return {name: np.ones_like(run[name]) for name in cell.definition.outputs}


# --- dtypes and shapes -------------------------------------------------------------------------------------


@CELLS
@BATCHES
@DTYPES
def test_shapes_and_dtypes_are_kept(cell: Cell, batch: tuple[int, ...], dtype: type) -> None:
    """Of a step, a sequence and all gradients, which stand under the names of the signature."""
    given = arrays_for(cell, batch=batch, dtype=dtype)
    run = cell.forward(**given)
    for q in cell.functions.step_program.outputs:
        assert run[q.name].shape[: 1 + len(batch)] == (4, *batch)
        assert run[q.name].dtype == dtype
    gradients = cell.backward(run, **ones_for(cell, run))
    assert gradients.keys() == given.keys()
    for name, gradient in gradients.items():
        assert gradient.shape == given[name].shape, name
        assert gradient.dtype == dtype, name
    step = {q.base: given[q.base][0] if q.kind == Kind.INPUT else given[q.base] for q in cell.functions.given}
    results = cell(**step)
    results = results if isinstance(results, tuple) else (results,)
    for name, result in zip(cell.definition.outputs, results, strict=True):
        assert result.dtype == dtype
        assert np.allclose(result, run[name][0], rtol=1e-6, atol=0)


@CELLS
@pytest.mark.parametrize("steps", [1, 2, 3, 4, 5])
def test_a_sequence_is_steps_one_after_another(cell: Cell, steps: int) -> None:
    """Bit by bit what calling the cell in a loop gives."""
    given = arrays_for(cell, steps=steps)
    run = cell.forward(**given)
    assert len(run) == steps
    now = dict(given)
    for t in range(steps):
        now |= {q.base: given[q.base][t] for q in cell.functions.sequences}
        results = cell(**now)
        outputs = dict(
            zip(cell.definition.outputs, results if isinstance(results, tuple) else (results,), strict=True)
        )
        for name, value in outputs.items():
            assert (value == run[name][t]).all()
        now |= {q.base: outputs[q.base] for q in cell.functions.states}


@CELLS
def test_every_member_of_a_batch_is_a_run_of_its_own(cell: Cell) -> None:
    """And the parameters' gradients are the sums of theirs."""
    given = arrays_for(cell, batch=(2, 3))
    run = cell.forward(**given)
    gradients = cell.backward(run, **ones_for(cell, run))
    totals: Arrays = {q.base: 0 for q in cell.functions.parameters}
    for place in np.ndindex(2, 3):
        at = {Kind.INPUT: (slice(None), *place), Kind.STATE: place, Kind.PARAMETER: ()}
        alone = cell.forward(**{q.base: given[q.base][at[q.kind]] for q in cell.functions.given})
        theirs = cell.backward(alone, **ones_for(cell, alone))
        for name in cell.definition.outputs:
            assert np.allclose(alone[name], run[name][(slice(None), *place)], rtol=1e-12, atol=1e-14)
        for q in cell.functions.given:
            if q.kind == Kind.PARAMETER:
                totals[q.base] = totals[q.base] + theirs[q.base]
            else:
                mine = gradients[q.base][at[q.kind]]
                assert np.allclose(theirs[q.base], mine, rtol=1e-12, atol=1e-15), q.base
    for name, total in totals.items():
        assert np.allclose(total, gradients[name], rtol=1e-12, atol=1e-15), name


@CELLS
def test_states_left_out_are_zeros(cell: Cell) -> None:
    """Each, or all; None says the same."""
    given = arrays_for(cell)
    states = [q.base for q in cell.functions.states]
    zeros = given | {name: np.zeros_like(given[name]) for name in states}
    expected = cell.forward(**zeros)
    for kept in ([], states[:1]):
        some = {name: value for name, value in zeros.items() if name not in states or name in kept}
        for run in (cell.forward(**some), cell.forward(**some | {n: None for n in states if n not in kept})):
            for name in cell.definition.outputs:
                assert (run[name] == expected[name]).all()
                assert run[name].dtype == expected[name].dtype


def test_states_are_broadcast_to_the_batch() -> None:
    """One first state for all members; its gradient is that of each member's copy."""
    given = arrays_for(lstm, batch=(2, 3))
    given["c"] = given["c"][0, 0]
    copied = given | {"c": np.broadcast_to(given["c"], given["h"].shape).copy()}
    run, other = lstm.forward(**given), lstm.forward(**copied)
    assert (run["h"] == other["h"]).all()
    one, two = lstm.backward(run, h=run["h"]), lstm.backward(other, h=run["h"])
    assert one["c"].shape == given["h"].shape
    assert (one["c"] == two["c"]).all()


def test_an_output_without_a_cotangent_is_unused_by_the_loss() -> None:
    """Its cotangent is zero."""
    run = lstm.forward(**arrays_for(lstm))
    with_zeros = lstm.backward(run, h=np.ones_like(run["h"]), c=np.zeros_like(run["c"]))
    without = lstm.backward(run, h=np.ones_like(run["h"]))
    assert all((with_zeros[name] == value).all() for name, value in without.items())


def test_arguments_by_position_as_in_the_signature() -> None:
    """Inputs and states in the cell's own order."""
    given = arrays_for(lstm, steps=None)
    x, h, c = given.pop("x"), given.pop("h"), given.pop("c")
    assert (lstm(x, h, c, **given)[0] == lstm(x=x, h=h, c=c, **given)[0]).all()


@CELLS
def test_nothing_that_was_given_is_changed(cell: Cell) -> None:
    """Forward and backward write into arrays of their own."""
    given = arrays_for(cell)
    before = {name: value.copy() for name, value in given.items()}
    for value in given.values():
        value.setflags(write=False)
    run = cell.forward(**given)
    seeds = ones_for(cell, run)
    gradients = cell.backward(run, **seeds)
    again = cell.backward(run, **seeds)
    assert all((given[name] == value).all() for name, value in before.items())
    assert all((gradients[name] == again[name]).all() for name in gradients)
    assert not any(np.shares_memory(gradients[a], given[b]) for a in gradients for b in given)
    assert all(gradients[name].flags.writeable for name in gradients)


@pytest.mark.parametrize("one", LIBRARY.values(), ids=LIBRARY)
def test_spellings_agree_in_numbers(one: Cell) -> None:
    """Cut into blocks as the derivation says, the stacked matrices give the same values and gradients."""
    for other in spellings(one):
        stacked = arrays_for(other, seed=5)
        sizes = numeric_sizes(other.written)
        plain = {
            name: value for name, value in stacked.items() if name not in {b.whole.base for b in other.blocks}
        }
        columns = {}
        for block in other.blocks:
            columns[block.part.base] = slice(int(block.start.subs(sizes)), int(block.stop.subs(sizes)))
            plain[block.part.base] = stacked[block.whole.base][:, columns[block.part.base]]
        run, mine = other.forward(**stacked), one.forward(**plain)
        for name in one.definition.outputs:
            assert np.allclose(run[name], mine[name], rtol=1e-13, atol=0)
        theirs, gradients = (c.backward(r, **ones_for(c, r)) for c, r in ((other, run), (one, mine)))
        for block in other.blocks:
            part = theirs[block.whole.base][:, columns[block.part.base]]
            assert np.allclose(part, gradients[block.part.base], rtol=1e-12, atol=1e-15)
        for name in gradients.keys() & theirs.keys() - {b.whole.base for b in other.blocks}:
            assert np.allclose(theirs[name], gradients[name], rtol=1e-12, atol=1e-15)


# --- saturation --------------------------------------------------------------------------------------------


@DTYPES
def test_sigmoid_saturates_exactly(dtype: type) -> None:
    """No overflow at ±1000, exact zeros and ones there, ½ at 0, and the reflection to rounding."""
    u = np.array([-1000, -800, -50, -1, 0, 1, 50, 800, 1000, np.inf, -np.inf], dtype)
    with warnings.catch_warnings(), np.errstate(all="raise", under="ignore"):
        warnings.simplefilter("error")
        y = functions.sigmoid(u)
    assert y.dtype == dtype
    assert list(y[[0, 1, 10]]) == [0, 0, 0]
    assert list(y[[7, 8, 9]]) == [1, 1, 1]
    assert y[4] == 0.5
    assert 0 < y[2] < np.finfo(dtype).eps
    assert np.allclose(y[:9] + y[:9][::-1], 1, rtol=np.finfo(dtype).eps, atol=0)


SOFTPLUS = "@cell\ndef mine(x, h, *, U):\n    h = softplus(x + U @ h)\n    return h\n"


@DTYPES
@pytest.mark.parametrize("size", [1.0, 1000.0])
def test_softplus_and_its_slope_do_not_overflow(dtype: type, size: float) -> None:
    """Interpreted and compiled: what SymPy's log(1 + e^u) and its derivative are to many digits."""
    u = sp.Symbol("u")
    value = sp.log(1 + sp.exp(u))
    places = [-size, 0.0, size]
    values, slopes = ([float(one.subs(u, at).evalf(30)) for at in places] for one in (value, value.diff(u)))
    cell = Cell(read_text(SOFTPLUS)[0])
    given = {"x": np.array([places], dtype), "U": np.zeros((3, 3), dtype)}
    made = cell.compile(cache=False)
    with np.errstate(all="raise", under="ignore"):
        run, trained = cell.forward(**given), made.train(**given, threads=1)
        found = cell.backward(run, h=np.ones_like(run["h"]))
        back = made.backward(trained, h=np.ones_like(run["h"]), threads=1)
    for outputs, gradients in ((run, found), (trained, back)):
        assert outputs["h"].dtype == gradients["x"].dtype == dtype
        np.testing.assert_allclose(outputs["h"][0], values, 4 * np.finfo(dtype).eps)
        np.testing.assert_allclose(gradients["x"][0], slopes, 4 * np.finfo(dtype).eps, np.finfo(dtype).eps)


@DTYPES
@pytest.mark.parametrize("bias", [-16, -110, -800, -1000, 1000])
def test_a_forget_gate_at_its_end_leaves_gradients_finite(dtype: type, bias: int) -> None:
    """The stabilised sLSTM has the gradients of the plain one in float64, interpreted and compiled."""
    plain, cell = LIBRARY["slstm"], LIBRARY["slstm_stabilised"]
    given = {name: array for name, array in arrays_for(cell).items() if name not in cell.definition.states}
    given["b_f"] = np.full_like(given["b_f"], bias)
    run = plain.forward(**given)
    wanted = plain.backward(run, h=np.ones_like(run["h"]))
    given = {name: array.astype(dtype) for name, array in given.items()}
    made = cell.compile(cache=False)
    with np.errstate(all="raise", under="ignore"):
        run, trained = cell.forward(**given), made.train(**given, threads=1)
        found = cell.backward(run, h=np.ones_like(run["h"]))
        back = made.backward(trained, h=np.ones_like(run["h"]), threads=1)
    for gradients in (found, back):
        for name in given:
            np.testing.assert_allclose(gradients[name], wanted[name], 0, 1000 * np.finfo(dtype).eps)


@pytest.mark.parametrize("name", ["lstm", "gru_cho", "gru_chung", "gru_reset_after"])
@DTYPES
@pytest.mark.parametrize("sign", [1, -1])
def test_saturated_gates_are_exact(name: str, dtype: type, sign: int) -> None:
    """Every bias at ±1000: gates are exactly 0 or 1, gradients finite, and no warning comes."""
    one = LIBRARY[name]
    given = arrays_for(one, dtype=dtype)
    given |= {name: np.full_like(v, sign * 1000) for name, v in given.items() if name.startswith("b_")}
    run = one.forward(**given)
    gradients = one.backward(run, **ones_for(one, run))
    assert all(np.isfinite(gradient).all() for gradient in gradients.values())
    for eq in one.functions.step_program.equations:
        if "sigmoid" in str(eq.rhs):
            assert all((values[eq.lhs.name] == (sign > 0)).all() for values in run.tape)


def test_a_closed_input_gate_and_an_open_forget_gate_keep_the_memory_bit_by_bit() -> None:
    """1 · c + 0 · g is c, and the gradient arrives undiminished after 200 steps."""
    given = arrays_for(lstm, steps=200, batch=())
    given |= {"b_f": np.full(given["b_f"].shape, 1000.0), "b_i": np.full(given["b_i"].shape, -1000.0)}
    run = lstm.forward(**given)
    assert (run["c"] == given["c"]).all()
    last = np.zeros_like(run["c"])
    last[-1] = 1
    assert (lstm.backward(run, c=last)["c"] == 1).all()


# --- errors before any work --------------------------------------------------------------------------------


def without(given: Arrays, name: str) -> Arrays:
    """All but one."""
    return {key: value for key, value in given.items() if key != name}


GIVEN = arrays_for(lstm)
COMPILED = lstm.compile(cache=False)
WRONG = [
    ("missing", without(GIVEN, "W_f"), r"missing: W_f"),
    ("two missing", without(without(GIVEN, "W_f"), "b_g"), r"missing: W_f, b_g"),
    ("unknown", GIVEN | {"W_z": GIVEN["W_f"]}, r"unknown: W_z"),
    ("no input", without(GIVEN, "x"), r"missing: x"),
    ("a parameter that is None", GIVEN | {"b_f": None}, r"missing: b_f"),
    ("a transposed matrix", GIVEN | {"W_f": GIVEN["W_f"].T}, r"W_f has shape \(3, 4\), wanted \(n, m\)"),
    ("a long bias", GIVEN | {"b_f": np.ones(9)}, r"b_f has shape \(9,\), wanted \(n,\) with n = \d from \w+"),
    ("a batch of biases", GIVEN | {"b_f": np.ones((3, 4))}, r"b_f has shape \(3, 4\), wanted \(n,\)"),
    ("a number", GIVEN | {"U_f": np.float64(1)}, r"U_f has shape \(\), wanted \(n, n\)"),
    ("no time axis", GIVEN | {"x": np.ones(3)}, r"x has shape \(3,\), wanted \(T, …, m\)"),
    ("wrong features", GIVEN | {"x": np.ones((4, 3, 7))}, r"x has shape .* \(T, …, m\) with m = 3 from W_"),
    ("a wide state", GIVEN | {"h": np.ones((3, 5))}, r"h has shape \(3, 5\), .* \(…, n\) with n = 4 from c"),
    ("wide states", GIVEN | dict.fromkeys("hc", np.ones((3, 5))), r"^h .* n = 4 from W_f, U_f and 10 others"),
    ("wide gates", GIVEN | dict.fromkeys(("b_f", "b_i"), np.ones(5)), r"^b_f .* with n = 4 from h, c and 10"),
    ("a batch that differs", GIVEN | {"h": np.ones((5, 4))}, r"batch axes differ: x \(4, 3, 3\), h \(5, 4\)"),
    ("empty", GIVEN | {"x": np.ones((0, 3, 3))}, r"x is empty: it has shape \(0, 3, 3\)"),
    ("no features", GIVEN | {"x": np.ones((4, 3, 0))}, r"x is empty"),
    ("no members", GIVEN | {"x": np.ones((4, 0, 3))}, r"x is empty"),
    ("whole numbers", GIVEN | {"x": np.ones((4, 3, 3), int)}, r"x is int64; arrays are float32 or float64"),
    ("half precision", GIVEN | {"x": np.ones((4, 3, 3), np.float16)}, r"x is float16"),
    ("long doubles", GIVEN | {"x": np.ones((4, 3, 3), np.longdouble)}, r"x is (float128|longdouble)"),
    ("complex numbers", GIVEN | {"x": np.ones((4, 3, 3), complex)}, r"x is complex128"),
    ("truth values", GIVEN | {"x": np.ones((4, 3, 3), bool)}, r"x is bool"),
    ("texts", GIVEN | {"x": np.full((4, 3, 3), "a")}, r"x is <U1"),
    ("objects", GIVEN | {"x": np.full((4, 3, 3), None)}, r"x is object"),
    ("ragged lists", GIVEN | {"x": [[1.0, 2.0], [3.0]]}, r"x is no array: .* lengths\n  help: .*`lengths=`"),
    ("ragged weights", GIVEN | {"b_f": [[1.0], [1.0, 2.0]]}, r"b_f is no array: .* different lengths$"),
    ("mixed precision", GIVEN | {"b_o": GIVEN["b_o"].astype(np.float32)}, r"x is float64 but b_o is float32"),
    ("NaN", GIVEN | {"b_o": np.array([0.0, np.nan, 1.0, 2.0])}, r"b_o has a NaN, the first at index \(1,\)"),
    ("infinity", GIVEN | {"W_f": np.full((4, 3), -np.inf)}, r"W_f has an infinity, .* at index \(0, 0\)"),
    ("infinity in x", GIVEN | {"x": np.full((4, 3, 3), np.inf)}, r"x has an infinity, .* index \(0, 0, 0\)"),
    ("infinity in h", GIVEN | {"h": np.full((3, 4), np.inf)}, r"h has an infinity, .* index \(0, 0\)"),
    ("NaN in x", GIVEN | {"x": np.full((4, 3, 3), np.nan)}, r"x has a NaN, the first at index \(0, 0, 0\)"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "message"), [pytest.param(*row[1:], id=row[0]) for row in WRONG])
def test_wrong_arrays_are_refused_before_any_work(
    monkeypatch: pytest.MonkeyPatch, given: Arrays, message: str
) -> None:
    """An ArrayError that names the array; it is a ValueError and the user's to mend."""

    def work(self: Functions, arrays: Arrays) -> None:
        raise AssertionError("the loop over time was entered")

    assert lstm.functions
    monkeypatch.setattr(Functions, "run", work)
    with pytest.raises(ArrayError, match=message) as caught:
        lstm.forward(**given)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, DeriveError)
    for run in (COMPILED.train, COMPILED.forward):
        with pytest.raises(ArrayError) as other:
            run(**given)
        assert str(other.value) == str(caught.value)


def test_large_numbers_are_no_infinity() -> None:
    """Not even where their squares are."""
    given = GIVEN | {"x": np.full((4, 3, 3), 1e200)}
    assert np.isfinite(lstm.forward(**given)["h"]).all()
    assert np.isfinite(COMPILED.forward(**given)["h"]).all()


def test_a_size_that_stands_in_a_sum_alone() -> None:
    """Is what is left for it; where nothing is, the array is named."""
    one = own("h = W @ concat(x, h); k = V @ concat(h, x); return h, k", "x, h, k, *, W, V")
    given = arrays_for(one)
    assert one.forward(**given)["k"].shape == (4, *given["k"].shape)
    with pytest.raises(
        ArrayError, match=r"^W has shape .*, wanted \(n, m \+ n\) with m = \d from x, V, n = \d from h"
    ):
        one.forward(**given | {"W": given["W"][:, 1:]})


@pytest.mark.parametrize("cell", LIBRARY.values(), ids=LIBRARY)
def test_each_parameter_is_checked(cell: Cell) -> None:
    """With one entry too many on its last axis, each is named or is what others are measured by."""
    given = arrays_for(cell)
    for q in cell.functions.parameters:
        if not axes_of(q):
            continue
        wrong = np.concatenate([given[q.base], given[q.base][..., :1]], axis=-1)
        with pytest.raises(ArrayError, match=f"\\b{q.base}\\b"):
            cell.forward(**given | {q.base: wrong})


def test_wrong_calls_are_refused() -> None:
    """Too many arrays, one given twice, no cotangent, an unknown one."""
    given = arrays_for(lstm)
    x, h, c = given["x"], given["h"], given["c"]
    parameters = {name: value for name, value in given.items() if name not in "xhc"}
    with pytest.raises(ArrayError, match="takes x, h, c by position, here 4 arrays"):
        lstm.forward(x, h, c, x, **parameters)
    with pytest.raises(ArrayError, match="h is given twice"):
        lstm.forward(x, h, h=h, **parameters)
    with pytest.raises(ArrayError, match="missing: h, c"):
        lstm(x[0], **parameters)
    run = lstm.forward(**given)
    with pytest.raises(ArrayError, match="no cotangent is given; the outputs of lstm are h, c"):
        lstm.backward(run)
    with pytest.raises(ArrayError, match="no output is named 'f'"):
        lstm.backward(run, f=run["h"])


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        (np.ones((4, 3, 9)), r"cotangent of h has shape \(4, 3, 9\), its values have \(4, 3, 4\)"),
        (np.ones(4), "cotangent of h has shape"),
        (np.ones((4, 3, 4), np.float32), "cotangent of h is float32, its values are float64"),
        (np.ones((4, 3, 4), int), "cotangent of h is int64"),
        ([[1.0], [1.0, 2.0]], "the cotangent of h is no array: its parts have different lengths"),
        (np.full((4, 3, 4), np.nan), "cotangent of h has a NaN"),
        (np.full((4, 3, 4), np.inf), r"cotangent of h has an infinity, the first at index \(0, 0, 0\)"),
        (None, "no cotangent is given; the outputs of (lstm|this run) are h, c"),
    ],
)
@pytest.mark.parametrize("made", [lstm, COMPILED], ids=["interpreted", "compiled"])
def test_wrong_cotangents_are_refused(made: Any, seed: Any, message: str) -> None:
    """Like any other array."""
    run = made.train(**GIVEN) if made is COMPILED else made.forward(**GIVEN)
    with pytest.raises(ArrayError, match=message):
        made.backward(run, h=seed)


@pytest.mark.parametrize(
    ("last", "message"),
    [
        (np.ones((3, 9)), r"the cotangent of the last c has shape \(3, 9\), its values have \(3, 4\)"),
        (np.ones((3, 4), np.float32), "the cotangent of the last c is float32, its values are float64"),
        (np.full((3, 4), np.nan), "the cotangent of the last c has a NaN"),
    ],
)
def test_wrong_cotangents_of_the_last_states_are_refused(last: Any, message: str) -> None:
    """Like any other cotangent; one alone is enough for a backward pass."""
    run = COMPILED.train(**GIVEN)
    assert COMPILED.backward(run, {"c": np.ones((3, 4))})["W_f"].any()
    with pytest.raises(ArrayError, match=message):
        COMPILED.backward(run, {"c": last})


def test_a_run_says_what_it_has() -> None:
    """An output that there is not is a KeyError, and the user's to mend."""
    for run in (lstm.forward(**GIVEN), COMPILED.forward(**GIVEN), COMPILED.train(**GIVEN)):
        with pytest.raises(KeyError) as caught:
            run["zz"]
        assert isinstance(caught.value, DeriveError)
        assert str(caught.value) == "no output is named 'zz'; those of this run are h, c"


@pytest.mark.parametrize(("text", "example"), [("hc", "h"), ("c", "c"), ("", "h")])
def test_a_text_is_no_tuple_of_outputs(text: Any, example: str) -> None:
    """Its letters would be taken for names."""
    with pytest.raises(ArrayError) as caught:
        lstm.compile(returned=text)
    what = f"returned is a tuple of names, here the text {text!r}"
    assert str(caught.value) == f"{what}\n  help: e.g. returned=({example!r},)"


def test_options_of_the_compiled_cell_are_told_of() -> None:
    """Where the plain one is given them."""
    with pytest.raises(ArrayError, match=r"unknown: lengths .*\n  help: .*`.compile\(\)` gives"):
        lstm.forward(**GIVEN, lengths=[1, 2, 3])


@pytest.mark.parametrize(
    ("name", "help_"),
    [
        ("gru", "near are gru_cho, gru_chung, gru_reset_after$"),
        ("GRU", "near are gru_cho, gru_chung, gru_reset_after$"),
        ("lsmt", "near are lstm,"),
        ("perceptron", "`python -m derive list` lists them$"),
    ],
)
def test_a_cell_that_there_is_not_is_named_with_those_near(name: str, help_: str) -> None:
    """By an import; asked for as an attribute it is an AttributeError, and modules of cells are found."""
    with pytest.raises(ImportError, match=f"no cell named '{name}'\n  help: {help_}") as caught:
        exec(f"from derive.cells import {name}")
    assert isinstance(caught.value, DeriveError)
    assert not hasattr(cells, name)
    assert {"lstm", "ALL", "LIBRARY"} <= set(dir(cells))
    exec("from derive.cells import lstm_gers_2000")


def test_a_run_of_another_cell_is_refused() -> None:
    """Also where all names are the same."""
    run = LIBRARY["gru_cho"].forward(**arrays_for(LIBRARY["gru_cho"]))
    for name in ("lstm", "gru_chung"):
        with pytest.raises(ArrayError, match=f"this run is one of gru_cho, not of {name}"):
            LIBRARY[name].backward(run, h=np.ones_like(run["h"]))


# --- cells of one's own ------------------------------------------------------------------------------------


def own(body: str, signature: str) -> Cell:
    """A cell from plain text."""
    lines = "".join(f"    {line}\n" for line in body.split("; "))
    return Cell(read_text(f"@cell\ndef mine({signature}):\n{lines}")[0])


@DTYPES
def test_numbers_in_a_cell_keep_the_dtype(dtype: type) -> None:
    """0.1 is no float64 array."""
    one = own("h = 0.1 * h + (1 - 0.1) * tanh(x) / 3 - 1; return h", "x, h")
    run = one.forward(**arrays_for(one, dtype=dtype))
    assert run["h"].dtype == dtype
    assert one.backward(run, h=run["h"])["x"].dtype == dtype


@DTYPES
def test_a_scalar_parameter_is_an_array_without_axes(dtype: type) -> None:
    """So is its gradient, the sum over steps, batch and entries."""
    one = own("h = alpha * h + (1 - alpha) * x; return h", "x, h, *, alpha: scalar")
    given = arrays_for(one, dtype=dtype)
    assert given["alpha"].shape == ()
    gradient = one.backward(one.forward(**given), h=np.ones((4, 3, given["h"].shape[-1]), dtype))["alpha"]
    assert gradient.shape == ()
    assert gradient.dtype == dtype


def test_several_inputs_share_time_and_batch() -> None:
    """Different numbers of steps are refused."""
    one = own("h = tanh(h + x) * y; return h", "x, y, h")
    given = arrays_for(one)
    assert one.forward(**given)["h"].shape == given["x"].shape
    with pytest.raises(ArrayError, match=r"different numbers of time steps: \[3, 4\]"):
        one.forward(**given | {"y": given["y"][:3]})


def test_only_a_run_can_be_propagated_back() -> None:
    """Whatever else is given is named, with what to give instead."""
    with pytest.raises(ArrayError, match="a dict cannot be propagated back: give what `forward`"):
        LIBRARY["lstm"].backward({}, h=np.ones(1))
    with pytest.raises(ArrayError, match="only a run of `train`"):
        LIBRARY["lstm"].compile(cache=False).backward({}, h=np.ones(1))


def test_cells_and_runs_are_shown_in_a_line() -> None:
    """Not all that they hold."""
    assert repr(LIBRARY["lstm"]) == "<Cell lstm>"
