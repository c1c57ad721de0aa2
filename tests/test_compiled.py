"""Compiled cells against the plain lambdified ones, and what a schedule promises."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
import sympy as sp
from click.testing import CliRunner
from drawn import (
    EVERY,
    ROOT,
    Arrays,
    assert_agrees,
    assert_all_close,
    assert_close,
    cotangents,
    draw,
    several,
    stretched,
    work_aside,
)
from threadpoolctl import ThreadpoolController

from derive import naming, teams
from derive.cell import Cell
from derive.cells import ALL
from derive.cli import derive
from derive.compiled import Compiled
from derive.compiling import module_text
from derive.emit.functions import Array
from derive.emit.kernels.scans import scan
from derive.emit.lambdified import lambdified
from derive.errors import ArrayError
from derive.gradients import backward as one_step_back
from derive.nodes import Kind, Named, Quantity
from derive.program import Program
from derive.schedule import arranged, schedule, with_constants
from derive.schedule.blend import blend
from derive.schedule.expose import expose_products
from derive.schedule.gather import gather
from derive.schedule.hoist import hoist
from derive.schedule.layout import Layout, Storage
from derive.schedule.phases import Dependence, PhaseKind
from derive.schedule.recurrence import backward, forward
from derive.schedule.squash import sigmoid_by_tanh


@pytest.fixture(scope="module")
def compiled() -> dict[str, Compiled]:
    """Every cell, compiled when it is first asked for."""
    return {name: cell.compile(cache=False) for name, cell in EVERY.items()}


SHAPES = [(1, (), "float64"), (9, (1,), "float64"), (5, (2, 9), "float64"), (6, (3,), "float32")]


@pytest.mark.parametrize("name", list(EVERY))
def test_agrees_with_the_plain_cell(name: str, compiled: dict[str, Compiled]) -> None:
    """Outputs and all gradients are those of the lambdified step, over random shapes, also over threads."""
    cell = EVERY[name]
    for number, (steps, batch, dtype) in enumerate(SHAPES):
        arrays = draw(cell, steps, batch, dtype, crc32(f"{name} {number}".encode()))
        assert_agrees(cell, compiled[name], arrays, threads=1 + number % 2)


@pytest.mark.parametrize("name", list(EVERY))
def test_stretches_of_time(name: str, compiled: dict[str, Compiled], monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretches of three steps and one of two give what one stretch gives."""
    stretched(compiled[name], monkeypatch)
    assert_agrees(EVERY[name], compiled[name], draw(EVERY[name], 8, (3,), "float64", 21), threads=1)


