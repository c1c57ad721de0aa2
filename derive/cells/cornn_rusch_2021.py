"""The coupled oscillatory network: a damped, driven oscillator for each unit, discretised."""

from __future__ import annotations

from derive.bibliography import rusch_2021
from derive.cell import cell
from derive.stubs import scalar, tanh


@cell(
    title="coRNN",
    source=rusch_2021,
    meanings={
        "x": "input", "y": "position (hidden state)", "z": "velocity",
        "tau": "time step", "gamma": "stiffness", "epsilon": "damping",
    },
    libraries=["torchrecurrent has three biases, which only act as their sum."],
)  # fmt: skip
def cornn(x, y, z, *, tau: scalar, gamma: scalar, epsilon: scalar, W_y, W_z, V, b):
    """The explicit scheme, as in the authors' code: the damping acts on the previous velocity.

    The paper also allows the new velocity there. The position moves with the new velocity. τ is the
    paper's Δt.
    """
    z = z + tau * (tanh(W_y @ y + W_z @ z + V @ x + b) - gamma * y - epsilon * z)
    y = y + tau * z
    return y, z
