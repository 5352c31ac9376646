"""What we read: articles, their sentences and passages."""
