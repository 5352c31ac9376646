"""`Clipping`: a kept quotation with a note and tags, and its form as a line of JSON.

A line has the fields of a quote in the output of `quotedesk ask --json`, so `quotedesk verify` reads the file too. The
facts of the article are stored with it: they outlive the article.
"""

import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_serializer

from corpus.articles import Article
from qa.answer import Quote
from qa.citations.citations import Citation
from qa.citations.hidden import escape_hidden
from qa.input_limits import (
    MAX_CLIPPING_LENGTH,
    MAX_NUMBER,
    MAX_REMARK_LENGTH,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    MAX_USER_LENGTH,
)
from qa.reading.quoting import MAX_CONTEXT_LENGTH, reaches_end

ID_PATTERN = r"[A-Za-z0-9_-]{1,64}"
"""The id of a clipping, as a regular expression."""

_MAX_FACT_LENGTH = 20_000
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

_Fact = Annotated[str, StringConstraints(max_length=_MAX_FACT_LENGTH)]
_Context = Annotated[str, StringConstraints(max_length=MAX_CONTEXT_LENGTH)]
_Tag = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TAG_LENGTH)]


class _Stored(BaseModel):
    """An object of the file. Unknown fields, which a person may add, are ignored and stay in the file."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class ClippedArticle(_Stored):
    """The facts of an article when it was quoted; `place` names the page, such as "p. 3"."""

    id: str = Field(min_length=1, max_length=_MAX_FACT_LENGTH)
    title: _Fact = ""
    headline: _Fact = ""
    source: _Fact = ""
    author: _Fact = ""
    published: date | None = None
    url: _Fact = ""
    place: _Fact = ""


class InvalidClipping(ValueError):
    """A place, a note, a tag or a user's name cannot be kept."""


class ClippingLine(_Stored):
    """A line of the file."""

    id: str = Field(pattern=f"^{ID_PATTERN}$")
    user: str = Field("", max_length=MAX_USER_LENGTH)
    kept: datetime
    text: str = Field(min_length=1, max_length=MAX_CLIPPING_LENGTH)
    note: str = Field("", max_length=MAX_REMARK_LENGTH)
    tags: list[_Tag] = Field([], max_length=MAX_TAGS)
    article: ClippedArticle
    start: int = Field(ge=0, le=MAX_NUMBER)
    end: int = Field(ge=0, le=MAX_NUMBER)
    prefix: _Context = ""
    suffix: _Context = ""

    @field_serializer("kept")
    def _write_moment(self, moment: datetime) -> str:
        return f"{moment:{_MOMENT}}"


@dataclass(frozen=True, slots=True)
class Clipping:
    """A kept quotation: its place and the words around it, a note and tags.

    `user` kept it, empty without a login. `line` is its line in the file.
    """

    id: str
    user: str
    kept: datetime
    text: str
    start: int
    end: int
    prefix: str
    suffix: str
    article: ClippedArticle
    note: str = ""
    tags: tuple[str, ...] = ()
    line: str = field(default="", compare=False, repr=False)

    @property
    def citation(self) -> Citation:
        """The citation that `verify` takes."""
        return Citation(
            text=self.text,
            article_id=self.article.id,
            start=self.start,
            end=self.end,
            prefix=self.prefix,
            suffix=self.suffix,
            from_start=self.start == len(self.prefix),
            to_end=reaches_end(self.suffix),
            url=self.article.url,
            title=self.article.title,
            source=self.article.source,
        )

    @property
    def quote(self) -> Quote:
        """The quotation with its article as it was, without the article's text; for references."""
        facts = self.article
        article = Article(
            id=facts.id,
            title=facts.headline or facts.title,
            text="",
            source=facts.source,
            author=facts.author,
            published=facts.published,
            url=facts.url,
            sha256="",
            pages=(0,) if facts.place else (),
            page_labels=(facts.place,) if facts.place else (),
        )
        return Quote(1, self.text, self.start, self.end, article, self.prefix, self.suffix)


