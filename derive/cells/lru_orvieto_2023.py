"""The linear recurrent unit: a diagonal complex recurrence, here in real and imaginary parts."""

from derive.bibliography import orvieto_2023
from derive.cell import cell
from derive.stubs import cos, exp, sin


@cell(
    title="LRU",
    source=orvieto_2023,
    meanings={
        "x": "input", "h_re": "state, real part", "h_im": "state, imaginary part", "y": "output",
        "lambda_re": "eigenvalues, real part", "lambda_im": "eigenvalues, imaginary part",
        "u_re": "scaled input, real part", "u_im": "scaled input, imaginary part",
        "h_new": "new state, real part",
    },
    libraries=["Implementations compute with complex arrays and start γ at log √(1 − |λ|²)."],
)  # fmt: skip
def lru(x, h_re, h_im, *, nu, theta, gamma, B_re, B_im, C_re, C_im, D):
    """λ = exp(−exp ν + i exp θ), so that |λ| < 1; every complex product is written out in real numbers.

    D is a vector, the pass-through of each input entry to the output entry beside it.
    """
    lambda_re = exp(-exp(nu)) * cos(exp(theta))
    lambda_im = exp(-exp(nu)) * sin(exp(theta))
    u_re = exp(gamma) * (B_re @ x)
    u_im = exp(gamma) * (B_im @ x)
    h_new = lambda_re * h_re - lambda_im * h_im + u_re
    h_im = lambda_re * h_im + lambda_im * h_re + u_im
    h_re = h_new
    y = C_re @ h_re - C_im @ h_im + D * x
    return h_re, h_im, y
