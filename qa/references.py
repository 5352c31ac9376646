"""A quotation as a reference for other programs: text, BibTeX, CSL-JSON, RIS and a W3C annotation."""

import json
import re
from collections.abc import Mapping

from corpus.articles import Article
from qa.answer import Quote
from qa.citations import ARTICLE_URN

FORMATS: Mapping[str, str] = {
    "text": "Text",
    "bibtex": "BibTeX",
    "csl": "CSL-JSON",
    "ris": "RIS",
    "annotation": "W3C annotation",
}
"""The formats by their names, and what a person calls them."""

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "&%$#_"}


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
    """Return the quotation and where it stands, in words."""
    return f"“{quote.text}”\n{describe_source(quote)}"


def describe_source(quote: Quote) -> str:
    """Return the article of a quotation and its place in one line."""
    page = quote.article.page_at(quote.start)
    place = f"p. {page}, " if page else ""
    return f"{describe_article(quote.article)}, {place}{quote.article.id}:{quote.start}-{quote.end}."


def describe_article(article: Article) -> str:
    """Return author, headline, source, day and address of an article in one line."""
    day = article.published
    named = [
        article.author,
        f"“{article.headline}”" if article.title else f"(no headline) “{article.headline}”",
        article.source or "source not stated",
        f"{day.day} {day:%B %Y}" if day else "undated",
        article.url,
    ]
    return ", ".join(part for part in named if part)


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
        "pages": _page_of(quote),
        "url": _braceless(article.url),
        "note": f"“{_latex(_in_one_line(quote.text))}”",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return "@misc{" + ",\n".join([_key(quote), *lines]) + "\n}\n"


def format_csl(quote: Quote) -> str:
    """Return a list of one CSL-JSON item, the quotation as its note."""
    article, day = quote.article, quote.article.published
    item: dict[str, object] = {
        "id": _key(quote),
        "type": "webpage" if article.url else "document",
        "title": article.headline,
        "author": [{"literal": article.author}] if article.author else None,
        "container-title": article.source,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "page": _page_of(quote),
        "URL": article.url,
        "note": quote.text,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def format_ris(quote: Quote) -> str:
    """Return a RIS record, the quotation as its note; a line is ended as the format wants it."""
    article, day = quote.article, quote.article.published
    fields = [
        ("TY", "ELEC" if article.url else "GEN"),
        ("ID", _key(quote)),
        ("TI", article.headline),
        ("AU", article.author),
        ("T2", article.source),
        ("PY", str(day.year) if day else ""),
        ("DA", f"{day:%Y/%m/%d}/" if day else ""),
        ("SP", _page_of(quote)),
        ("UR", article.url),
        ("N1", f"“{_in_one_line(quote.text)}”"),
    ]
    lines = [f"{tag}  - {_in_one_line(value)}" for tag, value in fields if value]
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
        "target": {"source": quote.article.url or _urn_of(quote.article), "selector": [words, position]},
    }
    return json.dumps(annotation, ensure_ascii=False, indent=2)


def _urn_of(article: Article) -> str:
    return f"{ARTICLE_URN}{article.id}"


def _key(quote: Quote) -> str:
    return f"{quote.article.id}-{quote.start}-{quote.end}"


def _page_of(quote: Quote) -> str:
    page = quote.article.page_at(quote.start)
    return str(page) if page else ""


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in text)


def _braceless(url: str) -> str:
    """Return an address whose braces cannot unbalance those around it."""
    return re.sub(r"[{}\\]", lambda found: f"%{ord(found[0]):02X}", url)
