"""Cell → the branch of cells that it belongs to, by what its memory is, not by its name.

linear     the memory's update is linear in it, with coefficients from the input alone
ungated    no value multiplies another
apart      a memory is carried, and the outside sees something else than the memory
one state  the state itself is carried
other      gates, but nothing is carried over
"""

from __future__ import annotations

from enum import StrEnum

from derive.cell import Cell
from derive.flow import PRODUCTS, flow
from derive.roles import Roles


class Branch(StrEnum):
    """A branch of cells, as it is called in the list, in the order of the list."""

    UNGATED = "Without gates"
    APART = "A memory apart from what is shown: the LSTM's line"
    ONE_STATE = "One state that is carried: the GRU's line"
    LINEAR = "Linear in the memory: parallel scans"
    OTHER = "Gated, with nothing carried over"


SHORT = {
    Branch.UNGATED: "Without gates",
    Branch.APART: "The LSTM's line",
    Branch.ONE_STATE: "The GRU's line",
    Branch.LINEAR: "Linear recurrences",
    Branch.OTHER: "Other gated cells",
}
"""The same in few words, for the navigation."""


def branch_of(cell: Cell, roles: Roles) -> Branch:
    """The branch of a cell."""
    memory = roles.memory
    if memory.carry != 0 and all(roles.facts(one).is_linear for one in roles.memories):
        return Branch.LINEAR
    if not any(node.sign in PRODUCTS for node in flow(cell.plain).nodes):
        return Branch.UNGATED
    if memory.carry == 0:
        return Branch.OTHER
    shown = {exposure.output for exposure in roles.form.exposures}
    return Branch.ONE_STATE if shown <= {one.state for one in roles.memories} else Branch.APART
