"""Tests of `qa/citations`."""
