"""Tests of what may be quoted as a sentence."""
