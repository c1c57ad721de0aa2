"""The README says what is so: its first block has two commands, its examples run and print what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples import blocks_of, printed, run, shown_outputs

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def blocks() -> list[tuple[str, str]]:
    """The code blocks of the README, each with its language."""
    return blocks_of((ROOT / "README.md").read_text(encoding="utf-8"))


def test_first_block_is_two_commands(blocks: list[tuple[str, str]]) -> None:
    """The first installs and does the main job, the second installs and tests; then how to look."""
    language, code = blocks[0]
    first, second = code.splitlines()
    assert language == "sh"
    assert first.split(" && ")[-2:] == [".venv/bin/python -m derive", ".venv/bin/mkdocs build --strict"]
    assert second.endswith("python -m pytest -n auto")
    after = (ROOT / "README.md").read_text(encoding="utf-8").split(code + "```\n")[1]
    assert "mkdocs serve" in after.strip().splitlines()[0]


def test_python_prints_what_is_shown(blocks: list[tuple[str, str]]) -> None:
    """A Python block that is followed by a block of text prints exactly that text."""
    shown = shown_outputs(blocks)
    assert shown
    assert [printed(code) for code, _ in shown] == [output for _, output in shown]


def test_commands_print_what_is_shown(
    blocks: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command of a console block prints what stands under it; `mine.py` is the README's own cell."""
    monkeypatch.chdir(tmp_path)
    own = [code for language, code in blocks if language == "python" and "@cell" in code]
    (tmp_path / "mine.py").write_text(own[0], encoding="utf-8")
    consoles = [code for language, code in blocks if language == "console"]
    assert consoles
    for console in consoles:
        output, shown = run(console)
        assert output == shown
