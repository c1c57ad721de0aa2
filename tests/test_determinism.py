"""The same input gives the same bytes, whatever the hash seed, the locale, the time zone and the order."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {
    "seed 0": {"PYTHONHASHSEED": "0"},
    "seed 1": {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Kathmandu", "COLUMNS": "40"},
    "seed random": {"PYTHONHASHSEED": "random", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "NO_COLOR": "1"},
}

EVERYTHING = """
import hashlib, json, sys
from click.testing import CliRunner
from derive.cli import command_help, derive
from derive.pages import Cache, jobs, produce

wanted = ("cells/lstm.md", "cells/mlstm.md", "compare.md", "play.md", "assets/derived/slstm.js")
every = [job for job in jobs(command_help(), Cache(None)) if job.path in wanted]
assert len(every) == len(wanted)
found = {page.path: page.content for page in produce(every, Cache(None))}
for arguments in (
    ("list",),
    ("show", "gru"),
    ("show", "lstm", "--sizes", "--grad", "--time", "--jacobian", "--numpy"),
    ("show", "lstm", "--grad", "--time", "--jacobian", "--latex"),
    ("compare", "lstm", "gru_cho"),
    ("show", "ltsm"),
):
    done = CliRunner().invoke(derive, arguments)
    found[" ".join(arguments)] = done.output.encode()
json.dump({name: hashlib.sha256(content).hexdigest() for name, content in found.items()}, sys.stdout)
"""


@lru_cache
def sums(setting: str) -> dict[str, str]:
    """A sum for each page and each command's output, derived anew in a process of its own."""
    environment = {**os.environ, **SETTINGS[setting]}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", EVERYTHING],
        cwd=ROOT, env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("setting", [name for name in SETTINGS if name != "seed 0"])
def test_bytes_do_not_depend_on_the_process(setting: str) -> None:
    """Pages and what commands print."""
    assert sums(setting) == sums("seed 0")


def test_no_page_knows_the_machine() -> None:
    """No path of it in what is committed."""
    pages = sorted((ROOT / "docs").rglob("*.md"))
    assert pages
    for path in pages:
        content = path.read_text(encoding="utf-8")
        assert str(ROOT) not in content, path
        assert f"{Path.home()}/" not in content, path


def test_sums_tell_bytes_apart() -> None:
    """Else the first test would prove nothing."""
    found = sums("seed 0")
    assert len(set(found.values())) == len(found)
    assert hashlib.sha256(b"").hexdigest() not in found.values()
