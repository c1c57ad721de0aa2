"""The recurrent network with a weighted residual connection, two numbers in all."""

from __future__ import annotations

from derive.bibliography import kusupati_2018
from derive.cell import cell
from derive.stubs import scalar, tanh


@cell(
    title="FastRNN",
    source=kusupati_2018,
    meanings={
        "x": "input", "h": "hidden state", "h_tilde": "candidate",
        "alpha": "weight of the candidate", "beta": "weight of the previous state",
    },
    libraries=[
        "The authors' code and torchrecurrent train α and β through a sigmoid, which keeps them in (0, 1).",
    ],
)  # fmt: skip
def fastrnn(x, h, *, alpha: scalar, beta: scalar, W, U, b):
    """With tanh, the default of the authors' code; the paper leaves the nonlinearity open.

    0 ≤ α, β ≤ 1 are two free numbers; β = 1 − α is not asked for.
    """
    h_tilde = tanh(W @ x + U @ h + b)
    h = alpha * h_tilde + beta * h
    return h
