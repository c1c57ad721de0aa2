"""What the gates of a cell do, for its page: memory form, roles, facts, limits, paths."""

from __future__ import annotations

from derive.cell import Cell
from derive.limits import Limit, Survival, limits
from derive.memory import Memory
from derive.nodes import Jacobian, Named, Quantity
from derive.pages.job import Context
from derive.paths import Path, memory_paths
from derive.program import Program
from derive.roles import Role, RoleKind, Signal
from derive.words import Words, listed


def gates(cell: Cell) -> Context:
    """Everything about the gates of a cell."""
    words = Words(cell)
    found = limits(cell.plain, words.roles)
    return {
        "memories": [_memory(words, memory) for memory in words.roles.memories],
        "readouts": [
            f"${words.printer(q)} = {words.latex(shown)}$ only shows a memory"
            for q, shown in words.roles.form.readouts.items()
        ],
        "showing": words.showing(),
        "rows": [_row(words, signal) for signal in words.roles.signals.values() if signal.roles],
        "named": named(words),
        "limits": [_limit(words, one) for one in found if len(one.values) == 1],
        "pairs": [_limit(words, one) for one in found if len(one.values) == 2],
    }


def named(words: Words) -> list[str]:
    """What the author calls the gates, each once; by these the search finds the page first."""
    signals = [signal for signal in words.roles.signals.values() if isinstance(signal.name, Quantity)]
    gates = [signal for signal in signals if any(r.kind is not RoleKind.CANDIDATE for r in signal.roles)]
    return list(dict.fromkeys(filter(None, (words.called(signal.name) for signal in gates))))


def _memory(words: Words, memory: Memory) -> Context:
    """A memory in its form, what follows for it, and the paths of its Jacobian (a matrix has none)."""
    found = memory_paths(words.cell, words.roles, memory)
    return {
        "name": f"${words.printer(memory.state)}$",
        "formula": words.update(memory),
        "facts": words.facts(memory),
        "jacobian": words.printer(Jacobian(memory.state, memory.state.at(-1))) if found else "",
        "paths": [_path(words, path) for path in found],
    }


def _path(words: Words, path: Path) -> Context:
    """A path and the gates on it."""
    through = listed([words.gate(name) for name in path.through], "then")
    return {"latex": words.printer(path.matrix), "label": "carry" if path.is_carry else f"through {through}"}


def _row(words: Words, signal: Signal) -> Context:
    """A gate or candidate: its roles in words."""
    return {
        "latex": words.printer(signal.name),
        "called": words.called(signal.name),
        "kinds": list(dict.fromkeys(role.kind.value for role in signal.roles)),
        "roles": _phrases(words, signal.roles),
        "computed": words.computed_from(signal),
    }


def _phrases(words: Words, roles: tuple[Role, ...]) -> list[str]:
    """The roles in words; a filter of several readers is said once."""
    filters = [role for role in roles if role.kind is RoleKind.FILTER]
    said = [words.role(role) for role in roles if role.kind is not RoleKind.FILTER]
    for factor in dict.fromkeys((role.factor, role.on, role.place) for role in filters):
        same = [role for role in filters if (role.factor, role.on, role.place) == factor]
        readers = listed([words.name(role.target) for role in same])
        said.append(f"filters: {words.scales(same[0])} in {readers}")
    return said


def _limit(words: Words, limit: Limit) -> Context:
    """A limit: which gates, what is left, and what it means."""
    memories = words.roles.memories
    fixed = [rf"{words.printer(gate)} = {value}" for gate, value in limit.values.items()]
    return {
        "fixed": ",\\; ".join(fixed),
        "equations": _changed(limit.step, words),
        "means": [
            *(said for m in memories for said in _survival(words, m, limit.survival[m.state])),
            *_consequences(words, limit),
        ],
    }


def _changed(step: Program, words: Words) -> str:
    """The equations that differ from the cell's own, as a block."""
    whole = words.cell.plain.definitions
    changed = [eq for eq in step.equations if whole.get(eq.lhs) != eq.rhs]
    return words.printer.aligned(changed) if changed else ""


def _survival(words: Words, memory: Memory, survival: Survival) -> list[str]:
    """What of the previous memory reaches the update."""
    previous = words.name(memory.state.at(-1))
    if survival.is_lost:
        return [f"nothing of {previous} reaches the update"]
    ways = []
    if survival.carried == 1:
        ways.append("carried over whole")
    elif survival.carried != 0:
        ways.append(f"carried by {words.math(survival.carried)}")
    if survival.seen:
        ways.append("seen by the candidate")
    if survival.gates:
        ways.append(
            f"seen by the gates {_names(words, survival.gates)}"
            if survival.gates[1:]
            else f"seen by the gate {_names(words, survival.gates)}"
        )
    return [f"{previous} is {listed(ways)}"]


def _names(words: Words, names: tuple[Named, ...]) -> str:
    """f_t, i_t and o_t."""
    return listed([words.name(name) for name in names])


def _consequences(words: Words, limit: Limit) -> list[str]:
    """What is no longer written, and what the outside no longer sees."""
    kept = [words.name(state) for state, writes in limit.writes.items() if not writes]
    several = f" to {listed(kept)}" if len(limit.writes) > 1 else ""
    said = [f"nothing new is written{several}"] if kept else []
    if not limit.shows:
        said.append("the outside sees nothing of the previous memory")
    return said
