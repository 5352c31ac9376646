"""Edits of the title, source and date of articles: `edits.json` beside the generations, applied by every build.

The text of an article is never edited. A generation holds the edited fields, so filters, credits and searches need to
know nothing of edits; what the file states is kept in `Article.stated`. As the edits lie beside the generations, they
outlive a build with `--full`, a rollback, and the removal of an article that is added again later.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.articles import Article, Publication, parse_day
from corpus.errors import CorpusError
from corpus.regular import read_text
from index.files import atomic_write

EDITS_FILE = "edits.json"
EDITED = "edit"
"""The `date_basis` of a date that a person has set."""

MAX_FIELD_LENGTH = 300
"""Maximum length of an edited title or source, in characters."""

Edit = Mapping[str, str]
"""The fields that a person has set: `title`, `source` and `date`, the last in ISO 8601; empty for an unknown one.

A missing field is as the file states it. An empty edit restores the article, also in a generation that is rolled back
to.
"""

Edits = Mapping[str, Edit]
"""The edit of each article by its id."""

FindEdit = Callable[[str], Edit]
"""Returns the edit of an article by its id, empty if it has none."""

Revise = Callable[[FindEdit], Edits]
"""Returns new edits of some articles, given a function that finds the present ones.

A build calls it while it holds the lock.
"""

_FIELDS = ("title", "source", "date")


def make_edit(title: str | None = None, source: str | None = None, date: str | None = None) -> dict[str, str]:
    """Return an edit of the given fields.

    Raises ValueError for a field that is too long or not valid Unicode, or for a date that is not ISO 8601.
    """
    given = {"title": title, "source": source, "date": date}
    edit = {name: " ".join(value.split()) for name, value in given.items() if value is not None}
    for name, value in edit.items():
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise ValueError(f"the {name} is not valid Unicode")
        if len(value) > MAX_FIELD_LENGTH:
            raise ValueError(f"the {name} has {len(value):,} characters; at most {MAX_FIELD_LENGTH} are allowed")
    parse_day(edit.get("date") or None)
    return edit


def read_edits(folder: Path) -> dict[str, Edit]:
    """Return the edits of an index folder. Raises CorpusError for an invalid file."""
    path = folder / EDITS_FILE
    try:
        return {
            id: make_edit(**{name: fields[name] for name in _FIELDS if name in fields})
            for id, fields in json.loads(read_text(path)).items()
        }
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError) as error:
        remedy = "Correct the file or move it away."
        raise CorpusError(f"The edits in {path} cannot be read: {error}.", remedy) from error


def write_edits(folder: Path, edits: Edits) -> None:
    """Replace the edits of an index folder."""
    content = json.dumps({id: dict(edits[id]) for id in sorted(edits)}, ensure_ascii=False, indent=1)
    atomic_write(folder / EDITS_FILE, f"{content}\n".encode())


def edit_article(article: Article, edit: Edit) -> Article:
    """Return an article with the edited fields, or as its file states it if the edit changes nothing."""
    original = restore_article(article)
    edited = replace(
        original,
        title=edit.get("title", original.title),
        source=edit.get("source", original.source),
        published=parse_day(edit["date"] or None) if "date" in edit else original.published,
    )
    if edited.published != original.published:
        edited = replace(edited, date_basis=EDITED if edited.published else "")
    return edited if edited == original else replace(edited, stated=original.publication)


def restore_article(article: Article) -> Article:
    """Return an article as its file states it."""
    if article.stated is None:
        return article
    own = article.stated
    return replace(
        article, title=own.title, source=own.source, published=own.published, date_basis=own.date_basis, stated=None
    )


def find_edit(article: Article) -> dict[str, str]:
    """Return the edit of an article, empty if it has none."""
    if article.stated is None:
        return {}
    now, stated = _list_fields(article.publication), _list_fields(article.stated)
    return {name: value for name, value in now.items() if value != stated[name]}


def _list_fields(one: Publication) -> dict[str, str]:
    return {"title": one.title, "source": one.source, "date": one.published.isoformat() if one.published else ""}


@dataclass(frozen=True, slots=True)
class StatedArticles(Mapping[str, Article]):
    """Articles as their files state them."""

    articles: Mapping[str, Article]

    def __getitem__(self, id: str) -> Article:
        """Return an article. Raises KeyError."""
        return restore_article(self.articles[id])

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self.articles)

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self.articles)
