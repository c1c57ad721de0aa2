"""How the project is built: the pipeline, every module's purpose, and where to add what."""

from __future__ import annotations

from derive import modules
from derive.pages.job import Context, Job
from derive.site import ROOT

ADD = (
    ("a cell", "one new file", "derive/cells/"),
    ("its publication", "one row", "derive/bibliography.py"),
    ("an activation", "one row", "derive/activations.py"),
    ("a derivative rule, reverse mode", "one function", "derive/pullbacks.py"),
    ("a derivative rule, forward mode", "one function", "derive/pushforwards.py"),
    ("how a node looks in a formula", "one function", "derive/latex.py"),
    ("how a node is computed", "one function", "derive/emit/lambdified.py"),
    ("how a node is computed in the browser", "one function", "derive/emit/javascript.py"),
    ("how a node is checked", "one function", "derive/checks/explicit.py"),
    ("a framework", "one new file", "derive/frameworks/"),
    ("a claim about cells", "one entry; its verdict is derived", "derive/question/claims.py"),
    ("a page", "one template and one function", "derive/pages/__init__.py"),
    ("a command", "one function", "derive/cli.py"),
)
"""What somebody may want to add, by what, and where; a test holds that these files exist."""


def jobs() -> list[Job]:
    """The one page."""
    reads = [path.relative_to(ROOT).as_posix() for path in modules.files().values()]
    return [Job("architecture.md", "architecture.md.j2", context, (), tuple(reads), slow=True)]


def context() -> Context:
    """The pipeline and the layers as the modules themselves state them."""
    return {
        "pipeline": table_of_contents(),
        "modules": [module(name) for names in modules.layers() for name in names],
        "add": [dict(zip(("what", "by", "where"), row, strict=True)) for row in ADD],
    }


def table_of_contents() -> str:
    """The stages of the pipeline, from the docstring of the module that calls them in order."""
    lines = modules.docstring("derive.cell").splitlines()
    return "\n".join(line[4:] for line in lines if line.startswith("    "))


def module(name: str) -> Context:
    """A module in one row: its file and the first sentence of its docstring."""
    purpose = modules.docstring(name).partition("\n\n")[0].replace("\n", " ")
    return {"file": modules.files()[name].relative_to(ROOT).as_posix(), "purpose": purpose}
