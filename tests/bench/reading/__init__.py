"""Measures readers of files."""