def make_clipping(
    quote: Quote, note: str = "", tags: Iterable[str] = (), user: str = "", now: datetime | None = None
) -> Clipping:
    """Return a clipping of a quotation with an id of its own. Raises InvalidClipping for long or empty texts."""
    if len(quote.text) > MAX_CLIPPING_LENGTH:
        raise InvalidClipping(
            f"the quotation has {len(quote.text):,} characters; at most {MAX_CLIPPING_LENGTH:,} are kept"
        )
    moment = (now or datetime.now(UTC)).replace(microsecond=0)
    return _store(
        {
            "id": secrets.token_hex(6),
            **({"user": check_user(user)} if user else {}),
            "kept": f"{moment:{_MOMENT}}",
            "text": quote.text,
            "note": check_note(note),
            "tags": list(check_tags(tags)),
            "article": state_facts(quote.article, quote.start).model_dump(mode="json"),
            "start": quote.start,
            "end": quote.end,
            "prefix": quote.prefix,
            "suffix": quote.suffix,
        }
    )


def state_facts(article: Article, start: int) -> ClippedArticle:
    """Return what an article states of itself; `start`: where the quotation begins."""
    stated = {name: getattr(article, name)[:_MAX_FACT_LENGTH] for name in ("title", "headline", "source", "author")}
    place = article.place_at(start)[:_MAX_FACT_LENGTH]
    url = article.url if len(article.url) <= _MAX_FACT_LENGTH else ""
    return ClippedArticle(id=article.id, published=article.published, url=url, place=place, **stated)


def change_clipping(clipping: Clipping, note: str | None = None, tags: Iterable[str] | None = None) -> Clipping:
    """Return a clipping with another note or tags; None keeps them. Raises InvalidClipping."""
    changed: dict[str, object] = {}
    if note is not None:
        changed["note"] = check_note(note)
    if tags is not None:
        changed["tags"] = list(check_tags(tags))
    return _store({**json.loads(clipping.line), **changed})


def check_note(note: str) -> str:
    """Return a note as it is stored. Raises InvalidClipping."""
    note = _check_text(note.replace("\r\n", "\n"), "note").strip()
    if len(note) > MAX_REMARK_LENGTH:
        raise InvalidClipping(f"the note has {len(note):,} characters; at most {MAX_REMARK_LENGTH:,} are allowed")
    return note


def check_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags as they are stored: each once, without "#", and divided at commas. Raises InvalidClipping."""
    if isinstance(tags, str):
        raise InvalidClipping("tags must be a list of texts")
    found: dict[str, str] = {}
    for part in ",".join(_check_text(tag, "tag") for tag in tags).split(","):
        tag = " ".join(part.split()).lstrip("# ")
        if tag:
            found.setdefault(tag.casefold(), tag)
    if len(found) > MAX_TAGS:
        raise InvalidClipping(f"there are {len(found)} tags; at most {MAX_TAGS} are allowed")
    for tag in found.values():
        if len(tag) > MAX_TAG_LENGTH:
            raise InvalidClipping(f"a tag has {len(tag)} characters; at most {MAX_TAG_LENGTH} are allowed")
    return tuple(found.values())


def check_user(user: str) -> str:
    """Return the name of a user. Raises InvalidClipping."""
    if len(user) > MAX_USER_LENGTH:
        raise InvalidClipping(f"the user's name has {len(user):,} characters; at most {MAX_USER_LENGTH} are allowed")
    return _check_unicode(user, "user's name")


def _check_text(text: str, name: str) -> str:
    """Return a text without control characters. Raises InvalidClipping."""
    return _CONTROL.sub("", _check_unicode(text, name))


def _check_unicode(text: str, name: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InvalidClipping(f"the {name} is not valid Unicode")
    return text


def read_line(line: str) -> Clipping:
    """Return the clipping of a line of the file. Raises ValueError."""
    stored = ClippingLine.model_validate_json(line)
    if stored.end - stored.start != len(stored.text):
        raise InvalidClipping("the text is not as long as its place")
    moment = stored.kept if stored.kept.tzinfo else stored.kept.replace(tzinfo=UTC)
    fields: dict[str, Any] = {name: getattr(stored, name) for name in ClippingLine.model_fields}
    return Clipping(**fields | {"kept": moment.astimezone(UTC), "tags": tuple(stored.tags), "line": line})


def _store(row: Mapping[str, object]) -> Clipping:
    # With escapes a person sees hidden characters in any editor or terminal.
    return read_line(escape_hidden(json.dumps(row, ensure_ascii=False)))


def name_tags(clippings: Sequence[Clipping]) -> list[str]:
    """Return all tags of clippings, sorted, each in the writing that was used first."""
    found: dict[str, str] = {}
    for clipping in clippings:
        for tag in clipping.tags:
            found.setdefault(tag.casefold(), tag)
    return [found[key] for key in sorted(found)]
