"""Tests of `qa/reading/contrary`."""
