"""A cell in another spelling is the same map, and a spelling that is not is noticed."""

from __future__ import annotations

import pytest

from derive.cell import Cell
from derive.cells import ALL, LIBRARY
from derive.checks.verify import CheckFailedError
from derive.library import spellings
from derive.notation import read_text
from derive.pages import cell as page
from derive.prover import Verdict, same_map

SPELLED = [other.name for other in ALL.values() if other.definition.spelling_of]


@pytest.mark.parametrize("name", SPELLED)
def test_a_spelling_is_the_same_map(name: str) -> None:
    other = ALL[name]
    judgement = same_map(LIBRARY[other.definition.spelling_of].plain, other.plain)
    assert judgement.verdict is Verdict.PROVED


def test_each_cell_of_the_question_has_both_spellings() -> None:
    for name in ("lstm", "gru_cho", "gru_chung", "gru_reset_after"):
        assert any("concat" in other.definition.source_text for other in spellings(LIBRARY[name])), name


def test_a_wrong_spelling_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = LIBRARY["gru_cho"].definition.source_text.replace("z * h + (1 - z)", "(1 - z) * h + z")
    wrong = Cell(read_text(f"@cell\n{text}")[0])
    assert same_map(LIBRARY["gru_cho"].plain, wrong.plain).verdict is Verdict.DISPROVED
    monkeypatch.setattr(page, "spellings", lambda cell: [wrong])
    with pytest.raises(CheckFailedError, match="another spelling"):
        page.context("gru_cho")
