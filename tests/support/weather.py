"""Articles of one sentence, and the content of an index of them."""

from corpus.articles import FoundArticle, make_article
from index.opening import open_index

RAIN, SNOW, WIND = "Rain fell in Almaty on Monday.", "Snow fell in Astana on Tuesday.", "Wind blew in Aktau on Sunday."


def find(place, text, **fields):
    return FoundArticle(make_article(text, **fields), place)


def texts_of(folder):
    return {article.text for article in open_index(folder).articles.values()}
