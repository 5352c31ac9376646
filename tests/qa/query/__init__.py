"""Tests of `qa/query`."""
