"""A quotation as a reference for other programs: text, BibTeX, CSL-JSON, RIS and a W3C annotation."""

import json
import re
from collections.abc import Mapping
from itertools import accumulate
from urllib.parse import quote as percent_encode

from corpus.articles import Article
from qa.answer import Quote
from qa.article_list import also_published, date_words, source_words
from qa.citations.citations import ARTICLE_URN
from qa.citations.fragments import is_web
from qa.citations.hidden import escape_hidden, find_hidden, reveal, reveal_line

FORMATS: Mapping[str, str] = {
    "text": "Text",
    "bibtex": "BibTeX",
    "csl": "CSL-JSON",
    "ris": "RIS",
    "annotation": "W3C annotation",
}
"""The formats by name, with the names shown to people."""

_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "&%$#_{}"}

# BibTeX counts braces behind a backslash too.
_LONE_BRACES = {"{": r"\ensuremath{\lbrace}", "}": r"\ensuremath{\rbrace}"}

_LIGATURE = re.compile("(?<=[-'`,<>!?])(?=[-'`,<>])")
"""Between two characters that TeX might draw as one, such as a dash."""


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


def format_bibtex(quote: Quote) -> str:
    """Return a BibTeX entry, the quotation as its note."""
    article, day = quote.article, quote.article.published
    fields = {
        "author": f"{{{_latex(article.author)}}}" if article.author else "",
        "title": f"{{{_latex(article.headline)}}}",
        "howpublished": _latex(article.source),
        "year": str(day.year) if day else "",
        "month": f"{day.month}" if day else "",
        "date": day.isoformat() if day else "",
        "pages": _latex(_page_of(quote)),
        "url": _find_url(article),
        "note": _latex(_write_note(quote)),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return "@misc{" + ",\n".join([_key(quote), *lines]) + "\n}\n"


def format_csl(quote: Quote) -> str:
    """Return a list of one CSL-JSON item, the quotation as its note."""
    article, day = quote.article, quote.article.published
    item: dict[str, object] = {
        "id": _key(quote),
        "type": "webpage" if is_web(article.url) else "document",
        "title": article.headline,
        "author": [{"literal": article.author}] if article.author else None,
        "container-title": article.source,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "page": _page_of(quote),
        "URL": article.url if is_web(article.url) else "",
        "note": ". ".join(filter(None, [quote.text, *map(_capitalize, _list_further(article))])),
    }
    known = {name: value for name, value in item.items() if value}
    return escape_hidden(json.dumps([known], ensure_ascii=False, indent=2))


def format_ris(quote: Quote) -> str:
    """Return a RIS record, the quotation as its note; lines end with CR LF."""
    article, day = quote.article, quote.article.published
    fields = [
        ("TY", "ELEC" if is_web(article.url) else "GEN"),
        ("ID", _key(quote)),
        ("TI", article.headline),
        ("AU", article.author),
        ("T2", article.source),
        ("PY", str(day.year) if day else ""),
        ("DA", f"{day:%Y/%m/%d}/" if day else ""),
        ("SP", _page_of(quote)),
        ("UR", _find_url(article)),
        ("N1", _write_note(quote)),
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
    return escape_hidden(json.dumps(annotation, ensure_ascii=False, indent=2))


def _source_of(article: Article) -> str:
    """Return the address of an article if a browser may open it, else its name as a URN."""
    return article.url if is_web(article.url) else _urn_of(article)


def _urn_of(article: Article) -> str:
    return f"{ARTICLE_URN}{article.id}"


def _key(quote: Quote) -> str:
    """Return a key for an entry; an id of a foreign index may hold anything."""
    key = re.sub("[^A-Za-z0-9_.-]", "_", quote.article.id)
    return f"{key}-{quote.start}-{quote.end}" if quote.text else key


def _page_of(quote: Quote) -> str:
    return quote.article.place_at(quote.start).removeprefix("p. ")


def _write_note(quote: Quote) -> str:
    """Return the quotation, with the address of its article if no program could open it, and further publications."""
    address = quote.article.url
    words = f"“{reveal_line(quote.text)}”" if quote.text else ""
    noted = f"{words} {reveal_line(address) if address and not is_web(address) else ''}".strip()
    further = (reveal_line(_capitalize(words)) for words in _list_further(quote.article))
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


def _find_url(article: Article) -> str:
    """Return the address of an article on the web, its blanks, braces and hidden characters percent-encoded."""
    url = article.url
    if not is_web(url):
        return ""
    hidden = {place for start, end in find_hidden(url) for place in range(start, end)}
    return "".join(
        percent_encode(sign.encode("utf-8", "replace"), safe="") if place in hidden or sign in "{}\\ \n\t" else sign
        for place, sign in enumerate(url)
    )
