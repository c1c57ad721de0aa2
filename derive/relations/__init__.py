"""Relations between cells: found by matching, proved, confirmed with numbers."""
