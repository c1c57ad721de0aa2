"""The pipeline, and its table of contents: from the text of a cell to all that is derived from it.

    stage         from                     to
    ----------    ---------------------    ------------------------------------------------------
    notation      text or function         Definition: names, lines, facts about the source
    shapes        Definition               Sizes: the shape of every quantity, what is forced and why
    lower         Definition, Sizes        Program: the step
    split, expose Program                  Program: W·[h; x] cut into blocks, pre-activations named
    gradients     Program                  Program: reverse mode of a step; through time
    tangents      Program                  Program: forward mode; Jacobians in closed form
    lambdified    Program                  a NumPy function and its source
    runtime       the functions            a step, a sequence forward, a sequence backward
    compiling     Program                  a NumPy module made for sequences, kept on disk

A `Cell` computes each stage when it is first asked for, and keeps it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from derive.errors import ArrayError, CellError, NoCellError
from derive.lazy import Lazy
from derive.notation import Definition, read_file
from derive.shapes import Sizes, solve

if TYPE_CHECKING:
    import sympy as sp
    from numpy.typing import ArrayLike

    from derive import compiling, gradients, lower, naming, nodes, runtime, tangents
    from derive.compiled import Compiled
    from derive.emit.functions import Array
    from derive.naming import Block
    from derive.nodes import Kind, Named, Quantity
    from derive.program import Program
    from derive.runtime import Functions, Run
else:
    sp = Lazy("sympy")
    compiling, gradients, lower, naming, nodes, runtime, tangents = (
        Lazy(f"derive.{name}")
        for name in ("compiling", "gradients", "lower", "naming", "nodes", "runtime", "tangents")
    )


@dataclass(frozen=True)
class Cell:
    """A recurrent cell: its definition, and everything that follows from it.

    Calling it computes one step on NumPy arrays: `h, c = lstm(x, h, c, **parameters)`, features on the
    last axis, any leading batch axes.
    """

    definition: Definition

    def __repr__(self) -> str:
        return f"<Cell {self.name}>"

    @property
    def name(self) -> str:
        """The identifier of the cell."""
        return self.definition.name

    @cached_property
    def sizes(self) -> Sizes:
        """Every shape, solved; raises CellError where a line does not fit."""
        return solve(self.definition)

    @cached_property
    def written(self) -> Program:
        """The step as it is written: (inputs, previous states, parameters) ↦ outputs."""
        return lower.lower(self.definition, self.sizes)

    @cached_property
    def _cut(self) -> tuple[Program, tuple[Block, ...]]:
        return naming.split(self.written)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Which columns of a written matrix each split one is (empty where nothing is concatenated)."""
        return self._cut[1]

    @property
    def plain(self) -> Program:
        """The step with each W·[h; x] cut into U·h + W·x."""
        return self._cut[0]

    @cached_property
    def step(self) -> Program:
        """The step with pre-activations named; what gradients are derived from."""
        return naming.expose(self.plain)

    @cached_property
    def backward_program(self) -> Program:
        """Reverse mode over one step, an equation for each cotangent."""
        return gradients.backward(self.step)

    @cached_property
    def through_time(self) -> Program:
        """Back-propagation through time in closed form."""
        return naming.condense(gradients.through_time(self.step))

    @cached_property
    def forward_program(self) -> Program:
        """Forward mode over one step along every input, state and parameter."""
        return tangents.forward(self.step, self.step.inputs)

    @cached_property
    def jacobians(self) -> Program:
        """∂s_t/∂s_{t−1} for each output and previous state."""
        return tangents.jacobians(self.step)

    @property
    def matrix_outputs(self) -> tuple[Named, ...]:
        """The states, and other outputs, that are matrices: Jacobians leave them out."""
        return tuple(q for q in self.step.outputs if not nodes.is_vector(q))

    @cached_property
    def functions(self) -> Functions:
        """The NumPy functions, under the parameters' own names as the cell is written."""
        return runtime.Functions(naming.expose(self.written))

    @property
    def parameters(self) -> tuple[Quantity, ...]:
        """The parameters as the cell is written."""
        return tuple(
            q for q in self.written.inputs if isinstance(q, nodes.Quantity) and q.kind == nodes.Kind.PARAMETER
        )

    @cached_property
    def parameter_count(self) -> sp.Expr:
        """The number of parameters as a formula in the sizes."""
        return sp.factor(sp.Add(*(sp.Mul(*q.shape) for q in self.parameters)))

    @cached_property
    def multiply_adds(self) -> sp.Expr:
        """The multiply-adds of the matrix products of one step, as a formula in the sizes."""
        return sp.factor(products_cost(self.step))

    def __call__(self, *arrays: ArrayLike, **named: ArrayLike) -> Any:
        """One step: returns the outputs as the cell does, a tuple if there are several.

        Arguments as in the cell's own signature: inputs (…, m), states (…, n), parameters without
        batch axes, all float32 or all float64. Raises ArrayError before any work.
        """
        results = self.functions.one_step(self._bind(arrays, named))
        return results[0] if len(results) == 1 else results

    def forward(self, *arrays: ArrayLike, **named: ArrayLike) -> Run:
        """The cell over a sequence: inputs (T, …, m), initial states (…, n) or left out for zeros.

        Arguments as in the cell's own signature. Returns a `Run`: `run["h"]` is (T, …, n).
        """
        return self.functions.forward(self._bind(arrays, named))

    def backward(self, run: Run, **cotangents: ArrayLike | None) -> dict[str, Array]:
        """Gradients of a loss from its cotangents for the outputs at every step, e.g. h=∂L/∂h (T, …, n).

        Returns arrays by name: parameters, inputs (T, …, m), and initial states under the states' names.
        An output without a cotangent counts as unused by the loss.
        """
        unknown = [name for name in cotangents if name not in self.definition.outputs]
        if unknown or all(seed is None for seed in cotangents.values()):
            outputs = ", ".join(self.definition.outputs)
            what = f"no output is named {unknown[0]!r}" if unknown else "no cotangent is given"
            raise ArrayError(f"{what}; the outputs of {self.name} are {outputs}")
        return self.functions.backpropagate(run, cotangents)

    def compile(
        self, returned: tuple[str, ...] | None = None, scans: bool = True, cache: bool = True
    ) -> Compiled:
        """The cell as a NumPy module made for sequences: stacked, hoisted, in place, over threads.

        returned: the outputs that are wanted at every step (all, if left out); scans: whether a
        recurrence that is linear in its state runs as a scan; cache: whether the module is kept on
        disk, so that the next process runs it without deriving anything. Raises ArrayError for an
        output that the cell does not have, and for a text instead of a tuple.
        """
        if isinstance(returned, str):
            example = returned if returned in self.definition.outputs else self.definition.outputs[0]
            what = f"returned is a tuple of names, here the text {returned!r}"
            raise ArrayError(what, f"e.g. returned=({example!r},)")
        unknown = [name for name in returned or () if name not in self.definition.outputs]
        if unknown:
            outputs = ", ".join(self.definition.outputs)
            raise ArrayError(f"no output is named {unknown[0]!r}; the outputs of {self.name} are {outputs}")
        wanted = None if returned is None else tuple(returned)
        return compiling.compile_definition(
            self.definition, wanted, scans, compiling.default_folder() if cache else None
        )

    def _bind(self, arrays: tuple[ArrayLike, ...], named: dict[str, ArrayLike]) -> dict[str, ArrayLike]:
        """Positional arguments under their names in the cell's signature."""
        names = [arg.arg for arg in self.definition.node.args.args]
        if len(arrays) > len(names):
            raise ArrayError(f"{self.name} takes {', '.join(names)} by position, here {len(arrays)} arrays")
        bound = dict(zip(names, arrays, strict=False))
        twice = [name for name in named if name in bound]
        if twice:
            raise ArrayError(f"{twice[0]} is given twice, by position and by name")
        return bound | named

    def spelling(self, function: Callable[..., Any]) -> Cell:
        """Decorator: the function is this cell in another spelling, e.g. with `concat`."""
        return _from_function(function)


