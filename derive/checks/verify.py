"""Cell → Checks: what was compared with what, and how closely it agreed."""

from __future__ import annotations

from dataclasses import dataclass

from derive.cell import Cell, require_cells
from derive.checks import explicit, numeric
from derive.errors import DeriveError
from derive.runtime import Functions

LADDER = (1e-12, 1e-9, 1e-6)
TOLERANCE = 1e-9


class CheckFailedError(DeriveError):
    """A derived equation that its check contradicts: a defect of a rule, never of the user's cell."""


@dataclass(frozen=True)
class Check:
    """One comparison.

    what: which derived equations; how: against what; entries: how many entries were proved equal, for
    an exact check; bound: the relative error stays below it, for a numeric one.
    """

    what: str
    how: str
    entries: int | None = None
    bound: float | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the check is a proof at its sizes."""
        return self.entries is not None


def rung(error: float) -> float:
    """The bound to state for an error: a coarse one, so that it is the same on every machine.

    Raises CheckFailedError for an error that rounding cannot explain.
    """
    for bound in LADDER:
        if 10 * error < bound <= TOLERANCE:
            return bound
    raise CheckFailedError(f"relative error {error:.1e}, more than rounding explains")


def verify(cell: Cell) -> tuple[Check, ...]:
    """Every check of a cell. Raises CheckFailedError that names the cell and what differs."""
    require_cells(cell)
    try:
        return (*_exact(cell), *_numeric(cell))
    except (AssertionError, CheckFailedError) as exc:
        raise CheckFailedError(f"{cell.name}: a derived equation is wrong: {exc}") from exc


def _exact(cell: Cell) -> tuple[Check, ...]:
    """The checks against SymPy's scalar derivatives."""
    step = cell.step
    sizes = ", ".join(
        f"{letter} = {number}" for letter, number in sorted(explicit.small_sizes(step).items(), key=str)
    )
    how = f"SymPy's scalar derivative of every entry, at {sizes}"
    checks = (
        Check("gradients of one step", how, explicit.check_backward(step, cell.backward_program)),
        Check("forward mode", how, explicit.check_tangents(step, cell.forward_program)),
    )
    if not cell.jacobians.equations:
        return checks
    return (*checks, Check("Jacobians", how, explicit.check_jacobians(step, cell.jacobians)))


def _numeric(cell: Cell) -> tuple[Check, ...]:
    """The checks against the complex step."""
    step = cell.step
    lengths, batches = numeric.LENGTHS, " and ".join(map(str, numeric.BATCHES))
    sequences = f"the complex step on sequences of {lengths[0]} to {lengths[-1]} steps, batches of {batches}"
    here = "the complex step on random numbers"
    errors = [
        ("gradients over a sequence", sequences, numeric.sequence_error(cell.functions)),
        ("back-propagation through time, closed form", here,
         numeric.through_time_error(Functions(step), cell.through_time)),
        ("forward mode", here, numeric.tangent_error(step, cell.forward_program)),
    ]  # fmt: skip
    if cell.jacobians.equations:
        errors.append(("Jacobians", here, numeric.jacobian_error(step, cell.jacobians)))
    return tuple(Check(what, how, bound=rung(error)) for what, how, error in errors)
