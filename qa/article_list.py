"""The list of articles, newest first, and the words that each is found by and described with."""

from datetime import date

from corpus.articles import Article, Publication, first_words
from index.store import Index, once_per_index


def find_articles(index: Index, wanted: str) -> list[str]:
    """Return the ids of the articles, newest first, whose headline, source, author or date holds the wanted words."""
    words = wanted.casefold().split()
    return [id for id, described in _describe_articles(index) if all(word in described for word in words)]


@once_per_index
def _describe_articles(index: Index) -> list[tuple[str, str]]:
    """Return each article's id and what it is found by, newest first; cached, since the page filters at each key."""
    described = [(article.published or date.min, article.id, _describe(article)) for article in index.articles.values()]
    return [(id, words) for _, id, words in sorted(described, key=lambda item: item[0], reverse=True)]


def _describe(article: Article) -> str:
    named = () if article.title else (first_words(article.text), article.name)
    stated = [
        word for one in article.publications for word in (one.title, source_words(one), one.author, date_words(one))
    ]
    return " ".join((*named, *stated)).casefold()


def source_words(article: Article | Publication) -> str:
    """Return where an article was published, or that this is not known."""
    return article.source or "source not stated"


def date_words(article: Article | Publication) -> str:
    """Return the day an article was published, or that this is not known."""
    day = article.published
    return f"{day.day} {day:%B %Y}" if day else "undated"


def also_published(article: Article) -> list[str]:
    """Return the source, day and address of each further publication, and author and title where they differ."""
    return [", ".join(_list_words(one, article)) for one in article.also]


def _list_words(one: Publication, article: Article) -> list[str]:
    author = one.author if one.author != article.author else ""
    title = f"“{one.title}”" if one.title and one.title != article.title else ""
    return [words for words in (source_words(one), date_words(one), author, title, one.url) if words]
