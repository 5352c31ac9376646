"""What format a file has, told by its content; the ending only tells text formats apart."""

import json
import re
import zipfile
from pathlib import Path
from typing import Literal

Format = Literal["text", "jsonl", "csv", "html", "feed", "mail", "pdf", "word", "zip"]

_BEGINNING = 4096
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|div|p)[\s>]", re.IGNORECASE)
_HEADER = re.compile(r"^(From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version): ", re.MULTILINE)
_FEWEST_HEADERS = 3


def find_format(path: Path) -> Format | None:
    """Return the format of a file, None for a binary one that is not known."""
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    if b"%PDF-" in beginning[:1024]:
        return "pdf"
    if beginning.startswith(b"PK\x03\x04"):
        return "word" if _is_word(path) else "zip"
    if b"\0" in beginning and not beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    return _find_text_format(beginning.decode("utf-8-sig", "replace"), path.suffix.lower())


def _is_word(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _find_text_format(beginning: str, ending: str) -> Format:
    if ending == ".csv":
        return "csv"
    if ending == ".jsonl" or _is_json_object(beginning.lstrip().partition("\n")[0]):
        return "jsonl"
    if beginning.lstrip().startswith("<"):
        if _FEED.search(beginning):
            return "feed"
        if _HTML.search(beginning):
            return "html"
    headers = beginning.replace("\r\n", "\n").partition("\n\n")[0]
    if len(set(_HEADER.findall(headers))) >= _FEWEST_HEADERS and _HEADER.match(headers):
        return "mail"
    return "text"


def _is_json_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
