"""What is not the notation is refused at its place: file, line, column, a caret, and what to do."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.cell import Cell
from derive.cells import ALL
from derive.emit.functions import NAMESPACE
from derive.errors import CellError
from derive.functions import FUNCTIONS, HELPERS
from derive.library import spellings
from derive.notation import RESERVED_PREFIXES, RESERVED_SUFFIXES, read_file, read_text

HEAD = "@cell\ndef mine(x, h, *, W, U, b):"
GOOD = "h = tanh(W @ x + U @ h + b)"
FIRST = HEAD.count("\n") + 2
"""The line of the first statement."""


def written(*lines: str, head: str = HEAD) -> str:
    """A cell with these statements."""
    return "\n".join([head, *(f"    {line}" for line in lines), ""])


def derived(text: str) -> None:
    """Everything up to the step of each cell in a text."""
    for definition in read_text(text, "mine.py"):
        assert Cell(definition).step.equations


def refused(text: str) -> CellError:
    """The error, after a look at its form: place, excerpt with a caret under the very characters, hint."""
    with pytest.raises(CellError) as caught:
        derived(text)
    error = caught.value
    place = error.place
    assert place is not None, error
    assert place.text == re.split(r"\r\n|\r|\n", text)[place.line - 1]
    first, excerpt, carets, *rest = str(error).split("\n")
    assert first.startswith(f"mine.py:{place.line}:{place.column}: {error.message}")
    assert excerpt == f"{place.line:>5} | {place.text}"
    assert carets.expandtabs().rstrip("^") == excerpt[: 8 + place.column - 1].expandtabs().translate(BLANK)
    assert set(carets[8 + place.column - 1 :]) == {"^"}
    assert error.hint
    assert rest == [f"  help: {error.hint}"]
    return error


class _Blank(dict[int, str]):
    """Every character a blank, but for the bar of the gutter."""

    def __missing__(self, key: int) -> str:
        return "|" if chr(key) == "|" else " "


BLANK = _Blank()


def under(error: CellError) -> str:
    """The characters with a caret under them."""
    assert error.place is not None
    start = error.place.column - 1
    return error.place.text[start : start + error.place.width]


STATEMENTS = [
    ("a factor left open", ["h = tanh(W @ x + U @ h) + x @ b.T"], "x @ b.T",
     "b comes out as a single number", "`b: scalar`"),
    ("a state that is a matrix", ["h = W @ x + b + h * (U @ h @ h.T)"], "h * (U @ h @ h.T)",
     "one shape", "`h: matrix[n, n]`"),
    ("a state times itself", ["h = W @ x + h @ h + U @ h + b"], "h @ h", "multiplied", "`h: matrix[n, n]`"),
    # what is wrong, the statements, the characters with a caret, part of the message, part of the hint
    ("a shape", [f"{GOOD} + concat(x, h) * h"], "concat(x, h) * h",
     "concat(x, h) is (m + n, 1) and h is (n, 1)", "weight matrix"),
    ("a row", [f"{GOOD} + x.T * h"], "x.T * h", "x.T is (1, m) and h is (n, 1)", "weight matrix"),
    ("a product", [f"{GOOD} + x @ h"], "x @ h", "x is (m, 1) and h is (n, 1)", "* is the pointwise product"),
    ("missing parentheses", ["h = h * U @ h + W @ x + b"], "h * U @ h", "h * U is (n, 1)",
     "h * (U @ h) may be meant"),
    ("a matrix", ["A = h @ h.T", f"{GOOD} + A @ concat(h, x)"], "A @ concat(h, x)",
     "A is (n, n) and concat(h, x) is (m + n, 1)", "as many"),
    ("a state's size", ["h = concat(h, W @ x + U @ h + b)"], "h = concat(h, W @ x + U @ h + b)",
     "must keep its shape: its previous value is (n, 1) and its new value is (n + p, 1)", "weight matrix"),
    ("a diagonal", ["A = h @ h.T", f"{GOOD} + diag(A) @ h"], "A", "diag takes a vector", "weight matrix"),
    ("a function", ["h = tnah(W @ x + U @ h + b)"], "tnah", "unknown function 'tnah'", "'tanh'"),
    ("another function", ["h = convolve(W @ x + U @ h + b)"], "convolve", "unknown", "the notation knows"),
    ("too early", ["h = U @ q + b", "q = W @ x"], "q", "'q' is used before", "move that line up"),
    ("no such name", ["h = tanh(W @ x + V @ h + b)"], "V", "'V' is not defined", "make it an argument"),
    ("a near name", ["gate = W @ x", "h = gaet + U @ h + b"], "gaet", "'gaet' is not defined", "'gate'"),
    ("no state yet", ["q = W @ x + q", "h = U @ q + b"], "q", "'q' is used before", "make q an argument"),
    ("another's function", ["h = softmin(W @ x + U @ h + b)"], "softmin", "unknown function 'softmin'",
     "the notation knows sigmoid, tanh, "),
    ("a state", ["q = tanh(W @ x + U @ h + b)"], "return h", "'h' is never assigned", "`h = …`"),
    ("in vain", ["q = W @ x", "h = W @ x + U @ h + b"], "q = W @ x", "computed but never used", "remove"),
    ("a parameter", ["W = x", "h = W + U @ h + b"], "W = x", "'W' is assigned", "another name"),
    ("an input", ["x = W @ x", "h = x + U @ h + b"], "x = W @ x", "assigned but not returned", "otherwise"),
    ("imports", ["h = __import__('os').system('true')"], "__import__('os').system('true')",
     "an attribute such as", ""),
    ("a dunder", ["h = x.__class__ + U @ h + W @ x + b"], "x.__class__",
     "an attribute such as x.__class__", ""),
    ("an attribute", ["h = x.real + U @ h + W @ x + b"], "x.real", "an attribute such as x.real", ".T"),
    ("a module's function", ["h = np.tanh(W @ x + U @ h + b)"], "np.tanh(W @ x + U @ h + b)",
     "an attribute such as np.tanh", "write tanh(…)"),
    ("an object's own", ["h = self.W @ x + U @ h + b"], "self.W",
     "an attribute such as self.W", "write W, and"),
    ("eval", ["h = eval(x) + U @ h + W @ x + b"], "eval", "unknown function", ""),
    ("lambda", ["h = (lambda: x) + b"], "lambda: x", "a lambda", "names, numbers"),
    ("a call of a call", ["h = tanh(x)(h)"], "tanh(x)(h)", "a call of something else", ""),
    ("a subscript", ["h = x[0] + b"], "x[0]", "an index", ""),
    ("a list", ["h = [x for x in h]"], "[x for x in h]", "a comprehension", ""),
    ("a condition", ["h = x if h else b"], "x if h else b", "a choice by if", ""),
    ("a comparison", ["h = x < h"], "x < h", "a comparison", ""),
    ("and", ["h = x and h"], "x and h", "`and` or `or`", ""),
    ("not", ["h = not x"], "not x", "`not` before", ""),
    ("plus", ["h = +x"], "+x", "`+` before", ""),
    ("another operator", ["h = x // h"], "x // h", "`//` is not", "+ - * / @ **"),
    ("a walrus", ["h = (q := x)"], "q := x", "`:=`", ""),
    ("await", ["h = f'{x}'"], "f'{x}'", "an f-string", ""),
    ("a text", ["h = x * 'two'"], "'two'", "type str is not a number", ""),
    ("a complex number", ["h = x * 2j"], "2j", "type complex is not a number", ""),
    ("nothing", ["h = None"], "None", "not a number", ""),
    ("a truth value", ["h = x * True"], "True", "truth value", ""),
    ("infinity", ["h = x * 1e999"], "1e999", "too large", ""),
    ("a huge number", [f"h = x * 0x{'f' * 5000}"], f"0x{'f' * 5000}", "too large", ""),
    ("a huge product", [f"h = x * ({' * '.join(['1e200'] * 2)}) + W @ x + U @ h + b"],
     "x * (1e200 * 1e200) + W @ x + U @ h + b", "too large", "finite"),
    ("a huge power", ["h = x * ((9 ** 64) ** 64) + W @ x + U @ h + b"],
     "x * ((9 ** 64) ** 64) + W @ x + U @ h + b", "too large", "finite"),
    ("division by zero", ["h = (W @ x + U @ h + b) / 0"], "(W @ x + U @ h + b) / 0", "division by zero", ""),
    ("1/0", ["h = (W @ x + U @ h + b) * (1 / 0)"], "(W @ x + U @ h + b) * (1 / 0)", "division by zero", ""),
    ("a large exponent", ["h = (W @ x + U @ h + b) ** 1000"], "1000", "whole number from 0", "g ** 2"),
    ("a broken exponent", ["h = (W @ x + U @ h + b) ** 0.5"], "0.5", "whole number", "g ** 2"),
    ("an exponent", ["h = (W @ x + U @ h + b) ** h"], "h", "whole number", "g ** 2"),
    ("a number's size", ["q = 2", "h = q + W @ x + U @ h + b"], "2", "no size of its own", "vector"),
    ("a number's value", ["h = tanh(2) * (W @ x + U @ h + b)"], "tanh(2)", "not a number alone", ""),
    ("two numbers", ["h = maximum(1, 2) * (W @ x + U @ h + b)"], "maximum(1, 2)", "not a number alone", ""),
    ("a number's product", ["h = W @ x + U @ h + b * (2 @ b)"], "2 @ b", "@ needs two matrices", "use *"),
    ("always one number", ["h = 0 * (W @ x + U @ h + b)"], "0 * (W @ x + U @ h + b)", "one number", "used"),
    ("no argument", ["h = tanh() + b"], "tanh()", "takes 1 argument, here 0", "call"),
    ("two arguments", ["h = tanh(x, h)"], "tanh(x, h)", "takes 1 argument, here 2", "call"),
    ("a lone part", ["h = concat(x)"], "concat(x)", "2 or more arguments", "call"),
    ("a part without size", ["h = U @ concat(h, 1) + W @ x + b"], "1", "not numbers", "add the number"),
    ("a named argument", ["h = tanh(u=x)"], "u=x", "no named arguments", "alone"),
    ("a starred argument", ["h = tanh(*x)"], "*x", "an argument with a star", ""),
    ("a name that is a function", ["h = tanh + W @ x + U @ h + b"], "tanh", "'tanh' is a function",
     "tanh(…)"),
    ("two names", ["h, q = x, h"], "h, q = x, h", "assigns to one name", "`name = expression`"),
    ("two targets", ["h = q = x"], "h = q = x", "assigns to one name", "`name = expression`"),
    ("an item", ["h[0] = x"], "h[0] = x", "assigns to one name", "`name = expression`"),
    ("an augmented line", ["h += x"], "h += x", "`+=` is not", "`name = expression`"),
    ("an annotated line", ["h: int = x"], "h: int = x", "an annotation in the body", "`name = expression`"),
    ("an import", ["import os"], "import os", "an import", "`name = expression`"),
    ("a loop", ["for h in x: pass"], "for h in x: pass", "a loop", "`name = expression`"),
    ("with", ["with x: pass"], "with x: pass", "`with`", ""),
    ("exec", ["exec('raise SystemExit')"], "exec('raise SystemExit')",
     "a line that assigns nothing", "`name = expression`"),
    ("del", ["del x"], "del x", "`del`", ""),
    ("global", ["global x"], "global x", "`global`", ""),
    ("a function inside", ["def f(): pass"], "def f(): pass", "a function inside", ""),
    ("not ASCII", ["α = W @ x", "h = α + U @ h + b"], "α", "not ASCII", "alpha"),
    ("a taken part", ["q_k = W @ x", "q = U @ h", "k = q + b", "h = U @ (q * k) + q_k"], "U @ (q * k) + q_k",
     "needs the name 'q_k'", "rename"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "part", "message", "hint"),
    [pytest.param(*row[1:], id=row[0]) for row in STATEMENTS],
)
def test_a_wrong_statement_is_shown(lines: list[str], part: str, message: str, hint: str) -> None:
    """Under the very characters that are wrong, with what to do."""
    error = refused(written(*lines, "return h"))
    assert under(error) == part
    assert message in error.message
    assert hint in error.hint


HEADS = [
    ("no argument", "def mine():", ["return h"], "def mine():", "needs an input and a state"),
    ("a starred argument", "def mine(x, h, *rest):", [GOOD], "rest", "named one by one"),
    ("two stars", "def mine(x, h, **rest):", [GOOD], "rest", "named one by one"),
    ("a default", "def mine(x, h=0):", [GOOD], "0", "no defaults"),
    ("a default that is a call", "def mine(x, h, *, W=exit()):", [GOOD], "exit()", "no defaults"),
    ("a Greek argument", "def mine(x, h, *, ω):", [GOOD], "ω", "not ASCII"),
    ("a Greek cell", "def σ(x, h, *, W, U, b):", [GOOD, "return h"], "def σ(x, h, *, W, U, b):", "ASCII"),
    ("a function", "def mine(x, h, *, tanh):", [GOOD], "tanh", "function of the notation"),
    ("never used", "def mine(x, h, y, *, W, U, b):", [GOOD, "return h"], "y", "never used"),
    ("a shape", "def mine(x, h, *, W: 3, U, b):", [GOOD, "return h"], "3", "not a shape"),
    ("a size", "def mine(x, h, *, W: matrix[n, -1], U, b):", [GOOD, "return h"], "-1", "not a size"),
    ("no state", "def mine(x, h, *, W, U, b):", ["y = W @ x + U @ h + b", "return y"],
     "return y", "no state"),
    ("no input", "def mine(h, *, U):", ["h = U @ h", "return h"], "return h", "no input"),
    ("no return", "def mine(x, h, *, W, U, b):", [GOOD], "def mine(x, h, *, W, U, b):", "returns nothing"),
    ("an early return", HEAD[6:], ["return h", GOOD], "return h", "the last line"),
    ("an expression", HEAD[6:], [GOOD, "return h + x"], "h + x", "returns names"),
    ("nothing", HEAD[6:], [GOOD, "return"], "return", "returns names"),
    ("returned twice", HEAD[6:], [GOOD, "return h, h"], "h", "returned twice"),
    ("never assigned", HEAD[6:], [GOOD, "return h, q"], "return h, q", "'q' is returned but never"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "lines", "part", "message"), [pytest.param(*row[1:], id=row[0]) for row in HEADS]
)
def test_a_wrong_function_is_shown(head: str, lines: list[str], part: str, message: str) -> None:
    """What stands above and below the statements."""
    error = refused(written(*lines, head=f"@cell\n{head}"))
    assert under(error) == part
    assert message in error.message


DECORATORS = [
    ("another", "@cached\n@cell", "cached", "only @cell"),
    ("a call", "@cell\n@register(exit())", "register(exit())", "only @cell"),
    ("an argument", "@cell(name='mine')", "'mine'", "no argument 'name'"),
    ("a call inside", "@cell(title=exit())", "exit()", "must be a literal"),
    ("no keyword", "@cell('mine')", "'mine'", "arguments by name"),
    ("several keywords", "@cell(**{'title': 'mine'})", "{'title': 'mine'}", "takes no `**`"),
    ("a type", "@cell(title=3)", "3", "wrong type (int)"),
    ("a source", "@cell(source=gers_200)", "gers_200", "no 'gers_200'"),
    ("a name", "@cell(meanings={'x': 'input', 'hh': 'state'})", "'hh'", "mine has no name 'hh'"),
    ("no meaning", "@cell(meanings={'x': 'input', 'h': 3})", "3", "texts only, here a value of type int"),
    ("no name", "@cell(meanings={None: 'input'})", "None", "texts only, here a value of type NoneType"),
    ("a remark", "@cell(libraries=['one', ['two']])", "['two']", "texts only, here a value of type list"),
]


@pytest.mark.parametrize(
    ("marks", "part", "message"), [pytest.param(*row[1:], id=row[0]) for row in DECORATORS]
)
def test_a_wrong_decorator_is_shown(marks: str, part: str, message: str) -> None:
    """Its arguments are literals, or names of the bibliography, and nothing else decorates a cell."""
    error = refused(written(GOOD, "return h", head=f"{marks}\n{HEAD[6:]}"))
    assert under(error) == part
    assert message in error.message


def test_a_near_name_is_suggested_for_a_meaning() -> None:
    """An argument's, or that of a line; without a near one, all names are listed."""
    for name, hint in (("hh", "did you mean 'h'?"), ("gaet", "did you mean 'gate'?"),
                       ("zero", "its names are x, h, W, U, b, gate")):  # fmt: skip
        head = HEAD.replace("@cell", f"@cell(meanings={{'x': 'input', '{name}': 'gate'}})")
        lines = ("gate = sigmoid(W @ x)", "h = gate * tanh(U @ h + b)", "return h")
        assert refused(written(*lines, head=head)).hint == hint
        assert read_text(written(*lines, head=head.replace(name, "gate")))[0].meanings["gate"] == "gate"


