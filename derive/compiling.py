"""Definition → Compiled: its NumPy module, emitted once and then kept on disk by content.

A process that finds the module there needs neither SymPy nor the derivation. The key is the text of the
cell, the options, and the text of every module that has a part in what is emitted.
"""

from __future__ import annotations

import ast
import linecache
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from derive import store
from derive.compiled import Compiled
from derive.lazy import Lazy
from derive.notation import Definition
from derive.shapes import solve

if TYPE_CHECKING:
    from derive import lower, naming, nodes, runtime, schedule
    from derive.emit import compiled as emit
    from derive.naming import Block
    from derive.nodes import Named
    from derive.program import Program
else:
    emit, lower, naming, nodes, runtime, schedule = (
        Lazy(f"derive.{name}")
        for name in ("emit.compiled", "lower", "naming", "nodes", "runtime", "schedule")
    )

PACKAGE = Path(__file__).resolve().parent
PACKAGES = ("sympy", "numpy")


def compile_definition(
    definition: Definition, returned: tuple[str, ...] | None, scans: bool, folder: Path | None
) -> Compiled:
    """The compiled cell; `folder` None keeps nothing on disk."""
    wanted = definition.outputs if returned is None else returned

    def load(dtype: str) -> ModuleType:
        path = None if folder is None else folder / f"{key_of(definition, wanted, scans, dtype)}.py"
        steps = "" if scans else ", step by step"
        name = str(path or f"<{definition.name} compiled for {dtype}: {', '.join(wanted)}{steps}>")
        kept = store.read(path) if path else None
        module = None if kept is None else sound(kept, name)
        if module is None:
            text = module_text(definition, wanted, scans, dtype)
            if path:
                store.write(path, text)
            module = run(text, name)
        return module

    return Compiled(load)


def default_folder() -> Path:
    """Where compiled modules are kept."""
    return store.default_folder() / "compiled"


def key_of(definition: Definition, returned: tuple[str, ...], scans: bool, dtype: str) -> str:
    """The name under which a module is kept."""
    sources = sorted(
        p for folder in ("", "emit", "emit/kernels", "schedule") for p in (PACKAGE / folder).glob("*.py")
    )
    parts = [f"{path.relative_to(PACKAGE).as_posix()} {store.sum_of(path)}" for path in sources]
    options = [ast.dump(definition.node), repr(returned), repr(scans), dtype]
    return store.key(*options, *parts, *map(store.release, PACKAGES), sys.version)


def module_text(definition: Definition, returned: tuple[str, ...], scans: bool, dtype: str) -> str:
    """The text of the module of a cell."""
    written = lower.lower(definition, solve(definition))
    plain, blocks = naming.split(written)
    plan = schedule.schedule(naming.expose(plain), returned, by_tanh=dtype == "float32", scans=scans)
    facts: dict[str, object] = {
        "name": definition.name,
        "arguments": tuple(arg.arg for arg in definition.node.args.args),
        **arrays_of(written),
        "returned": returned,
        "blocks": columns(blocks),
        "sizes": emit.sizes_of(plan.training),
        "memory": str(plan.memory),
        "stepwise": plan.is_stepwise,
    }
    return emit.module(plan, definition.title or definition.name, facts, dtype)


def arrays_of(written: Program) -> dict[str, dict[str, tuple[str, ...]]]:
    """The axes of every input, state, parameter and output, as text."""

    def axes(q: Named) -> tuple[str, ...]:
        return tuple(str(size) for size in runtime.axes_of(q))

    given = [q for q in written.inputs if isinstance(q, nodes.Quantity)]
    kinds = {"inputs": nodes.Kind.INPUT, "states": nodes.Kind.STATE, "parameters": nodes.Kind.PARAMETER}
    found = {title: {q.base: axes(q) for q in given if q.kind == kind} for title, kind in kinds.items()}
    return found | {"outputs": {q.name: axes(q) for q in written.outputs}}


def columns(blocks: tuple[Block, ...]) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """The parts of each matrix that is cut into columns: their names, starts and stops, as text."""
    found: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for block in blocks:
        part = (block.part.base, str(block.start), str(block.stop))
        found[block.whole.base] = (*found.get(block.whole.base, ()), part)
    return found


def sound(text: str, name: str) -> ModuleType | None:
    """The module of a text that was kept; None where it was damaged."""
    try:
        module = run(text, name)
    except Exception:
        return None
    return module if hasattr(module, "SIGNATURE") else None


def run(text: str, path: str) -> ModuleType:
    """The module of a text; its lines can be shown in tracebacks."""
    module = ModuleType("derive_compiled")
    module.__dict__.update({"SOURCE": text, "__file__": path})
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    exec(compile(text, path, "exec"), module.__dict__)
    return module
