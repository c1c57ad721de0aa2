"""How a framework writes a cell: its layout as data, and everything that is derived from it."""
