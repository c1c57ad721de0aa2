"""The prover against thousands of random statements, and against what could make it judge wrongly.

Statements are trees of the test's own (nested tuples), rewritten by laws that are written down here,
and evaluated here with NumPy on vectors of three entries; nothing of the prover's is used to make them.
"""

from __future__ import annotations

import ast
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray
from renamed import cell_of

from derive import prover
from derive.activations import ACTIVATIONS
from derive.componentwise import Dot, EntrySymbol, Inner, ScalarSymbol, activation
from derive.prover import Verdict, prove, same_map
from derive.refutation import REALS, evaluate, refute

Tree = tuple
Array = NDArray[np.float64]
Law = Callable[[Tree, random.Random], Iterator[Tree]]

VECTORS, SCALARS, MATRICES = ("x", "h", "c", "b"), ("alpha", "beta"), ("U", "V")
SMOOTH = {"sigmoid": lambda u: 1 / (1 + np.exp(-u)), "tanh": np.tanh, "exp": np.exp, "sin": np.sin}
NUMPY = {
    **SMOOTH, "relu": lambda u: np.maximum(u, 0), "softplus": lambda u: np.log1p(np.exp(u)), "abs": np.abs,
    "cos": np.cos, "log": np.log, "sign": np.sign, "step": lambda u: np.heaviside(u, 0.5),
}  # fmt: skip
PAIRS = 700
SIZE = 3


# --- trees --------------------------------------------------------------------------------------------


def grown(rng: random.Random, depth: int) -> Tree:
    """A random expression; a leaf is a vector, a scalar or a number."""
    if depth == 0 or rng.random() < 0.1:
        kind = rng.random()
        if kind < 0.7:
            return "vector", rng.choice(VECTORS)
        return ("scalar", rng.choice(SCALARS)) if kind < 0.85 else ("number", rng.choice((1, 2, -1, 3)))
    head = rng.choice(("add", "add", "mul", "mul", "minus", "dot", "dot", "call", "call", "over", "inner"))
    one, other = (grown(rng, depth - 1) for _ in range(2))
    if head in ("add", "mul", "minus", "inner"):
        return head, one, other
    if head == "dot":
        return "dot", rng.choice(MATRICES), one
    if head == "call":
        return "call", rng.choice(tuple(NUMPY)[:6]), one
    return "over", one, ("add", ("number", 1), ("call", "sigmoid", other))


def places(tree: Tree, at: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Tree]]:
    """Every subtree with the way to it."""
    yield at, tree
    for k, part in enumerate(tree):
        if isinstance(part, tuple):
            yield from places(part, (*at, k))


def put(tree: Tree, at: tuple[int, ...], new: Tree) -> Tree:
    """The tree with another subtree in a place."""
    if not at:
        return new
    return tuple(put(part, at[1:], new) if k == at[0] else part for k, part in enumerate(tree))


def formal(tree: Tree) -> sp.Expr:
    """The tree as an entry, as the prover takes it."""
    match tree:
        case "vector", name:
            return sp.Symbol(name, real=True)
        case "scalar", name:
            return ScalarSymbol(name, real=True)
        case "number", value:
            return sp.Integer(value)
        case "dot", matrix, inner:
            return Dot(EntrySymbol(matrix, real=True), formal(inner))
        case "call", name, inner:
            return activation(name)(formal(inner))
        case "inner", one, other:
            return Inner(formal(one), formal(other))
    one, other = formal(tree[1]), formal(tree[2])
    return {"add": one + other, "mul": one * other, "minus": one - other, "over": one / other}[tree[0]]


def number(tree: Tree, values: dict[str, Array]) -> Array:
    """The tree's value, a vector of three entries."""
    match tree:
        case (("vector" | "scalar"), name):
            return values[name]
        case "number", value:
            return np.full(SIZE, float(value))
        case "dot", matrix, inner:
            source = values[matrix.rstrip("ᵀ")]
            return (source.T if matrix.endswith("ᵀ") else source) @ number(inner, values)
        case "call", name, inner:
            return NUMPY[name](number(inner, values))
        case "inner", one, other:
            return np.full(SIZE, number(one, values) @ number(other, values))
    one, other = number(tree[1], values), number(tree[2], values)
    return {"add": np.add, "mul": np.multiply, "minus": np.subtract, "over": np.divide}[tree[0]](one, other)


