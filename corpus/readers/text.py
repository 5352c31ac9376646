"""Reads plain text and Markdown, with or without front matter."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from corpus.articles import FoundArticle, Skipped
from corpus.readers.fields import article_from_fields

LARGEST_FILE = 20_000_000
_FRONT_MATTER = re.compile(r"---[^\S\n]*\n(.*?\n)?---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"\s*#[^\S\n]+(.+)")


def read_text(path: Path) -> Iterator[FoundArticle | Skipped]:
    """Yield the one article of a file; its text is all that follows the front matter."""
    content = decode(path)
    if isinstance(content, Skipped):
        yield content
        return
    fields, text = _split_front_matter(content)
    if isinstance(fields, str):
        yield Skipped(str(path), fields)
    elif not text.strip():
        yield Skipped(str(path), "It holds no text.")
    else:
        heading = _HEADING.match(text) if path.suffix.lower() == ".md" else None
        article = article_from_fields({"title": heading[1] if heading else "", **fields}, text)
        yield FoundArticle(article, str(path))


def decode(path: Path) -> str | Skipped:
    """Return a file's text, read as UTF-8 with line ends as `\\n`, or why it has none."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        return Skipped(str(path), f"It has {size:,} bytes; a file may have {LARGEST_FILE:,}.")
    content = path.read_bytes()
    if b"\0" in content:
        return Skipped(str(path), "It is a binary file, not text.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Skipped(str(path), f"It is not UTF-8 (byte {error.start + 1}); save it as UTF-8.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _split_front_matter(content: str) -> tuple[Mapping[str, object] | str, str]:
    """Return the fields and the text; in place of the fields the reason why they cannot be read."""
    block = _FRONT_MATTER.match(content)
    if block is None:
        return {}, content
    try:
        fields = yaml.safe_load(block[1] or "")
    except yaml.YAMLError as error:
        line = error.problem_mark.line + 2 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 1
        return f"Its front matter is not valid YAML (line {line}).", content
    if fields is not None and not isinstance(fields, dict):
        return {}, content
    return {str(name).lower(): value for name, value in (fields or {}).items()}, content[block.end() :]
