"""Which articles the next generation holds: those of the last one, with what was found put in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from corpus.articles import Article, FoundArticle


@dataclass(frozen=True, slots=True)
class Record:
    """An article as the index keeps it, with the places that it was read from."""

    article: Article
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """The records of the next generation in order of id, how they came about, and the articles that are no more."""

    records: list[Record]
    new: int
    updated: int
    unchanged: int
    removed: int
    removed_articles: list[Article]


def merge_articles(
    previous: Mapping[str, Record],
    found: Sequence[FoundArticle],
    removed_ids: Collection[str] = (),
    gone: Collection[str] = (),
) -> Merge:
    """Put articles into a collection and take some out.

    An article whose every place now holds another text was updated, or removed where the other text is not
    new, or where the places are `gone`; all other articles stay.
    """
    kept = {id: record for id, record in previous.items() if id not in removed_ids}
    now = dict.fromkeys(gone, "") | {item.origin: item.article.id for item in found}
    merged = {id: _drop_origins(record, now) for id, record in kept.items()}
    for item in found:
        id = item.article.id
        origins = {*merged[id].origins} if id in merged else set()
        merged[id] = Record(item.article, tuple(sorted(origins | {item.origin})))
    merged = {id: record for id, record in merged.items() if record.origins}

    lost = [id for id in kept if id not in merged]
    added = sum(id not in kept for id in merged)
    changed = sum(id in kept and record.article != kept[id].article for id, record in merged.items())
    # Of what is lost, as many were updated as new ones came in their place; those whose places are empty were not.
    lost.sort(key=lambda id: _rank_succession(kept[id], now, kept))
    succeeded = min(added, sum(any(now.get(origin) for origin in kept[id].origins) for id in lost))
    removed = [previous[id].article for id in (*(previous.keys() - kept.keys()), *lost[succeeded:])]
    return Merge(
        records=[merged[id] for id in sorted(merged)],
        new=added - succeeded,
        updated=changed + succeeded,
        unchanged=len(merged) - added - changed,
        removed=len(removed),
        removed_articles=removed,
    )


def _rank_succession(record: Record, now: Mapping[str, str], kept: Collection[str]) -> int:
    """Put first what a new article stands in the place of, then what a known one does, then what nothing does."""
    successors = [now.get(origin, "") for origin in record.origins]
    return 0 if any(id and id not in kept for id in successors) else 1 if any(successors) else 2


def _drop_origins(record: Record, now: Mapping[str, str]) -> Record:
    """Take away the places that now hold another article."""
    origins = tuple(origin for origin in record.origins if now.get(origin, record.article.id) == record.article.id)
    return Record(record.article, origins)
