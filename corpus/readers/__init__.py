"""One small module a format; each yields articles and, for what it cannot read, the reason."""
