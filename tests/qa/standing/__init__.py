"""Tests of `qa/standing`."""
