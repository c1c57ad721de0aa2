"""How fast compiled cells are beside what else there is: `python -m benchmarks`."""
