"""Measures speed, memory and choices; never part of the tests."""
