"""Tests of `qa/clippings`."""
