"""Tests of the reader of each format."""
