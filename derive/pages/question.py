"""The question's page: the answer in the first screen, then every claim with its derived verdict."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import sympy as sp

from derive.cells import ALL
from derive.compare import side, signature
from derive.componentwise import symbol
from derive.limits import limit
from derive.marks import unmarked
from derive.nodes import shift
from derive.pages import derived, trials
from derive.pages.cell import file_of
from derive.pages.charts import drawn
from derive.pages.job import Context, Job
from derive.pictures import STEPS, Chart, Curve, gradient_norms, retention, sweep
from derive.question.assertions import Subject
from derive.question.claims import CONVENTIONS, LSTM, Settled, settled, subject
from derive.question.findings import Answer, Finding
from derive.roles import RoleKind, Signal
from derive.site import Page
from derive.words import Words, listed

PATH = "question.md"
RECORD = "<!-- verdicts: "
HALF, REMEMBERED = 0.5, 0.8
OPENING = 5.0
AT = (1, 10, 20, 50)
MEANT = {
    RoleKind.CARRY: "carries the previous memory over",
    RoleKind.WRITE: "writes the candidate",
    RoleKind.READ: "scales what the candidate sees of the memory",
    RoleKind.EXPOSE: "shows the memory to the outside",
}
STYLES = {
    Answer.HOLDS: "success",
    Answer.CONDITION: "info",
    Answer.UNDECIDED: "question",
    Answer.FAILS: "failure",
}


def jobs() -> list[Job]:
    """The one page."""
    files = tuple(dict.fromkeys(file_of(ALL[name]) for name in (LSTM, *CONVENTIONS)))
    return [Job(PATH, "question.md.j2", context, (), files, slow=True)]


def answer() -> Context:
    """The answer in one screen: sentences, and the roles side by side."""
    subjects = [subject(name) for name in (LSTM, *CONVENTIONS)]
    return {
        "gates": [_called(subjects[0], RoleKind.CARRY), _called(subjects[1], RoleKind.READ)],
        "answer": _answer(subjects),
        "columns": [one.cell.definition.title for one in subjects],
        "roles": [_role(kind, subjects) for kind in MEANT],
    }


def context() -> Context:
    """The answer, its derivation, the claims, and pictures."""
    subjects = [subject(name) for name in (LSTM, *CONVENTIONS)]
    found = settled()
    gradients = [curve for one in subjects[:2] for curve in _gradients(one)]
    return {
        **answer(),
        "sweeps": [_sweep(subjects[0], RoleKind.CARRY), _sweep(subjects[1], RoleKind.READ)],
        "half": HALF,
        "remembered": REMEMBERED,
        "forms": [_form(one.words) for one in subjects],
        "charts": [
            drawn(retention(subjects[0].words.roles.memory)),
            drawn(_chart(gradients), logarithmic=True),
        ],
        "opening": f"{OPENING:g}",
        "at": AT,
        "norms": [_norms(curve) for curve in gradients],
        "claims": [_claim(one) for one in found],
        "folder": f"../{derived.FOLDER}/",
        "record": json.dumps({key: value for one in found for key, value in _record(one)}),
    }


def _answer(subjects: list[Subject]) -> list[str]:
    """The answer in plain words, each word of which depends on what was derived."""
    lstm, *grus = (one.words for one in subjects)
    forget = side(RoleKind.CARRY, lstm.roles).gates[0][0]
    reset = side(RoleKind.READ, grus[0].roles).gates[0][0]
    alike = signature(lstm.roles, forget.form) == signature(grus[0].roles, reset.form)
    same = {role.kind for role in forget.roles} == {role.kind for role in reset.roles}
    reads = lstm.math(side(RoleKind.READ, lstm.roles).factor)
    return [
        f"They are computed {'alike' if alike else 'differently'} and do "
        f"{'the same' if same else 'different things'}: "
        f"the LSTM's {lstm.gate(forget.name)} {_deeds(forget)}, "
        f"the GRU's {grus[0].gate(reset.name)} {_deeds(reset)}"
        f"{_absent(grus, reset)}.",
        f"What {lstm.name(forget.name)} does in the LSTM is done {_played(RoleKind.CARRY, grus)}.",
        f"What {grus[0].name(reset.name)} does in the GRU is done in the LSTM by {reads}{_elsewhere(lstm)}.",
    ]


def _called(one: Subject, kind: RoleKind) -> str:
    """What the author calls the gate that has a role; by this the search finds the page first."""
    return one.words.called(side(kind, one.words.roles).gates[0][0].name)


def _deeds(signal: Signal) -> str:
    """What a gate does, in words for everybody."""
    return listed([f"**{MEANT[kind]}**" for kind in MEANT if signal.has(kind)])


def _absent(grus: list[Words], reset: Signal) -> str:
    """That a gate stands nowhere in the carry, if it does not, in any convention."""
    carries = [words.roles.memory.carry.free_symbols for words in grus]
    nowhere = all(symbol(reset.name) not in names for names in carries)
    return " and stands nowhere in what carries the memory over" if nowhere else ""


def _played(kind: RoleKind, cells: list[Words]) -> str:
    """Which factor has a role in which cells: *by z in one and another, and by 1 − z in a third*."""
    by_formula: dict[str, list[str]] = {}
    shown: dict[str, str] = {}
    for words in cells:
        factor = words.math(side(kind, words.roles).factor)
        shown.setdefault(unmarked(factor), factor)
        by_formula.setdefault(unmarked(factor), []).append(words.cell.definition.title)
    return ", and ".join(f"by {shown[key]} in {listed(names)}" for key, names in by_formula.items())


def _elsewhere(words: Words) -> str:
    """What the gate that reads does besides, and which step's value reads."""
    signal, time = side(RoleKind.READ, words.roles).gates[0]
    when = (
        f"the {words.called(signal.name)} of the step before"
        if time < 0
        else f"the {words.called(signal.name)}"
    )
    others = [MEANT[kind] for kind in MEANT if signal.has(kind) and kind is not RoleKind.READ]
    if signal.has(RoleKind.FILTER):
        others.append("scales what the other gates see")
    return f", {when}, which also {listed(others)}" if others else f", {when}"


