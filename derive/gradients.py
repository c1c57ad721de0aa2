"""Program → Program: reverse mode over one step, and back-propagation through time.

Legend: δq is the loss's gradient with respect to q; Δq is the part of it that arrives from outside the
program; a bar marks a pre-activation. Every derived equation carries the rules that gave it.
"""

from __future__ import annotations

from dataclasses import replace

from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.special import ZeroMatrix

from derive.algebra import add, collect
from derive.naming import rebuild
from derive.nodes import Cotangent, Kind, Named, Quantity, Rows, Seed, TimeSum, is_vector, names_in, shift
from derive.program import Equation, Program, Reason
from derive.pullbacks import PULLBACKS

Terms = dict[Named, list[tuple[MatrixExpr, tuple[Reason, ...]]]]
OUTSIDE = Reason("seed", "Δy is what reaches y from outside the step")
NOTHING = Reason("no path", "y does not depend on a ⟹ δa = 0")


def backward(step: Program) -> Program:
    """The cotangents of a step, from those of its outputs to those of its inputs, in reverse order.

    Its inputs are the step's inputs and defined names and a seed Δ for each output; its outputs are
    the cotangents of the step's inputs. Expects `expose`d equations, so that slopes can be written in
    the gates' own values.
    """
    terms: Terms = {name: [(Seed(name), (OUTSIDE,))] for name in step.outputs}
    equations: list[Equation] = []
    for eq in reversed(step.equations):
        total = _total(eq.lhs, terms[eq.lhs]) if eq.lhs in terms else None
        if total is not None and not isinstance(total.rhs, ZeroMatrix):
            equations.append(total)
            _pull(eq.rhs, Cotangent(eq.lhs), eq.lhs, eq.lhs, (), terms, equations)
    for name in step.inputs:
        equations.append(_total(name, terms.get(name, [(ZeroMatrix(*name.shape), (NOTHING,))])))
    defined = tuple(eq.lhs for eq in step.equations)
    seeds = tuple(Seed(name) for name in step.outputs)
    outputs = tuple(Cotangent(name) for name in step.inputs)
    used = {name for eq in equations for name in names_in(eq.rhs)}
    sizes = {size for eq in equations for rows in eq.rhs.atoms(Rows) for size in rows.free_symbols}
    used |= {name for name in step.inputs if name.shape[0] in sizes and is_vector(name)} | set(seeds)
    inputs = tuple(name for name in (*step.inputs, *defined, *seeds) if name in used)
    return Program(f"backward pass of {step.name}", inputs, tuple(equations), outputs)


def _total(name: Named, terms: list[tuple[MatrixExpr, tuple[Reason, ...]]]) -> Equation:
    """δq is the sum of what arrives along each path: the outside first, then as the cell's lines stand."""
    outside = [term for term in terms if isinstance(term[0], Seed)]
    terms = outside + [term for term in reversed(terms) if term not in outside]
    why = tuple(dict.fromkeys(reason for _, reasons in terms for reason in reasons))
    return Equation(Cotangent(name), collect([term for term, _ in terms]), why)


def _pull(
    node: MatrixExpr, delta: MatrixExpr, value: MatrixExpr, through: Named,
    reasons: tuple[Reason, ...], terms: Terms, equations: list[Equation],
) -> None:  # fmt: skip
    """Follows a cotangent down an expression to the names in it.

    A cotangent that would be written several times gets a name: δ(r ∘ h) in U·(r ∘ h).
    """
    if isinstance(node, Named):
        why = reasons or (replace(PULLBACKS.reason(node), through=through),)
        terms.setdefault(node, []).append((delta, why))
        return
    here = (*reasons, replace(PULLBACKS.reason(node), through=through))
    for operand, cotangent in PULLBACKS(node, delta, value):
        leaves = names_in(operand) if not isinstance(cotangent, ZeroMatrix) else []
        if len(leaves) > 1 and not isinstance(cotangent, Named):
            equations.append(Equation(Cotangent(operand), cotangent, here))
            _pull(operand, Cotangent(operand), operand, through, (), terms, equations)
        elif leaves:
            _pull(operand, cotangent, operand, through, here, terms, equations)


def through_time(step: Program) -> Program:
    """Back-propagation through time in closed form: δ at t from δ at t + 1, parameters as Σ_t.

    Each state's cotangent is what the loss gives it directly (Δ) plus what the next step gives back:
    the one-step pullback of its previous value, moved one step later.
    """
    one = _unambiguous(backward(step))
    given = one.definitions
    states = [q for q in step.outputs if isinstance(q, Quantity) and q.kind == Kind.STATE]
    later = {Seed(q): add(Seed(q), shift(given[Cotangent(q.at(-1))], 1)) for q in states}
    previous = {Cotangent(q.at(-1)) for q in states}
    constant = {Cotangent(q) for q in step.inputs if isinstance(q, Quantity) and q.time is None}
    equations = []
    for eq in one.equations:
        rhs = _replace_seed(eq.rhs, later)
        if eq.lhs in constant:
            rhs = TimeSum(eq.rhs)
        why = eq.why
        if rhs != eq.rhs and eq.lhs not in constant:
            why = (
                *why,
                *(r for q in states if eq.rhs.has(Seed(q)) for r in _why_of(one, Cotangent(q.at(-1)))),
            )
        if eq.lhs not in previous:
            equations.append(replace(eq, rhs=rhs, why=tuple(dict.fromkeys(why))))
    known = {eq.lhs for eq in equations}
    needed = dict.fromkeys(name for eq in equations for name in names_in(eq.rhs) if name not in known)
    outputs = tuple(Cotangent(q) for q in states) + tuple(
        name for name in one.outputs if name not in previous
    )
    return Program(f"back-propagation through time of {step.name}", tuple(needed), tuple(equations), outputs)


def _unambiguous(one: Program) -> Program:
    """δtanh(h_{t−1}) is written out where there is a δtanh(h_t): one step later both had one name."""
    defined = {eq.lhs for eq in one.equations}
    written: dict[MatrixExpr, MatrixExpr] = {}
    reasons: dict[Named, tuple[Reason, ...]] = {}
    equations: list[Equation] = []
    for eq in one.equations:
        why = (*(r for name in names_in(eq.rhs) for r in reasons.get(name, ())), *eq.why)
        eq = replace(eq, rhs=rebuild(eq.rhs, written.get), why=tuple(dict.fromkeys(why)))
        later = shift(eq.lhs, 1)
        if later != eq.lhs and later in defined and not isinstance(eq.lhs.of, Quantity):
            written[eq.lhs], reasons[eq.lhs] = eq.rhs, eq.why
        else:
            equations.append(eq)
    return replace(one, equations=tuple(equations))


def _replace_seed(expr: MatrixExpr, table: dict[Seed, MatrixExpr]) -> MatrixExpr:
    """Seeds replaced by what they come to; they stand as terms of a sum only."""
    terms = expr.args if expr not in table and expr.is_MatAdd else [expr]
    return add(*(table.get(term, term) for term in terms))


def _why_of(program: Program, name: Named) -> tuple[Reason, ...]:
    """The reasons of one equation, its names moved one step later."""
    eq = next(eq for eq in program.equations if eq.lhs == name)
    return tuple(replace(r, through=shift(r.through, 1) if r.through is not None else None) for r in eq.why)