def names_kept() -> Iterator[str]:
    """Names that the derivation, or the emitted code, needs for itself."""
    yield "_q"
    yield from (f"{prefix}q" for prefix in RESERVED_PREFIXES)
    yield from (f"q{suffix}" for suffix in RESERVED_SUFFIXES)
    yield from HELPERS


@pytest.mark.parametrize("name", list(names_kept()))
def test_a_reserved_name_is_refused(name: str) -> None:
    """As a local and as a parameter."""
    for text in (
        written(f"{name} = W @ x + U @ h + b", f"h = tanh({name})", "return h"),
        written(f"h = tanh({name} @ x + U @ h + b)", "return h", head=HEAD.replace("W", name)),
    ):
        assert under(refused(text)) == name


def test_whatever_the_emitted_code_calls_is_reserved() -> None:
    """No quantity hides a function."""
    assert set(NAMESPACE) <= {*FUNCTIONS, *HELPERS}


def test_two_cells_of_one_name_are_refused() -> None:
    """The second one is shown, with the line of the first."""
    text = written(GOOD, "return h") + written(GOOD, "return h")
    error = refused(text)
    assert under(error) == HEAD[6:]
    assert error.place is not None
    assert error.place.line == FIRST + 3
    assert "two cells are named 'mine'" in error.message
    assert "line 2" in error.hint


