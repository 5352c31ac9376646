"""Tests of `corpus/markup`."""
