"""Readers, one module per format; each yields articles, and the reason for each one it cannot read."""
