"""Tests of `corpus/pages`."""
