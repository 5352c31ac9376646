"""Reads a web page as it was saved: title, author, date, address and the text without what stands around it."""

import re
from typing import Any

Fields = dict[str, object]
"""The fields of an article by their names, with `text`; or `skipped`, the reason why there is none."""

# What trafilatura leaves of the page around an article: whole lines, which no article says.
_AROUND = re.compile(
    r"(?:read (?:more|also|next)|see also|share(?: this)?(?: article| on .*)?|advertisement|sign up .*|subscribe .*"
    r"|newsroom logo|last updated?:? .*|(?:photo|image|picture)(?: credit| courtesy)?(?: ?:| by| courtesy of) .*"
    r"|(?:we|this (?:web)?site) uses? cookies.*|(?:accept|manage) (?:all )?cookies|all rights reserved.*|©.*"
    r"|follow us on .*|print this page|e-?mail this.*)",
    re.IGNORECASE,
)
_LONGEST_AROUND = 160


def read_html(content: bytes | str) -> Fields:
    """Extract the article of a page."""
    import trafilatura

    page: Any = trafilatura.bare_extraction(content, with_metadata=True, include_comments=False, include_tables=True)
    text = drop_surroundings(page.text or "") if page else ""
    if not text.strip():
        return {"skipped": "No text of an article was found in the page."}
    return {
        "text": text,
        "title": page.title,
        "source": page.sitename,
        "author": page.author,
        "date": page.date,
        "date_basis": "metadata" if page.date else "",
        "url": page.url,
    }


def drop_surroundings(text: str) -> str:
    """Take out the lines that belong to the page and not to the article."""
    lines = text.split("\n")
    return "\n".join(
        line for line in lines if len(line) > _LONGEST_AROUND or not _AROUND.fullmatch(line.strip(" -–—|•*"))
    )
