"""The command line: each command does what its help says, and errors come without a traceback."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from derive import cells, cli
from derive.cli import derive
from derive.errors import CellError
from derive.library import LIBRARY
from derive.site import Page

MINE = """\
from derive import cell
from derive.stubs import sigmoid, tanh


@cell
def mine(x, h, *, W, U, b):
    h = tanh(W @ x + U @ h + b)
    return h


@cell
def other(x, h, *, W, U, b):
    h = sigmoid(W @ x + U @ h + b)
    return h


raise SystemExit("this file was run")
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A file of the user's own with two cells; running it would end the tests."""
    path = tmp_path / "mine.py"
    path.write_text(MINE, encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    """A command that succeeds."""
    done = CliRunner().invoke(derive, arguments)
    assert done.exit_code == 0, done.output
    return done


def fails(*arguments: str) -> str:
    """The message of a command that ends with status 1 and no traceback."""
    done = CliRunner().invoke(derive, arguments)
    assert done.exit_code == 1, done.output
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_show_begins_with_equations_sizes_and_what_is_forced() -> None:
    """Without options."""
    shown = run("show", "lstm").output
    for line in (
        "  fₜ = σ(W_f xₜ + U_f hₜ₋₁ + b_f)",
        "  n × m   W_f W_i W_o W_g",
        "  4·n·(m + n + 1) parameters, 4·n·(m + n) multiply-adds a step",
        "h and c have one size, by line",
    ):
        assert line in shown


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ("--grad", "δf̄ₜ   = δcₜ ⊙ cₜ₋₁ ⊙ fₜ ⊙ (1 − fₜ)"),
        ("--time", "δW_f = Σₜ δf̄ₜ xₜᵀ"),
        ("--jacobian", "∂cₜ/∂cₜ₋₁ = diag(fₜ)"),
        ("--sizes", "n × n   U_f U_i U_o U_g"),
        ("--numpy", "    c = f * c_prev + i * g"),
        ("--latex", r"c_{t} &= f_{t} \odot c_{t-1} + i_{t} \odot g_{t}"),
    ],
)
def test_show_gives_what_an_option_asks_for(option: str, line: str) -> None:
    """A line of each."""
    lines = [" ".join(shown.split()) for shown in run("show", "lstm", option).output.splitlines()]
    assert any(" ".join(line.split()) in shown for shown in lines)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("lstm", ["∂cₜ/∂cₜ₋₁ = diag(fₜ)"]),
        ("mlstm", ["∂nₜ/∂nₜ₋₁ = fₜ I", "Cₜ is a matrix: the derivative of one, or by one, is not derived"]),
        ("s6", ["Hₜ is a matrix: the derivative of one, or by one, is not derived"]),
        ("leaky", ["∂hₜ/∂hₜ₋₁ = (1 − α) I + diag(α (1 − tanh²(W xₜ + U hₜ₋₁ + b))) U"]),
        ("scrn", ["∂hₜ/∂sₜ₋₁ = diag(hₜ ⊙ (1 − hₜ)) (α P)"]),
    ],
)
def test_jacobians_say_what_they_leave_out(name: str, lines: list[str]) -> None:
    """Matrices; a number on the whole diagonal is that number times the identity."""
    shown = run("show", name, "--jacobian").output.split("Jacobian of one step\n")[1]
    assert all(f"  {line}\n" in shown for line in lines)
    assert ("is a matrix" in shown) == any("is a matrix" in line for line in lines)
    assert shown.strip()


def test_what_is_shown_reads_well() -> None:
    """Accents in the table of sizes; scripts, halves and products in a schedule; all that a sum holds."""
    assert "r z h̃" in run("show", "gru_cho", "--sizes").output
    schedule = run("show", "lstm", "--schedule").output
    for line in (
        "½ W_f xₜ + ½ b_f",
        "½ f̄ₜ = ½ U_f hₜ₋₁ + (½ W_f xₜ + ½ b_f)",
        "δhₜ = δ⁺hₜ + Δhₜ",
        "iₜ ⊙ (1 − gₜ²)",
    ):
        assert line in schedule
    assert "δγ                 = Σₜ ((δu_reₜ ⊙" in run("show", "lru", "--time").output


