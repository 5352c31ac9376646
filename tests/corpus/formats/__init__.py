"""Readers of the formats of files, one module per format or family of formats."""
