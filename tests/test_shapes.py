"""Shapes are solved: what is forced and by which line, the table of sizes, and the laws of unification."""

from __future__ import annotations

import ast
from collections import Counter

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.cell import Cell
from derive.cells import ALL, LIBRARY
from derive.errors import CellError
from derive.latex import by, shape_latex
from derive.library import spellings
from derive.lower import dimension
from derive.nodes import Kind, Quantity
from derive.notation import read_text
from derive.question.claims import CLAIMS, settle
from derive.terminal import sizes, text_of
from derive.unification import ClashError, Size, Unifier
from derive.words import plain

Q8 = next(one for one in CLAIMS if one.key == "Q8")
m, n = sp.symbols("m n", integer=True, positive=True)

CELLS = pytest.mark.parametrize("cell", ALL.values(), ids=ALL)


def cell(body: str, signature: str = "x, h, *, W, U, b", returned: str = "h") -> Cell:
    """A cell with this signature and these lines."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return Cell(read_text(f"@cell\ndef mine({signature}):\n{lines}    return {returned}\n", "mine.py")[0])


def shapes(one: Cell) -> dict[str, str]:
    """Every shape as text."""
    return {name: f"{rows}, {cols}" for name, (rows, cols) in one.sizes.shapes.items()}


def products(one: Cell) -> list[ast.BinOp]:
    """The products @ of a cell's text."""
    nodes = (node for a in one.definition.body for node in ast.walk(a.value))
    return [node for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)]


def is_simple(one: Cell) -> bool:
    """Whether each product is of a parameter with another vector, no two alike."""
    found = products(one)
    of_matrices = all(isinstance(p.left, ast.Name) and p.left.id in one.definition.parameters for p in found)
    return of_matrices and len({ast.unparse(p) for p in found}) == len(found)


SIMPLE = {name: one for name, one in ALL.items() if is_simple(one)}


# --- how a shape is shown ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "latex", "plain"),
    [
        ((n, m + n), r"n \times (m + n)", "n × (m + n)"),
        ((m + n, n), r"(m + n) \times n", "(m + n) × n"),
        ((n, sp.S.One), r"n \times 1", "n × 1"),
        ((4 * n, m), r"4 n \times m", "4·n × m"),
    ],
)
def test_sums_alone_have_parentheses(shape: tuple[sp.Expr, sp.Expr], latex: str, plain: str) -> None:
    """In formulas and in the terminal."""
    assert by(shape) == latex
    assert shape_latex((shape[0], m + n)).endswith(r"\times (m + n)}")
    assert by(shape, text_of, "×") == plain


def test_a_matrix_over_a_concatenation_is_shown_with_its_sum_in_parentheses() -> None:
    """In the terminal's table, whose rows keep their form."""
    shown = sizes(cell("h = tanh(W @ concat(x, h) + b)", "x, h, *, W, b"))
    assert shown.splitlines()[:3] == ["m             x", "n             h b", "n × (m + n)   W"]


def test_what_a_claim_says_of_a_shape_has_no_parentheses_too_many() -> None:
    """A bias is n × 1; a matrix over a concatenation is n × (m + n)."""
    said = {
        part.about: plain(reason)
        for part, found in zip(Q8.parts, settle(Q8).findings["gru_cho"], strict=True)
        for reason in found.reasons
    }
    assert said["forget gate's bias"].endswith("is n × 1")
    assert said["remember gate's weights"].endswith("is n × (m + n)")


# --- what is forced ----------------------------------------------------------------------------------------


def test_memory_and_hidden_state_of_the_lstm_have_one_size() -> None:
    """Found, not declared, and by the one line that forces it: where h is made of c."""
    for one in (LIBRARY["lstm"], *spellings(LIBRARY["lstm"])):
        assert not one.definition.marks
        (found,) = one.sizes.forced
        assert {found.left, found.right} == {"h", "c"}
        lines = [one.definition.text.lines[line - 1].strip() for line in found.lines]
        assert lines == ["h = o * tanh(c)"]


