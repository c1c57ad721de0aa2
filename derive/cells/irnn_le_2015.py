"""The recurrent network of rectified linear units that starts as the identity."""

from derive.bibliography import le_2015
from derive.cell import cell
from derive.stubs import relu


@cell(
    title="IRNN",
    source=le_2015,
    meanings={"x": "input", "h": "hidden state"},
    libraries=["PyTorch's RNN with nonlinearity='relu' is this cell once weight_hh is set to the identity."],
)
def irnn(x, h, *, W, U, b):
    """Elman's cell with ReLU; what is new is its start, U = I and b = 0, which no equation shows."""
    h = relu(W @ x + U @ h + b)
    return h
