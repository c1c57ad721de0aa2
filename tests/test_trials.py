"""Numbers to try: the printed functions give what the refutation gave, and a form shows them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from py_mini_racer import MiniRacer

from derive.emit.javascript import program_function
from derive.pages import trials
from derive.prover import Witness

ROOT = Path(__file__).resolve().parents[1]
FOUND = dict(trials.found())


@pytest.mark.parametrize("name", FOUND)
def test_the_page_computes_what_refuted_the_claim(name: str) -> None:
    """Both sides at the numbers of the witness, which an evaluator of its own computed with 40 digits."""
    witness: Witness = FOUND[name]
    racer = MiniRacer()
    racer.eval((ROOT / "docs" / "assets" / "dense.js").read_text(encoding="utf-8"))
    function = program_function(trials.program(witness))
    found = json.loads(racer.eval(f"JSON.stringify(({function})({json.dumps(trials.values(witness))}))"))
    for side, wanted in zip(trials.SIDES, (witness.left, witness.right), strict=True):
        assert [row[0] for row in found[side]] == pytest.approx([float(v) for v in wanted], rel=1e-9)
        assert all(len(row) == 1 for row in found[side])


def test_every_refutation_can_be_tried() -> None:
    """None of the claims of today has an outer product in it."""
    assert len(FOUND) == sum(
        finding.witness is not None
        for one in trials.settled()
        for findings in one.findings.values()
        for finding in findings
    )
