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
        f"({one} - {part()} + 0.7 * {one})",
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


@pytest.mark.parametrize("seed", [*range(24), 1022, 1104])
def test_random_cells_have_the_gradients_that_numbers_say(seed: int) -> None:
    """Reverse mode over sequences, in closed form through time, forward mode, Jacobians."""
    check(random_text(seed), f"seed {seed}")


def check(text: str, name: str) -> None:
    """Fails with the cell's text where a derivative differs from the complex step."""
    cell = Cell(read_text(text)[0])
    errors = {
        "reverse": sequence_error(cell.functions),
        "through time": through_time_error(Functions(cell.step), cell.through_time),
        "forward": tangent_error(cell.step, cell.forward_program),
    }
    if "concat" not in str(cell.step):
        errors["Jacobian"] = jacobian_error(cell.step, cell.jacobians)
    assert all(error < TOLERANCE for error in errors.values()), f"{name}: {errors}\n{text}"


HARD = {
    "a square": ("h = h * h + x", ""),
    "a cube and more": ("h = tanh(h * h * h - h * h + x)", ""),
    "one function, now and before": (
        "k = tanh(h) * x; h = tanh(k + U @ tanh(h)); c = tanh(h) * tanh(c)",
        "U",
    ),
    "a sum that stands twice": ("k = tanh(x); h = tanh(k * (h + c) + x * (h + c)); c = h + c", ""),
    "a maximum that stands twice": ("h = tanh(maximum(h, x) * maximum(h, x))", ""),
    "a product inside another, both twice": ("h = tanh(x * (U @ (x * h)) + h * (U @ (x * h)))", "U"),
    "diagonals in a row": ("h = tanh(diag(p) @ (diag(x) @ h))", "p"),
    "a matrix that meets [h; x], and U": ("h = tanh(W @ concat(h, x) + U @ h)", "W, U"),
    "a negative product with [h; x]": ("h = tanh(-(W @ concat(h, x)))", "W"),
    "a name for [h; x]": ("v = concat(h, x); h = tanh(W @ v) * tanh(U @ v)", "W, U"),
    "a local that is called like a product": ("k = tanh(x); x_k = x * k; h = tanh(x_k + U @ h)", "U"),
    "names assigned again": ("k = x; k = k * h; k = tanh(k * k); h = k + 0.5 * h", ""),
    "a state that is copied": ("c = h; h = tanh(x + 0.5 * h)", ""),
    "a row of a matrix": ("h = tanh((w @ x) * h)", "w: matrix[1, n]"),
    "a parameter in vain": ("h = tanh(x + 0 * (U @ h))", "U"),
    "a constant slope": ("h = sign(x + 3) * h + step(x - 3)", ""),
    "division by a number": ("h = 2 * h / 3 - x / 7", ""),
    "the identity beside a product": ("h = h + (w.T @ h) * x", "w"),
}


@pytest.mark.parametrize("name", HARD)
def test_what_once_went_wrong(name: str) -> None:
    """Small cells, each with one difficulty."""
    body, parameters = HARD[name]
    states = ["h", "c"] if "c =" in body else ["h"]
    lines = "".join(f"    {line}\n" for line in [*body.split("; "), f"return {', '.join(states)}"])
    signature = ", ".join(["x", *states, *(["*", parameters] if parameters else [])])
    check(f"@cell\ndef mine({signature}):\n{lines}", name)


@pytest.mark.parametrize("seed", [*range(24), 1022, 1104])
def test_a_random_cell_is_itself_and_not_its_neighbour(seed: int) -> None:
    """The prover proves the first; it never calls two different cells equal."""
    one = Cell(read_text(random_text(seed))[0])
    assert same_map(one.plain, one.plain).verdict is Verdict.PROVED
    text = random_text(seed).replace("+ 0.3 *", "+ 0.4 *")
    other = Cell(read_text(text)[0])
    assert same_map(one.plain, other.plain).verdict is not Verdict.PROVED
