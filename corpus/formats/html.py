"""Reads a saved web page: title, author, date, address, and the text without menus and other page elements."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from corpus.readers.fields import Fields, FileToRead

MAX_ELEMENTS = 50_000
_MAX_AROUND_LENGTH = 160

# Page elements that trafilatura leaves in. A whole sentence is kept unless it is about the page itself.
_LABEL = re.compile(
    r"(?:read (?:more|also|next)(?::.*)?|see also|related(?: articles| stories)?|advertisement|print(?: this page)?"
    r"|share(?: this| article| this article| on (?:facebook|twitter|x|whatsapp|linkedin|telegram))?"
    r"|(?:\w+ ){0,2}logo|last updated?(?:(?: on| at)?:.*| [^,]*\d{4}.*)"
    r"|(?:photo|image|picture)s?(?: credit| courtesy)?(?: ?:| courtesy of| by (?-i:[A-Z])).*"
    r"|(?-i:[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,4}) ?/ ?(?:AFP|Reuters|AP|EPA|dpa|TASS|Xinhua|Anadolu|Getty Images))",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"(?:(?:we|this (?:web)?site) uses? cookies.*|(?:accept|manage) (?:all )?cookies|all rights reserved|©.*"
    r"|follow us on .*|(?:sign up|subscribe)(?: now| here| today| (?:for|to) .*\b(?:newsletters?|channel|updates)\b.*)?"
    r"|click here .*|read more)[.!…]?",
    re.IGNORECASE,
)


def read_page(file: FileToRead) -> Iterator[Fields]:
    """Yield the article of a page."""
    yield read_html(file.content.read())


def read_html(content: bytes | str, *, with_metadata: bool = True) -> Fields:
    """Extract the article of a page; `with_metadata=False` if only its text is needed."""
    import trafilatura

    page: Any = trafilatura.bare_extraction(
        content, with_metadata=with_metadata, include_comments=False, config=_make_config()
    )
    text = drop_surroundings(page.text or "") if page else ""
    if not text.strip():
        return {"skipped": "No text of an article was found in the page."}
    return {
        "text": text,
        "title": page.title,
        "source": page.sitename,
        "author": page.author,
        "date": page.date,
        "url": page.url,
    }


@cache
def _make_config() -> Any:  # noqa: ANN401 - trafilatura has no types
    """Return the settings of trafilatura, which it reads from a file."""
    from trafilatura.settings import use_config

    config = use_config()
    # A date searched for in the whole page may belong to anything.
    config.set("DEFAULT", "EXTENSIVE_DATE_SEARCH", "off")
    config.set("DEFAULT", "MAX_TREE_SIZE", str(MAX_ELEMENTS))
    config.set("DEFAULT", "INSECURE_SSL_FALLBACK", "off")
    return config


def drop_surroundings(text: str) -> str:
    """Remove the lines that belong to the page and not to the article."""
    return "\n".join(line for line in text.split("\n") if not _is_around(line.strip(" -–—|•*")))


def _is_around(line: str) -> bool:
    if len(line) > _MAX_AROUND_LENGTH:
        return False
    is_sentence = line.endswith((".", "!", "?", "”", '"'))
    return bool(_NOTICE.fullmatch(line) or (not is_sentence and _LABEL.fullmatch(line)))
