"""Backends: from a Program to functions that compute it."""
