"""A segment: articles with their passages, vectors and words, written together and never changed."""
