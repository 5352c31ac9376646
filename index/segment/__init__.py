"""A segment: some articles with their passages, vectors and words, written together and never changed."""
