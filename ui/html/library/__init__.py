"""The Library tab as HTML: articles, charts, versions."""
