"""derive: a recurrent cell is written once; everything else about it is derived, checked and shown."""

from derive.cell import Cell, cell

__all__ = ["Cell", "cell"]
