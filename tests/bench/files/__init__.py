"""Measures the readers of files."""
