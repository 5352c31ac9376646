"""What of an article may be quoted as a sentence."""
