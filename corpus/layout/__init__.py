"""The layout of printed pages: from words and their positions to paragraphs in reading order."""
