"""Compiled cells in use: some outputs alone, sequences that end, threads, forks, damaged files, names."""

from __future__ import annotations

import copy
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn import (
    EVERY,
    ODD,
    Arrays,
    Prepare,
    assert_all_close,
    assert_close,
    cotangents,
    draw,
    stretched,
    work_aside,
)
from threadpoolctl import ThreadpoolController

from derive import compiling, teams, threads
from derive.cell import Cell
from derive.cells import ALL
from derive.compiled import Compiled
from derive.errors import ArrayError, UnknownNameError
from derive.library import find


@pytest.fixture(scope="module")
def first_alone() -> dict[str, Compiled]:
    """Every cell, compiled for its first output."""
    return {n: cell.compile((cell.definition.outputs[0],), cache=False) for n, cell in EVERY.items()}


@pytest.mark.parametrize("prepare", [stretched, work_aside])
@pytest.mark.parametrize("name", list(EVERY))
def test_the_first_output_alone(
    name: str, prepare: Prepare, first_alone: dict[str, Compiled], monkeypatch: pytest.MonkeyPatch
) -> None:
    """States that are not returned are handed on from stretch to stretch, whoever computes them."""
    cell, made = EVERY[name], first_alone[name]
    prepare(made, monkeypatch)
    arrays = draw(cell, 11, (3,), "float64", 31)
    plain, output = cell.functions.forward(arrays), cell.definition.outputs[0]
    for run in (made.forward(**arrays), made.train(**arrays), made.train(**arrays, every=4)):
        assert_close(run[output], plain[output], output)
        assert_all_close(dict(run.last), {s: plain[s][-1] for s in cell.definition.states})
    seeds = cotangents(cell, {output: plain[output]}, 32)
    wanted = cell.functions.backpropagate(plain, seeds)
    for every in (None, 4):
        assert_all_close(made.backward(made.train(**arrays, every=every), **seeds), wanted)


@pytest.mark.parametrize("every", [None, 2])
@pytest.mark.parametrize("name", list(EVERY))
def test_lengths_with_the_first_output_alone(
    name: str, every: int | None, first_alone: dict[str, Compiled]
) -> None:
    """Last states are those of the step that ends each sequence; gradients are those of each by itself."""
    cell, made, lengths = EVERY[name], first_alone[name], np.array([5, 2])
    arrays, output = draw(cell, 5, (2,), "float64", 33), cell.definition.outputs[0]
    passed, run = made.forward(**arrays, lengths=lengths), made.train(**arrays, lengths=lengths, every=every)
    seeds = cotangents(cell, dict(run.sequences), 34)
    found = made.backward(run, **seeds)
    totals: Arrays = {}
    for row, length in enumerate(lengths):
        plain = cell.functions.forward(one_sequence(cell, arrays, row, length))
        for one in (passed, run):
            assert_close(one[output][:length, row], plain[output], output)
            for state in cell.definition.states:
                assert_close(one.last[state][row], plain[state][-1], state)
        back = cell.functions.backpropagate(plain, {output: seeds[output][:length, row]})
        for q in cell.parameters:
            totals[q.base] = totals.get(q.base, 0) + back[q.base]
    for base, total in totals.items():
        assert_close(found[base], total, base)


def one_sequence(cell: Cell, arrays: Arrays, row: int, length: int) -> Arrays:
    """The arrays of one row of a batch, up to its end."""
    inputs, states = cell.definition.inputs, cell.definition.states
    return {
        name: array[:length, row] if name in inputs else array[row] if name in states else array
        for name, array in arrays.items()
    }


@pytest.mark.parametrize("every", [None, 1, 2, 5])
def test_what_runs_away_past_the_end_does_no_harm(every: int | None) -> None:
    """A cell that would leave all bounds in steps that a sequence does not have: gradients are its own."""
    cell = ODD["exponential_carry"]
    made, lengths = cell.compile(cache=False), np.array([2, 1])
    arrays = draw(cell, 12, (2,), "float64", 24)
    run = made.train(**arrays, lengths=lengths, every=every)
    seeds = cotangents(cell, dict(run.sequences), 25)
    found = made.backward(run, **seeds)
    for row, length in enumerate(lengths):
        alone = made.train(**arrays | {"x": arrays["x"][:length, row], "h": arrays["h"][row]})
        back = made.backward(alone, h=seeds["h"][:length, row])
        assert_close(found["h"][row], back["h"], "h")
        assert_close(found["x"][:length, row], back["x"], "x")
        assert not found["x"][length:, row].any()


