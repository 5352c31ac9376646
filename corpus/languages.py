"""What language a text is in."""

import math

from corpus.articles import Article

KNOWN_TO_THE_MODEL = "en"
FEWEST_LETTERS = 40
SURE = 0.9
_ENOUGH = 1_000


def is_foreign(article: Article) -> bool:
    """Tell whether an article is in a language that the default model did not learn."""
    return article.language not in ("", KNOWN_TO_THE_MODEL)


def find_language(text: str) -> str:
    """Return the language of a text as its code of two letters (ISO 639-1), judged by its beginning.

    It is empty where the text is too short to tell, or the language has no such code.
    """
    from py3langid import rank

    beginning = text[:_ENOUGH]
    if sum(map(str.isalpha, beginning)) < FEWEST_LETTERS:
        return ""
    ranks = rank(beginning)
    code, best = ranks[0]
    share = 1 / sum(math.exp(score - best) for _, score in ranks)
    return str(code) if share >= SURE and len(code) == len(KNOWN_TO_THE_MODEL) else ""
