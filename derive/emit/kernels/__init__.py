"""What a compiled cell calls besides NumPy itself; the text of these modules stands at the head of it."""

from __future__ import annotations

from types import ModuleType

from derive.emit.kernels import activations, aside, buffers, products, scans

MODULES: tuple[ModuleType, ...] = (buffers, aside, products, scans, activations)
"""In the order in which their texts can follow each other."""
