"""Checks that share no code with the derivation.

`explicit`: exact, entry by entry at small sizes, against SymPy's scalar `diff`.
`numeric`: floating point, against the complex step on the lambdified functions.
`verify` runs them all on one cell.
"""

from derive.checks.verify import Check, verify

__all__ = ["Check", "verify"]