def test_an_expression_too_deep_is_refused() -> None:
    """Before anything recurses over it."""
    for deep in ("-" * 100 + "x", "tanh(" * 90 + "x" + ")" * 90, " + ".join(["x"] * 100)):
        error = refused(written(f"h = {deep}", "return h"))
        assert "nested too deeply" in error.message
        assert error.hint == "name a part of it"


@pytest.mark.parametrize("deep", ["(" * 5000 + "x" + ")" * 5000, "-" * 100_000 + "x", "x" + " + x" * 50_000])
def test_what_python_cannot_read_is_refused(deep: str) -> None:
    """Its parser gives up; so does the reader, in its own words."""
    with pytest.raises(CellError, match="not Python's syntax"):
        read_text(written(f"h = {deep}", "return h"), "mine.py")


def test_a_syntax_error_is_shown() -> None:
    """Where Python sees it."""
    error = refused(written("h = tanh(W @ x + ", "return h"))
    assert "not Python's syntax" in error.message
    assert under(error) == "("


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["a = W @ x", "  h = tanh(a + U @ h + b)"], "unexpected indent"),
        (["  a = W @ x", "h = tanh(a + U @ h + b)"], "unindent does not match"),
        (["a = W @ x", "\rh = tanh(a + U @ h + b)\n\t h = a"], "unexpected indent"),
    ],
)
def test_a_wrong_indentation_is_shown(lines: list[str], message: str) -> None:
    """With a hint at columns, not at brackets."""
    error = refused(written(*lines, "return h"))
    assert message in error.message
    assert "begin in one column" in error.hint
    assert "bracket" not in error.hint


