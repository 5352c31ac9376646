"""Reads passages: which of their sentences answer, and with what probability."""
