"""Random cells: whatever is composed of the notation's parts has the gradients that numbers say it has.

A failing test names its seed and shows the cell.
"""

from __future__ import annotations

import random
import re

import pytest

from derive.cell import Cell
from derive.checks.numeric import jacobian_error, sequence_error, tangent_error, through_time_error
from derive.notation import read_text
from derive.prover import Verdict, same_map
from derive.runtime import Functions

SMOOTH = ("sigmoid", "tanh", "sin", "cos", "softplus", "relu", "abs")
TOLERANCE = 1e-10


def vector(rng: random.Random, names: list[str], depth: int) -> str:
    """An expression of the state's shape."""
    if depth == 0:
        return rng.choice(names)

    def part() -> str:
        return vector(rng, names, depth - 1)

    one = part()
    return rng.choice([
        f"{rng.choice(SMOOTH)}({one})",
        f"({one} + {part()})",
        f"({one} - {part()} - {one})",
        f"{one} * {part()}",
        f"{one} * {one}",
        f"({one}) ** {rng.choice((2, 3))}",
        f"(U_{rng.choice('ab')} @ ({one}))",
        f"(W @ x) * ({one})",
        f"(V @ concat({one}, x))",
        f"(U_a.T @ ({one}))",
        f"{rng.choice(('0.5', '-2', '3'))} * {one}",
        f"(1 - {one})",
        f"-({one})",
        f"maximum({one}, {part()})",
        f"({one}) / (2 + tanh({part()}))",
        f"s * ({one})",
        f"(p.T @ tanh({one})) * {part()}",
        f"(diag(p) @ ({one}))",
    ])  # fmt: skip


def random_text(seed: int) -> str:
    """A cell of a few lines, some names assigned twice, every value kept small."""
    rng = random.Random(seed)
    states = ["h", "c"][: rng.randint(1, 2)]
    names, lines = [*states, "p"], []
    for name in rng.choices(["k", "q", "r"], k=rng.randint(1, 4)):
        lines.append(
            f"{name} = {rng.choice(('tanh', 'sigmoid', 'sin'))}({vector(rng, names, rng.randint(1, 3))})"
        )
        names.append(name)
    everything = " + ".join(sorted({*names, "W @ x"}))
    for state in states:
        lines.append(f"{state} = tanh({vector(rng, names, 2)} + 0.3 * ({everything}))")
    used = set(re.findall(r"\w+", " ".join(lines)))
    marks = {"W": "matrix[n, m]", "p": "vector[n]", "s": "scalar"}
    marks |= dict.fromkeys(("U_a", "U_b"), "matrix[n, n]")
    parameters = [f"{name}: {mark}" for name, mark in marks.items() if name in used] + ["V"] * ("V" in used)
    signature = ", ".join(["x: vector[m]", *(f"{state}: vector[n]" for state in states), "*", *parameters])
    body = "\n".join(f"    {line}" for line in [*lines, f"return {', '.join(states)}"])
    return f"@cell\ndef mine({signature}):\n{body}\n"


@pytest.mark.parametrize("seed", range(24))
def test_random_cells_have_the_gradients_that_numbers_say(seed: int) -> None:
    """Reverse mode over sequences, in closed form through time, forward mode, Jacobians."""
    text = random_text(seed)
    cell = Cell(read_text(text)[0])
    errors = {
        "reverse": sequence_error(cell.functions),
        "through time": through_time_error(Functions(cell.step), cell.through_time),
        "forward": tangent_error(cell.step, cell.forward_program),
    }
    if "concat" not in str(cell.step):
        errors["Jacobian"] = jacobian_error(cell.step, cell.jacobians)
    assert all(error < TOLERANCE for error in errors.values()), f"seed {seed}: {errors}\n{text}"


@pytest.mark.parametrize("seed", range(24))
def test_a_random_cell_is_itself_and_not_its_neighbour(seed: int) -> None:
    """The prover proves the first; it never calls two different cells equal."""
    one = Cell(read_text(random_text(seed))[0])
    assert same_map(one.plain, one.plain).verdict is Verdict.PROVED
    text = random_text(seed).replace("+ 0.3 *", "+ 0.4 *")
    other = Cell(read_text(text)[0])
    assert same_map(one.plain, other.plain).verdict is not Verdict.PROVED