def test_a_file_is_read_and_never_run(mine: Path) -> None:
    """Every cell of it, or the one that is named."""
    assert run("show", str(mine)).output.count("Equations") == 2
    one = run("show", f"{mine}:other").output
    assert "σ(W xₜ + U hₜ₋₁ + b)" in one
    assert "tanh" not in one


def test_check_runs_every_check_on_a_cell_of_ones_own(mine: Path) -> None:
    """Exact ones and numeric ones."""
    shown = run("check", f"{mine}:mine").output
    assert "entries equal" in shown
    assert "relative error below 1e-12" in shown


def test_list_names_every_cell() -> None:
    """One in each row, in order, under a heading."""
    rows = run("list").output.splitlines()[1:]
    assert [row.split()[0] for row in rows] == sorted(LIBRARY)


def test_every_command_explains_itself() -> None:
    """The help of the program names all its commands; each has a help of its own."""
    top = run("--help").output
    for name, command in derive.commands.items():
        assert name in top
        assert command.help
        assert run(name, "-h").output.startswith("Usage: ")


def test_version() -> None:
    """A name and a number."""
    assert run("--version").output.split() == ["derive", "0.1.0"]


def test_a_name_that_does_not_exist() -> None:
    """The nearest is suggested."""
    assert "did you mean 'lstm'?" in fails("show", "ltsm")
    assert "did you mean 'lstm'?" in fails("show", "LSTM")
    assert "did you mean 'gru'?" in fails("show", "GRU")
    assert "did you mean 'gru_cho'?" in fails("show", "GRU_Cho")


