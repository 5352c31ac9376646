"""Commands of `quotedesk`, one module for related ones."""