def test_without_that_line_they_are_free() -> None:
    """A projection between memory and hidden state removes the equality."""
    text = ALL["lstm"].definition.source_text.replace("h = o * tanh(c)", "h = W_p @ (o * tanh(c))")
    one = Cell(read_text(f"@cell\n{text.replace('b_g):', 'b_g, W_p):')}\n")[0])
    assert one.sizes.forced == ()
    assert one.sizes.shapes["h"] != one.sizes.shapes["c"]
    n, m, k = (str(one.sizes.shapes[name][0]) for name in ("h", "x", "c"))
    assert len({n, m, k}) == 3
    assert shapes(one)["W_p"] == f"{n}, {k}"
    assert shapes(one)["U_f"] == f"{k}, {n}"


def test_an_input_that_is_added_to_the_state_has_its_size() -> None:
    """The line is named."""
    one = cell("a = W @ x + U @ h + b\nh = tanh(a) + x")
    (found,) = one.sizes.forced
    assert (found.left, found.right, found.lines) == ("x", "h", (4,))
    assert shapes(one) == {
        name: "n, n" if name in "WU" else "n, 1" for name in ("x", "h", "W", "U", "b", "a")
    }


def test_an_equality_over_several_lines_names_them_all() -> None:
    """x meets q on one line, q meets h on another."""
    one = cell("a = x * q\nb = W @ (a + q)\nh = tanh(q) * b", "x, q, h, *, W")
    forced = {(found.left, found.right): found.lines for found in one.sizes.forced}
    assert forced["x", "q"] == (3,)
    assert forced["x", "h"] == (3, 5)


def test_an_equality_found_in_sums_names_the_lines_of_both() -> None:
    """One matrix meets [h; x] on one line and [x; c] on another."""
    body = "a = W @ concat(h, x)\nb = W @ concat(x, c)\nc = U @ (a + b)\nh = a"
    forced = {
        (found.left, found.right): found.lines
        for found in cell(body, "x, h, c, *, W, U", "h, c").sizes.forced
    }
    assert forced["h", "c"] == (3, 4)


def test_a_transposed_weight() -> None:
    """Tied weights: W maps up, its transpose down."""
    assert shapes(cell("h = W.T @ tanh(W @ h + U @ x + b)"))["W"] == "p, n"


# --- the table of sizes ------------------------------------------------------------------------------------


def test_sizes_of_the_lstm() -> None:
    """One matrix per gate over input and state, or over both."""
    table = shapes(LIBRARY["lstm"])
    expected = {"W": "n, m", "U": "n, n", "b": "n, 1"}
    for gate in "fiog":
        assert {kind: table[f"{kind}_{gate}"] for kind in "WUb"} == expected
        assert table[gate] == "n, 1"
        assert shapes(ALL["lstm_concat"])[f"W_{gate}"] in ("n, m + n", "n, n + m")


@CELLS
def test_every_name_has_a_shape_that_its_equation_has(cell: Cell) -> None:
    """What was solved is what the expressions say."""
    for q in (*cell.written.inputs, *(eq.lhs for eq in cell.written.equations)):
        assert isinstance(q, Quantity)
        if q.base in cell.sizes.shapes:
            assert q.shape == tuple(map(dimension, cell.sizes.shapes[q.base]))
    for eq in cell.written.equations:
        assert eq.lhs.shape == tuple(sp.expand(size) for size in eq.rhs.shape)


@CELLS
def test_the_number_of_parameters_agrees_with_arrays(cell: Cell) -> None:
    """The formula at numbers is what counting gives."""
    free = sorted({s for q in cell.written.inputs for size in q.shape for s in size.free_symbols}, key=str)
    sizes = {letter: 3 + 2 * k for k, letter in enumerate(free)}
    counted = sum(int(sp.prod(q.shape).subs(sizes)) for q in cell.parameters)
    assert cell.parameter_count.subs(sizes) == counted


@pytest.mark.parametrize("cell", SIMPLE.values(), ids=SIMPLE)
def test_multiply_adds_are_rows_times_columns_of_each_product(cell: Cell) -> None:
    """Read off the syntax alone, for cells whose products are each of a matrix and a vector."""
    expected = sum(
        dimension(rows) * dimension(cols)
        for node in products(cell)
        for rows, cols in [cell.sizes.shapes[node.left.id]]
    )
    assert sp.expand(cell.multiply_adds - expected) == 0


