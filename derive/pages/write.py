"""The tutorial: a cell of one's own from its first line to its page. All that it prints was printed by it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from derive.cell import Cell
from derive.modules import files
from derive.notation import read_text
from derive.pages.drawing import drawn
from derive.pages.job import Context, Job
from derive.site import ROOT
from derive.store import needs

PROGRAM = "python -m derive"
RUNNER = "derive.examples"

HEAD = """\
from derive import cell
from derive.stubs import sigmoid, tanh


"""

FIRST = (
    HEAD.replace("sigmoid, ", "")
    + """\
@cell
def mine(x, h, *, W, U, b):
    h = tanh(W @ x + U @ h + b)
    return h
"""
)

GATED = (
    HEAD
    + """\
@cell(meanings={"x": "input", "h": "state", "z": "gate", "g": "candidate"})
def mine(x, h, *, W_z, U_z, b_z, W, U, b):
    \"\"\"One gate that both forgets and writes.\"\"\"
    z = sigmoid(W_z @ x + U_z @ h + b_z)
    g = tanh(W @ x + U @ h + b)
    h = (1 - z) * h + z * g
    return h
"""
)

MATRIX = """\
from __future__ import annotations

from derive import cell
from derive.stubs import matrix, scalar, sigmoid, vector


@cell
def mine(x, C: matrix[d, d], *, W_k, W_v, w: vector[m], b: scalar):
    \"\"\"A matrix that remembers outer products; one number gates all of it.\"\"\"
    k = W_k @ x
    v = W_v @ x
    f = sigmoid(w.T @ x + b)
    C = f * C + (1 - f) * (v @ k.T)
    return C
"""

RUN = """\
import numpy as np
from derive.library import find_one

mine = find_one("./mine.py")
rng = np.random.default_rng(0)
m, n, steps, batch = 3, 2, 4, 5
sizes = {"W": (n, m), "U": (n, n), "b": (n,)}
weights = {name: rng.normal(size=sizes[name[0]]) for name in ("W_z", "U_z", "b_z", "W", "U", "b")}

run = mine.forward(rng.normal(size=(steps, batch, m)), **weights)
gradients = mine.backward(run, h=np.ones((steps, batch, n)))
print(run["h"].shape, {name: array.shape for name, array in gradients.items()})
"""


@dataclass(frozen=True)
class Example:
    """A command, or some Python, next to a `mine.py`."""

    file: str
    command: str = ""
    python: str = ""


EXAMPLES = {
    "first": Example(FIRST, "show ./mine.py"),
    "gradient": Example(FIRST, "show ./mine.py --grad"),
    "gated": Example(GATED, "show ./mine.py"),
    "misfit": Example(GATED.replace("(1 - z) * h", "(1 - z) @ h"), "show ./mine.py"),
    "typo": Example(GATED.replace("sigmoid(", "sigmoyd("), "show ./mine.py"),
    "check": Example(GATED, "check ./mine.py"),
    "compare": Example(GATED, "compare ./mine.py lstm"),
    "numpy": Example(GATED, "show ./mine.py --numpy"),
    "run": Example(GATED, python=RUN),
    "matrix": Example(MATRIX, "show ./mine.py"),
}
"""What the page shows, in its order; `mine.py` changes on the way."""


def jobs() -> list[Job]:
    """The one page; it depends on all that the commands depend on."""
    reads = [files()[name].relative_to(ROOT).as_posix() for name in needs()[RUNNER]]
    return [Job("write.md", "write.md.j2", context, (), tuple(reads), slow=True)]


def context() -> Context:
    """The texts, the commands, and what they print."""
    asked = [{k: v for k, v in vars(example).items() if v} for example in EXAMPLES.values()]
    outputs = dict(zip(EXAMPLES, outputs_of(asked), strict=True))
    (definition,) = read_text(GATED, "mine.py")
    return {
        "first": FIRST,
        "gated": GATED,
        "matrix": MATRIX,
        "flow": drawn(Cell(definition), pointable=False),
        "shown": {
            name: {
                "command": f"{PROGRAM} {example.command}",
                "python": example.python,
                "line": _line(example),
                "output": outputs[name],
            }
            for name, example in EXAMPLES.items()
        },
    }


def _line(example: Example) -> str:
    """The line in which an example's file differs from the gated one, "" if it does not."""
    pairs = zip(example.file.splitlines(), GATED.splitlines(), strict=False)
    differing = [line for line, other in pairs if line != other]
    return differing[0].strip() if len(differing) == 1 else ""


def outputs_of(examples: list[dict[str, str]]) -> list[str]:
    """What the examples print, each run in a process of its own making."""
    done = subprocess.run(
        [sys.executable, "-m", RUNNER], input=json.dumps(examples), capture_output=True, text=True,
        cwd=ROOT, check=True,
    )  # fmt: skip
    found: list[str] = json.loads(done.stdout)
    return found
