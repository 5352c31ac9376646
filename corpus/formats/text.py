"""Reads plain text and Markdown, with or without front matter."""

import codecs
import os
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import yaml
from charset_normalizer import from_bytes

from corpus.dates import find_date_line
from corpus.formats.quote_marks import remove_quote_marks
from corpus.headings import find_headings, read_heading
from corpus.readers.fields import MAX_FILE_SIZE, Fields, FileToRead, pick_fields

MAX_HEADLINE_LENGTH = 120
"""Maximum length, in characters, of a first line of plain text that counts as its title."""

MIN_BYTES_TO_GUESS = 64
NEARLY_AS_WELL = 0.1
"""Maximum mess ratio of charset-normalizer for a text to be decoded as Western European."""

MAX_FRONT_MATTER_LENGTH = 65_536
"""Maximum length of front matter in characters."""

MAX_FIELDS = 1_000
"""Maximum number of fields of front matter."""

DEEPEST_FIELD = 20
"""Maximum depth of fields that are not used; nothing nested is read."""

_MORE = 65_536
_NULL = "tag:yaml.org,2002:null"
_FRONT_MATTER = re.compile(r"---[^\S\n]*\n(.*?\n)?---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_PLAIN = re.compile(r"(?:\w[^\[\]{}&*!\n]*\n)*")
"""Lines of names and values without the characters that an alias, a tag or nesting needs."""

_HEADING = re.compile(r"\s*#[^\S\n]+(.+)")
_PLAIN_ENDINGS = {"", ".txt", ".text"}
_LONE_LINE = re.compile(r"\s*(\S[^\n]*)\n[^\S\n]*\n(?=\s*\S)")
_NO_HEADLINE = re.compile(r"\A(?:[-*+•>|<]\s|[<`~|])|\t|[.,;:。．，；：।۔።…][\s\"'”’»)\]]*\Z")


class _Loader(yaml.CSafeLoader):
    """Keeps values as written: 2024-13-45 is not parsed as a date, nor the title 10:30 as a number."""

    yaml_implicit_resolvers = {
        first: [(tag, words) for tag, words in resolvers if tag == _NULL]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class _FrontMatterError(Exception):
    """The reason, as a sentence, why front matter is not read."""


def read_text(file: FileToRead) -> Iterator[Fields]:
    """Yield the one article of a file; its text is everything after the front matter, without quote marks."""
    decoded = decode(file.content)
    if isinstance(decoded, dict):
        yield decoded
        return
    try:
        fields, text = _split_front_matter(decoded)
    except _FrontMatterError as error:
        yield {"skipped": str(error)}
        return
    if file.path.suffix.lower() in _PLAIN_ENDINGS:
        text = remove_quote_marks(text)
    if not text.strip():
        yield {"skipped": "It contains no text."}
    else:
        title = _find_title(text, file.path.suffix.lower())
        yield pick_fields({"title": title, **fields}) | {"text": text}


def _find_title(text: str, ending: str) -> str:
    """Return the first heading of the highest level at the start of a Markdown file, or the headline of plain text."""
    if ending in _PLAIN_ENDINGS:
        return _find_headline(text)
    if ending != ".md":
        return ""
    heading = _HEADING.match(text)
    if heading:
        return heading[1]
    first = next(iter(find_headings(text)), None)
    is_title = first and first.level == 1 and not text[: first.start].strip()
    return read_heading(text[first.start : first.end]) if first and is_title else ""


def _find_headline(text: str) -> str:
    """Return the first line of plain text if a blank line follows and it is short and no sentence, list or date."""
    line = _LONE_LINE.match(text)
    if line and find_date_line(line[1]):
        line = _LONE_LINE.match(text, line.end())
    if line is None or len(line[1]) > MAX_HEADLINE_LENGTH or _NO_HEADLINE.search(line[1].strip()):
        return ""
    words = read_heading(line[1])
    return words if any(sign.isalpha() for sign in words) else ""


def decode(file: BinaryIO) -> str | Fields:
    """Return a file's text with line ends as `\\n`, or the reason why it cannot be decoded.

    The encoding is UTF-8, UTF-16 if there is a byte order mark, otherwise the one that fits the bytes best.
    """
    # The reported size of a file may be too small, and some files have no end.
    content = file.read(min(os.fstat(file.fileno()).st_size, MAX_FILE_SIZE) + _MORE)
    if len(content) > MAX_FILE_SIZE:
        return {"skipped": f"It has more than {MAX_FILE_SIZE:,} bytes."}
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in content and not marked:
        return {"skipped": "It is a binary file, not text."}
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        guess = None if marked else _guess(content)
        if guess is None:
            return {"skipped": f"It is not UTF-8 (byte {error.start + 1}); save it as UTF-8."}
        text = guess
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guess(content: bytes) -> str | None:
    """Decode bytes in the encoding that fits best, preferring Western European; None if there are too few bytes."""
    if len(content) < MIN_BYTES_TO_GUESS:
        return None
    guesses = from_bytes(content)
    best = guesses.best()
    if best is None:
        return None
    western = any("cp1252" in guess.could_be_from_charset and guess.chaos < NEARLY_AS_WELL for guess in guesses)
    return content.decode("cp1252", "replace") if western else str(best)


def _split_front_matter(content: str) -> tuple[Mapping[str, object], str]:
    """Return the fields and the text; the whole content is text if the block does not contain fields.

    Raises _FrontMatterError.
    """
    block = _FRONT_MATTER.match(content)
    if block is None:
        return {}, content
    lines = block[1] or ""
    if len(lines) > MAX_FRONT_MATTER_LENGTH:
        raise _FrontMatterError(
            f"Its front matter has {len(lines):,} characters; it may have {MAX_FRONT_MATTER_LENGTH:,}."
        )
    try:
        if not _PLAIN.fullmatch(lines):
            _check_events(lines)
        root = yaml.compose(lines, Loader=_Loader)
    except (yaml.YAMLError, ValueError) as error:
        line = error.problem_mark.line + 2 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 1
        raise _FrontMatterError(f"Its front matter is not valid YAML (line {line}).") from error
    if root is not None and not isinstance(root, yaml.MappingNode):
        return {}, content
    return _read_fields(root), content[block.end() :]


def _check_events(lines: str) -> None:
    """Reject aliases, which can expand without bound, tags, which create objects, and deep nesting.

    Raises _FrontMatterError, or YAMLError.
    """
    depth = 0
    for event in yaml.parse(lines, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 2 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise _FrontMatterError(f"Its front matter has a YAML alias (line {line}); write the value out.")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag not in (None, "!"):
            raise _FrontMatterError(f"Its front matter has a YAML tag (line {line}); leave it out.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST_FIELD:
            raise _FrontMatterError(f"Its front matter is nested too deeply (line {line}).")


def _read_fields(root: yaml.MappingNode | None) -> dict[str, object]:
    """Return the fields whose values are text or lists of text; all others are dropped."""
    pairs = root.value if root else []
    if len(pairs) > MAX_FIELDS:
        raise _FrontMatterError(f"Its front matter has {len(pairs):,} fields; it may have {MAX_FIELDS:,}.")
    return {name.value.lower(): _read_value(node) for name, node in pairs if isinstance(name, yaml.ScalarNode)}


def _read_value(node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == _NULL else node.value
    if isinstance(node, yaml.SequenceNode):
        return [one.value for one in node.value if isinstance(one, yaml.ScalarNode) and one.tag != _NULL]
    return None
