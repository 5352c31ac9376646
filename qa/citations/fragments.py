"""Links that open an article at a quotation: text fragments on pages, page numbers in PDFs, and places on our page.

The form of text fragments is that of the WICG's URL Fragment Text Directives, `#:~:text=prefix-,start,end,-suffix`.
"""

import re
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from corpus.articles import Article
from qa.citations.hidden import find_hidden

MAX_EXACT_LENGTH = 300
"""Maximum length of a quotation in a link, in characters; of a longer one the link has the first and last words."""

_WEB = re.compile("https?://", re.IGNORECASE)

ENDS, AROUND = 5, 3
"""Number of words for each end of a long quotation, and for its context if its words occur more than once."""


def original_link(article: Article, start: int, end: int) -> str:
    """Return the address of an article's original at a stretch of its text; empty if it has none to open."""
    url = article.url
    if not is_web(url):
        return ""
    page = article.page_at(start)
    if page and article.place_at(start).startswith("p. "):
        return f"{url.partition('#')[0]}#page={page}"
    directive = text_directive(article.text, start, end)
    if not directive:
        return url
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def text_directive(text: str, start: int, end: int) -> str:
    """Return the directive that finds a stretch of a text; empty if the stretch has no words."""
    words = text[start:end].split()
    if not words:
        return ""
    # A page may break lines elsewhere, so only a stretch within one line is written word for word.
    exact = end - start <= MAX_EXACT_LENGTH and "\n" not in text[start:end].strip()
    named = [words] if exact or len(words) <= 2 * ENDS else [words[:ENDS], words[-ENDS:]]
    parts = [_encode(part) for part in named]
    if text.count(text[start:end]) > 1:
        before, after = text[:start].split()[-AROUND:], text[end:].split()[:AROUND]
        parts = [*([f"{_encode(before)}-"] if before else []), *parts, *([f"-{_encode(after)}"] if after else [])]
    return ",".join(parts)


def spot_link(article_id: str, start: int = 0, end: int = 0, page: str = "") -> str:
    """Return the address of the page at `page` that opens an article at a place."""
    return f"{page}#cite={encode_part(article_id)}:{start}-{end}"


def encode_part(text: str) -> str:
    """Return a text percent-encoded, as a part of an address."""
    return percent_encode(text.encode("utf-8", "replace"), safe="")


def is_web(url: str) -> bool:
    """Return whether an address is http or https with a host; only these become links."""
    try:
        return bool(_WEB.match(url) and urlsplit(url).hostname)
    except ValueError:
        return False


def find_address(article: Article) -> str:
    """Return the address of an article on the web, its blanks, braces and hidden characters percent-encoded."""
    url = article.url
    if not is_web(url):
        return ""
    hidden = {place for start, end in find_hidden(url) for place in range(start, end)}
    return "".join(
        encode_part(sign) if place in hidden or sign in "{}\\ \n\t" else sign for place, sign in enumerate(url)
    )


def _encode(words: list[str]) -> str:
    # A dash would be read as that of a prefix or a suffix; `percent_encode` never touches it.
    return percent_encode(" ".join(words), safe="").replace("-", "%2D")
