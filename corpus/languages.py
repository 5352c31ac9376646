"""Detects the language of a text."""

from corpus.articles import Article

KNOWN_TO_THE_MODEL = "en"
MIN_LETTERS = 40
MIN_PERCENT = 60
_ENOUGH = 1_000


def is_foreign(article: Article) -> bool:
    """Return whether an article is in a language that the default model was not trained on."""
    return article.language not in ("", KNOWN_TO_THE_MODEL)


def find_language(text: str) -> str:
    """Return the language at the beginning of a text, as a two-letter code (ISO 639-1).

    Empty if the text is too short, or the language has no such code.
    """
    import pycld2

    # pycld2 rejects control characters.
    beginning = "".join(character if character.isprintable() else " " for character in text[:_ENOUGH])
    if sum(map(str.isalpha, beginning)) < MIN_LETTERS:
        return ""
    sure, _, languages = pycld2.detect(beginning, bestEffort=True)
    _, code, percent, _ = languages[0]
    return str(code) if sure and percent >= MIN_PERCENT and len(code) == len(KNOWN_TO_THE_MODEL) else ""
