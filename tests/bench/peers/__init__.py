"""Measures quotedesk beside its peers: `python -m tests.bench.peers SET`."""
