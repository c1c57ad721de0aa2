"""The chaos-free network: left alone, its state decays to zero."""

from derive.bibliography import laurent_2017
from derive.cell import cell
from derive.stubs import sigmoid, tanh


@cell(
    title="CFN",
    source=laurent_2017,
    meanings={"x": "input", "h": "hidden state", "theta": "forget gate", "eta": "input gate"},
    libraries=["torchrecurrent has a bias in the candidate as well."],
)
def cfn(x, h, *, U_theta, V_theta, b_theta, U_eta, V_eta, b_eta, W):
    """What is carried is tanh(h), not h; the candidate has no bias and does not see the state."""
    theta = sigmoid(U_theta @ h + V_theta @ x + b_theta)
    eta = sigmoid(U_eta @ h + V_eta @ x + b_eta)
    h = theta * tanh(h) + eta * tanh(W @ x)
    return h
