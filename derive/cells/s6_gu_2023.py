"""The selective state space layer of Mamba, with a diagonal state matrix for each channel."""

from __future__ import annotations

from derive.bibliography import gu_2023
from derive.cell import cell
from derive.stubs import diag, exp, matrix, softplus


@cell(
    title="S6",
    source=gu_2023,
    meanings={
        "x": "input", "H": "state", "y": "output",
        "tau": "step size", "B": "input weights", "C": "output weights",
        "A_bar": "discretised state matrix", "B_bar": "discretised input weights over the step's input",
    },
    libraries=["The released code takes an Euler step for B̄, which is a cell of its own here."],
)  # fmt: skip
def s6(x, H: matrix[d, n], *, A: matrix[d, n], V_tau, W_tau, b_tau, W_B, W_C, D):
    """The *paper's* discretisation, zero-order hold: B̄ = (exp(τA) − 1)/A · B.

    τ is the paper's Δ, from a product of low rank. A row of H is the state of one channel, a row of A its
    diagonal state matrix, which is negative. The convolution and the gate around it belong to Mamba's block,
    not to this cell.
    """
    tau = softplus(V_tau @ (W_tau @ x) + b_tau)
    B = W_B @ x
    C = W_C @ x
    A_bar = exp(diag(tau) @ A)
    B_bar = (A_bar - 1) / A
    H = A_bar * H + B_bar * (x @ B.T)
    y = H @ C + D * x
    return H, y


@cell(
    title="S6, released code",
    source=gu_2023,
    meanings={
        "x": "input", "H": "state", "y": "output",
        "tau": "step size", "B": "input weights", "C": "output weights",
        "A_bar": "discretised state matrix",
    },
    libraries=["mamba-ssm, Transformers and mambapy compute this; they store log(−A)."],
)  # fmt: skip
def s6_euler(x, H: matrix[d, n], *, A: matrix[d, n], V_tau, W_tau, b_tau, W_B, W_C, D):
    """The discretisation of the *released code*: exp(τA) for the state, but the Euler step B̄ = τ·B."""
    tau = softplus(V_tau @ (W_tau @ x) + b_tau)
    B = W_B @ x
    C = W_C @ x
    A_bar = exp(diag(tau) @ A)
    H = A_bar * H + (tau * x) @ B.T
    y = H @ C + D * x
    return H, y
