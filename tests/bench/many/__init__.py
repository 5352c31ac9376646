"""Work over many articles: mentions, matrix, overview, standing questions."""
