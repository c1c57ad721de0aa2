"""What the gates of a cell do, for its page: memory form, roles, facts, limits, paths."""

from __future__ import annotations

from derive.cell import Cell
from derive.latex import Printer
from derive.limits import Limit, Survival, limits
from derive.memory import Memory
from derive.nodes import Named
from derive.pages.blocks import MARKED
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
            f"${MARKED(q)} = {words.latex(shown)}$ only shows a memory"
            for q, shown in words.roles.form.readouts.items()
        ],
        "rows": [_row(words, signal) for signal in words.roles.signals.values() if signal.roles],
        "limits": [_limit(words, one) for one in found if len(one.values) == 1],
        "pairs": [_limit(words, one) for one in found if len(one.values) == 2],
    }


def _memory(words: Words, memory: Memory) -> Context:
    """A memory in its form, what follows for it, and the paths of its Jacobian."""
    return {
        "name": f"${MARKED(memory.state)}$",
        "formula": words.update(memory),
        "facts": words.facts(memory),
        "jacobian": rf"\frac{{\partial {MARKED(memory.state)}}}{{\partial {MARKED(memory.state.at(-1))}}}",
        "paths": [_path(words, path) for path in memory_paths(words.cell, words.roles, memory)],
    }


def _path(words: Words, path: Path) -> Context:
    """A path and the gates on it."""
    through = listed([words.gate(name) for name in path.through], "then")
    return {"latex": MARKED(path.matrix), "label": f"through {through}" if path.through else "carry"}


def _row(words: Words, signal: Signal) -> Context:
    """A gate or candidate: its roles in words."""
    base = getattr(signal.name, "base", signal.name.name)
    return {
        "sym": base,
        "latex": MARKED(signal.name),
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
    memory = words.roles.memory
    fixed = [rf"{MARKED(gate)} = {value}" for gate, value in limit.values.items()]
    return {
        "fixed": ",\\; ".join(fixed),
        "equations": _changed(limit.step, words.cell.plain),
        "means": [
            *_survival(words, memory, limit.survival[memory.state]),
            *_consequences(words, memory, limit),
        ],
    }


def _changed(step: Program, whole: Program) -> str:
    """The equations that differ from the cell's own, as a block."""
    changed = [eq for eq in step.equations if whole.definitions.get(eq.lhs) != eq.rhs]
    return Printer().aligned(changed) if changed else ""


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


def _consequences(words: Words, memory: Memory, limit: Limit) -> list[str]:
    """What is no longer written, and what the outside no longer sees."""
    said = []
    if not limit.writes[memory.state]:
        said.append("nothing new is written")
    if not limit.shows:
        said.append("the outside sees nothing of the previous memory")
    return said
