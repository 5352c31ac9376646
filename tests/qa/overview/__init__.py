"""Tests of `qa/overview`."""
