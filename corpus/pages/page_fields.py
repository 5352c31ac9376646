"""Finds the title, authors, date, source and address of a page."""

import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from corpus.pages.blocks import fold
from corpus.pages.title_dates import find_date_by_title
from corpus.readers.fields import resolve_link

_MAX_NAME_LENGTH, _MAX_NAMES_LENGTH = 80, 300
_SEPARATOR = re.compile(r"(?<!\s)(?:\s+[|–—·•»«:\-/]+\s+|\s*\|\s*)")
_NO_WORD = re.compile(r"[\W_]+")
_HEADLINE_NAME = re.compile(r"headline|title|heading", re.IGNORECASE)
_LOGO_NAME = re.compile(r"logo|brand|site-?(?:title|name)|masthead", re.IGNORECASE)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_AFTER_NAME = re.compile(
    rf"(?:^|(?<![\s,|;·•–—-])[\s,|;·•–—-]+)(?:(?:last )?(?:updated|published|posted|modified)\b.*|{_MONTH}\.?$|\d.*)",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    r"(?:(?:written|words|posted|published|reported) )?by:? |(?:view all )?posts by |author: ", re.I
)
_NO_NAME = frozenset(
    "user username admin administrator author authors by guest unknown anonymous webmaster editor none null share "
    "follow name contributor updated published posted".split()
)
# Day and month can be distinguished if one is above 12 or both are equal.
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")
_DIGIT = re.compile(r"\d")
_UPDATED = re.compile(r"\b(?:updated|modified|last edited)\b", re.IGNORECASE)
_DOTTED = frozenset("az be bg bs cs da de et fi hr is ka kk lt lv mk nb nn no pl ro ru sk sl sq sr tr uk".split())
"""Languages in which a date with dots has the day first."""

_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)")
_AUTHOR_LINKS = ".//*[contains(concat(' ', @rel, ' '), ' author ') or @itemprop='author' or contains(@class, 'byline')]"


def read_fields(tree: Any, content: bytes | str) -> dict[str, Any]:  # noqa: ANN401 - lxml has no types
    """Return the fields of a page by name."""
    from trafilatura import extract_metadata
    from trafilatura.settings import set_date_params

    copy = deepcopy(tree)
    _mask_dates(copy)
    parameters = set_date_params(extensive=False) | {"original_date": not is_wiki(tree)}
    found: Any = extract_metadata(copy, date_config=parameters, extensive=False)
    return {
        "title": _choose_title(tree, found.title or "", found.sitename or ""),
        "source": found.sitename,
        "author": clean_authors([*(found.author or "").split(";"), *_find_more_authors(tree, found.author or "")]),
        "date": found.date or find_date_by_title(copy) or None,
    } | _find_address(tree, found.url or "", _find_base(tree, content))


def is_wiki(tree: Any) -> bool:  # noqa: ANN401
    """Return whether a page is made by a wiki, whose first edit says nothing of its text."""
    body = tree.find(".//body")
    classes = body.get("class", "").split() if body is not None else []
    return "mediawiki" in classes or any(
        "mediawiki" in meta.get("content", "").lower()
        for meta in tree.iter("meta")
        if meta.get("name", "").lower() == "generator"
    )


def _mask_dates(tree: Any) -> None:  # noqa: ANN401
    """Remove dates whose day and month cannot be distinguished, and if the page has one, those of its updates."""
    language = (tree.get("lang") or "").lower()[:2]
    is_masked = False
    for element in tree.iter("meta", "time", "abbr"):
        for name in ("content", "datetime", "title"):
            value = element.get(name, "")
            masked = _mask(value, language)
            if masked != value:
                is_masked = True
                element.set(name, fold(masked))
    for element in tree.iter():
        if element.tag in {"script", "style"}:
            continue
        for name in ("text", "tail"):
            value = getattr(element, name)
            if not value or not _DIGIT.search(value):
                continue
            masked = " " if is_masked and _UPDATED.search(value) else _mask(value, language)
            if masked != value:
                setattr(element, name, f" {fold(masked)} ")


def _mask(text: str, language: str) -> str:
    return _NUMBERS.sub(lambda found: " " if _is_ambiguous(found, language) else found[0], text)


def _is_ambiguous(found: re.Match[str], language: str) -> bool:
    first, second = int(found[1]), int(found[3])
    is_dotted = found[2] == "." and language in _DOTTED
    return first <= 12 and second <= 12 and first != second and not is_dotted


