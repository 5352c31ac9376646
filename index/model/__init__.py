"""The embedding model: its files, how it runs, and the vectors that it makes."""