def _role(kind: RoleKind, subjects: list[Subject]) -> Context:
    """A row: a role, and the factor that has it in each cell."""
    return {
        "does": MEANT[kind],
        "kind": kind.value,
        "factors": [_factor(one.words, kind) for one in subjects],
    }


def _factor(words: Words, kind: RoleKind) -> str:
    """A factor with its place, or that nothing stands there."""
    one = side(kind, words.roles)
    if not one.gates:
        return "nothing: it is shown as it is" if kind is RoleKind.EXPOSE else words.math(one.factor)
    place = f", {words.place(one.role)}" if kind is RoleKind.READ and one.role else ""
    return words.math(one.factor) + place


def _form(words: Words) -> Context:
    """A cell's memory in its own form, with what follows."""
    memory = words.roles.memory
    return {
        "title": words.cell.definition.title,
        "page": f"cells/{words.cell.name}.md#gates",
        "formula": words.update(memory),
        "facts": words.facts(memory),
    }


def _sweep(one: Subject, kind: RoleKind) -> Context:
    """A gate from 0 to 1, with what is left at 0."""
    words, memory = one.words, one.words.roles.memory
    gate = side(kind, words.roles).gates[0][0].name
    survival = limit(one.cell.plain, words.roles, {gate: 0}).survival[memory.state]
    left = "nothing is carried over" if survival.carried == 0 else "the memory is still carried over"
    seen = "the candidate still sees it" if survival.seen else "the candidate no longer sees it"
    caption = f"{words.called(gate).capitalize()} at 0: {left}; {seen}."
    return drawn(sweep(words, gate, memory, _values(words)), caption)


def _values(words: Words) -> dict[str, float]:
    """The numbers of the sweeps: everything one half, the previous memory by itself."""
    return {"": HALF, words.roles.memory.previous.name: REMEMBERED}


def _gradients(one: Subject) -> list[Curve]:
    """The norms of the gradient over k steps, with gates around one half and with the carry open."""
    title = one.cell.definition.title.partition(" (")[0]
    return [
        Curve(title, gradient_norms(one.cell, {})),
        Curve(f"{title}, open", gradient_norms(one.cell, _opened(one.words))),
    ]


