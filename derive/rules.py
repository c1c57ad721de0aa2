"""A table of rules: one small function per node type, whose docstring begins with its formula."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from derive.errors import MissingRuleError
from derive.program import Reason


@dataclass(frozen=True)
class RuleTable:
    """The rules of one transformation, by node type.

    title: what the table is called in an error; file: where a missing rule is to be added.
    """

    title: str
    file: str
    rules: dict[type, Callable[..., Any]] = field(default_factory=dict, hash=False)

    def rule(self, *kinds: type) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Decorator: the function is the rule for these node types."""

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            for kind in kinds:
                if kind in self.rules:
                    raise ValueError(f"{self.title} has two rules for {kind.__name__}")
                self.rules[kind] = function
            return function

        return register

    def find(self, node: object) -> Callable[..., Any]:
        """The rule for a node; raises MissingRuleError where there is none."""
        for kind in type(node).__mro__:
            if kind in self.rules:
                return self.rules[kind]
        raise MissingRuleError(node, self.title, self.file)

    def __call__(self, node: Any, *args: Any) -> Any:
        """Applies the rule for a node to it and to what else the rule takes."""
        return self.find(node)(node, *args)

    def reason(self, node: object) -> Reason:
        """The rule's name and formula, for the page that shows why a line follows."""
        return reason_of(self.find(node))


def reason_of(rule: Callable[..., Any]) -> Reason:
    """A rule's name and its formula, from the function that it is."""
    formula = (inspect.getdoc(rule) or "").partition("\n")[0]
    return Reason(rule.__name__.replace("_", " "), formula)
