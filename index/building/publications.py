"""An article of several places: one text with the fields that each place states, independent of the order of
reading."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from corpus.articles import Article, Publication


def compose(
    places: Collection[str], found: Mapping[str, Article], known: Article | None, stated: Mapping[str, Publication]
) -> tuple[Article, dict[str, Publication]]:
    """Return the article of some places, and what those state that is not what the article itself states.

    `found`: the articles read now, by place. The other places state what is `stated`, otherwise what the stored
    article `known` states.
    """
    publications = {place: article.publication for place, article in found.items()}
    if known:
        publications = {place: stated.get(place, known.publication) for place in places} | publications
    own, *also = choose_publications(publications.values())
    copies = [found[place] for place in sorted(found)]
    if known and len(found) < len(places):
        copies.append(known)
    # The pages of a PDF are kept, whichever copy is read first.
    base = max(copies, key=lambda article: (len(article.pages), article.pages, article.page_labels))
    article = replace(
        base,
        title=own.title,
        source=own.source,
        author=own.author,
        published=own.published,
        url=own.url,
        date_basis=own.date_basis,
        also=tuple(also),
    )
    return article, {place: one for place, one in sorted(publications.items()) if one != own}


def choose_publications(publications: Collection[Publication]) -> list[Publication]:
    """Return the publications that differ, in order; one that states nothing that another does not is left out.

    The first is the earliest of those with a title.
    """
    first, *others = sorted(set(publications), key=_order)
    chosen = [first]
    for other in sorted(others, key=lambda one: (-len(_state(one)), _order(one))):
        if not any(_state(other) <= _state(one) for one in chosen):
            chosen.append(other)
    return [first, *sorted(chosen[1:], key=_order)]


def _order(one: Publication) -> tuple[bool, date, int, tuple[str, ...]]:
    words = (one.source, one.title, one.author, one.url, one.date_basis)
    return not one.title, one.published or date.max, -len(_state(one)), words


def _state(one: Publication) -> set[tuple[str, object]]:
    """Return the known fields of a publication with their values."""
    fields = {"title": one.title, "source": one.source, "author": one.author, "day": one.published, "url": one.url}
    return {(name, value) for name, value in fields.items() if value}
