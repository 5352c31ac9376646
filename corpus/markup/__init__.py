"""Parsers that take the markup away from a text, one module per language."""
