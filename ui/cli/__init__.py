"""The command `quotedesk`: a module for each group of verbs, and what they share."""
