"""The command `quotedesk`: its entry point and what its commands share."""
