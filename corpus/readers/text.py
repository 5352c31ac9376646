"""Reads plain text and Markdown, with or without front matter."""

import codecs
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import yaml
from charset_normalizer import from_bytes

from corpus.articles import FoundArticle, Skipped
from corpus.readers.fields import article_from_fields

LARGEST_FILE = 20_000_000
FEWEST_BYTES_TO_GUESS = 64
NEARLY_AS_WELL = 0.1
"""The mess that charset-normalizer may find in a text for it to be taken as Western European."""

_FRONT_MATTER = re.compile(r"---[^\S\n]*\n(.*?\n)?---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"\s*#[^\S\n]+(.+)")


_FLAT = re.compile(r"(?:\w[^\[\]{}\n]*\n)*")
"""A name and a value a line: nothing that could be nested."""


class _AsWritten:
    """Takes values as they are written: 2024-13-45 is no date, and the title 10:30 no number."""

    yaml_implicit_resolvers = {
        first: [(tag, words) for tag, words in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class _Loader(_AsWritten, yaml.SafeLoader):
    """Reads front matter of any kind."""


class _FlatLoader(_AsWritten, yaml.CSafeLoader):
    """Reads flat front matter ten times as fast; deep nesting would end the process."""


def read_text(path: Path, content: BinaryIO) -> Iterator[FoundArticle | Skipped]:
    """Yield the one article of a file; its text is all that follows the front matter."""
    decoded = decode(path, content)
    if isinstance(decoded, Skipped):
        yield decoded
        return
    fields, text = _split_front_matter(decoded)
    if isinstance(fields, str):
        yield Skipped(str(path), fields)
    elif not text.strip():
        yield Skipped(str(path), "It holds no text.")
    else:
        heading = _HEADING.match(text) if path.suffix.lower() == ".md" else None
        article = article_from_fields({"title": heading[1] if heading else "", **fields}, text)
        yield FoundArticle(article, str(path))


def decode(path: Path, file: BinaryIO) -> str | Skipped:
    """Return a file's text with line ends as `\\n`, or why it has none.

    It is read as UTF-8, or as UTF-16 where it begins with its mark, else in the encoding that its bytes fit best.
    """
    size = os.fstat(file.fileno()).st_size
    if size > LARGEST_FILE:
        return Skipped(str(path), f"It has {size:,} bytes; a file may have {LARGEST_FILE:,}.")
    content = file.read()
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in content and not marked:
        return Skipped(str(path), "It is a binary file, not text.")
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        guess = None if marked else _guess(content)
        if guess is None:
            return Skipped(str(path), f"It is not UTF-8 (byte {error.start + 1}); save it as UTF-8.")
        text = guess
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guess(content: bytes) -> str | None:
    """Decode bytes as what they fit best, as Western European where that fits nearly as well; too few tell nothing."""
    if len(content) < FEWEST_BYTES_TO_GUESS:
        return None
    guesses = from_bytes(content)
    best = guesses.best()
    if best is None:
        return None
    western = any("cp1252" in guess.could_be_from_charset and guess.chaos < NEARLY_AS_WELL for guess in guesses)
    return content.decode("cp1252", "replace") if western else str(best)


def _split_front_matter(content: str) -> tuple[Mapping[str, object] | str, str]:
    """Return the fields and the text; in place of the fields the reason why they cannot be read."""
    block = _FRONT_MATTER.match(content)
    if block is None:
        return {}, content
    try:
        lines = block[1] or ""
        loader = _FlatLoader if _FLAT.fullmatch(lines) else _Loader
        fields = loader(lines).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = error.problem_mark.line + 2 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 1
        return f"Its front matter is not valid YAML (line {line}).", content
    if fields is not None and not isinstance(fields, dict):
        return {}, content
    return {str(name).lower(): value for name, value in (fields or {}).items()}, content[block.end() :]