def gap(one: Tree, other: Tree, seed: int) -> float:
    """The largest relative difference at some random numbers."""
    found = 0.0
    for k in range(3):
        rng = np.random.default_rng([seed, k])
        values: dict[str, Array] = {name: rng.uniform(-1, 1, SIZE) for name in VECTORS}
        values |= {name: np.full(SIZE, rng.uniform(-1, 1)) for name in SCALARS}
        values |= {name: rng.uniform(-1, 1, (SIZE, SIZE)) for name in MATRICES}
        a, b = number(one, values), number(other, values)
        found = max(found, float(np.max(np.abs(a - b) / (1 + np.abs(a) + np.abs(b)))))
    return found


# --- true laws ----------------------------------------------------------------------------------------


def commuted(tree: Tree, rng: random.Random) -> Iterator[Tree]:
    """a + b = b + a, a b = b a, aᵀ b = bᵀ a"""
    if tree[0] in ("add", "mul", "inner"):
        yield tree[0], tree[2], tree[1]


def associated(tree: Tree, rng: random.Random) -> Iterator[Tree]:
    """(a + b) + c = a + (b + c), likewise products"""
    match tree:
        case ("add" | "mul") as head, (inner, a, b), c if inner == head:
            yield head, a, (head, b, c)


def distributed(tree: Tree, rng: random.Random) -> Iterator[Tree]:
    """a (b + c) = a b + a c, also (b + c)/a"""
    match tree:
        case "mul", a, (("add" | "minus") as head, b, c):
            yield head, ("mul", a, b), ("mul", a, c)
        case "over", (("add" | "minus") as head, b, c), a:
            yield head, ("over", b, a), ("over", c, a)
        case ("add" | "minus") as head, ("mul", a, b), ("mul", other, c) if other == a:
            yield "mul", a, (head, b, c)


def spread(tree: Tree, rng: random.Random) -> Iterator[Tree]:
    """U (a + b) = U a + U b, U (k a) = k (U a) for a scalar k, and back; the same for aᵀ b"""
    match tree:
        case ("dot" | "inner") as head, first, (("add" | "minus") as joint, a, b):
            yield joint, (head, first, a), (head, first, b)
        case ("dot" | "inner") as head, first, ("mul", (("scalar" | "number"), _) as k, a):
            yield "mul", k, (head, first, a)
        case ("add" | "minus") as joint, ("dot", matrix, a), ("dot", other, b) if matrix == other:
            yield "dot", matrix, (joint, a, b)
        case "mul", (("scalar" | "number"), _) as k, ("dot", matrix, a):
            yield "dot", matrix, ("mul", k, a)


def transposed(tree: Tree, rng: random.Random) -> Iterator[Tree]:
    """aᵀ (U b) = (Uᵀ a)ᵀ b"""
    match tree:
        case "inner", a, ("dot", matrix, b):
            turned = matrix[:-1] if matrix.endswith("ᵀ") else f"{matrix}ᵀ"
            yield "inner", ("dot", turned, a), b


def reflected(tree: Tree, rng: random.Random) -> Iterator[Tree]:
    """σ(u) = 1 − σ(−u), tanh(u) = −tanh(−u) = 2σ(2u) − 1"""
    match tree:
        case "call", "sigmoid", u:
            yield "minus", ("number", 1), ("call", "sigmoid", ("mul", ("number", -1), u))
        case "call", "tanh", u:
            yield "mul", ("number", -1), ("call", "tanh", ("minus", ("number", 0), u))
            twice = ("mul", ("number", 2), ("call", "sigmoid", ("add", u, u)))
            yield "minus", twice, ("number", 1)


def exponential(tree: Tree, rng: random.Random) -> Iterator[Tree]:
    """e^(a + b) = e^a e^b, u = log(e^u), σ(u) = e^(−softplus(−u))"""
    match tree:
        case "call", "exp", ("add", a, b):
            yield "mul", ("call", "exp", a), ("call", "exp", b)
        case "call", "sigmoid", u:
            softplus = "call", "softplus", ("minus", ("number", 0), u)
            yield "call", "exp", ("minus", ("number", 0), softplus)
    yield "call", "log", ("call", "exp", tree)


def padded(tree: Tree, rng: random.Random) -> Iterator[Tree]:
    """u = u + v − v = 1·u = (u w)/w for w > 0"""
    other = grown(rng, 1)
    yield "minus", ("add", tree, other), other
    yield "mul", ("number", 1), tree
    positive = ("add", ("number", 1), ("call", "sigmoid", other))
    yield "over", ("mul", tree, positive), positive