def _choose_title(tree: Any, found: str, source: str) -> str:  # noqa: ANN401
    """Return the title that a heading of the page confirms, without the name of the site."""
    element = tree.find(".//head//title")
    page_title = fold(element.text_content()) if element is not None else ""
    title = _cut_source(fold(found), source)
    headings = [text for text in map(_read_heading, _find_headlines(tree)) if text]
    stated = [page_title, *(meta.get("content", "") for meta in tree.iterfind(".//head/meta[@property='og:title']"))]
    named = {_reduce(part) for text in stated for part in [text, *_SEPARATOR.split(text)]} - {_reduce(source), ""}
    confirmed = [text for text in headings if _reduce(text) in named]
    if any(_reduce(text) == _reduce(title) for text in confirmed):
        return title
    for text in confirmed:
        # "Title | Site" without the name of the site anywhere else.
        if _reduce(title).startswith(_reduce(text)):
            return text
    if confirmed:
        return confirmed[0]
    longest = max(_SEPARATOR.split(page_title), key=len)
    if any(_reduce(fold(" ".join(head.itertext()))) == _reduce(longest) != "" for head in tree.iter("h2")):
        return longest
    is_logo = _reduce(title) in {_reduce(fold(" ".join(head.itertext()))) for head in tree.iter("h1") if _is_logo(head)}
    return _cut_source(page_title, title) if is_logo else title


def _find_headlines(tree: Any) -> Iterable[Any]:  # noqa: ANN401
    """Yield the headings that may be the title, first those of the highest level."""
    yield from tree.iter("h1")
    for element in tree.iter("h2", "h3"):
        names = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
        if _HEADLINE_NAME.search(names):
            yield element


def _read_heading(element: Any) -> str:  # noqa: ANN401
    return "" if _is_logo(element) else fold(" ".join(element.itertext()))


def _is_logo(element: Any) -> bool:  # noqa: ANN401
    """Return whether a heading is the name of the site: it links to the first page, or is called a logo."""
    links = {link.get("href") for link in element.iter("a")}
    return links == {"/"} or bool(_LOGO_NAME.search(f"{element.get('class', '')} {element.get('id', '')}"))


def _cut_source(title: str, source: str) -> str:
    """Return a title without the name of the site before or after it."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2 or not source:
        return title
    if _reduce(parts[-1]) == _reduce(source):
        return title[: title.rindex(parts[-1])].rstrip(" |–—·•»«:-/")
    if _reduce(parts[0]) == _reduce(source):
        return title[title.index(parts[0]) + len(parts[0]) :].lstrip(" |–—·•»«:-/")
    return title


def _reduce(text: str) -> str:
    """Return the letters and digits of a text, for comparisons."""
    return _NO_WORD.sub("", text).casefold()


def clean_authors(names: Iterable[str]) -> list[str]:
    """Return the names of people among the names of authors, each once, without dates and words around them."""
    authors: list[str] = []
    for name in names:
        cleaned = _clean_name(fold(name))
        if cleaned and cleaned.casefold() not in {author.casefold() for author in authors}:
            authors.append(cleaned)
    return authors


def _clean_name(name: str) -> str:
    if len(name) > _MAX_NAMES_LENGTH:
        return ""
    name = _BEFORE_NAME.sub("", name, count=1) if _BEFORE_NAME.match(name) else name
    if found := _AFTER_NAME.search(name):
        # "Theresa May" is a name; a month after two names is the date beside it.
        if found[0].strip(" ,|;·•–—-.").isalpha() and found.start() > 0 and name[: found.start()].count(" ") < 1:
            return name
        name = name[: found.start()]
    name = name.strip(" ,|;·•–—-")
    return "" if name.casefold() in _NO_NAME or len(name) > _MAX_NAME_LENGTH else name


def _find_more_authors(tree: Any, known: str) -> list[str]:  # noqa: ANN401
    """Return the names beside a known author: the links to authors in the same part of the page."""
    groups: dict[int, list[str]] = {}
    for element in tree.xpath(_AUTHOR_LINKS):
        links = list(element.iter("a")) if element.tag != "a" else [element]
        for link in links:
            parent = element if element.tag != "a" else element.getparent()
            name = fold("".join(link.itertext()))
            if name and len(name) <= _MAX_NAME_LENGTH and " " in name:
                groups.setdefault(id(parent), []).append(name)
    first = known.split(";")[0].strip()
    return next((group for group in groups.values() if first and first in group), [])


def _find_base(tree: Any, content: bytes | str) -> str:  # noqa: ANN401
    """Return the address that the links of a page are relative to; empty if it is unknown."""
    beginning = content[:2048].encode("utf-8", "replace") if isinstance(content, str) else content[:2048]
    saved = _SAVED_FROM.search(beginning)
    known = saved[1].decode("ascii", "replace") if saved else ""
    base = tree.find(".//head/base[@href]")
    return resolve_link(base.get("href") if base is not None else "", known) or known


def _find_address(tree: Any, found: str, base: str) -> dict[str, str]:  # noqa: ANN401
    """Return the address of a page as it names it; or, if it cannot be resolved, the link that names it."""
    links = [link.get("href", "") for link in tree.iterfind(".//head/link[@rel='canonical']")]
    links += [meta.get("content", "") for meta in tree.iterfind(".//head/meta[@property='og:url']")]
    named = [link.strip() for link in links if link.strip()]
    if found and (not named or any(resolve_link(link, "") for link in named)):
        return {"url": found}
    # trafilatura takes the address of a picture for the base of a relative link.
    link = named[0] if named else ""
    return {"url": resolve_link(link, base), "link": link}