@pytest.mark.parametrize(
    ("signature", "line", "better"),
    [
        ("x, h, W, U, b", "tanh(W @ x + U @ h + b)", "x, h, *, W, U, b"),
        ("x, h, W, *, U, b", "tanh(W @ x + U @ h + b)", "x, h, *, W, U, b"),
        ("W, U, b, x, h", "tanh(W @ x + U @ h + b)", "x, h, *, W, U, b"),
        ("x, h, W, U, b", "tanh(W @ concat(h, x) + U @ h + b)", "x, h, *, W, U, b"),
    ],
)
def test_a_star_that_was_forgotten(signature: str, line: str, better: str) -> None:
    """Where an input stands as a matrix does, the hint is the signature that may be meant."""
    error = refused(written(f"h = {line}", "return h", head=f"@cell\ndef mine({signature}):"))
    assert "these cannot be multiplied: W is" in error.message
    hint = f"W is an input, a vector; parameters stand behind a `*` in the signature: def mine({better})"
    assert error.hint == hint


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems(end: str) -> None:
    """Lines are counted as Python's parser counts them."""
    error = refused(written("q = 'é'  # ü", "return h").replace("\n", end))
    assert under(error) == "'é'"
    assert error.place is not None
    assert error.place.line == FIRST


@pytest.mark.parametrize("odd", ["\x0c", "\x0b", "\x1c", "\x85", "\u2028"])
def test_what_ends_a_line_for_others_ends_none_here(odd: str) -> None:
    """A form feed or a line separator inside a comment."""
    error = refused(written(f"q = tnah(x)  # a{odd}b", f"h = 'c{odd}d'", "return h"))
    assert under(error) == "tnah"


