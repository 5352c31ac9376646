"""Tests of `ui/security`."""
