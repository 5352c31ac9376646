"""The code base and the documentation."""