LAWS: tuple[Law, ...] = (
    commuted, associated, distributed, spread, transposed, reflected, exponential, padded,
)  # fmt: skip


def applied(law: Law, tree: Tree, rng: random.Random) -> Iterator[Tree]:
    """The tree with one law applied, in each place where it can be."""
    return (put(tree, at, new) for at, part in places(tree) for new in law(part, rng))


def rewritten(tree: Tree, rng: random.Random, steps: int) -> Tree:
    """An equal tree: some laws applied in random places."""
    for _ in range(steps):
        law = rng.choice([law for law in LAWS if any(True for _ in applied(law, tree, rng))])
        tree = rng.choice(list(applied(law, tree, rng)))
    return tree


# --- small changes ------------------------------------------------------------------------------------


def changed(tree: Tree, rng: random.Random) -> Tree:
    """The tree with one small change, the tempting ones among them; it may happen to mean the same."""
    options = [(at, new) for at, part in places(tree) for new in mistakes(part, rng)]
    at, new = rng.choice(options)
    return put(tree, at, new)


def mistakes(tree: Tree, rng: random.Random) -> Iterator[Tree]:
    """What somebody might write instead."""
    match tree:
        case ("vector", name):
            yield "vector", rng.choice([other for other in VECTORS if other != name])
        case ("scalar", name):
            yield "scalar", rng.choice([other for other in SCALARS if other != name])
        case ("number", value):
            yield "number", value + 1
        case ("dot", matrix, ("dot", inner, a)):
            yield "dot", inner, ("dot", matrix, a)
        case ("dot", matrix, ("mul", a, b)):
            yield "mul", a, ("dot", matrix, b)
        case ("dot", matrix, a):
            yield "dot", rng.choice([other for other in MATRICES if other != matrix]), a
            yield "dot", f"{matrix}ᵀ", a
        case ("call", name, ("add", a, b)):
            yield "add", ("call", name, a), ("call", name, b)
        case ("call", name, u):
            yield "call", rng.choice([other for other in SMOOTH if other != name]), u
            yield "call", name, ("mul", ("number", -1), u)
        case ("add", a, b):
            yield "minus", a, b
        case ("minus", a, b):
            yield "minus", b, a
        case ("mul", a, b):
            yield "add", a, b
        case ("over", a, b):
            yield "mul", a, b
        case ("inner", a, b):
            yield "mul", a, b


# --- the matrix ---------------------------------------------------------------------------------------


def statements(is_true: bool) -> Iterator[tuple[Tree, Tree]]:
    """Random statements of which it is known whether they are true."""
    seed, made = 0, 0
    while made < PAIRS:
        seed += 1
        rng = random.Random(seed)
        tree = grown(rng, rng.randint(1, 3))
        other = rewritten(tree, rng, rng.randint(1, 4))
        if not is_true:
            other = changed(other, rng)
        with np.errstate(all="ignore"):
            far = gap(tree, other, seed)
        if is_true:
            assert far < 1e-9, f"the test's own law is wrong: seed {seed}, {tree} = {other}"
        elif not far > 1e-6:
            continue
        made += 1
        yield tree, other


def test_no_statement_is_judged_wrongly(capsys: pytest.CaptureFixture[str]) -> None:
    """The confusion matrix over random statements, printed; soundness is exact, reach may not fall."""
    matrix: dict[bool, Counter[Verdict]] = {True: Counter(), False: Counter()}
    wrong = {True: Verdict.DISPROVED, False: Verdict.PROVED}
    for truth, found in matrix.items():
        for one, other in statements(truth):
            verdict = prove(formal(one), formal(other)).verdict
            assert verdict is not wrong[truth], f"{verdict}, which is wrong: {one} = {other}"
            found[verdict] += 1
    with capsys.disabled():
        print("\nconfusion matrix    " + "".join(f"{verdict:>12}" for verdict in Verdict))
        for truth, found in matrix.items():
            print(f"  {'true' if truth else 'false':18}" + "".join(f"{found[v]:12}" for v in Verdict))
    assert matrix[True][Verdict.PROVED] > 0.9 * PAIRS
    assert matrix[False][Verdict.DISPROVED] > 0.99 * PAIRS


