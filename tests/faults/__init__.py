"""Tests of what can break."""
