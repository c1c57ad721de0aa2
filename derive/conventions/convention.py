"""A framework's layout → a convention: which cell of the library it is, what differs, and weights both ways.

Nothing here is looked up: the cell is found among all of the library by matching and proof, and arrays are
carried over by the table of parameters which that proof used.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import sympy as sp

from derive.activations import ACTIVATIONS
from derive.arrays import as_array, check_dtypes, check_names, sizes_of
from derive.cell import Cell
from derive.cells import LIBRARY
from derive.checks.numeric import random_array, relative
from derive.componentwise import symbol
from derive.conventions import stacking
from derive.conventions.layout import Framework, Layout, Stack
from derive.conventions.matching import Match, Sum, Twins, match, roles_of, terms, twins
from derive.emit.functions import Array
from derive.errors import DeriveError
from derive.nodes import Named, Quantity
from derive.roles import Place, RoleKind, Signal
from derive.runtime import stated

STEPS, BATCH = 5, 3
Arrays = stacking.Arrays


@dataclass(frozen=True)
class Convention:
    """How one framework writes one cell.

    `unpack` takes its arrays to the parameters of `library`, the cell that it is; `pack` takes them back.
    """

    framework: Framework
    layout: Layout

    @property
    def name(self) -> str:
        """The name by which it is imported."""
        return self.layout.cell.name

    @property
    def cell(self) -> Cell:
        """The cell as the framework computes it, under the framework's own names."""
        return self.layout.cell

    @property
    def arrays(self) -> tuple[str, ...]:
        """The names of the framework's arrays."""
        return tuple(one.name for one in self.layout.arrays)

    @property
    def alike(self) -> list[Cell]:
        """Every cell of the library that could be this one, by a glance at both."""
        own = _outline(self.cell)
        return [other for other in LIBRARY.values() if _outline(other) == own]

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """Every cell of the library that is proved to be this one, the least rewritten first.

        Raises DeriveError if there is none.
        """
        found = [found for other in self.alike if (found := match(self.cell, other))]
        if not found:
            raise DeriveError(f"{self.name}: no cell of the library is proved to be {self.layout.what}")
        return tuple(sorted(found, key=lambda one: len(one.flipped)))

    @property
    def library(self) -> Cell:
        """The library's cell that this is."""
        return self.matches[0].other

    # --- weights ----------------------------------------------------------------------------------------

    def unpack(self, arrays: Mapping[str, Any]) -> Arrays:
        """The framework's arrays, by name, as the parameters of `library`.

        Arrays are whatever NumPy can read, nested mappings too. Raises ArrayError for a name that is
        missing or unknown, a shape that does not fit, a dtype other than float32 or float64.
        """
        own = self.own(arrays)
        return {q.base: self._value(found, own) for q, found in self._table.items()}

    def pack(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters of `library` as the framework's arrays, those it has too many filled with zeros.

        Raises ArrayError for parameters that do not fit the cell.
        """
        given = self._checked(parameters)
        own: Arrays = {}
        for q, found in self._table.items():
            for k, (number, parameter) in enumerate(found.terms):
                value = (given[q.base] - _float(found.constant, given[q.base])) / _float(
                    number, given[q.base]
                )
                own[parameter.name] = value if k == 0 else np.zeros_like(value)
        return stacking.join(self.layout, own)

    def own(self, arrays: Mapping[str, Any]) -> Arrays:
        """The framework's arrays as the parameters of `cell`: cut, but not yet renamed and added up."""
        return stacking.cut(self.layout, arrays)

    @property
    def _table(self) -> dict[Quantity, Sum]:
        """Each parameter of the library's cell in those of the framework's."""
        return self.matches[0].table

    def _value(self, found: Sum, own: Arrays) -> Array:
        """A sum of arrays."""
        (number, first), *rest = found.terms
        total = own[first.name] if number == 1 else _float(number, own[first.name]) * own[first.name]
        for number, parameter in rest:
            total = total + _float(number, total) * own[parameter.name]
        return total if found.constant == 0 else total + _float(found.constant, total)

    def _checked(self, parameters: Mapping[str, Any]) -> Arrays:
        """The parameters of the library's cell, checked."""
        wanted = self.library.parameters
        names = [q.base for q in wanted]
        check_names(parameters, names, names)
        arrays = {name: as_array(name, parameters[name]) for name in names}
        check_dtypes(arrays)
        sizes_of([stated(q, arrays[q.base]) for q in wanted])
        return arrays

    def disagreement(self, seed: int = 0) -> float:
        """The relative error between the framework's equations and `library` on unpacked weights.

        Over 5 steps with a batch of 3, on random arrays in float64.
        """
        rng = np.random.default_rng(seed)
        own = self.cell.functions
        letters = {s for q in own.given for size in q.shape for s in size.free_symbols}
        sizes = {letter: 3 + k for k, letter in enumerate(sorted(letters, key=str))}
        weights = {q.base: random_array(rng, q, sizes, ()) for q in own.parameters}
        inputs = {q.base: random_array(rng, q, sizes, (STEPS, BATCH)) for q in own.sequences}
        mine = self.cell.forward(**inputs, **weights)
        theirs = self.library.forward(**inputs, **self.unpack(stacking.join(self.layout, weights)))
        states = self.matches[0].states.items()
        return max(relative(mine[one.base], theirs[other.base], 1.0) for other, one in states)

    # --- facts ------------------------------------------------------------------------------------------

    @cached_property
    def twins(self) -> tuple[Twins, ...]:
        """Every two biases of one gate, with the verdict on one of them being redundant."""
        return tuple(twins(self.cell))

    @cached_property
    def gates(self) -> dict[str, Signal]:
        """The gate or candidate that each parameter of the framework's cell belongs to."""
        roles = roles_of(self.cell)
        return {
            parameter.name: signal
            for signal in roles.signals.values()
            for found in terms(roles, signal.name).values()
            for _, parameter in found.terms
        }

    @property
    def order(self) -> tuple[Signal, ...]:
        """The gates in the order in which the first array stacks them, or in which the arrays come."""
        return tuple(dict.fromkeys(self.gates[part] for one in self.layout.arrays for part in one.parts))

    @property
    def shared(self) -> Signal | None:
        """The gate that carries and writes at once, if there is one."""
        signals = roles_of(self.cell).signals.values()
        return next((s for s in signals if s.has(RoleKind.CARRY) and s.has(RoleKind.WRITE)), None)

    @property
    def keeps(self) -> bool | None:
        """Whether the shared gate, at one, keeps the memory and does not write; None without such a gate."""
        return None if self.shared is None else keeps(self.cell, self.shared.name)

    @property
    def reset(self) -> Place | None:
        """Where a gate of this step scales what the candidate sees of the memory; None without one."""
        found = [
            role.place
            for signal in roles_of(self.cell).signals.values()
            for role in signal.roles
            if role.kind is RoleKind.READ and role.time == 0
        ]
        return found[0] if found else None

    def shape(self, one: Stack) -> stacking.Shape:
        """The symbolic shape of one of the framework's arrays."""
        return stacking.shape_of(self.layout, one)


def keeps(cell: Cell, gate: Named) -> bool:
    """Whether the memory is carried whole where a gate is one."""
    return bool(roles_of(cell).memory.carry.subs(symbol(gate), 1) == 1)


@cache
def _outline(cell: Cell) -> tuple[int, int, Counter[str]]:
    """What a cell shares with all that it could be by renaming: how many states, outputs, activations."""
    definition = cell.definition
    called = [
        node.func.id
        for line in definition.body
        for node in ast.walk(line.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    activations = Counter(name for name in called if name in ACTIVATIONS)
    return len(definition.states), len(definition.outputs), activations


def _float(number: sp.Expr, like: Array) -> Any:
    """A number in an array's dtype."""
    return like.dtype.type(float(number))
