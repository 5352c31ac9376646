"""What language a text is in."""

from corpus.articles import Article

KNOWN_TO_THE_MODEL = "en"
_ENOUGH = 5_000


def is_foreign(article: Article) -> bool:
    """Tell whether an article is in a language that the default model did not learn."""
    return article.language not in ("", KNOWN_TO_THE_MODEL)


def find_language(text: str) -> str:
    """Return the likeliest language as its code of two letters (ISO 639-1), judged by the beginning of a text."""
    from py3langid import classify

    code, _ = classify(text[:_ENOUGH])
    return str(code)
