"""Standing questions: kept beside the index, asked of the articles that are new in each generation."""
