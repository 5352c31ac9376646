"""A quotation as a reference for other programs: text, BibTeX, CSL-JSON, RIS and a W3C annotation.

`write_bibliography` writes all quoted articles, also in APA, MLA and Chicago, and `write_entries` articles without
quotations; both one entry each.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from corpus.articles import Article
from qa.answer import Quote
from qa.article_list import also_published, date_words, source_words
from qa.citations.citations import ARTICLE_URN
from qa.citations.fragments import find_address, is_web
from qa.citations.hidden import escape_hidden, reveal, reveal_line

FORMATS: Mapping[str, str] = {
    "text": "Text",
    "bibtex": "BibTeX",
    "csl": "CSL-JSON",
    "ris": "RIS",
    "annotation": "W3C annotation",
}
"""The formats by name, with the names shown to people."""

BIBLIOGRAPHY_FORMATS = ("bibtex", "ris", "csl")
"""The formats of `write_bibliography` for other programs."""

STYLES: Mapping[str, str] = {"apa": "APA", "mla": "MLA", "chicago": "Chicago"}
"""The styles of `write_bibliography` for people, with the names shown to them."""

MAX_NAME_IN_KEY = 24
"""Maximum length of the source in the key of an entry, in characters."""

_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "&%$#_{}"}

# BibTeX counts braces behind a backslash too.
_LONE_BRACES = {"{": r"\ensuremath{\lbrace}", "}": r"\ensuremath{\rbrace}"}

_LIGATURE = re.compile("(?<=[-'`,<>!?])(?=[-'`,<>])")
"""Between two characters that TeX might draw as one, such as a dash."""


_FIRST_SIGNS = re.compile(r"\A\W+")


def make_reference(quote: Quote, form: str) -> str:
    """Return a quotation in one of the `FORMATS`; raises ValueError for another."""
    writers = {
        "text": format_text,
        "bibtex": format_bibtex,
        "csl": format_csl,
        "ris": format_ris,
        "annotation": format_annotation,
    }
    if form not in writers:
        raise ValueError(f"there is no format {form!r}; choose one of {', '.join(writers)}")
    return writers[form](quote)


def format_text(quote: Quote) -> str:
    """Return the quotation and its source as text."""
    return f"“{reveal(quote.text)}”\n{describe_source(quote)}"


def describe_source(quote: Quote) -> str:
    """Return the article of a quotation and its place in one line."""
    place = quote.article.place_at(quote.start)
    parts = [*article_parts(quote.article), *([place] if place else ())]
    return reveal_line(f"{', '.join(parts)}, {quote.article.id}:{quote.start}-{quote.end}.")


def article_parts(article: Article) -> list[str]:
    """Return the known ones of author, headline or file name, source, day and address, and further publications."""
    named = [article.author, f"“{article.headline}”", source_words(article), date_words(article), article.url]
    return [part for part in named if part] + _list_further(article)


def _list_further(article: Article) -> list[str]:
    return [f"also published by {words}" for words in also_published(article)]


@dataclass(frozen=True, slots=True)
class _Entry:
    """An article as an entry of a bibliography: its key, the page or pages, and the quotations."""

    article: Article
    key: str
    page: str
    quotes: tuple[Quote, ...]


def _enter_quote(quote: Quote) -> _Entry:
    return _Entry(quote.article, _key(quote), _page_of(quote), (quote,))


def _enter_article(quotes: Sequence[Quote]) -> _Entry:
    """Return the entry of an article with all of its quotations, in the order of the text."""
    ordered = tuple(sorted(quotes, key=lambda quote: quote.start))
    pages = dict.fromkeys(filter(None, map(_page_of, ordered)))
    return _Entry(ordered[0].article, _article_key(ordered[0].article), ", ".join(pages), ordered)


def write_bibliography(quotes: Sequence[Quote], form: str) -> str:
    """Return the quoted articles in one of the `BIBLIOGRAPHY_FORMATS`, one entry each, in the order of the quotes.

    In one of the `STYLES` they are lines in alphabetical order. Raises ValueError for another format.
    """
    if form in STYLES:
        return join_references(style_references(list_articles_of(quotes), form))
    by_article: dict[str, dict[tuple[int, int], Quote]] = {}
    for quote in quotes:
        by_article.setdefault(quote.article.id, {})[quote.start, quote.end] = quote
    return _write_entries([_enter_article(list(of_article.values())) for of_article in by_article.values()], form)


def list_articles_of(quotes: Iterable[Quote]) -> list[Article]:
    """Return the quoted articles, each once."""
    return list({quote.article.id: quote.article for quote in quotes}.values())


def style_references(articles: Sequence[Article], style: str) -> Iterator[str]:
    """Yield the reference of each article in one of the `STYLES`."""
    from qa.citations.styled import format_references

    yield from format_references(articles, style)


def join_references(references: Iterable[str]) -> str:
    """Return references as lines, in alphabetical order."""
    ordered = sorted(references, key=lambda line: (_FIRST_SIGNS.sub("", line).casefold(), line))
    return "".join(f"{line}\n" for line in ordered)


def write_entries(articles: Iterable[Article], form: str) -> str:
    """Return articles in one of the `BIBLIOGRAPHY_FORMATS`, with the keys of `write_bibliography`.

    Raises ValueError for another format.
    """
    return _write_entries([_Entry(article, _article_key(article), "", ()) for article in articles], form)


def _write_entries(entries: Sequence[_Entry], form: str) -> str:
    if form not in BIBLIOGRAPHY_FORMATS:
        raise ValueError(f"there is no format {form!r}; choose one of {', '.join(BIBLIOGRAPHY_FORMATS)}")
    if form == "bibtex":
        return "\n".join(map(_format_bibtex, entries))
    if form == "ris":
        return "".join(map(_format_ris, entries))
    return _dump([_format_csl(entry) for entry in entries]) + "\n"


def format_bibtex(quote: Quote) -> str:
    """Return a BibTeX entry, the quotation as its note."""
    return _format_bibtex(_enter_quote(quote))


def _format_bibtex(entry: _Entry) -> str:
    article, day = entry.article, entry.article.published
    fields = {
        "author": f"{{{_latex(article.author)}}}" if article.author else "",
        "title": f"{{{_latex(article.headline)}}}",
        "howpublished": _latex(article.source),
        "year": str(day.year) if day else "",
        "month": f"{day.month}" if day else "",
        "date": day.isoformat() if day else "",
        "pages": _latex(entry.page),
        "url": find_address(article),
        "note": _latex(_write_note(entry)),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return "@misc{" + ",\n".join([entry.key, *lines]) + "\n}\n"


def format_csl(quote: Quote) -> str:
    """Return a list of one CSL-JSON item, the quotation as its note."""
    return _dump([_format_csl(_enter_quote(quote))])


def _format_csl(entry: _Entry) -> dict[str, object]:
    article, day = entry.article, entry.article.published
    item: dict[str, object] = {
        "id": entry.key,
        "type": "webpage" if is_web(article.url) else "document",
        "title": article.headline,
        "author": [{"literal": article.author}] if article.author else None,
        "container-title": article.source,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "page": entry.page,
        "URL": article.url if is_web(article.url) else "",
        "note": ". ".join(filter(None, [_join_quotes(entry), *map(_capitalize, _list_further(article))])),
    }
    return {name: value for name, value in item.items() if value}


def _join_quotes(entry: _Entry) -> str:
    """Return a quotation as it is, and several in quotation marks."""
    texts = [quote.text for quote in entry.quotes]
    return texts[0] if len(texts) == 1 else " ".join(f"“{text}”" for text in texts)


def _dump(form: object) -> str:
    return escape_hidden(json.dumps(form, ensure_ascii=False, indent=2))


def format_ris(quote: Quote) -> str:
    """Return a RIS record, the quotation as its note; lines end with CR LF."""
    return _format_ris(_enter_quote(quote))


def _format_ris(entry: _Entry) -> str:
    article, day = entry.article, entry.article.published
    fields = [
        ("TY", "ELEC" if is_web(article.url) else "GEN"),
        ("ID", entry.key),
        ("TI", article.headline),
        ("AU", article.author),
        ("T2", article.source),
        ("PY", str(day.year) if day else ""),
        ("DA", f"{day:%Y/%m/%d}/" if day else ""),
        ("SP", entry.page),
        ("UR", find_address(article)),
        ("N1", _write_note(entry)),
    ]
    lines = [f"{tag}  - {reveal_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def format_annotation(quote: Quote) -> str:
    """Return an annotation of the W3C's model, as `quotedesk verify` reads it."""
    position = {"type": "TextPositionSelector", "start": quote.start, "end": quote.end}
    words = {"type": "TextQuoteSelector", "exact": quote.text, "prefix": quote.prefix, "suffix": quote.suffix}
    annotation: dict[str, object] = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{ARTICLE_URN}{quote.article.id}:{quote.start}-{quote.end}",
        "type": "Annotation",
        "motivation": "highlighting",
        "target": {"source": _source_of(quote.article), "selector": [words, position]},
    }
    return _dump(annotation)


