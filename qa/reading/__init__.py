"""Reads passages for the sentences that answer, and how surely they do."""
