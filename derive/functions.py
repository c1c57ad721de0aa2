"""The functions that a cell may call, a row each: the activations, and a few on whole vectors."""

from __future__ import annotations

from dataclasses import dataclass

from derive.activations import ACTIVATIONS


@dataclass(frozen=True)
class Function:
    """A function of the notation and how many arguments it takes (`most` None for any number).

    says: what it gives, in words; empty for an activation, whose row has its formula.
    """

    name: str
    says: str = ""
    least: int = 1
    most: int | None = 1

    def takes(self, number: int) -> bool:
        """Whether a call with that many arguments is right."""
        return number >= self.least and (self.most is None or number <= self.most)

    @property
    def arity(self) -> str:
        """The number of arguments in words."""
        plural = "s" if self.least > 1 else ""
        return f"{self.least}{' or more' if self.most is None else ''} argument{plural}"


OTHERS = (
    Function("concat", "vectors on top of each other", least=2, most=None),
    Function("maximum", "the larger of two, entry by entry", least=2, most=2),
    Function("diag", "the square matrix with a vector on its diagonal"),
)

HELPERS = (
    "outer", "outer_sum", "batch_sum", "batch_sum_matrix", "times", "inner", "total", "total_matrix", "ones",
    "eye", "diagonal",
)  # fmt: skip
"""What the emitted code calls besides, so that no quantity of a cell may have such a name."""

FUNCTIONS = {name: Function(name) for name in ACTIVATIONS} | {one.name: one for one in OTHERS}
