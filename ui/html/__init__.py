"""Answers, articles and reports as HTML."""