def test_the_laws_alone_prove_nothing_false(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without numbers to refute them, false statements stay undecided."""
    monkeypatch.setattr(prover, "refute", lambda *_: None)
    for one, other in statements(is_true=False):
        assert not prove(formal(one), formal(other)), f"{one} = {other}"


# --- traps --------------------------------------------------------------------------------------------

a, b, h, x = (sp.Symbol(name, real=True) for name in "abhx")
alpha, beta = (ScalarSymbol(name, real=True) for name in ("alpha", "beta"))
U, U_T, V, C = (EntrySymbol(name, real=True) for name in ("U", "Uᵀ", "V", "C"))
sigmoid, tanh, exp, log, relu, softplus = map(
    activation, ("sigmoid", "tanh", "exp", "log", "relu", "softplus")
)
abs_ = activation("abs")
concat = sp.Function("concat", real=True)
maximum = sp.Function("maximum", real=True)
STACKED = concat(alpha, beta)
LARGE = exp(exp(5 + a**2))

TRUE = {
    "adjoint": (Inner(a, Dot(U, b)), Inner(Dot(U_T, a), b)),
    "adjoint twice": (Inner(Dot(U_T, Dot(V, a)), h), Inner(Dot(V, a), Dot(U, h))),
    "a scalar leaves a product": (Dot(U, a * Inner(a, b) * alpha), alpha * Inner(a, b) * Dot(U, a)),
    "a difference of large numbers": ((1 + LARGE) * (1 - LARGE) + exp(2 * exp(5 + a**2)), sp.S.One),
    "tanh by sigmoid": (tanh(Dot(U, h)), 2 * sigmoid(2 * Dot(U, h)) - 1),
    "softmax of two": (exp(a) / (exp(a) + exp(b)), 1 - exp(b) / (exp(a) + exp(b))),
    "shares": (a / (a + b) + b / (a + b), sp.S.One),
    "log and exp": (log(exp(Dot(U, h))), Dot(U, h)),
    "a stable logarithm of a gate": (exp(a - softplus(-b)), exp(a) * sigmoid(b)),
    "its inverse": (exp(softplus(b) - a), exp(-a) / (1 - sigmoid(b))),
    "an exponential of a sum": (exp(a + b - h), exp(a) * exp(b) / exp(h)),
    "a size that is scaled": (abs_(a * exp(-b) / exp(h)), abs_(a) * exp(-b - h)),
    "a maximum that is scaled": (maximum(exp(-b), a * exp(-b)) * exp(b), maximum(1, a)),
    "a gate and its rest": (exp(-softplus(-a)) + exp(-softplus(a)), sp.S.One),
}
FALSE = {
    "an entry leaves a product": (Dot(U, a * h), a * Dot(U, h)),
    "a concatenation of scalars is no scalar": (Dot(U, STACKED * h), STACKED * Dot(U, h)),
    "matrices commute": (Dot(U, Dot(V, h)), Dot(V, Dot(U, h))),
    "a matrix is its transpose": (Dot(U, h), Dot(U_T, h)),
    "a matrix is a vector": (C, a),
    "a matrix is a number": (C, sp.S.One),
    "the sum of equal entries is one of them": (Inner(sp.S.One, alpha), alpha),
    "the inner product is pointwise": (Inner(a, b), a * b),
    "the square of a root": (sp.sqrt(a**2), a),
    "only for positive numbers": (relu(a), a),
    "a softplus of the other sign": (exp(-softplus(a)), sigmoid(a)),
    "a size that is scaled by any number": (abs_(a * b), a * abs_(b)),
    "a maximum that is scaled by any number": (maximum(a * b, a * h), a * maximum(b, h)),
    "a maximum of which one is scaled": (maximum(a * exp(b), h), exp(b) * maximum(a, h)),
    "twice a softplus": (exp(-2 * softplus(-a)), sigmoid(a)),
    "equal to ten digits": (a + sp.Rational(1, 10**12), a),
    "a logarithm of a square": (log(a**2), 2 * log(a) + log(exp(sp.Rational(1, 10**15)))),
}  # fmt: skip


@pytest.mark.parametrize(("left", "right"), TRUE.values(), ids=TRUE)
def test_true_ones_are_proved(left: sp.Expr, right: sp.Expr) -> None:
    """With steps that end in one expression."""
    judgement = prove(left, right)
    assert judgement.verdict is Verdict.PROVED
    assert judgement.steps[-1].left == judgement.steps[-1].right
    assert judgement.steps[0].law == "as written"


@pytest.mark.parametrize(("left", "right"), FALSE.values(), ids=FALSE)
def test_false_ones_are_not_proved(left: sp.Expr, right: sp.Expr) -> None:
    """Disproved where they can be evaluated, with numbers whose difference is seen."""
    judgement = prove(left, right)
    assert judgement.verdict is (Verdict.UNDECIDED if left.has(concat) else Verdict.DISPROVED)
    if judgement.witness:
        assert judgement.witness.left != judgement.witness.right


def test_the_exponential_of_softplus_by_its_definition() -> None:
    """SymPy's own functions in place of the activations: both sides of the law are the same fraction."""

    def defined(entry: sp.Expr) -> sp.Expr:
        for name in ("sigmoid", "softplus"):
            u = sp.Symbol("u", real=True)
            scalar = sp.sympify(ACTIVATIONS[name].scalar, locals={"u": u})
            entry = entry.replace(activation(name), sp.Lambda(u, scalar))
        return entry

    for entry in (exp(a - softplus(b)), exp(softplus(-h) + x - softplus(a + b))):
        other = prover.exponential_of_softplus(entry)
        assert other != entry
        assert sp.simplify(defined(entry) - defined(other)) == 0


@pytest.mark.parametrize("entry", [1 / (a - a), sp.nan, a * log(sp.S.NegativeOne)])
def test_nothing_is_proved_of_what_has_no_value(entry: sp.Expr) -> None:
    """Division by zero and the like: both sides may be the same text, which says nothing."""
    assert prove(entry, entry).verdict is Verdict.UNDECIDED
    assert prove(entry, a).verdict is Verdict.UNDECIDED


def test_what_is_too_large_to_compute_is_left_undecided() -> None:
    """At once, not after filling the memory."""
    tower = exp(exp(exp(exp(2 + a**2))))
    assert prove(tower, tower * (1 + alpha)).verdict is Verdict.UNDECIDED


def test_only_programs_with_the_same_inputs_are_compared(tmp_path: Path) -> None:
    """A name that is a vector here and a matrix there makes no statement."""
    one = cell_of("def one(x, h, *, W, U):\n    h = tanh(W @ x + U @ h)\n    return h", tmp_path)
    other = cell_of("def other(x, h, *, W, U):\n    h = tanh(W @ x + U * h)\n    return h", tmp_path)
    with pytest.raises(ValueError, match="U is not the same kind"):
        same_map(one.plain, other.plain)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("u", [-1.3, 0.0, 0.4, 2.0])
def test_the_evaluator_knows_every_activation(name: str, u: float) -> None:
    """Its value is NumPy's, and none where the function has none."""
    wrong = refute(activation(name)(a), sp.S(100), trials=1)
    assert name == "log" or wrong is not None
    at = {"a": [REALS.mpf(str(u))] * 2}
    if name == "log" and u <= 0:
        with pytest.raises(ValueError, match="positive"):
            evaluate(activation(name)(a), at, 0, 0)
        return
    value = REALS.mpf(evaluate(activation(name)(a), at, 0, 0))
    assert float(value.mid) == pytest.approx(float(NUMPY[name](np.float64(u))), abs=1e-12)
    assert float(value.delta) < 1e-35


def test_a_witness_can_be_put_in_by_anybody() -> None:
    """From its printed numbers alone, with plain NumPy: both sides come out as printed."""
    left, right = Dot(U, a * h) + alpha * Dot(U_T, b), a * Dot(U, h)
    witness = prove(left, right).witness
    assert witness is not None
    read = {name: np.array(ast.literal_eval(f"[{', '.join(rows)}]")) for name, rows in witness.values.items()}
    assert {name: array.shape for name, array in read.items()} == {
        "U": (2, 2), "a": (2,), "b": (2,), "h": (2,), "alpha": (1,),
    }  # fmt: skip
    matrix = read["U"]
    sides = (
        matrix @ (read["a"] * read["h"]) + read["alpha"] * (matrix.T @ read["b"]),
        read["a"] * (matrix @ read["h"]),
    )
    for side, printed in zip(sides, (witness.left, witness.right), strict=True):
        np.testing.assert_allclose(side, [float(v) for v in printed], rtol=1e-9)