def cell(*args: Callable[..., Any], **facts: Any) -> Any:
    """Decorator: the function below is a cell in the notation; its body is read and never run.

    Keywords, all optional: title (str), source (a name of the bibliography, or a string), libraries (a
    list of remarks on where libraries differ), meanings (a dict from names to what they are called).
    """
    return _from_function(args[0]) if args else _from_function


def _from_function(function: Callable[..., Any]) -> Cell:
    """The cell that a function's source text defines."""
    path = inspect.getsourcefile(function)
    if path is None:
        raise CellError(f"{function.__name__}: its source cannot be found; a cell stands in a file")
    for definition in read_file(path):
        if definition.name == function.__name__:
            return Cell(definition)
    raise CellError(f"{path}: no cell named {function.__name__} at the top level of the file")


def require_cells(*values: object) -> None:
    """Refuses whatever is no cell, such as the name of one; raises NoCellError."""
    for value in values:
        if not isinstance(value, Cell):
            raise NoCellError.of(value)


def products_cost(program: Program) -> sp.Expr:
    """Σ rows · columns over the matrix–vector products of a program."""
    return sp.Add(*(_cost(eq.rhs) for eq in program.equations))


def _cost(expr: sp.Basic) -> sp.Expr:
    """The same over an expression; what a name stands for was counted where it is defined."""
    if isinstance(expr, nodes.Named):
        return sp.S.Zero
    inner = sp.Add(*map(_cost, expr.args))
    if not isinstance(expr, sp.MatMul):
        return inner
    *factors, last = [f for f in expr.args if not (f.is_number or isinstance(f, sp.DiagMatrix))]
    return inner + sp.Add(*(factor.shape[0] * factor.shape[1] * last.shape[1] for factor in factors))


def names_of_kind(program: Program, kind: Kind) -> list[Named]:
    """The inputs of a program that are of one kind."""
    return [q for q in program.inputs if isinstance(q, nodes.Quantity) and q.kind == kind]
