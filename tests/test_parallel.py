"""Work in several processes: every result comes, and nobody works on for a process that is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from derive.parallel import cores, each

SCRIPT = """
import os
import sys
import time
from derive.parallel import each

def outer(number):
    return list(each(inner, [1, 2, 3]))

def inner(number):
    print(os.getpid(), flush=True)
    time.sleep(100)

if __name__ == "__main__":
    list(each(outer, [1, 2, 3]))
"""


def test_every_result_comes() -> None:
    """Each argument with its own result, whether here or in other processes."""
    assert dict(each(abs, [-1, -2, -3, -4])) == {-1: 1, -2: 2, -3: 3, -4: 4}
    assert dict(each(abs, [-1], few=1)) == {-1: 1}


@pytest.mark.skipif(cores() < 2, reason="with one processor, no process is started")
def test_nobody_works_on_for_a_process_that_was_killed(tmp_path: Path) -> None:
    """Not even the processes that a process had started."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        assert run.stdout is not None
        workers = [int(run.stdout.readline()) for _ in range(2)]
        assert all(map(is_alive, workers))
        run.send_signal(signal.SIGKILL)
        run.wait()
        end = time.monotonic() + 20
        while any(map(is_alive, workers)) and time.monotonic() < end:
            time.sleep(0.05)
        assert not any(map(is_alive, workers))


def is_alive(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "(zombie)" not in Path(f"/proc/{process}/status").read_text()
