"""What an assertion about cells comes to: holds, holds with a condition, fails, undecided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from derive.prover import Witness


class Answer(StrEnum):
    """The verdict on a claim, from best to worst."""

    HOLDS = "holds"
    CONDITION = "holds with a condition"
    UNDECIDED = "undecided"
    FAILS = "fails"

    def said_of(self, several: bool) -> str:
        """The verdict as the verb of a sentence about one thing, or about several."""
        if self is Answer.UNDECIDED:
            return f"{'are' if several else 'is'} {self.value}"
        verb, *rest = self.value.split(" ")
        return " ".join([verb.removesuffix("s") if several else verb, *rest])


@dataclass(frozen=True)
class Finding:
    """An answer with its reasons in words (Markdown), and the numbers that show a failure.

    condition: what must be granted, for an answer that depends on it; sides: what the two numbers of the
    witness are; into: the equations to put its numbers into, in LaTeX.
    """

    answer: Answer
    reasons: tuple[str, ...]
    condition: str = ""
    witness: Witness | None = None
    sides: tuple[str, str] = ("as derived", "as claimed")
    into: str = ""


SEVERITY = tuple(Answer)


def worst(findings: list[Finding]) -> Answer:
    """The worst of several answers."""
    return max((f.answer for f in findings), key=SEVERITY.index)


def holds(*reasons: str) -> Finding:
    """It holds, because."""
    return Finding(Answer.HOLDS, reasons)


def conditional(condition: str, *reasons: str) -> Finding:
    """It holds if the condition is granted."""
    return Finding(Answer.CONDITION, reasons, condition)


def fails(
    *reasons: str,
    witness: Witness | None = None,
    sides: tuple[str, str] = ("as derived", "as claimed"),
    into: str = "",
) -> Finding:
    """It does not hold, because; with numbers that show it."""
    return Finding(Answer.FAILS, reasons, witness=witness, sides=sides, into=into)


def undecided(*reasons: str) -> Finding:
    """Neither proved nor refuted."""
    return Finding(Answer.UNDECIDED, reasons)
