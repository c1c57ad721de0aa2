"""text or function → Definition: the notation, read and never run.

A cell is a Python function of which only the text is looked at: `@` is the matrix product, `*` the
pointwise product, `A.T` the transpose, `concat(h, x)` the concatenation [h; x]; `sigmoid`, `tanh`, … work
entry by entry. Positional arguments are inputs and previous states, keyword-only ones are parameters; the
states are those that the function returns. A state's name on the right is its previous value until it is
assigned and its new value after.

The reader admits a white-list of syntax nodes and nothing else, so a file from a stranger can be read
without risk. Every error names file, line and column.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from derive.bibliography import Source
from derive.decorator import is_cell_mark, read_facts, spelled
from derive.errors import CellError, Place
from derive.functions import FUNCTIONS, HELPERS
from derive.syntax import Text, plainer, said, suggest

RESERVED_PREFIXES = ("d_", "dot_", "seed_", "carried_", "val_", "J_")
RESERVED_SUFFIXES = ("_prev", "_next", "_pre")
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**"}
MAX_DEPTH = 60
MAX_NUMBER = 1e300
CLOSE = 0.7
"""How alike the name of a function has to be to be suggested: all are few enough to be listed."""

LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line for Python's parser; `str.splitlines` knows others."""


@dataclass(frozen=True)
class Assignment:
    """One line `name = value` of a cell's body."""

    name: str
    value: ast.expr
    node: ast.stmt


@dataclass(frozen=True)
class Definition:
    """A cell as it is written: names, lines and facts about its source, sizes not yet solved.

    name, title, variant: its identifier, its full name, and which variant it is (the docstring).
    inputs, states, parameters, outputs: names in the order of the signature; outputs in the order of
    the return, those that are no states among them.
    meanings: what the author calls each gate; marks: shape annotations by name.
    """

    name: str
    title: str
    variant: str
    source: Source | None
    libraries: tuple[str, ...]
    inputs: tuple[str, ...]
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    outputs: tuple[str, ...]
    body: tuple[Assignment, ...]
    marks: dict[str, ast.expr] = field(hash=False)
    meanings: dict[str, str] = field(hash=False)
    text: Text
    node: ast.FunctionDef
    spelling_of: str = ""

    @property
    def source_text(self) -> str:
        """The function as it stands in its file, decorator and docstring left out."""
        body = self.node.body[1:] if ast.get_docstring(self.node) is not None else self.node.body
        head = self.text.lines[self.node.lineno - 1 : self.node.body[0].lineno - 1]
        lines = (*head, *self.text.lines[body[0].lineno - 1 : self.node.end_lineno])
        return "\n".join(lines)


