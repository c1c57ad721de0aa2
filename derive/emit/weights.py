"""Parameters → code that prepares them: matrices as their products take them, other constants as arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import sympy as sp

from derive.emit.lambdified import PRINTERS as EXPRESSIONS
from derive.emit.views import Identifiers, axes, code_of
from derive.nodes import Named
from derive.program import Program
from derive.schedule.phases import PhaseKind
from derive.schedule.shape import ProductParts


@dataclass(frozen=True)
class ProductKey:
    """Which product: its matrices, whether they are transposed, and in which phase.

    summed: whether it is a sum; beside: whether the rows of a sum's operands lie side by side.
    """

    matrices: tuple[Named, ...]
    transposed: bool
    kind: PhaseKind
    summed: bool = False
    beside: bool = False

    @property
    def code(self) -> str:
        """The call that makes the product."""
        rows, cols = self.matrices[0].shape[:: 1 if self.transposed else -1]
        shape = (
            f"{len(self.matrices)}, {code_of(rows)}, {code_of(cols)}, B, dtype, {self.kind == PhaseKind.STEP}"
        )
        return f"ProductSum({shape}, {self.beside})" if self.summed else f"Product({shape})"


@dataclass
class Weights:
    """What is prepared once for each call.

    products: the variable of each product; arrays: of constants, by the names that lie side by side.
    """

    is_once: Callable[[Named], bool]
    identifiers: Identifiers
    products: dict[ProductKey, str] = field(default_factory=dict)
    arrays: dict[tuple[Named, ...], str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The variables of all that is prepared."""
        return [*self.products.values(), *self.arrays.values()]

    def product(self, parts: Sequence[ProductParts], kind: PhaseKind) -> str:
        """The variable for the products with some matrices."""
        return self._variable(ProductKey(tuple(p.matrix for p in parts), parts[0].transposed, kind))

    def product_sum(self, parts: Sequence[ProductParts], kind: PhaseKind, beside: bool) -> str:
        """The variable for the sum of products with some matrices."""
        matrices = tuple(p.matrix for p in parts)
        return self._variable(ProductKey(matrices, parts[0].transposed, kind, summed=True, beside=beside))

    def _variable(self, key: ProductKey) -> str:
        """The variable of a product."""
        if key not in self.products:
            wanted = "_".join(matrix.name for matrix in key.matrices)
            self.products[key] = self.identifiers.fresh(wanted, "product_")
        return self.products[key]

    def array(self, names: tuple[Named, ...]) -> str:
        """The variable for constants that lie side by side."""
        if names not in self.arrays:
            wanted = "_".join(name.name for name in names)
            self.arrays[names] = self.identifiers.fresh(wanted, "constant_")
        return self.arrays[names]

    def containers(self) -> Iterator[str]:
        """The lines that make products and arrays."""
        for key, name in self.products.items():
            yield f"{name} = {key.code}"
        for names, variable in self.arrays.items():
            shape = ", ".join(map(code_of, axes(names[0])))
            slots = f"{len(names)}, 1, " if len(names) > 1 else ""
            yield f"{variable} = np.empty(({slots}{shape},), dtype)"

    def loading(self, program: Program) -> Iterator[str]:
        """The lines that load them: what is computed once, then where it goes."""
        wanted = [matrix for key in self.products for matrix in key.matrices]
        wanted += [name for names in self.arrays for name in names]
        needed = program.keep(dict.fromkeys(name for name in wanted if name in program.definitions)).equations
        printer = Once({}, Identifiers(set(self.identifiers.taken)))
        for name in program.inputs:
            if self.is_once(name):
                yield f'{printer.name(name)} = given["{name.name}"]'
        for eq in needed:
            code = printer.doprint(eq.rhs)
            yield f"{printer.name(eq.lhs)} = {code}"
        for key, product in self.products.items():
            sides = [printer.name(matrix) + ("" if key.transposed else ".T") for matrix in key.matrices]
            yield f"{product}.load({', '.join(sides)})"
        for names, variable in self.arrays.items():
            for k, name in enumerate(names):
                where = f"[{k}, 0]" if len(names) > 1 else "[...]"
                yield f"{variable}{where} = {printer.name(name)}"


@dataclass
class Once:
    """Prints what is computed once, from parameters."""

    names: dict[Named, str]
    identifiers: Identifiers

    def name(self, name: Named) -> str:
        """The variable of a name."""
        if name not in self.names:
            self.names[name] = self.identifiers.fresh(name.name, "once_")
        return self.names[name]

    def doprint(self, expr: object) -> str:
        """The Python expression for a matrix expression."""
        return self.name(expr) if isinstance(expr, Named) else str(EXPRESSIONS(expr, self))

    def operand(self, expr: object) -> str:
        """The expression, in parentheses if it is compound."""
        code = self.doprint(expr)
        return code if code.isidentifier() else f"({code})"

    def size(self, size: sp.Expr) -> str:
        """The Python expression for a size."""
        return code_of(size)
