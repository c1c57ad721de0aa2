"""The question: its numbers put in by hand, and that a change to a cell turns its verdicts."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from plain import FUNCTIONS, Array
from renamed import cell_of

from derive import cli, pictures
from derive.cells import ALL
from derive.pages import Cache, question
from derive.pages.produce import produce
from derive.prover import Witness
from derive.question import claims
from derive.question.assertions import Subject
from derive.question.claims import CLAIMS, CONVENTIONS, Claim, Part, Settled, settle, subject
from derive.question.findings import Answer, Finding

sigmoid, tanh = FUNCTIONS["sigmoid"], FUNCTIONS["tanh"]

LSTM = """\
def lstm(x, h, c, *, W_f, b_f, W_i, b_i, W_o, b_o, W_g, b_g):
    f = sigmoid(W_f @ concat(h, x) + b_f)
    i = sigmoid(W_i @ concat(h, x) + b_i)
    o = sigmoid(W_o @ concat(h, x) + b_o)
    g = tanh(W_g @ concat(h, x) + b_g)
    c = f * c + i * g
    h = o * tanh(c)
    return h, c
"""
GRU = """\
def gru(x, h, *, W_r, b_r, W_z, b_z, W_h, b_h):
    r = sigmoid(W_r @ concat(h, x) + b_r)
    z = sigmoid(W_z @ concat(h, x) + b_z)
    h_tilde = tanh(W_h @ concat(r * h, x) + b_h)
    h = z * h + (1 - z) * h_tilde
    return h
"""


def claim(key: str) -> Claim:
    """A claim by its name."""
    return next(one for one in CLAIMS if one.key == key)


def test_every_claim_is_there_in_order() -> None:
    """Q1 to Q10."""
    assert [one.key for one in CLAIMS] == [f"Q{k}" for k in range(1, 11)]


@pytest.mark.parametrize(
    ("answer", "one", "several"),
    [
        (Answer.HOLDS, "holds", "hold"),
        (Answer.CONDITION, "holds with a condition", "hold with a condition"),
        (Answer.UNDECIDED, "is undecided", "are undecided"),
        (Answer.FAILS, "fails", "fail"),
    ],
)
def test_a_verdict_is_said_of_one_thing_or_of_several(answer: Answer, one: str, several: str) -> None:
    """Each verdict has both forms."""
    assert (answer.said_of(several=False), answer.said_of(several=True)) == (one, several)


def test_the_verb_fits_what_a_part_is_about() -> None:
    """Both of something and weights are several; a gate, a bias and a carry are one."""
    several = {part.about for one in CLAIMS for part in one.parts if part.several}
    single = {part.about for one in CLAIMS for part in one.parts if not part.several}
    assert several == {"both gates", "both memories", "remember gate's weights", "forget gate's weights"}
    assert single == {"forget gate", "remember gate", "forget gate's bias", "carry"}


def test_the_answer_names_the_cells_without_brackets_in_brackets() -> None:
    """A title has brackets of its own."""
    for sentence in question.answer()["answer"]:
        for inside in re.findall(r"\(([^()]*)\(", sentence):
            pytest.fail(inside)


# --- numbers that anybody can put in ------------------------------------------------------------------


def put_in(witness: Witness) -> dict[str, Array]:
    """The printed numbers as arrays."""
    return {name: np.array(ast.literal_eval(f"[{', '.join(v)}]")) for name, v in witness.values.items()}


def agree(side: Array, printed: tuple[str, ...]) -> None:
    """A side that was computed here, and as it is printed."""
    np.testing.assert_allclose(side, [float(v) for v in printed], rtol=1e-8)


def without_r(v: dict[str, Array], h: Array, keeps: bool) -> Array:
    """A step of a GRU in plain NumPy with r = 0, from a previous state."""
    z = sigmoid(v["W_z"] @ v["x"] + v["U_z"] @ h + v["b_z"])
    candidate = tanh(v["W_h"] @ v["x"] + v["b_h"])
    return z * h + (1 - z) * candidate if keeps else (1 - z) * h + z * candidate


@pytest.mark.parametrize("name", CONVENTIONS)
def test_at_r_zero_the_update_still_moves_with_the_state(name: str) -> None:
    """Q4: from the numbers on the page, a step by hand from h and one from 2 h."""
    _, finding = settle(claim("Q4")).findings[name]
    assert finding.witness is not None
    values = put_in(finding.witness)
    keeps = name != "gru_chung"
    one, twice = (without_r(values, k * values["h_prev"], keeps) for k in (1, 2))
    agree(one, finding.witness.left)
    agree(twice, finding.witness.right)
    assert np.max(np.abs(one - twice)) > 1e-3


def test_where_z_keeps_the_carry_is_not_one_minus_z() -> None:
    """Q10: the carry that was derived and the one that was claimed."""
    (finding,) = settle(claim("Q10")).findings["gru_cho"]
    assert finding.witness is not None
    z = put_in(finding.witness)["z"]
    agree(z, finding.witness.left)
    agree(1 - z, finding.witness.right)


def test_a_failure_by_numbers_has_numbers() -> None:
    """Every witness of every finding shows a difference."""
    found = [f for one in claims.settled() for part in one.findings.values() for f in part if f.witness]
    assert len(found) >= 5
    assert all(f.witness.left != f.witness.right for f in found if f.witness)


# --- verdicts that turn -------------------------------------------------------------------------------


def record(one: Settled) -> dict[str, str]:
    """The verdict on a claim and on each part, as the page keeps it."""
    return dict(question._record(one))


@pytest.fixture
def replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str], None]:
    """Puts another cell in the place of one of the question's."""

    def replace(name: str, text: str) -> None:
        cell = cell_of(text, tmp_path)
        known = {**{one: subject(one) for one in ("lstm", *CONVENTIONS)}, name: Subject(cell, cell)}
        monkeypatch.setattr(claims, "subject", known.__getitem__)
        monkeypatch.setitem(ALL, cell.name, cell)

    return replace


