"""Commands and code run as a reader would run them: what the tutorial shows is what they print.

`python -m derive.examples` takes a list of examples as JSON on its standard input, each with the text of
`mine.py`, and a `command` or some `python`, and writes the list of what they print to its standard output.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner

from derive.cli import derive

FILE = "mine.py"


def printed(example: dict[str, str]) -> str:
    """What one example prints; it runs in this folder, next to `mine.py`."""
    Path(FILE).write_text(example["file"], encoding="utf-8")
    if "command" in example:
        return CliRunner().invoke(derive, shlex.split(example["command"])).output
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(example["python"], "tutorial", "exec"), {})
    return said.getvalue()


def main() -> None:
    """Runs the examples in a folder of their own."""
    examples = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        found = [printed(example) for example in examples]
        os.chdir("/")
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
