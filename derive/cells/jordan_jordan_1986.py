"""The network whose output, and not its hidden layer, is fed back."""

from derive.bibliography import jordan_1986
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="Jordan",
    source=jordan_1986,
    meanings={"x": "input", "y": "output", "h": "hidden layer"},
    libraries=["No widely used library has this cell; a recurrent layer there feeds its hidden state back."],
)
def jordan(x, y, *, W_h, U_h, b_h, W_y, b_y):
    """The output recurs: h has no memory of its own. tanh for the hidden layer, logistic outputs.

    Without the decaying trace of earlier outputs that the report also lets the context units keep.
    """
    h = tanh(W_h @ x + U_h @ y + b_h)
    y = sigmoid(W_y @ h + b_y)
    return y
