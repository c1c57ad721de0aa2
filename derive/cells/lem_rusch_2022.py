"""The long expressive memory: two coupled states, each with time steps of its own."""

from __future__ import annotations

from derive.bibliography import rusch_2022
from derive.cell import cell
from derive.stubs import scalar, sigmoid, tanh


@cell(
    title="LEM",
    source=rusch_2022,
    meanings={
        "x": "input", "y": "hidden state", "z": "memory", "tau": "largest time step",
        "s": "time step of the memory", "s_bar": "time step of the hidden state",
    },
    libraries=["torchrecurrent and RecurrentLayers.jl let the hidden state read the previous memory."],
)  # fmt: skip
def lem(x, y, z, *, tau: scalar, W_1, V_1, b_1, W_2, V_2, b_2, W_z, V_z, b_z, W_y, V_y, b_y):
    """Equation (3): the hidden state reads the *new* memory, and has a time step of its own.

    The letters: τ is the paper's Δt; s and s̄ are its Δtₙ and its barred Δtₙ.
    """
    s = tau * sigmoid(W_1 @ y + V_1 @ x + b_1)
    s_bar = tau * sigmoid(W_2 @ y + V_2 @ x + b_2)
    z = (1 - s) * z + s * tanh(W_z @ y + V_z @ x + b_z)
    y = (1 - s_bar) * y + s_bar * tanh(W_y @ z + V_y @ x + b_y)
    return y, z
