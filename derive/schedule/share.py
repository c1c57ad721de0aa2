"""Recurrence → Recurrence: what stands several times in the same phase is computed once, under a name.

What stands in two phases is named in the first of them alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from sympy.matrices.expressions.matexpr import MatrixExpr

from derive.algebra import split_number
from derive.naming import rebuild
from derive.nodes import Named, Value
from derive.program import Equation
from derive.schedule.phases import Dependence, PhaseKind
from derive.schedule.recurrence import Recurrence, in_order
from derive.schedule.shape import POINTWISE

Key = tuple[PhaseKind, int, MatrixExpr]
TIMED = (PhaseKind.BULK, PhaseKind.STEP, PhaseKind.LATE)


def share(recurrence: Recurrence, scans: bool = True) -> Recurrence:
    """The recurrence with a name for each value that is computed entry by entry more than once."""
    known = Dependence(recurrence, scans)
    times: Counter[Key] = Counter()
    defined: dict[Key, Named] = {}
    for eq in recurrence.program.equations:
        kind, stage = known.kind(eq.lhs), known.stage[eq.lhs]
        if kind in TIMED:
            times.update((kind, stage, node) for node in _pointwise(eq.rhs))
            defined.setdefault((kind, stage, eq.rhs), eq.lhs)
    taken, equations = set(known.equations), list[Equation]()
    for eq in recurrence.program.equations:
        names: dict[MatrixExpr, Named] = {}
        for node in _pointwise(eq.rhs):
            key = (known.kind(eq.lhs), known.stage[eq.lhs], node)
            if times[key] > 1 and defined.get(key) != eq.lhs and not any(map(names.get, _pointwise(node))):
                if key not in defined and Value(node) not in taken:
                    defined[key] = Value(node)
                    taken.add(Value(node))
                    equations.append(Equation(Value(node), node))
                if key in defined:
                    names[node] = defined[key]
        equations.append(replace(eq, rhs=rebuild(eq.rhs, names.get)))
    shared = replace(
        recurrence, program=replace(recurrence.program, equations=in_order(recurrence, equations))
    )
    return shared if len(equations) == len(recurrence.program.equations) else share(shared, scans)


def _pointwise(expr: MatrixExpr) -> Iterator[MatrixExpr]:
    """Every part of an expression that is computed entry by entry, operands first."""
    if isinstance(expr, MatrixExpr) and not isinstance(expr, Named):
        for arg in expr.args:
            yield from _pointwise(arg)
        if isinstance(expr, POINTWISE) and split_number(expr)[0] == 1:
            yield expr
