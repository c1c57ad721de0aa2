"""The question the project grew from: its claims as data, assertions about cells, derived verdicts."""
