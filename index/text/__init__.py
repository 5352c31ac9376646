"""Words, amounts and acronyms, normalised so that articles and questions can be compared."""
