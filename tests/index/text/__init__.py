"""Words of articles and questions."""
