"""Parses a question: its words, its period, and the kind of answer that it asks for."""
