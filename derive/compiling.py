"""Cell → Compiled: its NumPy module, emitted once and then kept on disk by content.

A process that finds the module there needs neither SymPy nor the derivation. The key is the text of the
cell, the options, and the text of every module that has a part in what is emitted.
"""

from __future__ import annotations

import ast
import linecache
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from derive import store
from derive.compiled import Compiled
from derive.lazy import Lazy

if TYPE_CHECKING:
    from derive import nodes, runtime, schedule
    from derive.cell import Cell
    from derive.emit import compiled as emit
else:
    emit, nodes, runtime, schedule = map(
        Lazy, ("derive.emit.compiled", "derive.nodes", "derive.runtime", "derive.schedule")
    )

PACKAGE = Path(__file__).resolve().parent
PACKAGES = ("sympy", "numpy")


def compile_cell(of: Cell, returned: tuple[str, ...] | None, scans: bool, folder: Path | None) -> Compiled:
    """The compiled cell; `folder` None keeps nothing on disk."""
    wanted = of.definition.outputs if returned is None else returned

    def load(dtype: str) -> ModuleType:
        path = None if folder is None else folder / f"{key_of(of, wanted, scans, dtype)}.py"
        text = store.read(path) if path else None
        if text is None:
            text = module_text(of, wanted, scans, dtype)
            if path:
                store.write(path, text)
        return run(text, str(path or f"<{of.name} compiled for {dtype}>"))

    return Compiled(load)


def default_folder() -> Path:
    """Where compiled modules are kept."""
    return store.default_folder() / "compiled"


def key_of(of: Cell, returned: tuple[str, ...], scans: bool, dtype: str) -> str:
    """The name under which a module is kept."""
    sources = sorted(p for folder in ("", "emit", "schedule") for p in (PACKAGE / folder).glob("*.py"))
    parts = [f"{path.relative_to(PACKAGE).as_posix()} {store.sum_of(path)}" for path in sources]
    options = [ast.dump(of.definition.node), repr(returned), repr(scans), dtype]
    return store.key(*options, *parts, *map(store.release, PACKAGES), sys.version)


def module_text(of: Cell, returned: tuple[str, ...], scans: bool, dtype: str) -> str:
    """The text of the module of a cell."""
    plan = schedule.schedule(of.step, returned, by_tanh=dtype == "float32", scans=scans)
    return emit.module(plan, of.definition.title or of.name, signature_of(of, returned, plan), dtype)


def signature_of(of: Cell, returned: tuple[str, ...], plan: schedule.Schedule) -> dict[str, Any]:
    """What a compiled cell takes and gives, as plain data."""
    step = of.written

    def axes(q: nodes.Named) -> tuple[str, ...]:
        return tuple(str(size) for size in runtime.axes_of(q))

    def arrays(kind: nodes.Kind) -> dict[str, tuple[str, ...]]:
        return {q.base: axes(q) for q in step.inputs if isinstance(q, nodes.Quantity) and q.kind == kind}

    blocks: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for block in of.blocks:
        part = (block.part.base, str(block.start), str(block.stop))
        blocks[block.whole.base] = (*blocks.get(block.whole.base, ()), part)
    return {
        "name": of.name,
        "arguments": tuple(arg.arg for arg in of.definition.node.args.args),
        "inputs": arrays(nodes.Kind.INPUT),
        "states": arrays(nodes.Kind.STATE),
        "parameters": arrays(nodes.Kind.PARAMETER),
        "outputs": {q.name: axes(q) for q in step.outputs},
        "returned": returned,
        "blocks": blocks,
        "sizes": emit.sizes_of(plan.training),
        "memory": str(plan.memory),
    }


def run(text: str, path: str) -> ModuleType:
    """The module of a text; its lines can be shown in tracebacks."""
    module = ModuleType("derive_compiled")
    module.__dict__.update({"SOURCE": text, "__file__": path})
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    exec(compile(text, path, "exec"), module.__dict__)
    return module
