"""The metadata of a passage for every framework."""

from qa.answer import Hit
from qa.article_list import also_published


def describe(hit: Hit) -> dict[str, str | int | float | None]:
    """Return the article of a hit and the place in it: `article.text[start:end]` is the passage.

    `title` is the name of the file where the article has no title of its own.
    """
    article = hit.article
    return {
        "id": article.id,
        "title": article.headline,
        "name": article.name,
        "source": article.source,
        "author": article.author,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
        "also_published": "; ".join(also_published(article)),
        "start": hit.passage.start,
        "end": hit.passage.end,
        "score": hit.score,
    }
