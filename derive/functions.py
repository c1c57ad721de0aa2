"""The functions that a cell may call, a row each: the activations, and `concat`."""

from __future__ import annotations

from dataclasses import dataclass

from derive.activations import ACTIVATIONS


@dataclass(frozen=True)
class Function:
    """A function of the notation and how many arguments it takes (`most` None for any number)."""

    name: str
    least: int = 1
    most: int | None = 1

    def takes(self, number: int) -> bool:
        """Whether a call with that many arguments is right."""
        return number >= self.least and (self.most is None or number <= self.most)

    @property
    def arity(self) -> str:
        """The number of arguments in words."""
        if self.most is None:
            return f"{self.least} or more arguments"
        return f"{self.least} argument{'s' if self.least > 1 else ''}"


FUNCTIONS = {name: Function(name) for name in ACTIVATIONS}
FUNCTIONS["concat"] = Function("concat", least=2, most=None)
