"""The tiny gated network: gate and candidate share their matrices."""

from __future__ import annotations

from derive.bibliography import kusupati_2018
from derive.cell import cell
from derive.stubs import scalar, sigmoid, tanh


@cell(
    title="FastGRNN",
    source=kusupati_2018,
    meanings={
        "x": "input", "h": "hidden state", "k": "shared products", "z": "gate", "h_tilde": "candidate",
        "zeta": "weight of the candidate where the gate is shut", "nu": "weight of the candidate everywhere",
    },
    libraries=[
        "The authors' code and torchrecurrent train ζ and ν through a sigmoid.",
        "torchrecurrent's gate is a tanh unless nonlinearity='sigmoid' is given.",
    ],
)  # fmt: skip
def fastgrnn(x, h, *, zeta: scalar, nu: scalar, W, U, b_z, b_h):
    """The full-rank form, without the low-rank and sparse factors of W and U; 0 ≤ ζ, ν ≤ 1."""
    k = W @ x + U @ h
    z = sigmoid(k + b_z)
    h_tilde = tanh(k + b_h)
    h = (zeta * (1 - z) + nu) * h_tilde + z * h
    return h
