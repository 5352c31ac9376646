"""Words, amounts and acronyms, in the one form that articles and questions are compared by."""
