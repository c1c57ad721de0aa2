"""Definition → Sizes: shapes are solved by unification, not declared.

Each operation of the notation is an equation between sizes: `A @ B` says that A has as many columns as
B has rows, `a * b` that both have one shape (unless one of them is a scalar, which meets anything), a
state's assignment that the state keeps its size. Sizes are non-negative sums of unknowns (|h| + |x| for
`concat(h, x)`), the unknowns the rows and columns of the arguments. What two arguments turn out to share
is a *forced equality*, and is reported with the lines that force it.

Legend: an unknown is a string such as `rows of W_f`; a size is an unknown, a number, or a sum of them;
a shape is a pair of sizes (rows, columns); a vector has one column.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from derive.errors import CellError
from derive.notation import Assignment, Definition
from derive.syntax import multiplied
from derive.unification import ONE, SCALAR, ClashError, Shape, Size, Unifier

MAX_EXPONENT = 64
MATRIX_STATE = "a state is a vector unless it is annotated; a matrix is written `{}: matrix[n, n]`"
LETTERS = ("p", "q", "k", "l", "d", "s", "u", "v", "w")


@dataclass(frozen=True)
class Forced:
    """Two vectors of the signature have one size, because of what stands on these lines."""

    left: str
    right: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Sizes:
    """What was solved: the shape of each argument and each assigned name, and why.

    shapes: by name, in terms of dimension letters (m for the input, n for the first state, …).
    lines: by argument, the lines that fix its shape. forced: the forced equalities.
    """

    shapes: dict[str, Shape] = field(hash=False)
    lines: dict[str, tuple[int, ...]] = field(hash=False)
    forced: tuple[Forced, ...]


def rows_of(name: str) -> str:
    """The unknown for an argument's rows."""
    return f"rows of {name}"


def cols_of(name: str) -> str:
    """The unknown for an argument's columns."""
    return f"columns of {name}"


def solve(definition: Definition) -> Sizes:
    """The shapes of a cell's quantities. Raises CellError where a line's shapes do not fit."""
    return _Solver(definition).solve()