def test_columns_are_characters() -> None:
    """Not bytes, and a tab stays a tab in the line of the caret."""
    error = refused(f"{HEAD}\n\t'''é'''\n\th = tnah(x)  # é\n\treturn h\n")
    assert under(error) == "tnah"
    assert str(error).split("\n")[2] == "      | \t    ^^^^"


def test_a_wrong_shape_over_several_lines_is_shown_on_the_first() -> None:
    """Carets reach the end of the line."""
    error = refused(written("h = (b +", "     U @ h + W @ x + b @ x)", "return h"))
    assert under(error).startswith("b")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"@cell\ndef mine(x, h):\n    '\xe9'\n"])
def test_a_file_that_is_no_text(tmp_path: Path, content: bytes) -> None:
    """The file and the byte are named."""
    path = tmp_path / "mine.py"
    path.write_bytes(content)
    with pytest.raises(CellError, match=r"mine\.py: not a text in UTF-8 \(byte \d+\)\n  help: "):
        read_file(path)


def test_a_byte_order_mark_is_no_harm(tmp_path: Path) -> None:
    """Editors of another system write one."""
    path = tmp_path / "mine.py"
    path.write_text(written(GOOD, "return h"), encoding="utf-8-sig")
    assert [one.name for one in read_file(path)] == ["mine"]


