"""What a collection is about: groups of articles, related articles, and extracts; all of it quoted."""
