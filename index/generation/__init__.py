"""A generation on disk: its manifest, its catalogue of articles, how it is published, and the lock."""