def read_file(path: str | Path) -> list[Definition]:
    """Every cell of a file, in order. Raises CellError for a malformed cell, OSError for no file."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as exc:
        raise CellError(f"{path}: not a text in UTF-8 (byte {exc.start})", hint="save it as UTF-8") from exc
    return read_text(text, str(path))


def read_text(text: str, file: str = "<text>") -> list[Definition]:
    """Every cell of a text, in order: each function that is decorated with `@cell`.

    Raises CellError for whatever is not the notation, and for two cells of one name.
    """
    source = Text(file, tuple(LINE_END.split(text)))
    try:
        module = ast.parse(text, filename=file)
    except SyntaxError as exc:
        line = min(max(exc.lineno or 1, 1), len(source.lines))
        place = Place(file, line, max(exc.offset or 1, 1), source.lines[line - 1])
        hint = "a cell is written in Python's syntax: look for a bracket, a comma or a colon that is missing"
        if isinstance(exc, IndentationError):
            hint = "the lines of a cell begin in one column, further in than `def`; mix no tabs and spaces"
        raise CellError(f"not Python's syntax: {exc.msg}", place, hint) from exc
    except (ValueError, RecursionError, MemoryError) as exc:
        raise CellError(f"{file}: not Python's syntax: {exc}", hint="name parts of long expressions") from exc
    found: dict[str, Definition] = {}
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and any(map(is_cell_mark, node.decorator_list)):
            definition = _Reader(source, node).read()
            if definition.name in found:
                first = found[definition.name].node.lineno
                raise source.error(
                    node, f"two cells are named {node.name!r}", f"the first is on line {first}; rename one"
                )
            found[definition.name] = definition
    return list(found.values())


class _Reader:
    """Reads one decorated function; an instance lives for one call of `read`."""

    def __init__(self, text: Text, node: ast.FunctionDef) -> None:
        self.text, self.node = text, node

    def read(self) -> Definition:
        """The definition; raises CellError where the function leaves the notation."""
        self.check_name(self.node.name, self.node)
        positional, parameters, marks = self.signature()
        body, returned = self.statements()
        states = tuple(name for name in positional if name in returned)
        self.check_states(states, positional, returned, body)
        self.check_uses({*positional, *parameters}, body, returned)
        facts = read_facts(self.text, self.node, [*positional, *parameters, *(a.name for a in body)])
        return Definition(
            name=self.node.name,
            title=facts.get("title", self.node.name),
            variant=ast.get_docstring(self.node) or "",
            source=facts.get("source"),
            libraries=tuple(facts.get("libraries", ())),
            inputs=tuple(name for name in positional if name not in states),
            states=states,
            parameters=parameters,
            outputs=tuple(returned),
            body=body,
            marks=marks,
            meanings=facts.get("meanings", {}),
            text=self.text,
            node=self.node,
            spelling_of=spelled(self.node),
        )

    def signature(self) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, ast.expr]]:
        """The positional names, the parameters, and the shape annotations."""
        args = self.node.args
        for odd in (args.vararg, args.kwarg):
            if odd is not None:
                raise self.text.error(odd, "a cell's arguments are named one by one", "no * or ** arguments")
        for default in (*args.defaults, *(d for d in args.kw_defaults if d is not None)):
            raise self.text.error(default, "a cell's arguments have no defaults", "remove the default")
        positional = [*args.posonlyargs, *args.args]
        if not positional:
            raise self.text.error(self.node, "a cell needs an input and a state", "e.g. def cell(x, h, *, W)")
        seen: set[str] = set()
        for arg in (*positional, *args.kwonlyargs):
            self.check_name(arg.arg, arg)
            if arg.arg in seen:
                raise self.text.error(arg, f"two arguments are named {arg.arg!r}", "rename one of them")
            seen.add(arg.arg)
        marks = {a.arg: a.annotation for a in (*positional, *args.kwonlyargs) if a.annotation is not None}
        names = (tuple(a.arg for a in positional), tuple(a.arg for a in args.kwonlyargs))
        return *names, marks

    def check_name(self, name: str, node: ast.AST) -> None:
        """Refuses names that the derivation needs for itself, and names it could not print."""
        if not name.isascii():
            raise self.text.error(node, f"{name!r} is not ASCII", "write alpha for α; it is printed as α")
        if name.startswith("_") or name.startswith(RESERVED_PREFIXES) or name.endswith(RESERVED_SUFFIXES):
            raise self.text.error(
                node, f"the name {name!r} is kept for derived quantities",
                f"names may not begin with {', '.join(('_', *RESERVED_PREFIXES))}"
                f" nor end in {', '.join(RESERVED_SUFFIXES)}",
            )  # fmt: skip
        if name in FUNCTIONS:
            raise self.text.error(node, f"{name!r} is a function of the notation", "choose another name")
        if name in HELPERS:
            raise self.text.error(node, f"the emitted code has a function {name!r}", "choose another name")

    def statements(self) -> tuple[tuple[Assignment, ...], list[str]]:
        """The assignments of the body and the names that are returned."""
        body = self.node.body[1:] if ast.get_docstring(self.node) is not None else self.node.body
        assignments: list[Assignment] = []
        for statement in body:
            if isinstance(statement, ast.Return):
                if statement is not body[-1]:
                    raise self.text.error(
                        statement, "the return must be the last line", "remove what follows"
                    )
                return tuple(assignments), self.returned(statement)
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            if not isinstance(target, ast.Name) or len(statement.targets) != 1:  # type: ignore[attr-defined]
                is_assignment = isinstance(statement, ast.Assign)
                what = (
                    "a line assigns to one name"
                    if is_assignment
                    else f"{said(statement)} is not part of the notation"
                )
                raise self.text.error(statement, what, "each line is `name = expression`")
            self.check_name(target.id, target)
            self.check_expression(statement.value)  # type: ignore[attr-defined]
            assignments.append(Assignment(target.id, statement.value, statement))  # type: ignore[attr-defined]
        raise self.text.error(self.node, f"{self.node.name} returns nothing", "end with `return h`")

    def returned(self, statement: ast.Return) -> list[str]:
        """The names of the return, each once."""
        value = statement.value
        parts = value.elts if isinstance(value, ast.Tuple) else [value]
        names: list[str] = []
        for part in parts:
            if not isinstance(part, ast.Name):
                raise self.text.error(part or statement, "a cell returns names", "e.g. `return h, c`")
            if part.id in names:
                raise self.text.error(part, f"{part.id!r} is returned twice", "return each name once")
            names.append(part.id)
        return names

    def check_expression(self, node: ast.expr, depth: int = 0) -> None:
        """Admits names, numbers, the six operators, minus, `.T` and calls of the known functions."""
        if depth > MAX_DEPTH:
            raise self.text.error(node, "the expression is nested too deeply", "name a part of it")
        match node:
            case ast.Name():
                return None
            case ast.Constant(value=bool()):
                raise self.text.error(node, "a truth value is not a number", "write 1 or 0")
            case ast.Constant(value=int() | float() as number):
                if not number <= MAX_NUMBER:
                    raise self.text.error(node, "the number is too large", f"at most {MAX_NUMBER:g}")
                return None
            case ast.Constant(value=value):
                kind = type(value).__name__
                raise self.text.error(node, f"a constant of type {kind} is not a number", "e.g. 1 or 0.5")
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.check_expression(operand, depth + 1)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                self.check_expression(left, depth + 1)
                return self.check_expression(right, depth + 1)
            case ast.Attribute(value=value, attr="T"):
                return self.check_expression(value, depth + 1)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
                if not FUNCTIONS[name].takes(len(args)):
                    message = f"{name} takes {FUNCTIONS[name].arity}, here {len(args)}"
                    raise self.text.error(node, message, "mend the call")
                for arg in args:
                    self.check_expression(arg, depth + 1)
                return None
            case ast.Call(func=ast.Name(id=name), keywords=[keyword, *_]) if name in FUNCTIONS:
                raise self.text.error(keyword, f"{name} has no named arguments", "write the argument alone")
            case ast.Call(func=ast.Name(id=name) as func):
                hint = suggest(name, FUNCTIONS, CLOSE) or f"the notation knows {', '.join(FUNCTIONS)}"
                raise self.text.error(func, f"unknown function {name!r}", hint)
        raise self.text.error(
            node, f"{said(node)} is not part of the notation",
            plainer(node)
            or "an expression has names, numbers, + - * / @ **, .T and functions such as sigmoid",
        )  # fmt: skip

    def check_states(
        self,
        states: tuple[str, ...],
        positional: tuple[str, ...],
        returned: list[str],
        body: tuple[Assignment, ...],
    ) -> None:
        """Each state is assigned, each assigned argument is returned, and there is a state at all."""
        assigned = {a.name for a in body}
        last = self.node.body[-1]
        for name in states:
            if name not in assigned:
                raise self.text.error(
                    last, f"the state {name!r} is never assigned", f"add a line `{name} = …`"
                )
        for a in body:
            if a.name in positional and a.name not in returned:
                raise self.text.error(
                    a.node, f"{a.name!r} is assigned but not returned",
                    f"return it if it is a state; else name the result otherwise than the input {a.name!r}",
                )  # fmt: skip
        if not states:
            raise self.text.error(
                last,
                "no state: no positional argument is returned",
                "a state is both an argument and returned",
            )
        if len(states) == len(positional):
            raise self.text.error(
                last,
                "no input: every positional argument is returned",
                "a cell has an input that it does not return, e.g. def cell(x, h, *, W)",
            )
        for name in returned:
            if name not in assigned:
                raise self.text.error(
                    last, f"{name!r} is returned but never assigned", f"add a line `{name} = …`"
                )

    def check_uses(self, given: set[str], body: tuple[Assignment, ...], returned: list[str]) -> None:
        """Each name is defined before it is used, and nothing is defined in vain."""
        known, used = set(given), set(returned)
        for k, a in enumerate(body):
            for name in names_of(a.value):
                if name.id not in known:
                    raise self.unknown(name, known, {later.name for later in body[k + 1 :]}, a.name)
                used.add(name.id)
            if a.name in {p.arg for p in self.node.args.kwonlyargs}:
                raise self.text.error(a.node, f"the parameter {a.name!r} is assigned", "choose another name")
            known.add(a.name)
        for arg in (*self.node.args.posonlyargs, *self.node.args.args, *self.node.args.kwonlyargs):
            if arg.arg not in used:
                raise self.text.error(arg, f"{arg.arg!r} is never used", "use it or remove it")
        for a in body:
            if a.name not in used:
                raise self.text.error(a.node, f"{a.name!r} is computed but never used", "use it or remove it")

    def unknown(self, name: ast.Name, known: set[str], later: set[str], own: str) -> CellError:
        """The error for a name that nothing above defines: later lines may, or its own line, or none."""
        early = f"{name.id!r} is used before it is defined"
        if name.id in later:
            return self.text.error(name, early, "it is assigned on a later line: move that line up")
        if name.id == own:
            hint = f"a value of the step before is a state: make {own} an argument, and return it"
            return self.text.error(name, early, hint)
        if name.id in FUNCTIONS:
            return self.text.error(name, f"{name.id!r} is a function", f"it is called, as in {name.id}(…)")
        hint = suggest(name.id, known) or "make it an argument, or assign it before"
        return self.text.error(name, f"{name.id!r} is not defined", hint)


def names_of(node: ast.expr) -> Iterator[ast.Name]:
    """The variables of an expression from left to right, functions left out."""
    if isinstance(node, ast.Name):
        yield node
    elif isinstance(node, ast.Call):
        for arg in node.args:
            yield from names_of(arg)
    else:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from names_of(child)
