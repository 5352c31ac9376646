"""Tests of `qa/reading`."""
