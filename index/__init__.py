"""How we store what we read: vectors, words, and the generations on disk."""