class _Solver:
    """Walks a definition once, line by line; an instance lives for one call of `solve`."""

    def __init__(self, definition: Definition) -> None:
        self.cell = definition
        self.unifier = Unifier()
        self.env: dict[str, Shape] = {}
        self.factors: list[tuple[ast.expr, str]] = []
        self.declared: dict[str, ast.expr] = {}

    def solve(self) -> Sizes:
        """The solution."""
        self.arguments()
        last = {a.name: a for a in self.cell.body}
        for assignment in self.cell.body:
            self.assignment(assignment, is_last=last[assignment.name] is assignment)
        self.check_factors()
        table = self.letters()
        resolve = self.unifier.resolve
        shapes = {name: (resolve(r).map(table), resolve(c).map(table)) for name, (r, c) in self.env.items()}
        return Sizes(shapes, self.fixed_by(), tuple(self.forced()))

    def arguments(self) -> None:
        """Unknowns for every argument; vectors for inputs and states, annotations as they say."""
        for name in (*self.cell.inputs, *self.cell.states, *self.cell.parameters):
            mark = self.cell.marks.get(name)
            if mark is not None:
                self.env[name] = self.marked(mark)
            elif name in self.cell.parameters:
                self.env[name] = Size(0, (rows_of(name),)), Size(0, (cols_of(name),))
            else:
                self.unifier.rigid[rows_of(name)] = None
                self.env[name] = Size(0, (rows_of(name),)), ONE

    def marked(self, mark: ast.expr) -> Shape:
        """The shape that an annotation states: `scalar`, `vector[n]` or `matrix[n, m]`."""
        match mark:
            case ast.Name(id="scalar"):
                return SCALAR
            case ast.Subscript(value=ast.Name(id="vector"), slice=size):
                return self.marked_size(size), ONE
            case ast.Subscript(value=ast.Name(id="matrix"), slice=ast.Tuple(elts=[rows, cols])):
                return self.marked_size(rows), self.marked_size(cols)
        raise self.cell.text.error(
            mark, "not a shape", "write `alpha: scalar`, `b: vector[n]` or `W: matrix[n, m]`"
        )

    def marked_size(self, node: ast.expr) -> Size:
        """A size in an annotation: a letter, which stands for any size but another letter's, or a number."""
        match node:
            case ast.Name(id=letter):
                self.unifier.rigid.setdefault(letter)
                self.declared.setdefault(letter, node)
                return Size(0, (letter,))
            case ast.Constant(value=int(number)) if number > 0 and not isinstance(number, bool):
                return Size(number)
        raise self.cell.text.error(node, "not a size", "a size is a name such as n, or a number")

    def assignment(self, assignment: Assignment, is_last: bool) -> None:
        """One line: its value's shape, which a state must keep."""
        shape = self.shape(assignment.value)
        if shape is None:
            raise self.cell.text.error(
                assignment.value,
                "a number has no size of its own",
                "add it to a vector, or multiply with one",
            )
        if assignment.name in self.cell.states and is_last:
            previous = self.cell_state(assignment.name)
            self.equate(
                previous, shape, assignment.node, f"the state {assignment.name!r} must keep its shape",
                ("its previous value", "its new value"),
            )  # fmt: skip
            shape = previous
        self.env[assignment.name] = shape

    def cell_state(self, name: str) -> Shape:
        """The shape of a state's previous value."""
        mark = self.cell.marks.get(name)
        return self.marked(mark) if mark is not None else (Size(0, (rows_of(name),)), ONE)

    def shape(self, node: ast.expr) -> Shape | None:
        """The shape of an expression; None for a number, which takes any."""
        match node:
            case ast.Name(id=name):
                return self.env[name]
            case ast.Constant():
                return None
            case ast.UnaryOp(operand=operand):
                return self.shape(operand)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return self.product(node, left, right)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return self.pointwise_power(node, left, right)
            case ast.BinOp(left=left, right=right):
                return self.pointwise(node, left, right)
            case ast.Attribute(value=value):
                return self.transposed(node, value)
            case ast.Call(func=ast.Name(id="concat"), args=args):
                return self.concat(args)
            case ast.Call(func=ast.Name(id="diag"), args=[argument]):
                return self.diagonal(argument)
            case ast.Call(func=ast.Name(id="maximum"), args=[left, right]):
                return self.applied(node, self.pointwise(node, left, right))
            case ast.Call(args=[argument]):
                return self.applied(node, self.shape(argument))
        raise AssertionError(f"the reader let {ast.dump(node)} through")

    def pointwise(self, node: ast.expr, left: ast.expr, right: ast.expr) -> Shape | None:
        """A ∘ b, a + b: both have one shape, or one is a number or a scalar."""
        a, b = self.shape(left), self.shape(right)
        if a is None or b is None:
            return a or b
        if self.is_scalar(a) != self.is_scalar(b):
            met, shape = (right, b) if self.is_scalar(a) else (left, a)
            if not self.is_open(met, shape):
                return shape
        sides = (ast.unparse(left), ast.unparse(right))
        self.equate(a, b, node, "a pointwise operation needs two operands of one shape", sides)
        return a

    def applied(self, node: ast.expr, shape: Shape | None) -> Shape:
        """φ(u): u's shape, which a number has not."""
        if shape is None:
            raise self.cell.text.error(
                node, "a function takes vectors, not a number alone", "write the value itself, e.g. 0.5"
            )
        return shape

    def is_scalar(self, shape: Shape) -> bool:
        """Whether a shape is known to be (1, 1)."""
        return all(self.unifier.resolve(size) == ONE for size in shape)

    def is_open(self, node: ast.expr, shape: Shape) -> bool:
        """Whether it is a parameter of which nothing is known yet: where it meets a scalar, it is one."""
        is_parameter = isinstance(node, ast.Name) and node.id in self.cell.parameters
        return is_parameter and all(
            len(size.unknowns) == 1 and size.unknowns[0] not in self.unifier.rigid
            for size in map(self.unifier.resolve, shape)
        )

    def transposed(self, node: ast.expr, value: ast.expr) -> Shape:
        """A.T: rows and columns change places."""
        shape = self.shape(value)
        if shape is None:
            raise self.cell.text.error(node, "a number has no transpose", "remove .T")
        return shape[1], shape[0]

    def diagonal(self, argument: ast.expr) -> Shape:
        """diag(v): as many rows and columns as v has entries."""
        shape = self.shape(argument)
        if shape is None:
            raise self.cell.text.error(argument, "diag takes a vector, not a number", "e.g. diag(f)")
        self.equate(shape, (shape[0], ONE), argument, "diag takes a vector", (ast.unparse(argument), "it"))
        return shape[0], shape[0]

    def pointwise_power(self, node: ast.expr, left: ast.expr, right: ast.expr) -> Shape | None:
        """A ** k: a's shape, for a whole number k."""
        if not (isinstance(right, ast.Constant) and right.value in range(MAX_EXPONENT + 1)):
            raise self.cell.text.error(
                right, f"an exponent is a whole number from 0 to {MAX_EXPONENT}", "e.g. g ** 2; / divides"
            )
        return self.shape(left)

    def product(self, node: ast.expr, left: ast.expr, right: ast.expr) -> Shape:
        """A @ B: as many columns in A as rows in B."""
        a, b = self.shape(left), self.shape(right)
        self.factors += [(node, name) for side in (left, right) if (name := self.open_factor(side))]
        if a is None or b is None:
            raise self.cell.text.error(node, "@ needs two matrices", "use * to multiply with a number")
        try:
            self.unifier.unify(a[1], b[0], node.lineno)
        except ClashError as clash:
            hint = "the left factor's columns must be as many as the right factor's rows"
            if clash.letters:
                hint = self.one_letter(clash.letters)
            elif isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult):
                first, second, third = (ast.unparse(part) for part in (left.left, left.right, right))
                hint = f"* and @ bind alike, from the left; {first} * ({second} @ {third}) may be meant"
            elif self.is_scalar(a) or self.is_scalar(b):
                hint = "one of them is a scalar; * multiplies with it"
            elif self.unifier.resolve(a[1]) == ONE:
                hint = f"{ast.unparse(left)} is a vector; * is the pointwise product"
                if isinstance(left, ast.Name) and left.id in {*self.cell.states} - {*self.cell.marks}:
                    hint = f"{hint}; {MATRIX_STATE.format(left.id)}"
                elif isinstance(left, ast.Name):
                    hint = self.before_star(left.id) or hint
            raise self.clash(a, b, node, "these cannot be multiplied", left, right, hint) from None
        return a[0], b[1]

    def before_star(self, name: str) -> str:
        """The hint where a parameter stands among the inputs; nothing for what does not look like one.

        What some matrix multiplies is an input, and so is the first argument unless its name is a matrix's.
        """
        arguments = [arg.arg for arg in (*self.cell.node.args.posonlyargs, *self.cell.node.args.args)]
        inputs = [one for one in self.cell.inputs if one in multiplied(a.value for a in self.cell.body)]
        is_first = name == arguments[0] and not name[0].isupper()
        if name not in self.cell.inputs or name in inputs or is_first:
            return ""
        kept = inputs or [one for one in self.cell.inputs if one != name][:1]
        before = [one for one in arguments if one in (*self.cell.states, *kept)]
        behind = [one for one in arguments if one not in before]
        signature = f"def {self.cell.name}({', '.join([*before, '*', *behind, *self.cell.parameters])})"
        return f"{name} is an input, a vector; parameters stand behind a `*` in the signature: {signature}"

    def open_factor(self, node: ast.expr) -> str:
        """The parameter that a factor is, transposed or not, if its shape is left to be solved."""
        inner = node.value if isinstance(node, ast.Attribute) else node
        is_parameter = isinstance(inner, ast.Name) and inner.id in self.cell.parameters
        return inner.id if is_parameter and inner.id not in self.cell.marks else ""  # type: ignore[attr-defined]

    def check_factors(self) -> None:
        """Refuses a matrix of a product that all the lines together leave nothing but one number."""
        for node, name in self.factors:
            if self.is_scalar(self.env[name]):
                raise self.cell.text.error(
                    node, f"{name} comes out as a single number, which @ does not multiply with",
                    f"W @ x has the matrix on the left; if a number is meant, write `{name}: scalar` and *",
                )  # fmt: skip

    def concat(self, args: list[ast.expr]) -> Shape:
        """[u; v; …]: vectors, whose rows add up."""
        total = Size()
        for arg in args:
            shape = self.shape(arg)
            if shape is None:
                raise self.cell.text.error(arg, "concat joins vectors, not numbers", "add the number instead")
            vector = (shape[0], ONE)
            self.equate(shape, vector, arg, "concat joins vectors", (ast.unparse(arg), "a vector"))
            total += shape[0]
        return total, ONE

    def equate(self, a: Shape, b: Shape, node: ast.AST, why: str, sides: tuple[str, str]) -> None:
        """Makes two shapes equal, or says which clash."""
        try:
            for left, right in zip(a, b, strict=True):
                self.unifier.unify(left, right, node.lineno)  # type: ignore[attr-defined]
        except ClashError as clash:
            hint = "make the shapes equal, e.g. by a weight matrix between them"
            hint = self.one_letter(clash.letters) or self.unannotated(node, a, b) or hint
            raise self.clash(a, b, node, why, *sides, hint) from None

    def one_letter(self, letters: tuple[str, ...]) -> str:
        """The hint where two declared sizes come out as one: their places, what forces it; else nothing."""
        if not letters:
            return ""
        places = " and ".join(f"{one} ({self.cell.text.place(self.declared[one])})" for one in letters)
        lines = self.unifier.path(*letters) or ()
        by = f" by line{'s' * (len(lines) > 1)} {' and '.join(map(str, lines))}" if lines else ""
        return f"{places} are declared as two sizes but forced to be one{by}: write one letter for both"

    def unannotated(self, node: ast.AST, a: Shape, b: Shape) -> str:
        """The hint where a state that nobody annotated, and so is a vector, meets a matrix; else nothing."""
        (rows, cols), (more_rows, more_cols) = (tuple(map(self.unifier.resolve, shape)) for shape in (a, b))
        if ONE in (rows, more_rows) or (cols == ONE) is (more_cols == ONE):
            return ""
        names = [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]
        state = next((s for s in self.cell.states if s in names and s not in self.cell.marks), "")
        return MATRIX_STATE.format(state) if state else ""

    def clash(
        self,
        a: Shape,
        b: Shape,
        node: ast.AST,
        why: str,
        left: str | ast.expr,
        right: str | ast.expr,
        hint: str,
    ) -> CellError:
        """The error that shows both shapes."""
        names = [side if isinstance(side, str) else ast.unparse(side) for side in (left, right)]
        table = self.letters()
        shapes = [
            f"({self.unifier.resolve(rows).map(table)}, {self.unifier.resolve(cols).map(table)})"
            for rows, cols in (a, b)
        ]
        both = " and ".join(f"{name} is {shape}" for name, shape in zip(names, shapes, strict=True))
        return self.cell.text.error(node, f"{why}: {both}", hint)

    def letters(self) -> dict[str, Size]:
        """Names for the unknowns that are left: m, n, then p, q, …; annotated letters stay."""
        table: dict[str, Size] = {}
        free = {
            unknown
            for shape in self.env.values()
            for size in shape
            for unknown in self.unifier.resolve(size).unknowns
        }
        taken = {*self.unifier.letters()}
        inputs = [rows_of(name) for name in self.cell.inputs]
        states = [rows_of(name) for name in self.cell.states]
        first = dict.fromkeys(self._roots(states[:1]), "n") | dict.fromkeys(self._roots(inputs[:1]), "m")
        first |= dict.fromkeys(self._roots(states[:1]), "n")
        spare = iter(chain((c for c in (*LETTERS,)), (f"d_{k}" for k in range(1, 10_000))))
        arguments = (*inputs, *states, *(f(p) for p in self.cell.parameters for f in (rows_of, cols_of)))
        for unknown in self._roots([*states[:1], *inputs[:1], *arguments]):
            if unknown in table or unknown not in free or unknown in taken:
                continue
            letter = first.get(unknown, "")
            while not letter or letter in taken:
                letter = next(spare)
            taken.add(letter)
            table[unknown] = Size(0, (letter,))
        return table

    def _roots(self, unknowns: list[str]) -> Iterator[str]:
        """The free unknowns that the given ones come down to."""
        for unknown in unknowns:
            yield from self.unifier.resolve(Size(0, (unknown,))).unknowns

    def fixed_by(self) -> dict[str, tuple[int, ...]]:
        """The lines in which each parameter stands: those fix its shape."""
        names = (node for a in self.cell.body for node in ast.walk(a.value) if isinstance(node, ast.Name))
        found: dict[str, set[int]] = {name: set() for name in self.cell.parameters}
        for node in names:
            if node.id in found:
                found[node.id].add(node.lineno)
        return {name: tuple(sorted(lines)) for name, lines in found.items()}

    def forced(self) -> Iterator[Forced]:
        """Equal sizes of two vectors of the signature, each with the lines of the shortest chain."""
        vectors = [name for name in (*self.cell.inputs, *self.cell.states) if name not in self.cell.marks]
        for k, right in enumerate(vectors):
            for left in vectors[:k]:
                lines = self.unifier.path(rows_of(left), rows_of(right))
                if lines is not None:
                    yield Forced(left, right, lines)
                    break