def without(text: str, gate: str) -> str:
    """A cell's text without one gate's line and its parameters."""
    lines = [line for line in text.splitlines() if not line.strip().startswith(f"{gate} = ")]
    return "\n".join(lines).replace(f"W_{gate}, b_{gate}, ", "")


CHANGES = {
    "as it is": ("gru_cho", GRU, {}),
    "r in the carry": (
        "gru_cho",
        without(GRU, "z").replace("r * h, x", "h, x").replace("z * h + (1 - z)", "r * h + (1 - r)"),
        {
            "Q4, remember gate": "holds with a condition", "Q6, both gates": "fails",
            "Q7, both gates": "fails", "Q9, remember gate": "fails",
        },
    ),
    "r in the carry alone": (
        "gru_cho",
        GRU.replace("r * h, x", "h, x").replace("z * h +", "r * h +"),
        {
            "Q4, remember gate": "holds with a condition", "Q6, both gates": "holds",
            "Q7, both gates": "fails", "Q9, remember gate": "fails",
        },
    ),
    "r without a bias": (
        "gru_cho", GRU.replace("concat(h, x) + b_r", "concat(h, x)").replace("b_r, ", ""),
        {"Q5, remember gate": "holds"},
    ),
    "r of something else": (
        "gru_cho", GRU.replace("W_r @ concat(h, x)", "2 * (W_r @ concat(h, x))"),
        {"Q5, remember gate": "fails"},
    ),
    "z writes": (
        "gru_cho", GRU.replace("z * h + (1 - z) * h_tilde", "(1 - z) * h + z * h_tilde"),
        {"Q10, carry": "holds"},
    ),
    "r that can leave (0, 1)": (
        "gru_cho", GRU.replace("r = sigmoid", "r = tanh"),
        {"Q1, remember gate": "fails", "Q5, remember gate": "fails", "Q6, both gates": "fails"},
    ),
    "an LSTM that shows its memory": (
        "lstm", without(LSTM, "o").replace("h = o * tanh(c)", "h = c"), {"Q3, both memories": "fails"},
    ),
    "an LSTM that forgets nothing": (
        "lstm", LSTM.replace("c = f * c + i * g", "c = c + f * i * g"),
        {"Q2, forget gate": "fails", "Q4, forget gate": "fails", "Q10, carry": "fails"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "turned"), CHANGES.values(), ids=CHANGES)
def test_a_change_turns_the_right_verdicts(
    name: str, text: str, turned: dict[str, str], replaced: Callable[[str, str], None]
) -> None:
    """Those and, under that convention and with these gates, what follows from them."""
    before = {key: value for one in claims.settled() for key, value in record(one).items()}
    replaced(name, text)
    keys = {key.partition(",")[0] for key in turned} or {one.key for one in CLAIMS}
    after = {key: value for key in sorted(keys) for key, value in record(settle(claim(key))).items()}
    for about, answer in turned.items():
        title = "GRU (Cho 2014)"
        assert after[f"{about}, {title}"] == answer, about
    if not turned:
        assert after == before
    elif name == "gru_cho":
        others = {
            key: value for key, value in after.items() if key.endswith(("(Chung 2014)", "(reset after)"))
        }
        assert others == {key: before[key] for key in others}


def test_check_fails_and_names_the_claim(
    replaced: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the parts whose verdict turned; a run that writes says so as well, and then all is in order."""
    monkeypatch.setattr(pictures, "SEEDS", 1)
    monkeypatch.setattr(cli, "make_pages", lambda cache: produce(question.jobs(), Cache(None)))
    docs = str(tmp_path / "docs")

    def run(*options: str) -> str:
        done = CliRunner().invoke(cli.derive, ["--docs", docs, *options])
        assert done.exit_code == ("--check" in options and changed), done.output
        return done.output

    changed = False
    assert "turned" not in run()
    run("--check")
    replaced("gru_cho", CHANGES["r in the carry alone"][1])
    changed = True
    said = run("--check")
    assert "question.md: stale" in said
    for key, verdict in (
        ("Q4, remember gate", "fails"),
        ("Q6, both gates", "fails"),
        ("Q7, both gates", "holds"),
    ):
        assert f"{key}, GRU (Cho 2014): the verdict was “{verdict}” and is “" in said
    assert "Q1" not in said
    assert "turned   Q4, remember gate, GRU (Cho 2014)" in run()
    changed = False
    run("--check")


def test_a_page_without_a_record_is_no_error(tmp_path: Path) -> None:
    """Nothing was known before, so nothing turned."""
    assert question.turned(tmp_path, []) == []
    (tmp_path / question.PATH).write_text("# The question\n", encoding="utf-8")
    assert question.turned(tmp_path, []) == []


ANSWERS = {
    ("holds", "holds", "holds"): Answer.HOLDS,
    ("holds", "holds with a condition", "holds"): Answer.CONDITION,
    ("fails", "holds", "fails"): Answer.CONDITION,
    ("undecided", "fails", "fails"): Answer.UNDECIDED,
    ("undecided", "holds", "holds"): Answer.CONDITION,
    ("fails", "fails", "fails"): Answer.FAILS,
}


@pytest.mark.parametrize(
    ("answers", "verdict"), ANSWERS.items(), ids=lambda v: "-".join(v) if isinstance(v, tuple) else v
)
def test_the_verdict_over_conventions(answers: tuple[str, ...], verdict: Answer) -> None:
    """What holds under some conventions only holds with a condition; what no convention saves fails."""
    table = dict(zip(CONVENTIONS, answers, strict=True))
    part = Part("it", lambda lstm, gru: Finding(Answer(table[gru.cell.name]), ()))
    assert settle(Claim("Q0", "", (part,))).answer is verdict