def test_an_interrupted_command_ends_as_shells_expect(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 130 and a word, without a traceback."""

    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "find", interrupted)
    done = CliRunner().invoke(derive, ["show", "lstm"])
    assert (done.exit_code, done.stderr) == (130, "Aborted!\n")


def test_a_claim_by_its_number() -> None:
    """With the letter or without; another one is refused under the name that was given."""
    assert run("question", "4").output == run("question", "q4").output
    assert "there is no claim '44'" in fails("question", "44")


@pytest.mark.parametrize("command", ["show", "check"])
def test_a_file_that_does_not_exist(command: str, tmp_path: Path) -> None:
    """The file is named."""
    assert "nofile.py: No such file" in fails(command, str(tmp_path / "nofile.py"))
    assert "help: " in fails(command, str(tmp_path / "nofile.py"))
    assert "help: give one file of it" in fails(command, f"{tmp_path}/")


def test_an_error_in_a_file_shows_its_place(tmp_path: Path) -> None:
    """File, line, column, the line with a caret, both shapes."""
    path = tmp_path / "bad.py"
    path.write_text(MINE.replace("U @ h", "U @ h @ x"), encoding="utf-8")
    message = fails("show", str(path))
    assert f"{path}:7:" in message
    assert "^^^^" in message
    assert "help:" in message


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[Page]:
    """Two pages instead of the whole site; a test may change them."""
    made = [Page("index.md", "# Home\n", "x"), Page("cells/a.md", "# A\n", "x")]
    monkeypatch.setattr(cli, "make_pages", lambda cache: made)
    return made


def test_a_run_says_what_it_did_and_the_next_that_nothing_changed(few: list[Page], tmp_path: Path) -> None:
    """Written, removed, unchanged."""
    docs = str(tmp_path / "docs")
    assert "2 written, 0 removed, 0 unchanged" in run("--docs", docs).output
    assert "nothing changed: 2 pages are up to date" in run("--docs", docs).output
    few[:] = [few[0], Page("b.md", "# B\n", "x")]
    shown = run("--docs", docs).output
    assert "written  " in shown
    assert "removed  " in shown
    assert "1 written, 1 removed, 1 unchanged" in shown


def test_check_names_what_is_not_up_to_date(few: list[Page], tmp_path: Path) -> None:
    """Status 1, each page with what is wrong; nothing is written."""
    docs = tmp_path / "docs"
    run("--docs", str(docs))
    run("--docs", str(docs), "--check")
    few[1:] = [Page("b.md", "# B\n", "x")]
    before = sorted(docs.rglob("*"))
    message = fails("--docs", str(docs), "--check")
    assert "b.md: missing" in message
    assert "cells/a.md: orphaned" in message
    assert sorted(docs.rglob("*")) == before


def test_a_folder_that_is_a_file(few: list[Page], tmp_path: Path) -> None:
    """Said before anything is derived."""
    (tmp_path / "docs").write_text("", encoding="utf-8")
    done = CliRunner().invoke(derive, ["--docs", str(tmp_path / "docs")])
    assert done.exit_code == 2
    assert "is a file" in done.stderr


def test_as_a_program(mine: Path) -> None:
    """`python -m derive` in a process of its own: plain text into a pipe, errors on their own stream."""
    command = [sys.executable, "-m", "derive", "show"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    good = subprocess.run(
        [*command, str(mine)], capture_output=True, text=True, check=False, env=environment, encoding="utf-8"
    )
    assert good.returncode == 0
    assert "\x1b" not in good.stdout
    assert good.stderr == ""
    bad = subprocess.run([*command, "nothing"], capture_output=True, text=True, check=False, env=environment)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.startswith("Error: there is no cell named 'nothing'")


BROKEN = [
    # what is wrong, what stands in a file of the library, instead of what, the line, part of the message
    ("a bracket", "tanh(W @ x + U @ h + b)", "tanh(W @ x + U @ h + b", 7, "'(' was never closed"),
    ("a function", "tanh(W", "tnah(W", 7, "help: did you mean 'tanh'?"),
    ("no such function", "sigmoid, tanh", "sigmoid, tanj", 2, "ImportError: cannot import name 'tanj'"),
    ("no import", "from derive import cell\n", "\n", 5, "NameError: name 'cell' is not defined"),
    ("a statement", "\n\n\n@cell\ndef o", "\nreturn\n\n@cell\ndef o", 9, "'return' outside function"),
    ("an exit", "\n\n\n@cell\ndef o", "\nraise SystemExit(3)\n\n@cell\ndef o", 9, "SystemExit: 3"),
    ("no such cell", "from derive import", "from derive.cells import nope\nfrom derive import", 1, "'nope'"),
    ("a name", "def other", "def mine", 12, "two cells are named 'mine'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "line", "message"), [pytest.param(*row[1:], id=row[0]) for row in BROKEN]
)
def test_a_file_of_the_library_that_cannot_be_imported(
    before: str, after: str, line: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its place, as for a file of one's own."""
    path = tmp_path / "broken.py"
    sound = MINE.partition("\n\n\nraise")[0]
    assert before in sound
    path.write_text(sound.replace(before, after, 1), encoding="utf-8")
    monkeypatch.setattr(cells, "__path__", [str(tmp_path)])
    with pytest.raises(CellError) as caught:
        cells.library.__wrapped__()
    assert str(caught.value).startswith(f"{path}:{line}:")
    assert message in str(caught.value)
    assert "^" in str(caught.value)
    assert caught.value.hint


def test_two_files_of_the_library_with_one_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are named."""
    text = MINE.partition("\n\n\n@cell\ndef other")[0]
    for name in ("one_of_two", "two_of_two"):
        (tmp_path / f"{name}.py").write_text(f"{text}\n", encoding="utf-8")
    monkeypatch.setattr(cells, "__path__", [str(tmp_path)])
    with pytest.raises(CellError, match="two cells are named 'mine'") as caught:
        cells.library.__wrapped__()
    assert str(caught.value).startswith(f"{tmp_path / 'two_of_two.py'}:6:1: ")
    assert f"{tmp_path / 'one_of_two.py'}:6:1" in caught.value.hint


def test_a_file_of_the_library_may_import_a_cell_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is the same cell, not a second one of its name."""
    for name in ("one_of_two_more", "two_of_two_more"):
        (tmp_path / f"{name}.py").write_text("from derive.cells import lstm\n", encoding="utf-8")
    monkeypatch.setattr(cells, "__path__", [str(tmp_path)])
    assert list(cells.library.__wrapped__()) == ["lstm"]


@pytest.mark.parametrize("command", [[], ["show", "lstm"], ["show", "mgu"], ["list"]])
def test_a_syntax_error_in_the_library_ends_no_command_in_a_traceback(
    command: list[str], tmp_path: Path
) -> None:
    """A copy of the project with a bracket left out."""
    shutil.copytree(Path(cells.__file__).parents[1], tmp_path / "derive")
    path = tmp_path / "derive" / "cells" / "mgu_zhou_2016.py"
    path.write_text(path.read_text(encoding="utf-8").replace("h + b_f)", "h + b_f"), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "derive", *command], capture_output=True, text=True, check=False,
        env=environment, cwd=tmp_path, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {path}:19:16: not Python's syntax: '(' was never closed\n")
    assert "help: " in done.stderr
    assert "Traceback" not in done.stderr


def test_relate_tells_kind_values_proof_and_numbers() -> None:
    """One map under other names: a sign."""
    shown = run("relate", "gru_chung", "gru_cho").output
    assert "GRU (Chung 2014) → GRU (Cho 2014)" in shown
    assert "becomes it under other names" in shown
    assert "b_z         −b_z" in shown
    assert "proved: " in shown
    assert "run side by side over 5 steps" in shown


def test_relate_tells_a_chain_where_no_parameters_do() -> None:
    """From the LSTM to the GRU, with the equations that each edit changes."""
    shown = run("relate", "lstm", "gru_cho", "--steps").output
    assert "no substitution was found" in shown
    assert "3. " in shown
    assert "4. " not in shown
    assert "2. oₜ no longer gates what is shown; it gates what gₜ reads, U_g (oₜ ⊙ hₜ₋₁)\n" in shown
    assert "cₜ = fₜ ⊙ cₜ₋₁ + (1 − fₜ) ⊙ gₜ" in shown
    assert "which is GRU (Cho 2014), under other names" in shown


def test_relate_tells_where_a_near_miss_fails() -> None:
    """The reset gate before the product and after it."""
    shown = run("relate", "gru_cho", "gru_reset_after").output
    assert "the other way round, GRU (reset after) becomes it by an edit" in shown
    assert "without the edit they differ, at" in shown


def test_relate_shows_no_marks() -> None:
    """Sentences that a page shows with marks: what is edited, what is fixed, the values, the states."""
    shown = run("relate", "lstm_peephole", "gru3").output
    assert "edit: in hₜ, tanh(cₜ) becomes cₜ\n" in shown
    assert "then oₜ = 1\n" in shown
    assert "U_g         U_h diag(σ(b_r))\n" in shown
    assert "cₜ₋₁        hₜ₋₁\n" in shown
    assert not {"sym", "lstm_peephole:", "gru3:", "$"} & set(re.findall(r"\w+:?|\$", shown))


def test_relate_takes_a_cell_of_ones_own(mine: Path) -> None:
    """Placed by itself: Elman's cell with another squashing function."""
    shown = run("relate", f"{mine}:mine", f"{mine}:other").output
    assert "becomes it up to a scale of the state" in shown


def test_relate_says_what_needs_no_chain() -> None:
    """A cell and itself; a cell that the other one becomes without a single edit."""
    assert "it is the same cell" in run("relate", "lstm", "lstm").output
    shown = run("relate", "elman", "leaky").output
    assert "the other way round" in shown
    assert "From " not in shown
    assert "which is" not in shown


def test_family_lists_classes_and_relations(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a few cells, the same lines as on all."""
    few = {name: LIBRARY[name] for name in ("gru_cho", "gru_chung", "lstm")}
    monkeypatch.setattr(cli, "LIBRARY", few)
    shown = run("family", "--no-cache").output
    assert "GRU (Cho 2014) and GRU (Chung 2014)" in shown
    assert "6 ordered pairs, 2 relations, 0 not settled" in shown
