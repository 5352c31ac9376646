"""Near copies count once: the earliest of them represents the others."""

from collections.abc import Mapping, Sequence

from index.store import Index
from qa.article_list import fetch_articles
from qa.retrieval.copies import publishing_order


def fold_copies(ids: Sequence[str], index: Index) -> Mapping[str, str]:
    """Return the article that represents each article with an earlier copy among the given ones.

    A copy of a copy stays by itself unless it is a copy of the first too: a digest holds unrelated articles.
    """
    copied = [id for id in ids if id in index.copies] if len(index.copies) else []
    ordered = sorted((publishing_order(article), article.id) for article in fetch_articles(index, copied))
    places = {id: place for place, (_, id) in enumerate(ordered)}
    folded: dict[str, str] = {}
    for _, id in ordered:
        earlier = [other for other in index.copies[id] if other in places and places[other] < places[id]]
        first = min((other for other in earlier if other not in folded), key=places.__getitem__, default=None)
        if first:
            folded[id] = first
    return folded