def test_a_last_state_of_whole_sequences_needs_no_output_of_its_own() -> None:
    """Its cotangent starts at the last step; one that would come in midway is refused."""
    cell = ALL["lstm"]
    made = cell.compile(("h",), cache=False)
    arrays = draw(cell, 4, (2,), "float64", 35)
    last = {"c": np.ones_like(arrays["c"])}
    plain = made.backward(made.train(**arrays), last)
    assert_all_close(made.backward(made.train(**arrays, lengths=[4, 4]), last), plain)
    with pytest.raises(ArrayError, match="compile the cell with 'c' among"):
        made.backward(made.train(**arrays, lengths=[4, 3]), last)


# --- whose a run is -----------------------------------------------------------------------------------------


def test_a_run_belongs_to_the_cell_that_made_it() -> None:
    """Of another cell, or compiled for other outputs: refused."""
    cell = ALL["lstm"]
    one, other = cell.compile(("h",), cache=False), cell.compile(cache=False)
    run = one.train(**draw(cell, 3, (), "float64", 36))
    with pytest.raises(ArrayError, match="of another compiled cell"):
        other.backward(run, h=run["h"])


def test_a_copy_of_a_run_keeps_its_buffers() -> None:
    """They are used again when nobody has the run any more, not before."""
    cell = ALL["lstm"]
    made = cell.compile(cache=False)
    first, second = (draw(cell, 4, (2,), "float64", seed) for seed in (37, 38))
    run = made.train(**first)
    seeds = cotangents(cell, dict(run.sequences), 39)
    wanted = made.backward(run, **seeds)
    copied = copy.copy(run)
    del run
    made.train(**second)
    assert_all_close(made.backward(copied, **seeds), wanted)


def test_states_may_be_overwritten_after_a_run_that_computes_again() -> None:
    """What is kept of the initial states is a copy."""
    cell = ALL["lstm"]
    made, arrays = cell.compile(cache=False), draw(cell, 4, (2,), "float64", 40)
    run = made.train(**arrays, every=2)
    seeds = cotangents(cell, dict(run.sequences), 41)
    wanted = made.backward(run, **seeds)
    for state in cell.definition.states:
        arrays[state][:] = 7
    assert_all_close(made.backward(run, **seeds), wanted)


