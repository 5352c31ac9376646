"""Reads articles in JSON: one object per line, a list of objects, or an object with such a list."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from corpus.encodings import decode_text
from corpus.formats.quoted_mail import MailTexts
from corpus.markup.field_names import are_mail_fields, name_fields
from corpus.pages.html_pieces import is_html, to_text
from corpus.readers.fields import MAX_FILE_SIZE, Fields, FileToRead, pick_fields

_LISTS = "articles items entries posts stories news documents docs results records rows data hits response".split()
"""Names of the list of articles in a JSON object."""

_OFFSETS = ("pages", "page_labels")
_MAX_DEPTH = 4
_NO_TEXT = "It has no text."
_NOT_A_LIST = "It is JSON without articles: each needs a field such as text or content."


def read_jsonl(file: FileToRead) -> Iterator[Fields]:
    """Yield the article of every line; blank lines are skipped."""
    for number, line in enumerate(_read_lines(file.content), start=1):
        if len(line) > MAX_FILE_SIZE:
            yield {"line": number, "skipped": f"It has more than {MAX_FILE_SIZE:,} bytes."}
        elif line.strip():
            yield _read_line(line) | {"line": number}


def _read_lines(content: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; an overlong line is cut."""
    while line := content.readline(MAX_FILE_SIZE + 1):
        yield line
        while len(line) > MAX_FILE_SIZE and not line.endswith(b"\n"):
            line = content.readline(MAX_FILE_SIZE + 1)


def _read_line(line: bytes) -> Fields:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return {"skipped": "It is not UTF-8; save the file as UTF-8."}
    except (ValueError, RecursionError):
        return {"skipped": "It is not valid JSON."}
    if not isinstance(row, dict):
        return {"skipped": "It is not a JSON object."}
    return read_row(row)


def read_json(file: FileToRead) -> Iterator[Fields]:
    """Yield the articles of a JSON list of objects, of an object with such a list, or of one object."""
    content = file.content.read(MAX_FILE_SIZE + 1)
    try:
        whole = json.loads(decode_text(content) or "")
    except RecursionError:
        yield {"skipped": "Its JSON is nested too deeply."}
        return
    except ValueError:
        yield {"skipped": "It is not valid JSON; give a list of objects, or one object per line."}
        return
    rows = _find_rows(whole)
    if rows is None:
        yield {"skipped": _NOT_A_LIST}
    elif isinstance(rows, Mapping):
        yield read_row(rows)
    else:
        for number, row in enumerate(rows, start=1):
            found = read_row(row) if isinstance(row, dict) else {"skipped": "It is not a JSON object."}
            yield found | {"entry": number}


def _find_rows(whole: object, depth: int = 0) -> Sequence[object] | Mapping[str, object] | None:
    """Return the list of articles, or the object that is one."""
    if isinstance(whole, list):
        return whole if any(isinstance(row, dict) and "text" in name_fields(row, ("text",)) for row in whole) else None
    if not isinstance(whole, dict) or depth > _MAX_DEPTH:
        return None
    lists = (_find_rows(whole[name], depth + 1) for name in _LISTS if isinstance(whole.get(name), list | dict))
    found = next((rows for rows in lists if isinstance(rows, list)), None)
    if found is not None:
        return found
    return whole if isinstance(name_fields(whole, ("text",)).get("text"), str) else None


def read_row(row: Mapping[str, object]) -> Fields:
    """Return the article of an object or row, whose fields may have any of the usual names."""
    fields = name_fields(row)
    text = fields.pop("text", None)
    if isinstance(text, str) and are_mail_fields(row):
        return _read_message(fields, text)
    if isinstance(text, str) and is_html(text):
        text = to_text(text)
    if not isinstance(text, str) or not text.strip():
        return {"skipped": _NO_TEXT}
    return pick_fields(fields | {name: row[name] for name in _OFFSETS if name in row}) | {"text": text}


def _read_message(fields: dict[str, object], text: str) -> Fields:
    """Return the article of an exported message, whose text may quote others."""
    texts = MailTexts()
    if is_html(text):
        texts.add_html(text)
    else:
        texts.add_plain(text)
    return pick_fields(fields) | texts.write() if texts else {"skipped": _NO_TEXT}
