"""Lists every sentence that mentions a name, word or phrase, with its counts."""
