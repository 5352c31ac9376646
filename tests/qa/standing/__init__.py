"""Tests of `qa/drafts`."""
