"""Tests of the default model and of the prepared ones."""
