"""Tests of `ui/html`."""
