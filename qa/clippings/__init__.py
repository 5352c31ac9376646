"""Quotations that people keep, with their notes and tags."""