def _source_of(article: Article) -> str:
    """Return the address of an article if a browser may open it, else its name as a URN."""
    return article.url if is_web(article.url) else _urn_of(article)


def _urn_of(article: Article) -> str:
    return f"{ARTICLE_URN}{article.id}"


def _key(quote: Quote) -> str:
    """Return a key for an entry; an id of a foreign index may hold anything."""
    return f"{re.sub('[^A-Za-z0-9_.-]', '_', quote.article.id)}-{quote.start}-{quote.end}"


def _article_key(article: Article) -> str:
    """Return a key such as `united_nations_2024_228e99ae`."""
    named = re.sub("[^a-z0-9]+", "_", (article.source or article.author or article.title).lower()).strip("_")
    year = str(article.published.year) if article.published else ""
    id = re.sub("[^A-Za-z0-9]", "_", article.id)
    return "_".join(filter(None, (named[:MAX_NAME_IN_KEY].strip("_"), year, id)))


def _page_of(quote: Quote) -> str:
    return quote.article.place_at(quote.start).removeprefix("p. ")


def _write_note(entry: _Entry) -> str:
    """Return the quotations, with the article's address if no program could open it, and further publications."""
    address = entry.article.url
    quoted = (f"“{reveal_line(quote.text)}”" for quote in entry.quotes)
    noted = " ".join([*quoted, reveal_line(address) if address and not is_web(address) else ""]).strip()
    further = (reveal_line(_capitalize(words)) for words in _list_further(entry.article))
    return ". ".join(filter(None, [noted, *further]))


def _capitalize(words: str) -> str:
    return words[:1].upper() + words[1:]


def _latex(text: str) -> str:
    text = reveal_line(text)
    names = _LATEX if _is_balanced(text) else _LATEX | _LONE_BRACES
    return "".join(names.get(sign, sign) for sign in _LIGATURE.sub("\0", text)).replace("\0", "{}")


def _is_balanced(text: str) -> bool:
    """Return whether every brace of a text is closed, in order."""
    depths = list(accumulate((sign == "{") - (sign == "}") for sign in text))
    return not depths or (min(depths) >= 0 and depths[-1] == 0)
