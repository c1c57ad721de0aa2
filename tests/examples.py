"""Examples in Markdown: code blocks, and whether what they show is what they print."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from itertools import pairwise

from click.testing import CliRunner

from derive.cli import PROGRAM, derive

BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks_of(markdown: str) -> list[tuple[str, str]]:
    """The code blocks of a page, each with its language."""
    return BLOCK.findall(markdown)


def shown_outputs(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each Python block that is followed by a block of text, with that text."""
    return [
        (code, output)
        for (language, code), (then, output) in pairwise(blocks)
        if (language, then) == ("python", "text")
    ]


def printed(code: str) -> str:
    """What some Python prints."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, "example", "exec"), {})
    return said.getvalue()


def run(console: str) -> tuple[str, str]:
    """What the command of a console block prints, and what the block shows."""
    command, _, output = console.partition("\n")
    assert command.startswith(f"$ {PROGRAM} ")
    return CliRunner().invoke(derive, shlex.split(command.removeprefix(f"$ {PROGRAM} "))).output, output
