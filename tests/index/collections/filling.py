"""Fills a collection with articles of one sentence."""

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index


def fill(folder, encoder, *texts):
    found = [FoundArticle(make_article(text), str(place)) for place, text in enumerate(texts)]
    build_index(Reading(found), folder, encoder=encoder)