def test_a_null_byte() -> None:
    """No text of a program has one."""
    with pytest.raises(CellError, match="not Python's syntax"):
        read_text("@cell\0", "mine.py")


def test_other_functions_of_a_file_are_left_alone() -> None:
    """Whatever they contain."""
    text = "import os\ndef f(): os.system('true')\nraise SystemExit\n" + written(GOOD, "return h")
    assert [one.name for one in read_text(text)] == ["mine"]


# --- nothing but CellError, whatever the text --------------------------------------------------------------

TOKENS = [
    "x", "h", "W_f", "U", "b_f", "c", "0", "1", "-1", "1e999", "2j", "'a'", "None", "True", "(", ")", "[",
    "]", ",", "+", "-", "*", "/", "@", "**", "=", ":", ".", ".T", "\n", "\n    ", "    ", "\t", "\r", "\x0c",
    "\u2028", "concat(", "tanh(", "sigmoid(", "diag(", "maximum(", "return ", "def ", "@cell\n", "lambda: ",
    "if ", "for ", "__import__('os')", "exit()", "eval('1/0')", "é", "𝐡", "\ud800", "\0", "#", "\\", '"""',
    "{", "}", "f'{x}'", "d_", "_prev", "vector[n]", "matrix[n, m]", "scalar", ": ", "global ", "yield ",
    "await ", "*, ", "/, ",
]  # fmt: skip

Mutation = Callable[[random.Random, str], str]


def insert(rng: random.Random, text: str) -> str:
    """A token put in somewhere."""
    k = rng.randrange(len(text) + 1)
    return text[:k] + rng.choice(TOKENS) + text[k:]


def delete(rng: random.Random, text: str) -> str:
    """A few characters left out."""
    k = rng.randrange(len(text) + 1)
    return text[:k] + text[k + rng.randrange(1, 8) :]


def swap(rng: random.Random, text: str) -> str:
    """A name, a number or a sign replaced."""
    spots = list(re.finditer(r"\w+|[^\w\s]", text))
    if not spots:
        return text
    spot = rng.choice(spots)
    other = rng.choice([*TOKENS, rng.choice(spots).group()])
    return text[: spot.start()] + other + text[spot.end() :]


def shuffle(rng: random.Random, text: str) -> str:
    """Two lines that change places, or one that stands twice."""
    lines = text.split("\n")
    j, k = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[j], lines[k] = (lines[k], lines[j]) if rng.random() < 0.7 else (lines[k], lines[k])
    return "\n".join(lines)


MUTATIONS: list[Mutation] = [insert, delete, swap, swap, swap, shuffle]
watched: list[str] | None = None


