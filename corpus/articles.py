"""`Article`: what we read, and the only text that is ever quoted."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

ID_LENGTH = 16

MAX_HEADLINE_LENGTH = 200
"""Maximum length, in characters, of a headline made of the first words of a text."""

REPR_LENGTH = 30
"""Maximum length, in characters, of a text that `repr` shows."""


_PRINTERS_SIGNS = str.maketrans(
    {"\u00ad": None, "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_PRINTERS_SIGN = re.compile("[\u00adﬀ-ﬆ]")
_DIVIDED_WORD = re.compile("(?<=\\w)\u00ad[^\\S\\n]*\\n[^\\S\\n]*(?=\\w)")


@dataclass(frozen=True, slots=True)
class Publication:
    """What one place states of an article; unknown fields are empty."""

    title: str
    source: str
    author: str
    published: date | None
    url: str
    date_basis: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article; its id comes from its text alone, so no rebuild, model or folder changes it.

    `text` is what is quoted, with line ends as `\\n`; an unknown field is empty, an unknown date None. `date_basis`
    says where the date comes from ("text", "metadata", "file name"). `pages` are the offsets at which pages, slides,
    rows or the like begin, and `page_labels` what citations call them, empty if a citation
    needs no more than the article; without labels they are numbered. `language` is
    a two-letter code, detected from the text. `name` is the name of the source file, or the last part of the web
    address. Neither takes part in comparisons. `also` are further publications of the same text.
    `stated` is what the file states, if a person has edited title, source or date.
    """

    id: str
    title: str
    text: str
    source: str
    author: str
    published: date | None
    url: str
    sha256: str
    date_basis: str = ""
    language: str = field(default="", compare=False)
    pages: tuple[int, ...] = ()
    name: str = field(default="", compare=False)
    page_labels: tuple[str, ...] = ()
    also: tuple[Publication, ...] = ()
    stated: Publication | None = None

    @property
    def publication(self) -> Publication:
        """The publication that the fields of the article state."""
        return Publication(self.title, self.source, self.author, self.published, self.url, self.date_basis)

    @property
    def publications(self) -> tuple[Publication, ...]:
        """All publications of the text, that of the fields first."""
        return (self.publication, *self.also)

    @property
    def headline(self) -> str:
        """The title; without one the file name, and without that the first words."""
        return self.title or self.name or first_words(self.text)

    def __repr__(self) -> str:
        """Return the id, title, date and text in one line."""
        day = str(self.published) if self.published else None
        title, text = abridge(self.title), abridge(self.text)
        return f"Article({self.id!r}, title={title!r}, published={day!r}, text={text!r})"

    def page_at(self, offset: int) -> int | None:
        """Return the number, from 1, of the page at an offset; None for an article without pages."""
        return bisect_right(self.pages, offset) or None

    def place_at(self, offset: int) -> str:
        """Return the label in citations of the page at an offset, such as "p. 3" or "slide 3"; empty without pages."""
        page = self.page_at(offset)
        if page is None:
            return ""
        return self.page_labels[page - 1] if self.page_labels else f"p. {page}"


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article and its origin: a file, or a line or entry of one."""

    article: Article
    origin: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A place without an article, and the reason."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A web address that has not changed since the last download, so its articles were not read."""

    path: str


def make_article(
    text: str,
    *,
    title: str = "",
    source: str = "",
    author: str = "",
    published: date | str | None = None,
    url: str = "",
    date_basis: str = "",
    pages: Sequence[int] = (),
    page_labels: Sequence[str] = (),
) -> Article:
    """Make an article whose id and hash come from its text.

    `published` may be text such as "2024-01-31"; anything else raises ValueError. The text is cleaned, see
    `clean_text`.
    """
    text = clean_text(text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    title, source, author = (" ".join(clean_text(field).split()) for field in (title, source, author))
    url = " ".join(_replace_surrogates(url).split())
    return Article(
        id=sha256[:ID_LENGTH],
        title=title,
        text=text,
        source=source,
        author=author,
        published=parse_day(published),
        url=url,
        sha256=sha256,
        date_basis=date_basis,
        pages=tuple(pages),
        page_labels=tuple(page_labels),
    )


def parse_day(day: date | str | None) -> date | None:
    """Return a date, given as such or in ISO 8601. Raises ValueError."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def clean_text(text: str) -> str:
    """Return a text in the form that articles have, which the offsets of pages and quotations refer to.

    Line ends become `\\n`, lone surrogates, which cannot be saved, U+FFFD, and ligatures their letters. Soft hyphens,
    which only say where a word may be divided, are removed, with the line end after them where a word is divided.
    """
    text = _replace_surrogates(text).replace("\r\n", "\n").replace("\r", "\n")
    if _PRINTERS_SIGN.search(text):
        text = _DIVIDED_WORD.sub("", text).translate(_PRINTERS_SIGNS)
    return text


def _replace_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def abridge(text: str) -> str:
    """Return the beginning of a text, with an ellipsis if it was cut."""
    return text if len(text) <= REPR_LENGTH else f"{text[: REPR_LENGTH - 1]}…"


def first_words(text: str, words: int = 10) -> str:
    """Return the first words of a text, cut to `MAX_HEADLINE_LENGTH` characters, with an ellipsis if more follow."""
    found = text.split(maxsplit=words)
    first = " ".join(found[:words])
    if len(first) > MAX_HEADLINE_LENGTH:
        return first[:MAX_HEADLINE_LENGTH].rstrip() + " …"
    return first + (" …" if len(found) > words else "")
