"""The claims of the question, as data: what was said, of which gates, and which assertion it makes.

The verdicts are derived: every claim is put to each way of writing the GRU that it could have meant,
and what holds under some of them only holds with a condition, namely those.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derive.cells import ALL
from derive.library import spellings
from derive.question import assertions as a
from derive.question.assertions import Subject
from derive.question.findings import Answer, Finding, worst

LSTM = "lstm"
CONVENTIONS = ("gru_cho", "gru_chung", "gru_reset_after")
CONCATENATED = ("gru_cho", "gru_chung")


@dataclass(frozen=True)
class Part:
    """One assertion of a claim.

    about: of what it speaks; asserts: the assertion as a function of both cells; several: whether that is
    several things, so that the verb is in the plural.
    """

    about: str
    asserts: Callable[[Subject, Subject], Finding]
    several: bool = False


@dataclass(frozen=True)
class Claim:
    """What somebody said, in a paraphrase (Markdown), with its parts and the cells it may mean."""

    key: str
    says: str
    parts: tuple[Part, ...]
    under: tuple[str, ...] = CONVENTIONS


CLAIMS = (
    Claim("Q1", "Both gates put out vectors: the forget gate's is as long as the cell memory, the remember "
          "gate's as long as the GRU's hidden state, and each entry lies between 0 and 1.", (
        Part("forget gate", lambda lstm, gru: a.is_bounded_vector(lstm, "f")),
        Part("remember gate", lambda lstm, gru: a.is_bounded_vector(gru, "r")),
    )),
    Claim("Q2", "Both act by a pointwise product: the forget gate on the previous cell memory, the remember "
          "gate on the previous hidden state.", (
        Part("forget gate", lambda lstm, gru: a.multiplies_previous(lstm, "f", "c")),
        Part("remember gate", lambda lstm, gru: a.multiplies_previous(gru, "r", "h")),
    )),
    Claim("Q3", "Unlike the LSTM, the GRU has no memory apart from its hidden state.", (
        Part("both memories", lambda lstm, gru: a.has_no_separate_memory(gru, lstm), several=True),
    )),
    Claim("Q4", "Near 1 a gate retains the previous memory or hidden state, near 0 it wipes it out.", (
        Part("forget gate", lambda lstm, gru: a.retains_and_wipes(lstm, "f")),
        Part("remember gate", lambda lstm, gru: a.retains_and_wipes(gru, "r")),
    )),
    Claim("Q5", "The remember gate is a sigmoid of a product with hidden state and input; the forget gate "
          "is too, plus a bias.", (
        Part("remember gate", lambda lstm, gru: a.has_form(gru, "r", "sigmoid(W_r @ concat(h, x))")),
        Part("forget gate", lambda lstm, gru: a.has_form(lstm, "f", "sigmoid(W_f @ concat(h, x) + b_f)")),
    ), CONCATENATED),
    Claim("Q6", "So the two gates are pretty much the same thing, up to the bias and to what they "
          "multiply.", (
        Part("both gates", lambda lstm, gru: a.is_same_thing(lstm, "f", gru, "r"), several=True),
    )),
    Claim("Q7", "After that first step, the LSTM does something quite different with its forget-gated memory "
          "than the GRU does with its remember-gated hidden state.", (
        Part("both gates", lambda lstm, gru: a.is_used_differently(lstm, "f", gru, "r"), several=True),
    )),
    Claim("Q8", "The weights of the remember gate are of size h by x + h, those of the forget gate of size c "
          "by x + h, and its bias has c entries.", (
        Part("remember gate's weights", lambda lstm, gru: a.has_shape(gru, "W_r", "h", ("x", "h")),
             several=True),
        Part("forget gate's weights", lambda lstm, gru: a.has_shape(lstm, "W_f", "c", ("x", "h")),
             several=True),
        Part("forget gate's bias", lambda lstm, gru: a.has_shape(lstm, "b_f", "c", ())),
    ), CONCATENATED),
    Claim("Q9", "The remember gate is rather similar to the LSTM's output gate.", (
        Part("remember gate", lambda lstm, gru: a.resembles(gru, "r", lstm, "o")),
    )),
    Claim("Q10", "The forget gate's role is played by one minus the update gate.", (
        Part("carry", lambda lstm, gru: a.plays_carry(gru, "1 - z", lstm, "f")),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Settled:
    """A claim with its derived verdict.

    findings: by convention of the GRU, a finding for each part; holds_under: the conventions under
    which no part fails.
    """

    claim: Claim
    answer: Answer
    findings: dict[str, tuple[Finding, ...]]
    holds_under: tuple[str, ...]


def settle(claim: Claim) -> Settled:
    """The verdict on a claim over every convention that it may mean."""
    lstm = subject(LSTM)
    findings = {
        name: tuple(part.asserts(lstm, subject(name)) for part in claim.parts) for name in claim.under
    }
    answers = {name: worst(list(found)) for name, found in findings.items()}
    good = tuple(name for name, answer in answers.items() if answer in (Answer.HOLDS, Answer.CONDITION))
    if good == claim.under:
        answer = worst([f for found in findings.values() for f in found])
    elif good:
        answer = Answer.CONDITION
    else:
        answer = min(answers.values(), key=list(Answer).index)
    return Settled(claim, answer, findings, good)


def subject(name: str) -> Subject:
    """A library cell with its concatenated spelling, or itself where it has none."""
    cell = ALL[name]
    others = spellings(cell)
    return Subject(cell, others[0] if others else cell)


def settled() -> tuple[Settled, ...]:
    """Every claim, settled."""
    return tuple(map(settle, CLAIMS))