@pytest.mark.parametrize(("name", "gates"), [("lstm", 4), ("gru_cho", 3), ("gru_chung", 3)])
def test_parameter_count_is_the_known_formula(name: str, gates: int) -> None:
    """A matrix over the input, one over the state and a bias for each gate."""
    m, n = (sp.Symbol(letter, integer=True, positive=True) for letter in "mn")
    for one in (LIBRARY[name], *spellings(LIBRARY[name])):
        assert sp.expand(one.parameter_count - gates * (n * m + n * n + n)) == 0
        assert sp.expand(one.multiply_adds - gates * (n * m + n * n)) == 0


def test_the_candidates_second_bias_counts() -> None:
    """Reset after the product: one more vector."""
    more = LIBRARY["gru_reset_after"].parameter_count - LIBRARY["gru_cho"].parameter_count
    assert str(sp.expand(more)) == "n"


@CELLS
def test_each_parameter_says_which_lines_fix_it(cell: Cell) -> None:
    """Those lines, and no others, name it."""
    for name, lines in cell.sizes.lines.items():
        assert lines
        for number, line in enumerate(cell.definition.text.lines, 1):
            inside = cell.definition.body[0].node.lineno <= number <= cell.definition.body[-1].node.lineno
            words = (
                {n.id for n in ast.walk(ast.parse(line.strip())) if isinstance(n, ast.Name)} if inside else ()
            )
            assert (name in words) == (number in lines)


# --- annotations -------------------------------------------------------------------------------------------


def test_annotations_are_kept_and_checked() -> None:
    """Letters stay; numbers are numbers."""
    one = cell("h = tanh(W @ x + U @ h + b)", "x, h, *, W: matrix[d, k], U, b: vector[d]")
    assert shapes(one) == {"x": "k, 1", "h": "d, 1", "W": "d, k", "U": "d, d", "b": "d, 1"}
    three = cell("h = tanh(W @ x + U @ h + b)", "x: vector[3], h, *, W, U, b")
    assert shapes(three)["W"] == "n, 3"


@pytest.mark.parametrize(
    "signature", ["x, h, *, W: matrix[2, 3], U: matrix[4, 4], b", "x, h: vector[2], *, W, U, b: vector[3]"]
)
def test_annotations_that_clash_are_refused(signature: str) -> None:
    """Both shapes are shown."""
    with pytest.raises(CellError, match=r"is \(\d, ") as caught:
        _ = cell("h = tanh(W @ x + U @ h + b)", signature).sizes
    assert caught.value.place is not None


@pytest.mark.parametrize(
    ("signature", "body", "line", "message", "lines"),
    [
        ("x: vector[m], h: vector[n], *, W, U: matrix[n, m], b", "h = tanh(W @ x + U @ h + b)", 3,
         "these cannot be multiplied: U is (n, m) and h is (n, 1)", " by line 3"),
        ("x, h: vector[n], *, W, U, b: vector[m]", "a = W @ x\nc = a + b\nh = tanh(c + U @ h)", 5,
         "the state 'h' must keep its shape: its previous value is (n, 1) and its new value is (m, 1)",
         " by lines 4 and 5"),
        ("x, h, *, W: matrix[d, m], U: matrix[d, n], b",
         "h = tanh(W @ concat(h, x) + U @ concat(h, x) + b)", 3, "these cannot be multiplied", ""),
    ],
)  # fmt: skip
def test_two_letters_are_two_sizes(signature: str, body: str, line: int, message: str, lines: str) -> None:
    """Forced to be one, they clash: both are named with their places, and the lines that force them."""
    with pytest.raises(CellError) as caught:
        _ = cell(body, signature).sizes
    assert str(caught.value).startswith(f"mine.py:{line}:")
    assert caught.value.message.startswith(message)
    m, n = (f"{one} (mine.py:2:{10 + signature.index(f'{one}]')})" for one in "mn")
    assert f" are declared as two sizes but forced to be one{lines}: write" in caught.value.hint
    assert m in caught.value.hint
    assert n in caught.value.hint


def test_one_letter_twice_is_one_size() -> None:
    """What the error says to do; and two letters that nothing forces stay two."""
    one = cell("h = tanh(W @ x + U @ h + b)", "x: vector[m], h: vector[n], *, W, U: matrix[n, n], b")
    assert shapes(one) == {"x": "m, 1", "h": "n, 1", "W": "n, m", "U": "n, n", "b": "n, 1"}


