"""Web pages of four paragraphs."""

from typing import Any

from corpus.formats.html import parse_html
from corpus.sentences import split_sentences

FIRST = "The council met on Monday evening to decide who may lease the old granary on the quay, and heard three offers."
SECOND = (
    "Rosa Lund offered 40,000 crowns a year, while the firm of Emil Brandt offered to repair the roof and pay half."
)
THIRD = "The clerk said that the vote would be taken in June, when the mayor is back and the accounts are closed."
FOURTH = (
    "Ines Vogel, who has run the harbour since 2019, warned that the quay would not hold another winter like the last."
)
ALL = (FIRST, SECOND, THIRD, FOURTH)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in ALL)


def read_written(page: str) -> dict[str, Any]:
    """Return the fields of a page, with an empty text if it has none."""
    fields = parse_html(page.encode())
    return fields if "text" in fields else {"text": "", **fields}


def list_sentences(page: str) -> list[str]:
    """Return the sentences of a page, each in one line."""
    text = str(read_written(page)["text"])
    return [" ".join(text[start:end].split()).removeprefix("- ") for start, end in split_sentences(text)]


def write_head(*lines: str, body: str = PARAGRAPHS, language: str = "") -> str:
    """Return a page with these lines in its head."""
    return f"<html lang='{language}'><head>{''.join(lines)}</head><body><article>{body}</article></body></html>"
