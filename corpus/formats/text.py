"""Reads plain text and Markdown, with or without front matter."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping

import yaml

from corpus.dates import find_date_line
from corpus.encodings import decode_file
from corpus.formats.quote_marks import remove_quote_marks
from corpus.headings import find_headings, parse_heading
from corpus.markup.field_names import name_fields
from corpus.markup.markdown import ENDINGS, clean_markdown
from corpus.markup.subtitles import parse_transcript
from corpus.readers.fields import Fields, FileToRead, pick_fields

MAX_HEADLINE_LENGTH = 120
"""Maximum length, in characters, of a first line of plain text that counts as its title."""

MAX_FRONT_MATTER_LENGTH = 65_536
"""Maximum length of front matter in characters."""

MAX_FIELDS = 1_000
"""Maximum number of fields of front matter."""

DEEPEST_FIELD = 20
"""Maximum depth of fields that are not used; nothing nested is read."""

_NULL = "tag:yaml.org,2002:null"
_FRONT_MATTER = re.compile(r"---[^\S\n]*\n(.*?\n)?---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_TOML_MATTER = re.compile(r"\+\+\+[^\S\n]*\n(.*?\n)?\+\+\+[^\S\n]*(?:\n|\Z)", re.DOTALL)
_TOML_LINE = re.compile(r"at line (\d+)")
_FORM_FEED = re.compile(r"\n?\f+\n?")
_RULE = re.compile(r"(?:\A|(?<=\n)[^\S\n]*+\n)[^\S\n]*+([-*_=~])(?:[^\S\n]*+\1){2,}+[^\S\n]*+(?=\n[^\S\n]*+\n|\n?\Z)")
"""A line of plain text, between blank ones, that parts sections."""

_PLAIN = re.compile(r"(?:\w[^\[\]{}&*!\n]*\n)*")
"""Lines of names and values without the characters that an alias, a tag or nesting needs."""

_HEADING = re.compile(r"\s*#[^\S\n]+(.+)")
_PLAIN_ENDINGS = {"", ".txt", ".text", ".lrc"}
_LONE_LINE = re.compile(r"\s*(\S[^\n]*)\n[^\S\n]*\n(?=\s*\S)")
_PICTURE = re.compile(r"(?:[\w.'’-]{1,30} ){0,4}(?:logo|icon|banner|avatar)", re.IGNORECASE)
_WELCOME = re.compile(r"\s*Welcome to ", re.IGNORECASE)
_MAX_PASSED_OVER = 4
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
    """Yield the one article of a file; its text is everything after the front matter."""
    decoded = decode_file(file.content)
    yield decoded if isinstance(decoded, dict) else parse_marked(decoded, file.path.suffix.lower())


def parse_marked(content: str, ending: str) -> Fields:
    """Return the article of a decoded file; `ending` is that of the file's name."""
    try:
        fields, text = _split_front_matter(content, is_markdown=ending in ENDINGS)
    except _FrontMatterError as error:
        return {"skipped": str(error)}
    if ending in ENDINGS:
        text = clean_markdown(text, with_modules=ending == ".mdx")
    elif ending in _PLAIN_ENDINGS:
        text = _RULE.sub("\n", remove_quote_marks(text))
    # A form feed parts pages, which sentences run across.
    text = _FORM_FEED.sub("\n", text)
    if not text.strip():
        return {"skipped": "It contains no text."}
    transcript = parse_transcript(text) if ending in _PLAIN_ENDINGS else None
    return pick_fields({"title": _find_title(text, ending), **_name_fields(fields)}) | (transcript or {"text": text})


def _name_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields, with the author and date of other names where they are missing."""
    found = name_fields(fields, ("author", "date"))
    return {**fields, **{name: value for name, value in found.items() if not fields.get(name)}}


def _find_title(text: str, ending: str) -> str:
    """Return the first heading of the highest level at the start of a Markdown file, or the headline of plain text."""
    if ending in _PLAIN_ENDINGS:
        return _find_headline(text)
    if ending not in ENDINGS:
        return ""
    heading = _HEADING.match(text)
    if heading:
        return parse_heading(heading[1])
    first = next(iter(find_headings(text)), None)
    is_title = first and first.level == 1 and not text[: first.start].strip()
    return parse_heading(text[first.start : first.end]) if first and is_title else ""


def _find_headline(text: str) -> str:
    """Return the first line of plain text if a blank line follows and it is short and no sentence, list or date.

    Dates, and what a copied page begins with, as the name of a picture or "Welcome to ...", are passed over.
    """
    line = _LONE_LINE.match(text)
    headline = ""
    for _ in range(_MAX_PASSED_OVER):
        if line is None:
            return headline
        if not (find_date_line(line[1]) or _PICTURE.fullmatch(line[1].strip())):
            headline = _read_headline(line[1]) or headline
            if not _WELCOME.match(line[1]):
                return headline
        line = _LONE_LINE.match(text, line.end())
    return headline


def _read_headline(line: str) -> str:
    """Return the words of a line that can be a headline, empty if it cannot."""
    if len(line) > MAX_HEADLINE_LENGTH or _NO_HEADLINE.search(line.strip()):
        return ""
    words = parse_heading(line)
    return words if any(sign.isalpha() for sign in words) else ""


def _split_front_matter(content: str, *, is_markdown: bool) -> tuple[Mapping[str, object], str]:
    """Return the fields and the text; the whole content is text if the block does not contain fields.

    Raises _FrontMatterError.
    """
    if is_markdown and content.startswith("{"):
        return _split_json(content)
    if is_markdown and (matter := _TOML_MATTER.match(content)):
        return _read_toml(matter[1] or ""), content[matter.end() :]
    block = _FRONT_MATTER.match(content)
    if block is None:
        return {}, content
    lines = block[1] or ""
    _check_length(lines)
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


def _check_length(lines: str) -> None:
    if len(lines) > MAX_FRONT_MATTER_LENGTH:
        raise _FrontMatterError(
            f"Its front matter has {len(lines):,} characters; it may have {MAX_FRONT_MATTER_LENGTH:,}."
        )


def _read_toml(lines: str) -> dict[str, object]:
    """Return the fields of front matter between lines of `+++`. Raises _FrontMatterError."""
    _check_length(lines)
    try:
        fields = tomllib.loads(lines)
    except (ValueError, RecursionError) as error:
        place = _TOML_LINE.search(str(error))
        line = int(place[1]) + 1 if place else 1
        raise _FrontMatterError(f"Its front matter is not valid TOML (line {line}).") from error
    return {name.lower(): value for name, value in fields.items()}


def _split_json(content: str) -> tuple[dict[str, object], str]:
    """Return the fields of front matter in JSON, which is an object before the text."""
    try:
        fields, end = json.JSONDecoder().raw_decode(content[:MAX_FRONT_MATTER_LENGTH])
    except (ValueError, RecursionError):
        return {}, content
    if not isinstance(fields, dict) or content[end : end + 1] not in ("", "\n"):
        return {}, content
    return {name.lower(): value for name, value in fields.items()}, content[end:]


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
