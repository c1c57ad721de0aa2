"""What is measured: cells, sizes, arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from derive.emit.functions import Array

CELLS = ("lstm", "gru_reset_after", "lstm_peephole", "mgu", "ugrnn", "min_gru")
"""Two for which frameworks have a layer of their own, and four for which none has."""

SIZES = ((1, 100, 64, 64), (1, 500, 32, 32), (32, 50, 128, 128), (32, 100, 256, 256), (64, 100, 512, 512))
"""(B, T, I, H): sequences, steps, entries of the input and of the state."""

MODES = ("train", "infer")


@dataclass(frozen=True)
class Case:
    """One thing to measure: forward and backward (train) or forward alone (infer)."""

    cell: str
    size: tuple[int, int, int, int]
    mode: str

    def arrays(self) -> tuple[dict[str, Array], Array]:
        """The arguments of the cell by name, and the cotangent of h; the same in every process."""
        from derive.cells import ALL

        batch, steps, inputs, state = self.size
        rng = np.random.default_rng(0)
        found: dict[str, Array] = {"x": normal(rng, (steps, batch, inputs))}
        for q in ALL[self.cell].parameters:
            shape = tuple({"m": inputs, "n": state}[str(size)] for size in q.shape if size != 1)
            found[q.base] = normal(rng, shape) / np.float32(np.sqrt(state))
        return found, normal(rng, (steps, batch, state))


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Normal entries in float32."""
    return rng.standard_normal(shape).astype(np.float32)
