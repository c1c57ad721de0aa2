"""What papers say of their gates, in their own words, against what is derived; no more than they say.

- Hochreiter, Schmidhuber 1997: Long Short-Term Memory. Neural Computation 9, 1735-1780. The constant
  error carousel: a unit with a self-connection of weight 1.0; input and output gates.
- Gers, Schmidhuber, Cummins 2000: Learning to Forget. Neural Computation 12, 2451-2471. The weight 1.0 of
  the carousel is replaced by the forget gate's activation.
- Greff et al. 2017: LSTM: A Search Space Odyssey. arXiv 1503.04069. CIFG: f = 1 − i.
- Cho et al. 2014: Learning Phrase Representations. arXiv 1406.1078v3, section 2.3. With the reset gate
  close to 0, the (candidate) state ignores the previous one; the update gate controls how much carries
  over.
- Chung et al. 2014: Empirical Evaluation of Gated Recurrent Networks. arXiv 1412.3555, sections 3.2 and
  3.3. The GRU takes a linear sum between the existing and the new state, has no mechanism to control the
  degree to which its state is exposed, and does not control independently what is added (it is tied via
  the update gate); the LSTM does.
- Zhou et al. 2016: Minimal Gated Unit. arXiv 1603.09420. One gate does the work of reset and update gate.
- van der Westhuizen, Lasenby 2018: The unreasonable effectiveness of the forget gate. arXiv 1804.04849. A
  single gate f, with 1 − f for what is added.
- Bradbury et al. 2017: Quasi-Recurrent Neural Networks. arXiv 1611.01576; Martin, Cundy 2018:
  Parallelizing Linear Recurrent Neural Nets. arXiv 1709.04057. Gates of the input alone, so that the
  recurrence is linear and is scanned in parallel; an LSTM's is not.
- Lee et al. 2017: Recurrent Additive Networks. arXiv 1705.07393. The content is linear in the input;
  input and forget gate are independent.
"""

from __future__ import annotations

import pytest
from plain import cells, words

from derive.limits import limit, limits
from derive.memory import Memory
from derive.paths import memory_paths
from derive.roles import Facts, RoleKind, Roles, Signal


def roles(name: str) -> Roles:
    """The roles of a cell."""
    return words(name).roles


def gate(name: str, base: str) -> Signal:
    """A gate by its name."""
    return next(s for s in roles(name).signals.values() if s.name.name == base)


def facts(name: str) -> tuple[Memory, Facts]:
    """The main memory with what follows for it."""
    return roles(name).memory, roles(name).facts(roles(name).memory)


def kinds(name: str, base: str) -> set[tuple[RoleKind, int]]:
    """What a gate does, and at which time."""
    return {(role.kind, role.time) for role in gate(name, base).roles}


def carry_of_gradient(name: str) -> str:
    """The share of ∂s_t/∂s_{t−1} that passes no weights."""
    (path,) = [p for p in memory_paths(cells()[name], roles(name), roles(name).memory) if p.is_carry]
    return str(path.matrix)


def test_constant_error_carousel() -> None:
    """1997: the self-connection has weight 1; the input gate guards the memory, the output gate others."""
    memory, _ = facts("lstm_1997_tanh")
    assert memory.carry == 1
    assert carry_of_gradient("lstm_1997_tanh") == "I"
    assert kinds("lstm_1997_tanh", "i") == {(RoleKind.WRITE, 0)}
    assert (RoleKind.EXPOSE, 0) in kinds("lstm_1997_tanh", "o")


def test_forget_gate_in_the_carousel() -> None:
    """2000: the weight of the carousel is the forget gate's activation."""
    assert str(facts("lstm")[0].carry) == "f"
    assert carry_of_gradient("lstm") == "DiagMatrix(f)"
    assert kinds("lstm", "f") == {(RoleKind.CARRY, 0)}


@pytest.mark.parametrize(("name", "base", "is_tied"), [("lstm_cifg", "i", True), ("lstm", "i", False)])
def test_coupled_input_and_forget_gate(name: str, base: str, is_tied: bool) -> None:
    """Greff et al.: f = 1 − i couples what is kept and what is written; in the LSTM they are independent."""
    assert facts(name)[1].is_convex is is_tied
    assert ((RoleKind.CARRY, 0) in kinds(name, base)) is is_tied


@pytest.mark.parametrize("name", ["gru_cho", "gru_chung", "gru_reset_after"])
def test_gru(name: str) -> None:
    """Chung et al.: a linear sum of existing and new state, tied by z; nothing controls the exposure."""
    assert facts(name)[1].is_convex
    assert {(RoleKind.CARRY, 0), (RoleKind.WRITE, 0)} == kinds(name, "z")
    assert not roles(name).of_kind(RoleKind.EXPOSE)
    assert roles("lstm").of_kind(RoleKind.EXPOSE)
    assert kinds(name, "r") == {(RoleKind.READ, 0)}


def test_reset_gate_at_zero() -> None:
    """Cho et al.: the candidate ignores the previous state; z alone controls how much of it carries over."""
    memory = roles("gru_cho").memory
    at_zero = limit(cells()["gru_cho"].plain, roles("gru_cho"), {gate("gru_cho", "r").name: 0})
    assert not at_zero.survival[memory.state].seen
    assert str(at_zero.survival[memory.state].carried) == "z"


def test_one_gate_for_two() -> None:
    """Zhou et al.: the one gate resets and updates."""
    assert kinds("mgu", "f") == {(RoleKind.CARRY, 0), (RoleKind.WRITE, 0), (RoleKind.READ, 0)}
    assert [s.name.name for s in roles("mgu").gates] == ["f"]


def test_just_the_forget_gate() -> None:
    """van der Westhuizen, Lasenby: f keeps, 1 − f writes, and there is no other gate."""
    memory, found = facts("just_another_network")
    assert (str(memory.carry), str(memory.write)) == ("f", "1 - f")
    assert found.is_convex
    assert [s.name.name for s in roles("just_another_network").gates] == ["f"]


@pytest.mark.parametrize(
    ("name", "is_linear"),
    [("qrnn_fo", True), ("sru1", True), ("min_lstm", True), ("lstm", False), ("gru_cho", False)],
)
def test_what_a_scan_can_run(name: str, is_linear: bool) -> None:
    """Bradbury et al., Martin and Cundy: gates of the input alone make the recurrence linear."""
    assert facts(name)[1].is_scannable is is_linear


def test_additive_network() -> None:
    """Lee et al.: linear content, independent input and forget gates."""
    memory, found = facts("ran")
    assert gate("ran", "c_tilde").form.activation == ""
    assert not found.is_convex
    assert (str(memory.carry), str(memory.write)) == ("f", "i")


def test_every_gate_of_the_lstm_is_taken_to_its_ends() -> None:
    """Closed everywhere, the cell shows nothing; open in the carry and closed for writing, it keeps all."""
    found = {
        tuple(sorted((g.name, v) for g, v in one.values.items())): one
        for one in limits(cells()["lstm"].plain, roles("lstm"))
    }
    kept = found[("f", 1), ("i", 0)]
    assert str(kept.step.definitions[roles("lstm").memory.state]) == "c_prev"
    assert not found[(("o", 0),)].shows
