"""Articles made of a few words, published at any place."""

from typing import Any

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.places import Location, build_at, open_at
from index.store import Index
from index.types import Encoder


def found(text: str, place: str, **fields: Any) -> FoundArticle:
    return FoundArticle(make_article(text, **fields), place)


def publish(place: Location, *articles: FoundArticle, **options: Any) -> Index:
    build_at(Reading(list(articles)), place, **options)
    return open_at(place)


def publish_texts(place: Location, *texts: str, encoder: Encoder) -> Index:
    return publish(place, *(found(text, str(number)) for number, text in enumerate(texts)), encoder=encoder)