# --- laws of unification -----------------------------------------------------------------------------------

UNKNOWNS = ["a", "b", "c", "d", "e"]
SIZES = st.builds(
    lambda number, unknowns: Size(number, tuple(sorted(unknowns))),
    st.integers(0, 3),
    st.lists(st.sampled_from(UNKNOWNS), max_size=3),
).filter(lambda size: size.number or size.unknowns)
EQUATIONS = st.lists(st.tuples(SIZES, SIZES), max_size=6)


def solved(equations: list[tuple[Size, Size]], rigid: tuple[str, ...] = ()) -> Unifier | None:
    """What the equations leave, or None where they clash."""
    unifier = Unifier()
    unifier.rigid |= dict.fromkeys(rigid)
    try:
        for line, (left, right) in enumerate(equations):
            unifier.unify(left, right, line)
    except ClashError:
        return None
    return unifier


@given(EQUATIONS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_what_was_unified_is_equal(equations: list[tuple[Size, Size]]) -> None:
    """A solution makes every equation true, and resolving twice changes nothing."""
    unifier = solved(equations)
    if unifier is None:
        return
    for left, right in equations:
        assert unifier.resolve(left) == unifier.resolve(right)
        assert unifier.resolve(unifier.resolve(left)) == unifier.resolve(left)
        assert not set(unifier.resolve(left).unknowns) & set(unifier.bound)


@given(EQUATIONS, st.fixed_dictionaries({name: st.integers(1, 4) for name in UNKNOWNS}))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_nothing_more_is_bound_than_the_equations_say(
    equations: list[tuple[Size, Size]], values: dict[str, int]
) -> None:
    """Whatever numbers solve the equations also agree with the solution: it is a most general one."""

    def number(size: Size) -> int:
        return size.number + sum(values[unknown] for unknown in size.unknowns)

    equations = [(left, right) for left, right in equations if number(left) == number(right)]
    unifier = solved(equations)
    if unifier is None:
        return
    for unknown, size in unifier.bound.items():
        assert values[unknown] == number(size)


@given(EQUATIONS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_rigid_unknown_is_never_a_number(equations: list[tuple[Size, Size]]) -> None:
    """Whatever the equations, an input's size is not forced to 3: that clashes instead."""
    unifier = solved(equations, ("a", "b"))
    if unifier is not None:
        for unknown in ("a", "b"):
            assert unifier.resolve(Size(0, (unknown,))).unknowns


@given(SIZES, SIZES)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_unifying_knows_no_sides(left: Size, right: Size) -> None:
    """A = B clashes where B = A does, and leaves as many unknowns free."""
    one, other = solved([(left, right)]), solved([(right, left)])
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert len(one.bound) == len(other.bound)


@given(SIZES, SIZES, SIZES)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_sizes_add_as_numbers_do(a: Size, b: Size, c: Size) -> None:
    """In any order, and any grouping."""
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert Counter((a + b).unknowns) == Counter(a.unknowns) + Counter(b.unknowns)


@pytest.mark.parametrize(
    ("left", "right"),
    [(Size(1), Size(2)), (Size(0, ("a",)), Size(1, ("a",))), (Size(2, ("a", "b")), Size(1, ("a", "b")))],
)
def test_what_no_numbers_solve_clashes(left: Size, right: Size) -> None:
    """1 = 2, a = a + 1."""
    assert solved([(left, right)]) is None


def test_a_path_is_a_shortest_one() -> None:
    """Lines of the chain between two unknowns, none where there is no chain."""
    unifier = Unifier()
    one = {name: Size(0, (name,)) for name in UNKNOWNS}
    for line, (left, right) in enumerate([("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")], 10):
        unifier.unify(one[left], one[right], line)
    assert unifier.path("a", "d") == (13,)
    assert unifier.path("a", "c") == (10, 11)
    assert unifier.path("a", "e") is None


@pytest.mark.parametrize("one", LIBRARY.values(), ids=LIBRARY)
def test_states_keep_their_shapes(one: Cell) -> None:
    """Now and one step before."""
    before = {q.base: q.shape for q in one.written.inputs if isinstance(q, Quantity) and q.kind == Kind.STATE}
    after = {q.base: q.shape for q in one.written.outputs if isinstance(q, Quantity) and q.kind == Kind.STATE}
    assert before == after
