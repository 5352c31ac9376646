"""Builds the next generation from articles and the last one."""