def _opened(words: Words) -> dict[str, float]:
    """The bias that opens the carry: of the gate in it, towards the side where the carry is 1."""
    carry = side(RoleKind.CARRY, words.roles)
    signal, time = carry.gates[0]
    at_one = carry.factor.xreplace({symbol(shift(signal.name, time)): sp.S.One})
    bias = next(parameter for parameter, met in signal.form.terms if parameter is not None and met == 1)
    return {bias.name: OPENING if at_one == 1 else -OPENING}


def _chart(curves: list[Curve]) -> Chart:
    """The curves on a logarithmic scale."""
    lowest = min(y for curve in curves for _, y in curve.points)
    highest = max(y for curve in curves for _, y in curve.points)
    low, high = 10.0 ** math.floor(math.log10(lowest)), 10.0 ** math.ceil(math.log10(highest))
    return Chart("Gradient over many steps", "steps", "norm", (0.0, float(STEPS)), (low, high), tuple(curves))


def _norms(curve: Curve) -> Context:
    """The numbers of a curve after some steps."""
    values = dict(curve.points)
    return {"title": curve.label, "numbers": [f"{values[float(k)]:.2g}" for k in AT]}


def _claim(one: Settled) -> Context:
    """A claim with its verdict, the reasons by convention, and numbers where it fails."""
    return {
        "key": one.claim.key,
        "says": one.claim.says,
        "answer": one.answer.value,
        "style": STYLES[one.answer],
        "condition": _condition(one),
        "findings": [
            {"cell": ALL[name].definition.title, "parts": _parts(one, name, found)}
            for name, found in one.findings.items()
        ],
    }


def _condition(one: Settled) -> str:
    """What must be granted."""
    if one.answer is not Answer.CONDITION:
        return ""
    if len(one.holds_under) < len(one.claim.under):
        return f"for {listed([ALL[name].definition.title for name in one.holds_under])}"
    said = dict.fromkeys(f.condition for found in one.findings.values() for f in found if f.condition)
    return "; ".join(said)


def _record(one: Settled) -> Iterator[tuple[str, str]]:
    """The verdict on a claim, and on each part of it under each convention."""
    yield one.claim.key, one.answer.value
    for name, found in one.findings.items():
        for part, finding in zip(one.claim.parts, found, strict=True):
            yield f"{one.claim.key}, {part.about}, {ALL[name].definition.title}", finding.answer.value


def _parts(one: Settled, cell: str, found: tuple[Finding, ...]) -> list[Context]:
    """Each part of a claim with its finding."""
    return [
        {
            "about": part.about,
            "answer": finding.answer.said_of(part.several),
            "condition": finding.condition,
            "reasons": list(finding.reasons),
            "witness": _witness(finding),
            "trial": trials.name_of(one.claim.key, cell, number) if trials.can_be_tried(finding) else "",
        }
        for number, (part, finding) in enumerate(zip(one.claim.parts, found, strict=True))
    ]


def _witness(finding: Finding) -> Context | None:
    """The numbers that show a failure."""
    witness = finding.witness
    if witness is None:
        return None
    sides = zip(finding.sides, (witness.left, witness.right), strict=True)
    return {
        "given": [{"name": name, "numbers": ", ".join(numbers)} for name, numbers in witness.values.items()],
        "sides": [
            {"name": derived.hypertext(name), "numbers": ", ".join(numbers)} for name, numbers in sides
        ],
        "into": finding.into,
    }


def turned(docs: Path, made: Iterable[Page]) -> list[str]:
    """Which claims have another verdict on the new page than on the one in a folder."""
    new = {page.path: page.text for page in made}
    try:
        before, now = recorded((docs / PATH).read_text(encoding="utf-8")), recorded(new.get(PATH, ""))
    except (OSError, ValueError):
        return []
    return [
        f"{key}: the verdict was “{before[key]}” and is “{answer}” now"
        for key, answer in now.items()
        if before.get(key, answer) != answer
    ]


def recorded(page: str) -> dict[str, str]:
    """The verdicts that a page keeps at its end."""
    _, _, rest = page.partition(RECORD)
    found: dict[str, str] = json.loads(rest.partition(" -->")[0])
    return found
