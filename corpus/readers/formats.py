"""Detects the format of a file from its content; the suffix only distinguishes text formats."""

import codecs
import json
import re
from typing import Literal

Format = Literal["text", "jsonl", "csv", "html", "feed", "mail", "pdf", "zip"]
"""A Word document is a ZIP file of a certain kind."""

BEGINNING = 32_768
"""Number of bytes from which the format is detected."""

_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_WHOLE_PAGE = re.compile(r"<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)
_PIECE = re.compile(r"<(?:article|section|main|div|p|h[1-6])[\s>]", re.IGNORECASE)
_HTML_ENDINGS = {".html", ".htm", ".xhtml"}
_HEADER = re.compile(r"^(From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version):\s", re.MULTILINE | re.I)
_ANY_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:\s")
_MIN_HEADERS = 3
_FOR_PROGRAMS = {".css", ".js", ".mjs", ".json", ".map", ".xml", ".svg", ".py", ".sh", ".yml", ".yaml", ".toml", ".ini"}
"""Text files that are not articles, such as those that browsers save beside a page."""


def find_format(beginning: bytes, ending: str) -> Format | None:
    """Return the format of a file from its first bytes, None for a binary file or one for programs."""
    if b"%PDF-" in beginning[:1024]:
        return "pdf"
    if beginning.startswith(b"PK\x03\x04"):
        return "zip"
    marked = beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in beginning and not marked:
        return None
    text = beginning.decode("utf-16" if marked else "utf-8-sig", "replace").lstrip()
    ending = ending.lower()
    format = _find_text_format(text, ending)
    return None if format == "text" and ending in _FOR_PROGRAMS else format


def _find_text_format(text: str, ending: str) -> Format:
    if ending == ".csv":
        return "csv"
    if ending == ".jsonl" or _is_json_object(text.partition("\n")[0]):
        return "jsonl"
    if text.startswith("<"):
        if _FEED.search(text[:4096]):
            return "feed"
        # Markdown may begin with a fragment of HTML.
        if _WHOLE_PAGE.search(text[:4096]) or (ending not in {".md", ".txt"} and _PIECE.search(text)):
            return "html"
    if ending in _HTML_ENDINGS and (_WHOLE_PAGE.search(text) or _PIECE.search(text)):
        return "html"
    return "mail" if _is_mail(text, ending) else "text"


def _is_mail(text: str, ending: str) -> bool:
    if not _ANY_HEADER.match(text):
        return False
    headers = text.replace("\r\n", "\n").partition("\n\n")[0]
    known = {name.lower() for name in _HEADER.findall(headers)}
    return len(known) >= (1 if ending == ".eml" else _MIN_HEADERS)


def _is_json_object(line: str) -> bool:
    try:
        return line.startswith("{") and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