def _watch(event: str, args: tuple[object, ...]) -> None:
    """Notes what a program that runs would do, while `nothing_runs` is active."""
    if watched is None or event not in ("exec", "import", "open", "os.system", "subprocess.Popen"):
        return
    if (event, args[0]) != ("open", "mine.py"):  # Python's parser looks there for the line of a syntax error
        watched.append(f"{event} {args}")


sys.addaudithook(_watch)


@contextmanager
def nothing_runs() -> Iterator[None]:
    """Fails if anything is executed, imported or opened meanwhile."""
    global watched
    watched = []
    try:
        yield
        assert watched == []
    finally:
        watched = None


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    """SymPy imports some of its modules when they are first needed."""
    for one in ALL.values():
        assert Cell(one.definition).plain.equations
    everything = "h = a * tanh(W @ x) / 2 + U @ h * (h.T @ h) + diag(b) @ maximum(b, 0.5) ** 2 - b"
    derived(written(everything, "return h", head=HEAD.replace("b):", "b, a: scalar):")))


def test_the_watch_sees_what_runs() -> None:
    """Else the next tests would prove nothing."""
    with pytest.raises(AssertionError), nothing_runs():
        exec("1 + 1")


def read_or_refuse(text: str) -> bool:
    """Whether a text is read; all that may be raised is CellError, and nothing may run."""
    with nothing_runs():
        try:
            cells = [Cell(definition) for definition in read_text(text, "mine.py")]
            for cell in cells:
                assert cell.plain.equations
        except CellError:
            return False
    return bool(cells)


SEEDS = [cell.definition for cell in ALL.values()]


@pytest.mark.parametrize("seed", range(12))
def test_mutated_cells_are_read_or_refused(seed: int) -> None:
    """Random changes of the library's own texts, decorators included."""
    rng = random.Random(seed)
    read = 0
    for _ in range(250):
        one = rng.choice(SEEDS)
        text = f"@cell\n{one.source_text}\n" if rng.random() < 0.8 else "\n".join(one.text.lines)
        for _ in range(rng.choice([1, 1, 2, 3, 8])):
            text = rng.choice(MUTATIONS)(rng, text)
        read += read_or_refuse(text)
    assert read > 0


EXPRESSIONS = st.recursive(
    st.sampled_from(["x", "h", "W", "U", "b", "1", "0", "2", "0.5", "q", "s", "v"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", " * ", " / ", " @ ", " ** "]), inner).map("".join),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map("{0[0]}({0[1]})".format),
        st.tuples(st.sampled_from(["concat", "maximum"]), inner, inner).map("{0[0]}({0[1]}, {0[2]})".format),
        inner.map("({})".format),
        inner.map("({}).T".format),
        inner.map("-{}".format),
    ),
    max_leaves=10,
)


@given(value=EXPRESSIONS, last=EXPRESSIONS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_expression_is_read_or_refused(value: str, last: str) -> None:
    """Well-formed syntax with whatever shapes: no line is let through that cannot be lowered."""
    read_or_refuse(
        written(
            "a = x * W @ x + U @ h * b * s * v",
            f"q = {value}",
            f"h = {last} + 0 * a + 0 * q",
            "return h",
            head="@cell\ndef mine(x, h, *, W, U, b, s: scalar, v: vector[k]):",
        )
    )
    read_or_refuse(written(f"h = {value} + (W @ x + U @ h + b) / {last}", "return h"))


@pytest.mark.parametrize("cell", [one for one in ALL.values() if not one.definition.spelling_of])
def test_a_cell_is_read_from_plain_text_as_from_its_file(cell: Cell) -> None:
    """The same reader, and the same step, whichever way the text comes."""
    for one in (cell, *spellings(cell)):
        again = Cell(read_text(f"@cell\n{one.definition.source_text}\n")[0])
        assert str(again.step) == str(one.step)
        assert again.step.outputs == one.step.outputs


@pytest.mark.parametrize("signature", ["x, x, h, *, W", "x, h, *, W, W", "x, h, *, h, W"])
def test_an_argument_is_named_once(signature: str) -> None:
    """Python's own parser lets it pass; the compiler, which never sees a cell, does not."""
    text = f"@cell\ndef mine({signature}):\n    h = x + W @ h\n    return h\n"
    with pytest.raises(CellError, match="two arguments are named") as caught:
        read_text(text, "mine.py")
    assert caught.value.place is not None
    assert caught.value.place.line == 2
