"""One module a system; each imports its library at the top, and its `make` returns the system."""
