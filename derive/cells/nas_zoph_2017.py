"""The cell that a neural architecture search found on Penn Treebank."""

from derive.bibliography import zoph_2017
from derive.cell import cell
from derive.stubs import relu, sigmoid, tanh


@cell(
    title="NAS cell",
    source=zoph_2017,
    meanings={
        "x": "input", "h": "hidden state", "c": "cell memory",
        "l_1": "leaf 1", "l_2": "leaf 2", "l_3": "leaf 3", "l_4": "leaf 4",
        "l_5": "leaf 5", "l_6": "leaf 6", "l_7": "leaf 7", "l_8": "leaf 8",
        "q_1": "node of leaves 1 and 2", "q_2": "node of leaves 3 and 4",
        "q_3": "node of leaves 5 and 6", "q_4": "node of leaves 7 and 8",
    },
    libraries=[
        "TensorFlow's NASCell has no biases by default.",
        "torchrecurrent adds the two products in leaf 4, where the search multiplies them.",
    ],
)  # fmt: skip
def nas(
    x, h, c, *,
    W_1, U_1, b_1, W_2, U_2, b_2, W_3, U_3, b_3, W_4, U_4, b_4,
    W_5, U_5, b_5, W_6, U_6, b_6, W_7, U_7, b_7, W_8, U_8, b_8,
):  # fmt: skip
    """The tree as it stands in TensorFlow's code; leaf 4 multiplies where the others add.

    The carried memory passes through a tanh, so no gate keeps it as it is.
    """
    l_1 = sigmoid(W_1 @ x + U_1 @ h + b_1)
    l_2 = relu(W_2 @ x + U_2 @ h + b_2)
    l_3 = sigmoid(W_3 @ x + U_3 @ h + b_3)
    l_4 = relu(W_4 @ x * (U_4 @ h + b_4))
    l_5 = tanh(W_5 @ x + U_5 @ h + b_5)
    l_6 = sigmoid(W_6 @ x + U_6 @ h + b_6)
    l_7 = tanh(W_7 @ x + U_7 @ h + b_7)
    l_8 = sigmoid(W_8 @ x + U_8 @ h + b_8)
    q_1 = tanh(l_1 * l_2)
    q_2 = tanh(l_3 + l_4)
    q_3 = tanh(l_5 * l_6)
    q_4 = sigmoid(l_7 + l_8)
    c = tanh(q_1 + c) * q_2
    h = tanh(c * tanh(q_3 + q_4))
    return h, c
