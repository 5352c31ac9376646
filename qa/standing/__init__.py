"""Standing questions: kept beside the index, asked of the articles that are new in each generation."""

STANDING_FILE = "standing.json"
"""The file of the standing questions, in the folder of the index."""
