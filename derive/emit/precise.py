"""A scalar expression → the same one in functions that neither lose the digits of log(1 + a) nor overflow."""

from __future__ import annotations

import sympy as sp
from sympy.codegen.cfunctions import log1p
from sympy.codegen.rewriting import log1p_opt


def precise(entry: sp.Expr) -> sp.Expr:
    """The expression with log(1 + a) as log1p(a), which keeps the digits of a small a.

    In log(1 + e^u) the exponential of a large u would overflow: it is max(u, 0) + log1p(e^(−|u|)).
    """
    u = sp.Wild("u")
    stable = entry.replace(sp.log(1 + sp.exp(u)), sp.Max(u, 0) + log1p(sp.exp(-sp.Abs(u))))
    return log1p_opt(stable)