@pytest.mark.parametrize("name", list(EVERY))
def test_a_thread_aside(name: str, compiled: dict[str, Compiled], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done aside gives what one thread gives, and the same bits every time."""
    cell, made = EVERY[name], compiled[name]
    work_aside(made, monkeypatch)
    arrays = draw(cell, 23, (3,), "float64", 22)
    assert_agrees(cell, made, arrays)
    run = made.train(**arrays)
    assert run.loan is not None
    assert run.loan.team.aside is not None
    seeds = cotangents(cell, dict(run.sequences), 23)
    once, again = made.backward(run, **seeds), made.backward(run, **seeds)
    assert len(run.loan.team.aside.calls) > 2
    assert all(np.array_equal(once[key], again[key]) for key in once)


@pytest.mark.parametrize(
    ("name", "share", "parts"), [("lstm", 10**9, 1), ("lstm", 1, 2), ("min_gru", 10**9, 2)]
)
def test_a_batch_is_split_where_that_pays(
    name: str, share: int, parts: int, compiled: dict[str, Compiled], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where steps are too small to be shared, a thread works aside; what has none is always split."""
    monkeypatch.setattr(teams, "LEAST_SHARE", share)
    monkeypatch.setattr(teams, "LEAST_PRODUCT", 0)
    monkeypatch.setattr(teams, "processors", lambda: 2)
    run = compiled[name].train(**draw(ALL[name], 4, (17 + share % 5,), "float64", 26))
    assert run.loan is not None
    assert len(run.loan.team.parts) == parts
    assert (run.loan.team.aside is None) == (parts > 1)


def test_an_error_aside_is_raised_and_nothing_goes_on(
    compiled: dict[str, Compiled], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asked hears of it; the next call finds all in order."""
    made, cell = compiled["lstm"], ALL["lstm"]
    work_aside(made, monkeypatch)
    arrays = draw(cell, 23, (3,), "float64", 24)
    run = made.train(**arrays)
    seeds = cotangents(cell, dict(run.sequences), 25)
    with monkeypatch.context() as broken:
        broken.setattr(made.module("float64"), "outer_total", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            made.backward(run, **seeds)
    assert run.loan is not None
    assert run.loan.team.aside is not None
    assert all(call.done() for call in run.loan.team.aside.calls)
    assert_agrees(cell, made, arrays)


@pytest.mark.parametrize("cell", several(), ids=lambda cell: cell.name)
def test_states_that_are_not_returned(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    """States that are kept for one stretch alone are handed on to the next, and come out in the end."""
    made = cell.compile((cell.definition.outputs[0],), cache=False)
    stretched(made, monkeypatch)
    arrays = draw(cell, 8, (3,), "float64", 23)
    plain, outputs = cell.functions.forward(arrays), made.forward(**arrays)
    assert list(outputs.sequences) == [cell.definition.outputs[0]]
    assert_all_close(dict(outputs.sequences), {name: plain[name] for name in outputs.sequences})
    assert_all_close(dict(outputs.last), {name: plain[name][-1] for name in cell.definition.states})


@pytest.mark.parametrize("batch", [(1,), (3,), (16,), (17,)])
@pytest.mark.parametrize("cell", several(), ids=lambda cell: cell.name)
def test_wide_cells(cell: Cell, batch: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where slots lie side by side in memory, and products go in as few or as many blocks as can be."""
    for most in (False, True):
        made = cell.compile(cache=False)
        in_blocks(made, monkeypatch, most)
        arrays = draw(cell, 4, batch, "float64", 22, least=96)
        assert_agrees(cell, made, arrays, threads=1)
        assert_agrees(cell, made, arrays)


def in_blocks(made: Compiled, monkeypatch: pytest.MonkeyPatch, most: bool) -> None:
    """Products in as many blocks of columns as they can be tried with, or in one."""
    module = made.module("float64")
    candidates = module.candidates
    monkeypatch.setattr(module, "chosen", lambda product: max([1, *candidates(product)][: 1 + 9 * most]))


@pytest.mark.parametrize("cell", several(), ids=lambda cell: cell.name)
def test_a_thread_aside_with_products_in_blocks(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretches of time that the steps fill evenly leave nothing for the end."""
    made = cell.compile(cache=False)
    in_blocks(made, monkeypatch, most=True)
    work_aside(made, monkeypatch)
    monkeypatch.setattr(made.module("float64"), "AT_ONCE", 32)
    assert_agrees(cell, made, draw(cell, 8, (16,), "float64", 22, least=96))


@pytest.mark.parametrize("cell", several(), ids=lambda cell: cell.name)
def test_buffers_are_used_again(cell: Cell, compiled: dict[str, Compiled]) -> None:
    """A second run of the same shape, and one while the first is still to be propagated, change nothing."""
    made = compiled[cell.name]
    first, second = (draw(cell, 4, (3,), "float64", seed) for seed in (1, 1))
    second |= {name: array + 0.1 for name, array in second.items()}
    one, other = made.train(**first), made.train(**second)
    seeds = cotangents(cell, dict(one.sequences), 2)
    for arrays, run in ((first, one), (second, other)):
        plain = cell.functions.forward(arrays)
        wanted = cell.functions.backpropagate(plain, seeds)
        assert_all_close(made.backward(run, **seeds), wanted)
        assert_all_close(made.backward(run, **seeds), wanted)
    del one, other
    third = made.train(**first)
    assert_all_close(
        made.backward(third, **seeds), cell.functions.backpropagate(cell.functions.forward(first), seeds)
    )


@pytest.mark.parametrize("every", [None, 3])
@pytest.mark.parametrize("cell", several(), ids=lambda cell: cell.name)
def test_lengths(cell: Cell, every: int | None, compiled: dict[str, Compiled]) -> None:
    """A batch with different lengths is each sequence by itself; what stands past the end is nothing."""
    made, lengths = compiled[cell.name], np.array([7, 1, 4])
    arrays = draw(cell, 7, (3,), "float64", 5)
    inputs, states = (
        [n for n in arrays if n in kinds] for kinds in (cell.definition.inputs, cell.definition.states)
    )
    for name in inputs:
        for row, length in enumerate(lengths):
            arrays[name][length:, row] = 1e30
    run = made.train(**arrays, lengths=lengths, every=every)
    seeds = cotangents(cell, dict(run.sequences), 6)
    last = cotangents(cell, dict(run.last), 7)
    found = made.backward(run, last, **seeds)
    totals: Arrays = {}
    for row, length in enumerate(lengths):
        own = arrays | {n: arrays[n][:length, row] for n in inputs} | {n: arrays[n][row] for n in states}
        alone = made.train(**own)
        for name, sequence in alone.sequences.items():
            assert_close(run[name][:length, row], sequence, name)
            assert not run[name][length:, row].any()
        for name, state in alone.last.items():
            assert_close(run.last[name][row], state, name)
        back = made.backward(
            alone, {n: a[row] for n, a in last.items()}, **{n: s[:length, row] for n, s in seeds.items()}
        )
        for name in inputs:
            assert_close(found[name][:length, row], back[name], name)
            assert not found[name][length:, row].any()
        for name in states:
            assert_close(found[name][row], back[name], name)
        for name in set(back) - set(inputs) - set(states):
            totals[name] = totals.get(name, 0) + back[name]
    for name, total in totals.items():
        assert_close(found[name], total, name)


@pytest.mark.parametrize("every", [1, 3, 50])
@pytest.mark.parametrize("cell", several(), ids=lambda cell: cell.name)
def test_computing_again_instead_of_keeping(cell: Cell, every: int, compiled: dict[str, Compiled]) -> None:
    """With the states of every k-th step alone, outputs and gradients are the same."""
    made, arrays = compiled[cell.name], draw(cell, 8, (2,), "float64", 3)
    run, kept = made.train(**arrays, every=every), made.train(**arrays)
    seeds, last = cotangents(cell, dict(kept.sequences), 4), cotangents(cell, dict(kept.last), 5)
    assert_all_close(dict(run.sequences), dict(kept.sequences))
    assert_all_close(dict(run.last), dict(kept.last))
    assert_all_close(made.backward(run, last, **seeds), made.backward(kept, last, **seeds))


def scanned(layout: Layout) -> list[str]:
    """The names that a layout computes by a scan."""
    return [name.name for p in layout.phases if p.kind == PhaseKind.SCAN for name in p.names]


def test_linear_recurrences_are_scanned(compiled: dict[str, Compiled]) -> None:
    """A memory that is linear in itself, with coefficients from the input alone, is a scan, both ways."""
    plan = schedule(ALL["min_gru"].step, ["h"])
    assert scanned(plan.training) == scanned(plan.inference) == ["h"]
    assert scanned(plan.backward) == ["d_h_prev"]
    assert not scanned(schedule(ALL["min_gru"].step, ["h"], scans=False).training)
    assert not scanned(schedule(ALL["lstm"].step, ["h"]).training)


@pytest.mark.parametrize(("steps", "batch"), [(3, (1,)), (400, (1,)), (397, (2,)), (60, (33,))])
def test_a_scan_is_the_recurrence_step_by_step(
    steps: int, batch: tuple[int, ...], compiled: dict[str, Compiled]
) -> None:
    """In blocks and with what is left over, forward and backward."""
    cell = ALL["min_gru"]
    arrays = draw(cell, steps, batch, "float64", steps)
    stepped = cell.compile(scans=False, cache=False)
    runs = [made.train(**arrays) for made in (compiled["min_gru"], stepped)]
    seeds = cotangents(cell, dict(runs[0].sequences), 8)
    assert_all_close(dict(runs[0].sequences), dict(runs[1].sequences))
    assert_all_close(compiled["min_gru"].backward(runs[0], **seeds), stepped.backward(runs[1], **seeds))


def test_a_scan_whose_factors_are_beyond_all_numbers_goes_step_by_step() -> None:
    """Large factors of zeros give zeros, not what 0 · ∞ is; in blocks their products would be infinite."""
    factors = np.full((100, 1, 3), 1e30, "float32")
    states = np.zeros((101, 1, 3), "float32")
    with np.errstate(over="ignore"):
        scan(factors, np.zeros_like(factors), states, False)
    assert not states.any()


def test_blas_has_one_thread_for_every_product(
    compiled: dict[str, Compiled], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where another thread works aside; afterwards BLAS has as many as before."""
    seen: list[int] = []
    made = compiled["lstm"]
    product = made.module("float64").Product
    bulk, runner = product.bulk, product.runner

    def threads() -> int:
        return int(ThreadpoolController().select(user_api="blas").lib_controllers[0].num_threads)

    def noted_bulk(self: object, *args: Array) -> None:
        seen.append(threads())
        bulk(self, *args)

    def noted_runner(self: object) -> Callable[..., object]:
        run = runner(self)
        return lambda *args: seen.append(threads()) or run(*args)

    monkeypatch.setattr(product, "bulk", noted_bulk)
    monkeypatch.setattr(product, "runner", noted_runner)
    work_aside(made, monkeypatch)
    with ThreadpoolController().select(user_api="blas").limit(limits=2):
        made.forward(**draw(ALL["lstm"], 11, (3,), "float64", 1))
        assert len(seen) > 11
        assert set(seen) == {1}
        assert threads() == 2


def test_only_what_is_returned_may_have_a_cotangent() -> None:
    """With fewer outputs returned, the rest of the result is the same, and the others are refused."""
    cell = ALL["lstm"]
    made, arrays = cell.compile(("h",), cache=False), draw(cell, 5, (2,), "float64", 9)
    run = made.train(**arrays)
    plain = cell.functions.forward(arrays)
    assert list(run.sequences) == ["h"]
    seeds = cotangents(cell, {"h": plain["h"]}, 10)
    wanted = cell.functions.backpropagate(plain, seeds)
    assert_all_close(made.backward(run, **seeds), wanted)
    assert_all_close(made.backward(run, inputs=False, **seeds), {n: a for n, a in wanted.items() if n != "x"})
    assert_close(run.last["c"], plain["c"][-1], "c")
    with pytest.raises(ArrayError, match="no cotangent can be given for 'c'; h were returned"):
        made.backward(run, c=plain["c"])
    cut = made.train(lengths=[5, 3], **arrays)
    with pytest.raises(ArrayError, match=r"the last c cannot be taken up.*'c' among `returned`"):
        made.backward(cut, last={"c": plain["c"][-1]}, **seeds)


@pytest.mark.parametrize("cell", several(), ids=lambda cell: cell.name)
def test_memory_is_what_the_formula_says(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a training run takes for each further step of each sequence, seen by tracemalloc.

    Stretches are short, so that what is kept for one of them does not grow with the number of steps.
    """
    made = cell.compile(cache=False)
    monkeypatch.setattr(made.module("float64"), "CACHE", 1)
    taken: dict[int, int] = {}
    for steps in (100, 200):
        arrays = draw(cell, steps, (64,), "float64", 11)
        made.train(**{n: a[:1] if n in cell.definition.inputs else a for n, a in arrays.items()})
        tracemalloc.start()
        run = made.train(**arrays)
        taken[steps] = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    letters = {sp.Symbol(s, integer=True, positive=True): n for s, n in run.checked.sizes.items()}
    plan = schedule(cell.step, cell.definition.outputs, by_tanh=False)
    copies = sum(int(np.prod(array.shape[2:])) for array in run.sequences.values())
    rows = round((taken[200] - taken[100]) / (100 * 64 * 8))  # but for some bytes of the interpreter's
    assert int(plan.memory.subs(letters)) + copies == pytest.approx(rows, rel=0, abs=4)


def test_the_schedule_is_shown() -> None:
    """Phases in their order, what is one operation in a bracket, and what is kept."""
    done = CliRunner().invoke(derive, ["show", "lstm", "--schedule"])
    assert done.exit_code == 0
    lines = [line.strip() for line in done.output.splitlines()]
    kinds = [line.partition(":")[0] for line in lines if line.partition(":")[0] in list(PhaseKind)]
    assert kinds == ["once", "bulk", "step", "bulk", "step", "late", "total"]
    brackets = [line for line in lines if line[:1] in ("⎡", "⎢", "⎣")]
    assert "⎡ δf̄ₜ = δcₜ ⊙ (cₜ₋₁ ⊙ fₜ ⊙ (1 − fₜ))" in brackets
    assert lines[-1] == "hₜ, cₜ, fₜ, iₜ, oₜ, gₜ, tanh(cₜ), and the inputs: m + 7·n numbers a sequence"


def test_what_the_lstm_keeps() -> None:
    """Per step: both states, the gates, the candidate and tanh(c); nothing that backward does not read."""
    plan = schedule(ALL["lstm"].step, ["h"])
    read = {name.name for name in plan.backward.recurrence.program.inputs}
    assert {name.name for name in plan.kept} == {"f", "i", "o", "g", "c", "h", "val_tanh_c"}
    assert read > {"f", "i", "o", "g", "val_tanh_c", "c_prev", "h_prev"}


def evaluate(program: Program, values: dict[str, Array]) -> Arrays:
    """The outputs of a program."""
    return lambdified(program)({name.name: values[name.name] for name in program.inputs})


def random_values(names: tuple[Named, ...], seed: int) -> dict[str, Array]:
    """Arrays for the inputs of a program, of a batch of 2."""
    rng = np.random.default_rng(seed)
    letters = sorted({s for name in names for size in name.shape for s in size.free_symbols}, key=str)
    sizes = {letter: 2 + k for k, letter in enumerate(letters)}
    values = {}
    for name in names:
        shape = [int(sp.sympify(size).subs(sizes)) for size in name.shape]
        batch = () if isinstance(name, Quantity) and name.kind == Kind.PARAMETER else (2,)
        values[name.name] = 0.3 * rng.standard_normal((*batch, *(shape[:1] if shape[1] == 1 else shape)))
    return values


@pytest.mark.parametrize("cell", several(), ids=lambda cell: cell.name)
def test_each_pass_leaves_the_step_unchanged(cell: Cell) -> None:
    """Forward: one step's outputs after each pass, on random numbers."""
    values = random_values(cell.step.inputs, 12)
    wanted = evaluate(cell.step, values)
    exposed = expose_products(cell.step)
    squashed = sigmoid_by_tanh(exposed)
    blended = blend(forward(squashed), scans=False).program
    for program in (
        exposed,
        squashed,
        blended,
        *(arranged(forward(p), s).program for p in (exposed, blended) for s in (True, False)),
    ):
        assert_all_close(evaluate(program, values), wanted)


@pytest.mark.parametrize("cell", several(), ids=lambda cell: cell.name)
def test_each_pass_leaves_the_backward_pass_unchanged(cell: Cell) -> None:
    """Backward: a step's cotangents, where what is carried and what comes from outside add up to the seed."""
    step = naming.expose(expose_products(cell.step))
    one = one_step_back(step)
    values = random_values((*one.inputs, *step.inputs), 13)
    values |= evaluate(step.keep([eq.lhs for eq in step.equations]), values)
    wanted = evaluate(one, values)
    outputs = [q.name for q in step.outputs]
    there, back = arranged(forward(step), True), backward(step, outputs)
    split = dict(values)
    for q in step.outputs:
        split[f"carried_{q.name}"] = 0.25 * values[f"seed_{q.name}"]
        if any(read.name == f"carried_{q.name}" for read, _ in back.carried):
            split[f"seed_{q.name}"] = 0.75 * values[f"seed_{q.name}"]
    for recurrence in (back, *(arranged(with_constants(back, there), scans) for scans in (True, False))):
        found = evaluate(recurrence.program, split)
        for name, array in found.items():
            assert_close(np.broadcast_to(array, wanted[name].shape), wanted[name], name)


@pytest.mark.parametrize("name", list(EVERY))
def test_gathering_leaves_the_backward_pass_unchanged(name: str) -> None:
    """What is multiplied by sums of products is what was multiplied by their terms, one after the other."""
    step = naming.expose(expose_products(EVERY[name].step))
    recurrence = hoist(backward(step, [q.name for q in step.outputs]))
    values = random_values((*recurrence.program.inputs, *step.inputs), 14)
    values |= evaluate(step.keep([eq.lhs for eq in step.equations]), values)
    assert_all_close(evaluate(gather(recurrence).program, values), evaluate(recurrence.program, values))


@pytest.mark.parametrize(("name", "calls"), [("lstm_peephole", 6), ("mgu", 3), ("lstm", 0)])
def test_gathering_saves_calls(name: str, calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many at each step of the backward pass; where it saves none, nothing is gathered."""
    found = []
    for _ in range(2):
        text = ALL[name].compile(("h",), cache=False).source()
        _, _, loop = text[text.index("def backward(") :].rpartition(" in steps_1[")
        found.append(len(re.findall(r"^ {16}(?:add|multiply|subtract)", loop, re.MULTILINE)))
        monkeypatch.setattr("derive.schedule.gather", lambda recurrence, scans: recurrence)
    assert found[1] - found[0] == calls


@pytest.mark.parametrize("name", list(EVERY))
def test_a_layout_is_sound(name: str) -> None:
    """Every equation is run once, after what it needs; what is one operation lies side by side."""
    plan = schedule(EVERY[name].step, EVERY[name].definition.outputs)
    for layout in (plan.inference, plan.training, plan.backward):
        program = layout.recurrence.program
        ordered = tuple(eq for phase in layout.phases for eq in phase.equations)
        assert sorted(map(str, ordered)) == sorted(map(str, program.equations))
        read = tuple(dict.fromkeys((*program.inputs, *(r for r, _ in layout.recurrence.carried))))
        Program(program.name, read, ordered, program.outputs)
        known = Dependence(layout.recurrence)
        for number, groups in layout.groups.items():
            run = [eq for group in groups for eq in group.equations]
            assert sorted(map(str, run)) == sorted(map(str, layout.phases[number].equations))
            for group in groups:
                places = [layout.place[n] for n in group.names]
                assert all(b is places[0][0] and k == places[0][1] + i for i, (b, k) in enumerate(places))
        for kept in layout.kept:
            if kept in program.definitions and not known.is_once(kept):
                assert layout.place[kept][0].storage == Storage.SEQUENCE


def run_python(code: str, **environment: str) -> str:
    """What a fresh process prints."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


RUN = """
import sys
sys.modules.update(dict.fromkeys({absent}))
import numpy as np
from derive.cells import min_gru
arrays = {{"x": (3, 2, 4), "W_z": (5, 4), "W_h": (5, 4)}}
arrays = {{name: np.full(shape, 0.1, "float32") for name, shape in arrays.items()}}
made = min_gru.compile()
run = made.train(**arrays)
print(made.backward(run, h=run["h"])["W_z"].tobytes().hex(), "sympy" in sys.modules)
"""


def test_a_second_process_needs_no_sympy(tmp_path: Path) -> None:
    """The module is kept on disk; a process in which SymPy cannot be imported runs it all the same."""
    first = run_python(RUN.format(absent=[]), XDG_CACHE_HOME=str(tmp_path))
    assert first.endswith(" True")
    absent = ["sympy", "jinja2", "derive.schedule", "derive.emit.compiled", "derive.nodes"]
    second = run_python(RUN.format(absent=absent), XDG_CACHE_HOME=str(tmp_path))
    assert second.split()[0] == first.split()[0]


def test_the_key_is_the_content(tmp_path: Path) -> None:
    """Another option or another dtype is another module; the same again is the same file."""
    code = "from derive.cells import lstm; [lstm.compile({}).source(d) for d in {}]"
    counts = []
    for returned, dtypes in (
        ("", ["float32"]),
        ("", ["float32"]),
        ("", ["float64"]),
        ("('h',)", ["float32"]),
    ):
        run_python(code.format(returned, dtypes), XDG_CACHE_HOME=str(tmp_path))
        counts.append(len(list((tmp_path / "derive" / "compiled").iterdir())))
    assert counts == [1, 1, 2, 3]


def test_importing_is_cheap() -> None:
    """`import derive`, and a cell of the library, without SymPy and in less than 0.3 s."""
    code = (
        "import time; start = time.process_time(); import derive; from derive.cells import lstm; "
        "import sys; print(time.process_time() - start, 'sympy' in sys.modules)"
    )
    taken, has_sympy = run_python(code).split()
    assert has_sympy == "False"
    assert float(taken) < 0.3


def test_compiling_takes_less_than_a_second() -> None:
    """From the equations of an LSTM to the text of its module."""
    start = time.process_time()
    module_text(ALL["lstm"].definition, ("h",), True, "float32")
    assert time.process_time() - start < 1


def test_the_module_needs_numpy_alone_and_is_the_same_for_every_hash_seed() -> None:
    """The emitted text imports NumPy and the standard library; sets leave no trace in it."""
    code = (
        "from derive.cells import ALL; from derive.compiling import module_text; "
        f"cells = map(ALL.get, {[cell.name for cell in several()]}); "
        "print(*(module_text(cell.definition, cell.definition.outputs, True, 'float32') for cell in cells))"
    )
    texts = {run_python(code, PYTHONHASHSEED=seed) for seed in ("1", "2")}
    assert len(texts) == 1
    lines = [line.split()[1] for line in texts.pop().splitlines() if line.startswith(("import ", "from "))]
    assert {line.partition(".")[0] for line in lines} <= {"numpy", *sys.stdlib_module_names}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"x": None}, "missing: x"),
        ({"V": np.zeros(2)}, "unknown: V"),
        ({"b_f": np.zeros(9)}, r"b_f has shape \(9,\), wanted \(n,\) with n = "),
        ({"x": np.zeros((4, 3, 2), int)}, "x is int64; arrays are float32 or float64"),
        ({"b_f": np.zeros(3, "float32")}, "use one dtype for all"),
        ({"h": np.zeros((7, 3))}, "the batch axes differ"),
        ({"x": np.full((4, 3, 2), np.nan)}, r"x has a NaN, the first at index \(0, 0, 0\)"),
        ({"lengths": [4, 4]}, "lengths are"),
        ({"lengths": [4, 0, 4]}, "lengths are from 0 to 4; the inputs have 4 steps"),
        ({"every": 0}, "every is 0"),
    ],
)
def test_arrays_that_do_not_fit(change: dict[str, object], says: str, compiled: dict[str, Compiled]) -> None:
    """Errors name the array, both shapes, and come before any work."""
    arrays: dict[str, object] = {**draw(ALL["lstm"], 4, (3,), "float64", 14)}
    sizes = {"x": 2, "b_f": 3}
    assert arrays["x"].shape[-1] == sizes["x"], "the sizes that the cases are written for"
    with pytest.raises(ArrayError, match=says):
        compiled["lstm"].train(
            **{name: value for name, value in (arrays | change).items() if value is not None}
        )
