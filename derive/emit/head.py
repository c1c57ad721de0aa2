"""What stands at the head of a compiled module: its imports, and the text of what it calls."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from derive.emit import functions, kernels

UFUNCS = (
    "absolute", "add", "copyto", "cos", "divide", "exp", "log", "maximum", "multiply", "negative", "power",
    "sin", "subtract", "tanh",
)  # fmt: skip
"""Functions of NumPy that are called by their own names."""

IMPORT = re.compile(r"^(?:import|from) .*$", re.MULTILINE)


def head(title: str, dtype: str, body: str) -> str:
    """The head of a module; `title` says of which cell, `body` is what makes use of it."""
    imports, texts = kernel_texts()
    used = set(re.findall(r"(?<![.\w])[a-z_]+(?=\()", body))
    found = [(name, f) for name, f in functions.NAMESPACE.items() if name in used and name not in UFUNCS]
    helpers = [helper(name, f) for name, f in found]
    start = [f'"""{title}, over a sequence, in {dtype}."""', "", "from __future__ import annotations", ""]
    # Last, since a helper may be written as a function of the same name.
    ufuncs = f"from numpy import {', '.join(UFUNCS)}"
    return "\n\n\n".join(["\n".join([*start, *imports]), *texts, *helpers, ufuncs])


def kernel_texts() -> tuple[list[str], list[str]]:
    """All imports of the kernels, but for those of each other, and their texts without imports."""
    imports: set[str] = set()
    texts = []
    for module in kernels.MODULES:
        title = str(module.__doc__)
        source = inspect.getsource(module).removeprefix(f'"""{title}"""')
        imports.update(IMPORT.findall(source))
        texts.append(f"# --- {title.splitlines()[0]} ---\n\n{IMPORT.sub('', source).strip()}")
    others = sorted(line for line in imports if not line.startswith(("from __future__", "from derive")))
    return others, texts


def kernel_names() -> Iterator[str]:
    """Every name that the kernels define or import."""
    for module in kernels.MODULES:
        yield from vars(module)


def helper(name: str, function: object) -> str:
    """The text of a function under the name by which it is called."""
    if not inspect.isfunction(function):
        return f"{name} = np.{getattr(function, '__name__', name)}"
    text = inspect.getsource(function)
    return text if function.__name__ == name else f"{text}\n\n{name} = {function.__name__}"