def test_idle_buffers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of runs of many lengths, the buffers of the last ones stay."""
    made, cell = ALL["lstm"].compile(cache=False), ALL["lstm"]
    for steps in range(1, 9):
        made.forward(**draw(cell, steps, (2,), "float64", steps))
    assert [team.steps for team in made._idle.teams] == list(range(1, 9))
    monkeypatch.setattr(teams, "MOST_IDLE", 2 * next(reversed(made._idle.teams)).bytes)
    made.forward(**draw(cell, 8, (2,), "float64", 1))
    assert [team.steps for team in made._idle.teams][-1:] == [8]
    assert sum(team.bytes for team in made._idle.teams) <= teams.MOST_IDLE


def test_a_run_may_end_while_another_begins() -> None:
    """Garbage is collected anywhere, also while a team is looked for: that must not wait for itself."""
    made, cell = ALL["lstm"].compile(cache=False), ALL["lstm"]
    runs = [made.train(**draw(cell, 3, (2,), "float64", 52))]
    loan = runs[0].loan
    assert loan is not None
    team = loan.team
    del loan

    def end_while_another_begins() -> None:
        with made._idle.lock:
            runs.clear()

    ending = threading.Thread(target=end_while_another_begins, daemon=True)
    ending.start()
    ending.join(20)
    assert not ending.is_alive()
    assert made._idle.take(team.key) is team


# --- threads and processes ----------------------------------------------------------------------------------


def blas_threads() -> list[int]:
    """How many threads the libraries of BLAS have."""
    return [library.num_threads for library in ThreadpoolController().select(user_api="blas").lib_controllers]


def test_blas_is_as_before_whoever_leaves_last() -> None:
    """Two threads, one of which begins and ends later than the other."""
    both_in, first_out = threading.Barrier(2), threading.Event()
    seen: list[set[int]] = []

    def first() -> None:
        with threads.one_thread_of_blas:
            both_in.wait()
        first_out.set()

    def last() -> None:
        with threads.one_thread_of_blas:
            both_in.wait()
            first_out.wait()
            seen.append(set(blas_threads()))

    with ThreadpoolController().limit(limits=2, user_api="blas"), ThreadPoolExecutor(2) as both:
        for done in [both.submit(first), both.submit(last)]:
            done.result()
        assert seen == [{1}]
        assert set(blas_threads()) == {2}


def test_a_process_that_is_forked_meanwhile_has_all_threads_of_blas() -> None:
    """Nobody in it has BLAS to himself."""
    with ThreadpoolController().limit(limits=2, user_api="blas"):
        alike = threads.OneThreadOfBlas()
        alike.__enter__()
        assert set(blas_threads()) == {1}
        alike.begin_again()
        assert set(blas_threads()) == {2}


def test_there_is_one_of_each_executor() -> None:
    """However many threads ask for it first."""
    threads.forget()
    with ThreadPoolExecutor(8) as many:
        found = list(many.map(lambda k: (threads.pool, threads.helper)[k % 2](), range(40)))
    assert len(set(map(id, found))) == 2


def test_two_threads_propagate_the_same_run_back() -> None:
    """One after the other: each gets the gradients of its own cotangents."""
    cell = ALL["lstm"]
    made = cell.compile(("h",), cache=False)
    run = made.train(**draw(cell, 30, (16,), "float64", 42, least=32))
    seeds = [cotangents(cell, dict(run.sequences), seed) for seed in (43, 44)]
    wanted = [made.backward(run, **seed) for seed in seeds]
    with ThreadPoolExecutor(2) as both:
        found = list(both.map(lambda k: made.backward(run, **seeds[k % 2]), range(20)))
    for k, gradients in enumerate(found):
        assert_all_close(gradients, wanted[k % 2])


def test_many_threads_check_their_arrays() -> None:
    """What is remembered of shapes is forgotten at times; nobody stumbles over that."""
    cell = ALL["elman"]
    made = cell.compile(cache=False)

    def run(steps: int) -> int:
        return len(made.forward(**draw(cell, steps, (), "float64", 1))["h"])

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as four:
            assert list(four.map(run, [1 + k % 97 for k in range(400)])) == [1 + k % 97 for k in range(400)]
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
@pytest.mark.parametrize("parts", [1, 2])
def test_a_forked_process_has_threads_of_its_own(parts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the first process are not there in the second."""
    cell, made = ALL["lstm"], ALL["lstm"].compile(cache=False)
    monkeypatch.setattr(teams, "LEAST_PRODUCT", 0)
    monkeypatch.setattr(teams, "processors", lambda: 2)
    arrays = draw(cell, 9, (4,), "float64", 45)
    made.forward(**arrays, threads=parts if parts > 1 else None)
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        made.forward(**arrays, threads=parts if parts > 1 else None)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def test_after_an_error_no_part_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first part fails at once; the call ends when the other, which takes its time, has ended."""
    cell, made = ALL["lstm"], ALL["lstm"].compile(cache=False)
    arrays = draw(cell, 5, (4,), "float64", 46)
    made.forward(**arrays, threads=2)
    begun, ended = threading.Event(), threading.Event()
    (team,) = made._idle.teams
    monkeypatch.setattr(team.parts[0], "forward", lambda *_: begun.wait() and 1 / 0)
    monkeypatch.setattr(
        team.parts[1], "forward", lambda *_: begun.set() or threading.Event().wait(0.3) or ended.set()
    )
    with pytest.raises(ZeroDivisionError):
        made.forward(**arrays, threads=2)
    assert ended.is_set()
    assert not made._idle.teams


# --- files and names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["", "def forward(", "SIGNATURE = 1 / 0"])
def test_a_damaged_module_is_made_anew(damage: str, tmp_path: Path) -> None:
    """An empty, a cut and a broken file; what was found there is written over."""
    definition = ALL["elman"].definition
    sound = compiling.compile_definition(definition, None, True, tmp_path).source("float64")
    (file,) = tmp_path.iterdir()
    file.write_text(damage, encoding="utf-8")
    assert compiling.compile_definition(definition, None, True, tmp_path).source("float64") == sound
    assert file.read_text(encoding="utf-8") == sound


NAMES = """
from derive import cell, matrix, tanh, vector


