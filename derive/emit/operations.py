"""Group → NumPy calls that write into buffers.

An expression becomes a chain of calls, each with its result given as the third argument, so that no
array is made for it. A rule takes the node, the code of where its value goes, and the `Emitter`; a node
without a rule is printed as `derive.emit.lambdified` prints it, which makes an array, and then copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matadd import MatAdd
from sympy.matrices.expressions.matexpr import MatrixExpr
from sympy.matrices.expressions.special import OneMatrix

from derive.algebra import split_number
from derive.emit.lambdified import PRINTERS as EXPRESSIONS
from derive.emit.lambdified import number_code
from derive.emit.views import Views, code_of
from derive.emit.weights import Weights
from derive.nodes import Apply, Maximum, Named, names_in
from derive.schedule.layout import Group
from derive.schedule.phases import PhaseKind
from derive.schedule.shape import POINTWISE, ProductParts, product_parts

UFUNCS = {
    "tanh": "tanh({u}, {out})",
    "sigmoid": "squash({u}, {out})",
    "exp": "exp({u}, {out})",
    "log": "log({u}, {out})",
    "cos": "cos({u}, {out})",
    "sin": "sin({u}, {out})",
    "abs": "absolute({u}, {out})",
    "relu": "maximum({u}, 0, out={out})",
}
"""The call for an activation; one that is not here is printed and copied."""


@dataclass
class Emitter:
    """Writes the calls for the groups of one phase.

    scratch: the variables for intermediate values, by how many lie side by side, their shape and a
    number; fixed: variables for views that are made once, by their code.
    """

    views: Views
    weights: Weights
    kind: PhaseKind
    lines: list[str] = field(default_factory=list)
    scratch: dict[tuple[int, str, int], str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    _used: dict[str, int] = field(default_factory=dict)
    _columns: Iterator[tuple[Named, ...]] = field(default_factory=lambda: iter(()))
    count: int = 1

    def group(self, group: Group, columns: Sequence[tuple[Named, ...]]) -> None:
        """The calls of one group; `columns` are its operands, position by position."""
        self._columns, self.count = iter(columns), len(group.equations)
        self._used.clear()
        rhs = group.equations[0].rhs
        product = self.product_of(rhs)
        if product is None:
            if not self._whole_sum(rhs, group.names):
                self.into(rhs, self.view(group.names))
            return
        name = self._stacked(product, self.next_column())
        if self.kind == PhaseKind.STEP:
            out = self.views.view(group.names, self.kind, f"{name}.result({{}})", ranged=True)
        else:
            out = self.views.view(group.names, self.kind, ranged=True)
        self._call(name, (product.operand,), out)

    def _whole_sum(self, rhs: MatrixExpr, names: tuple[Named, ...]) -> bool:
        """Writes a sum that is one product to its place at once; whether it could."""
        found = [p for term in rhs.args if (p := self.product_of(term))] if isinstance(rhs, MatAdd) else []
        runs = self._neighbours(found)
        if len(found) < len(rhs.args) or len(runs) != 1 or self.count > 1:
            return False
        name = self._summed(runs[0])
        wrap = f"{name}.result({{}})" if self.kind == PhaseKind.STEP else "{}"
        out = self.views.view(names, self.kind, wrap)
        self._call(name, tuple(p.operand for p in runs[0]), out, ranged=True)
        return True

    def next_column(self) -> tuple[Named, ...]:
        """The operands in the next position."""
        return next(self._columns)

    def product_of(self, node: MatrixExpr) -> ProductParts | None:
        """The parts of a product with a constant matrix."""
        return product_parts(node, self.weights.is_once)

    def view(self, names: tuple[Named, ...]) -> str:
        """The code of an operand or result: one value, several side by side, or a constant."""
        distinct = names if len(set(names)) > 1 else names[:1]
        if self.weights.is_once(distinct[0]):
            code = self.weights.array(distinct)
            bulk = len(distinct) > 1 and self.kind != PhaseKind.STEP
            return f"{code}[:, None]" if bulk else code
        return self.views.view(distinct, self.kind)

    def value(self, node: MatrixExpr) -> str:
        """The code of an operand, computed into scratch where it is compound."""
        number, rest = split_number(node)
        if isinstance(node, Named):
            return self.view(self.next_column())
        if isinstance(rest, OneMatrix):
            return self.number(number)
        if isinstance(node, POINTWISE) or number != 1 or self.product_of(node) is not None:
            target = self.temporary(node.shape)
            self.into(node, target)
            return target
        return self.printed(node)

    def into(self, node: MatrixExpr, out: str) -> None:
        """The calls that write the value of an expression to `out`."""
        number, rest = split_number(node)
        product = self.product_of(node)
        if isinstance(node, Named):
            self.lines.append(f"copyto({out}, {self.view(self.next_column())})")
        elif number != 1 and not isinstance(rest, OneMatrix):
            factor = "" if number == -1 else f", {self.number(number)}"
            self.lines.append(f"{'multiply' if factor else 'negative'}({self.value(rest)}{factor}, {out})")
        elif type(node) in RULES:
            RULES[type(node)](node, out, self)
        elif product is not None:
            self._call(
                name := self._stacked(product, self.next_column()),
                (product.operand,),
                self._target(name, out),
            )
        else:
            self.lines.append(f"{out}[...] = {self.printed(node)}")

    def number(self, number: sp.Expr) -> str:
        """A number; in a step as an array without axes, which NumPy takes faster than a Python number."""
        code = number_code(number)
        return code if self.kind != PhaseKind.STEP else self.once(f"np.asarray({code}, dtype)", "number")

    def temporary(self, shape: tuple[sp.Expr, sp.Expr]) -> str:
        """Scratch for a value of some shape."""
        text = ", ".join(map(code_of, shape[:1] if shape[1] == 1 else shape)) + ","
        self._used[text] = self._used.get(text, 0) + 1
        key = (self.count, text, self._used[text])
        if key not in self.scratch:
            self.scratch[key] = self.views.identifiers.fresh("scratch", "scratch_")
        slots = "0" if self.count == 1 else ":"
        steps = {PhaseKind.STEP: "0", PhaseKind.BULK: ":L"}.get(self.kind, "t0:t1")
        return self.once(f"{self.scratch[key]}[{slots}, {steps}]")

    def once(self, code: str, wanted: str = "part") -> str:
        """A view that is made once; in bulk its length differs, so it is made in place."""
        if self.kind != PhaseKind.STEP:
            return code
        if code not in self.fixed:
            self.fixed[code] = self.views.identifiers.fresh(wanted, f"{wanted}_")
        return self.fixed[code]

    def code(self, name: str) -> str:
        """The code behind a view that is made once."""
        return next((code for code, known in self.fixed.items() if known == name), name)

    def _stacked(self, parts: ProductParts, matrices: tuple[Named, ...]) -> str:
        """The variable for [A_1 v; A_2 v; …]."""
        every = [ProductParts(matrix, parts.transposed, parts.operand) for matrix in matrices]
        return self.weights.product(every, self.kind)

    def _summed(self, parts: Sequence[ProductParts]) -> str:
        """The variable for A_1 v_1 + A_2 v_2 + …"""
        return self.weights.product_sum(parts, self.kind, self.views.layout.place[parts[0].operand][0].summed)

    def _target(self, product: str, scratch: str) -> str:
        """Scratch as a product writes to it."""
        ranged = self.code(scratch).replace("[0, ", "[0:1, ")
        return f"{product}.result({ranged})" if self.kind == PhaseKind.STEP else ranged

    def _call(self, name: str, operands: tuple[Named, ...], out: str, ranged: bool = False) -> None:
        """The call of a product."""
        if self.kind == PhaseKind.STEP:
            source = self.views.view(operands, self.kind, f"{name}.operand({{}})", ranged)
            self.lines.append(f"{name}_run({source}, {out if out.isidentifier() else self.once(out)})")
        else:
            self.lines.append(f"{name}.bulk({self.views.view(operands, self.kind, ranged=ranged)}, {out})")

    def sum_of_products(self, found: list[ProductParts]) -> Iterator[str]:
        """Each run of products whose operands lie side by side as one product; the code of the results."""
        for run in self._neighbours(found):
            matrix = run[0].matrix
            target = self.temporary((matrix.shape[1] if run[0].transposed else matrix.shape[0], sp.S.One))
            name = self._summed(run)
            out = f"{name}.result({self.code(target)})" if self.kind == PhaseKind.STEP else target
            self._call(name, tuple(p.operand for p in run), out, ranged=True)
            yield target

    def _neighbours(self, found: list[ProductParts]) -> list[list[ProductParts]]:
        """Products in runs of operands that lie side by side and have matrices of one shape."""
        place = self.views.layout.place
        order = sorted(
            found, key=lambda p: (self.views.buffers[id(place[p.operand][0])], place[p.operand][1])
        )
        runs: list[list[ProductParts]] = []
        for one in order:
            buffer, slot = place[one.operand]
            last = runs[-1][-1] if runs else None
            beside = last is not None and place[last.operand] == (buffer, slot - 1)
            if (
                last is not None
                and beside
                and (last.matrix.shape, last.transposed) == (one.matrix.shape, one.transposed)
            ):
                runs[-1].append(one)
            else:
                runs.append([one])
        return runs

    def printed(self, node: MatrixExpr) -> str:
        """An expression as code that makes new arrays."""
        for _ in names_in(node):
            self.next_column()
        return Printer(self).operand(node)


@dataclass(frozen=True)
class Printer:
    """Prints an expression with the views of a phase for its names; a `NumPyPrinter` in all else."""

    emitter: Emitter

    def doprint(self, expr: object) -> str:
        """The Python expression for a matrix expression."""
        if isinstance(expr, Named):
            return self.emitter.view((expr,))
        return str(EXPRESSIONS(expr, self))

    def operand(self, expr: MatrixExpr) -> str:
        """The expression, in parentheses if it is compound."""
        text = self.doprint(expr)
        return text if text.isidentifier() or isinstance(expr, Apply) else f"({text})"

    def size(self, size: sp.Expr) -> str:
        """The Python expression for a size."""
        return code_of(size)


def emit_sum(node: MatAdd, out: str, to: Emitter) -> None:
    """A + b − c as add(a, b), subtract(…, c)"""
    products: list[ProductParts] = []
    operands: list[tuple[str, bool]] = []
    for term in node.args:
        number, rest = split_number(term)
        parts = to.product_of(term)
        if parts is not None and to.count == 1:
            to.next_column()
            products.append(parts)
        elif number == -1 and not isinstance(rest, OneMatrix):
            operands.append((to.value(rest), False))
        else:
            operands.append((to.value(term), True))
    operands.extend((code, True) for code in to.sum_of_products(products))
    chain(operands, ("add", "subtract"), out, node, to)


def emit_pointwise(node: HadamardProduct, out: str, to: Emitter) -> None:
    """A ∘ b as multiply(a, b), and divide where a factor stands in a denominator"""
    operands = []
    for factor in node.args:
        below = isinstance(factor, HadamardPower) and factor.args[1] == -1
        operands.append((to.value(factor.args[0] if below else factor), not below))
    chain(operands, ("multiply", "divide"), out, node, to)


def chain(
    operands: list[tuple[str, bool]], calls: tuple[str, str], out: str, node: MatrixExpr, to: Emitter
) -> None:
    """Operands joined one by one; those that are taken away come after the first that is not."""
    first = next((code for code, plain in operands if plain), None)
    if first is None:
        first = "0" if calls[0] == "add" else "1"
    else:
        operands.remove((first, True))
    if not operands:
        to.lines.append(f"copyto({out}, {first})")
    for k, (code, plain) in enumerate(operands):
        last = k == len(operands) - 1
        target = out if last else first if k else to.temporary(node.shape)
        to.lines.append(f"{calls[0] if plain else calls[1]}({first}, {code}, {target})")
        first = target


def emit_power(node: HadamardPower, out: str, to: Emitter) -> None:
    """A ∘ a, 1/a, aᵏ"""
    base, exponent = to.value(node.args[0]), node.args[1]
    if exponent == 2:
        to.lines.append(f"multiply({base}, {base}, {out})")
    elif exponent == -1:
        to.lines.append(f"divide(1, {base}, {out})")
    else:
        to.lines.append(f"power({base}, {number_code(exponent)}, {out})")


def emit_apply(node: Apply, out: str, to: Emitter) -> None:
    """φ(u)"""
    argument = to.value(node.argument)
    call = UFUNCS.get(node.activation.name, "copyto({out}, " + node.activation.name + "({u}))")
    to.lines.append(call.format(u=argument, out=out))


def emit_maximum(node: Maximum, out: str, to: Emitter) -> None:
    """maximum(a, b)"""
    a, b = map(to.value, node.args)
    to.lines.append(f"maximum({a}, {b}, out={out})")


RULES: dict[type, Callable[..., None]] = {
    MatAdd: emit_sum,
    HadamardProduct: emit_pointwise,
    HadamardPower: emit_power,
    Apply: emit_apply,
    Maximum: emit_maximum,
}
"""How a node is computed into a given place."""
