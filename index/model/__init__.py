"""The embedding model: its files, its execution, and its vectors."""