@cell
def named(x: vector[K], h: vector[T], *, range, list, given: matrix[T, K], U: matrix[T, T], load):
    np = tanh(given @ x + U @ h + load)
    h = range * np + list * h
    return h
"""


def test_a_cell_may_use_the_names_of_the_module(tmp_path: Path) -> None:
    """Sizes, parameters and values that are called as something in the emitted code is."""
    file = tmp_path / "named.py"
    file.write_text(NAMES, encoding="utf-8")
    (cell,) = find(str(file))
    arrays, made = draw(cell, 6, (3,), "float64", 47), cell.compile(cache=False)
    plain = cell.functions.forward(arrays)
    seeds = cotangents(cell, dict(plain.outputs), 48)
    run = made.train(**arrays)
    assert_close(run["h"], plain["h"], "h")
    assert_all_close(made.backward(run, **seeds), cell.functions.backpropagate(plain, seeds))


@pytest.mark.parametrize(("old", "new"), [("load", "lengths"), ("load", "every"), ("h", "last")])
def test_names_of_options_are_refused(old: str, new: str, tmp_path: Path) -> None:
    """An array and an option cannot have the same name."""
    file = tmp_path / "named.py"
    text = NAMES.replace("range", "a").replace("list", "b").replace("given", "W")
    words = text.replace(" h:", " last:").replace("@ h ", "@ last ").replace("* h\n", "* last\n")
    words = words.replace("    h = ", "    last = ").replace("return h", "return last")
    file.write_text(text.replace(old, new) if old != "h" else words, encoding="utf-8")
    (cell,) = find(str(file))
    with pytest.raises(ArrayError, match=f"{new} is an option of"):
        cell.compile(cache=False).signature()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"threads": 0}, "threads is 0"),
        ({"threads": 1.5}, "threads is 1.5"),
        ({"every": 2.0}, "every is 2.0"),
        ({"every": "2"}, "every is '2'"),
        ({"every": 0}, "every is 0"),
        ({"lengths": [3, 0]}, "at least 1"),
        ({"lengths": [3, 4]}, "the inputs have 3 steps"),
    ],
)
def test_options_are_checked(options: dict[str, Any], says: str) -> None:
    """Whole numbers from 1 on."""
    cell = ALL["elman"]
    arrays = draw(cell, 3, (2,), "float64", 49)
    with pytest.raises(ArrayError, match=says):
        cell.compile(cache=False).train(**arrays, **options)


def test_threads_are_checked_when_a_run_is_propagated_back() -> None:
    """Also where nothing is computed again."""
    cell = ALL["elman"]
    made = cell.compile(cache=False)
    run = made.train(**draw(cell, 3, (2,), "float64", 53))
    with pytest.raises(ArrayError, match="threads is 0"):
        made.backward(run, threads=0, h=run["h"])


@pytest.mark.parametrize("last", [np.ones((2, 3)), [1]])
def test_cotangents_of_last_states_go_by_name(last: Any) -> None:
    """An array alone is refused with words."""
    cell = ALL["elman"]
    made = cell.compile(cache=False)
    run = made.train(**draw(cell, 3, (2,), "float64", 50))
    with pytest.raises(ArrayError, match="last is a dict of cotangents by state"):
        made.backward(run, last)


def test_there_is_no_other_dtype() -> None:
    """Than float32 and float64."""
    with pytest.raises(ArrayError, match="float32 or float64"):
        ALL["elman"].compile(cache=False).source("float16")


def test_a_last_state_is_asked_for_by_its_name() -> None:
    """Another name is refused with those that there are."""
    cell = ALL["lstm"]
    last = cell.compile(cache=False).forward(**draw(cell, 3, (), "float64", 51)).last
    with pytest.raises(UnknownNameError, match="no state is named 'q'; those of this run are h, c"):
        last["q"]
