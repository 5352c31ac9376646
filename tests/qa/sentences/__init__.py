"""Tests of `qa/sentences`."""
