"""How the numbers that quotedesk ships were fitted."""
