"""Measures the encoder and its runtimes."""
