"""The three best mutations of the GRU that an evolutionary search found."""

from derive.bibliography import jozefowicz_2015
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="MUT1",
    source=jozefowicz_2015,
    meanings={
        "x": "input", "h": "hidden state",
        "r": "reset gate", "z": "update gate", "h_tilde": "candidate",
    },
    libraries=[
        "Where input and state differ in size, old Keras projected the input at random in the candidate,",
        "and torchrecurrent learns that projection.",
    ],
)  # fmt: skip
def mut1(x, h, *, W_z, b_z, W_r, U_r, b_r, U_h, b_h):
    """The update gate sees only the input; the candidate adds tanh(x), so input and state have one size.

    z writes here, while the same paper's GRU lets z keep.
    """
    z = sigmoid(W_z @ x + b_z)
    r = sigmoid(W_r @ x + U_r @ h + b_r)
    h_tilde = tanh(U_h @ (r * h) + tanh(x) + b_h)
    h = h_tilde * z + h * (1 - z)
    return h


@cell(
    title="MUT2",
    source=jozefowicz_2015,
    meanings={
        "x": "input", "h": "hidden state",
        "r": "reset gate", "z": "update gate", "h_tilde": "candidate",
    },
    libraries=["torchrecurrent multiplies the input with a matrix in the reset gate."],
)  # fmt: skip
def mut2(x, h, *, W_z, U_z, b_z, U_r, b_r, W_h, U_h, b_h):
    """The reset gate adds the input as it is, so input and state have one size; z writes."""
    z = sigmoid(W_z @ x + U_z @ h + b_z)
    r = sigmoid(x + U_r @ h + b_r)
    h_tilde = tanh(U_h @ (r * h) + W_h @ x + b_h)
    h = h_tilde * z + h * (1 - z)
    return h


@cell(
    title="MUT3",
    source=jozefowicz_2015,
    meanings={
        "x": "input", "h": "hidden state",
        "r": "reset gate", "z": "update gate", "h_tilde": "candidate",
    },
)  # fmt: skip
def mut3(x, h, *, W_z, U_z, b_z, W_r, U_r, b_r, W_h, U_h, b_h):
    """The update gate sees tanh(h); z writes."""
    z = sigmoid(W_z @ x + U_z @ tanh(h) + b_z)
    r = sigmoid(W_r @ x + U_r @ h + b_r)
    h_tilde = tanh(U_h @ (r * h) + W_h @ x + b_h)
    h = h_tilde * z + h * (1 - z)
    return h
