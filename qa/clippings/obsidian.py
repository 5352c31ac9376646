"""Clippings as notes for Obsidian: a ZIP archive with one Markdown file a clipping, its facts as front matter."""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC
from textwrap import shorten
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import yaml

from qa.article_list import day_words
from qa.citations.fragments import is_web
from qa.citations.hidden import reveal_line
from qa.citations.markdown_text import plain_line, plain_text
from qa.clippings.clipping import Clipping

MAX_NAME_LENGTH = 60
"""Maximum length of the headline in the name of a file, in characters."""

MAX_NAME_BYTES = 180
"""Maximum length of the headline and the day there, in bytes; most file systems allow 255 for a whole name."""

_FILE_MODE = 0o644
_FIRST_YEAR, _LAST_YEAR = 1980, 2107
"""The years that a ZIP archive can state."""

_NOT_IN_NAME = re.compile(r"[^\w \-,()'’]|_")
_NOT_IN_TAG = re.compile(r"[^\w/-]+")


def write_notes(clippings: Sequence[Clipping], links: Sequence[str]) -> bytes:
    """Return the archive; `links`: for each clipping the address that opens its original, empty without one."""
    archive = io.BytesIO()
    names: set[str] = set()
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        for clipping, link in zip(clippings, links, strict=True):
            name = _choose_name(clipping, names)
            # The moment of the clipping, so that equal clippings make equal archives.
            moment = clipping.kept.astimezone(UTC)
            year = min(max(moment.year, _FIRST_YEAR), _LAST_YEAR)
            entry = ZipInfo(name, (year, *moment.timetuple()[1:6]))
            entry.external_attr = _FILE_MODE << 16
            entry.compress_type = ZIP_DEFLATED
            packed.writestr(entry, write_note(clipping, link))
    return archive.getvalue()


def write_note(clipping: Clipping, link: str) -> str:
    """Return the Markdown file of a clipping."""
    return "\n".join(_write_parts(clipping, link))


def _write_parts(clipping: Clipping, link: str) -> Iterator[str]:
    article = clipping.article
    facts = {
        "title": reveal_line(article.headline),
        "source": reveal_line(article.source),
        "author": reveal_line(article.author),
        "date": article.published,
        "link": reveal_line(link),
        "article": reveal_line(f"{article.id}:{clipping.start}-{clipping.end}"),
        "kept": clipping.kept.date(),
        "tags": list(dict.fromkeys(filter(None, map(_make_tag, clipping.tags)))),
    }
    known = {name: value for name, value in facts.items() if value}
    yield f"---\n{yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=10**6)}---\n"
    yield "\n".join(f"> {line}".rstrip() for line in plain_text(clipping.text).split("\n"))
    yield f"\n{_credit(clipping, link)}\n"
    if clipping.note:
        yield f"{plain_text(clipping.note)}\n"


def _credit(clipping: Clipping, link: str) -> str:
    article = clipping.article
    headline = plain_line(article.headline or article.id)
    # The address is percent-encoded, so no sign in it ends the link.
    named = f"[{headline}](<{_encode(link)}>)" if link else headline
    stated = (article.author, article.source, day_words(article.published), article.place)
    return ", ".join([f"— {named}", *(plain_line(words) for words in stated if words)])


def _encode(link: str) -> str:
    return re.sub(r"[<>\\\s]", lambda sign: f"%{ord(sign[0]):02X}", reveal_line(link)) if is_web(link) else ""


def _choose_name(clipping: Clipping, names: set[str]) -> str:
    """Return a file name that every file system allows and that no other clipping has, and add it to `names`."""
    headline = unicodedata.normalize("NFC", reveal_line(clipping.article.headline))
    words = _NOT_IN_NAME.sub(" ", headline)
    plain = shorten(words, MAX_NAME_LENGTH, placeholder="") or words.strip()[:MAX_NAME_LENGTH]
    day = clipping.article.published
    stem = f"{day.isoformat() if day else ''} {plain}".strip()
    stem = stem.encode()[:MAX_NAME_BYTES].decode(errors="ignore").strip(" -,'’")
    name = " ".join(filter(None, [stem, f"({clipping.id})"]))
    while name.casefold() in names:
        name += "-"
    names.add(name.casefold())
    return f"{name}.md"


def _make_tag(tag: str) -> str:
    """Return a tag as Obsidian allows it: without blanks and signs, and not of digits alone."""
    made = _NOT_IN_TAG.sub("-", unicodedata.normalize("NFC", reveal_line(tag))).strip("-/")
    return f"y{made}" if made.isdecimal() else made
