"""The command `quotedesk`: one module per group of commands, and shared ones."""
