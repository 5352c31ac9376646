"""Which articles the next generation has: those of the last one, merged with the ones found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.articles import Article, FoundArticle, first_words
from corpus.origins import name_file
from index.building.publications import compose
from index.generation.catalogue import Origins
from index.segment.article_lines import Publications


@dataclass(frozen=True, slots=True)
class Merge:
    """The origins of every article of the next generation, in order of id, and the changes.

    `publications`: what origins state of their articles, where it is not what the article itself states.
    `written`: articles that are new or changed. `removed_articles`: articles that were removed. `replaced`: the
    headlines of articles that others replaced at the same origins. An article whose file was renamed is `written`, but
    counted as unchanged.
    """

    origins: dict[str, Origins]
    publications: Publications
    written: dict[str, Article]
    new: int
    updated: int
    unchanged: int
    removed: int
    removed_articles: list[Article]
    replaced: list[str]


def merge_articles(
    snapshot: Mapping[str, Article],
    origins: Mapping[str, Origins],
    publications: Publications,
    found: Sequence[FoundArticle],
    removed_ids: Collection[str] = (),
    gone: Collection[str] = (),
) -> Merge:
    """Merge found articles into a collection, `snapshot` with `origins` and `publications`, and remove some.

    An article is *updated* if all its origins now have other text, and *removed* if that text already existed or the
    origins are `gone`; all other articles stay. Stored articles are read only if they were found again or are removed.
    """
    kept = {id: places for id, places in origins.items() if id not in removed_ids}
    now = dict.fromkeys(gone, "") | {item.origin: item.article.id for item in found}
    latest: dict[str, dict[str, Article]] = {}
    for item in found:
        latest.setdefault(item.article.id, {})[item.origin] = item.article
    merged = _merge_origins(kept, latest, now)
    lost = [id for id in kept if id not in merged]
    composed, stated = _compose_articles(snapshot, kept, merged, latest, publications)
    added = sum(id not in kept for id in latest)
    changed = len(composed) - added
    # Of the lost articles, those replaced by new ones were updated; those with missing origins were removed.
    lost.sort(key=lambda id: _rank_succession(kept[id], now, kept))
    succeeded = min(added, sum(any(now.get(place) for place in kept[id]) for id in lost))
    removed = [snapshot[id] for id in (*(id for id in origins if id not in kept), *lost[succeeded:])]
    return Merge(
        origins={id: merged[id] for id in sorted(merged)},
        publications={id: stated[id] for id in sorted(stated) if stated[id]},
        written=_name_files(composed, snapshot, kept, merged),
        new=added - succeeded,
        updated=changed + succeeded,
        unchanged=len(merged) - added - changed,
        removed=len(removed),
        removed_articles=removed,
        replaced=[snapshot[id].title or first_words(snapshot[id].text) for id in lost[:succeeded]],
    )


def _merge_origins(
    kept: Mapping[str, Origins], latest: Mapping[str, Mapping[str, Article]], now: Mapping[str, str]
) -> dict[str, Origins]:
    """Return the origins of each article; an article that has lost all of its origins is left out.

    `now`: the id of the article that each origin has now, empty if the origin is missing.
    """
    merged = dict(kept)
    for id, places in kept.items():
        if not now.keys().isdisjoint(places):
            merged[id] = tuple(place for place in places if now.get(place, id) == id)
    for id, articles in latest.items():
        merged[id] = tuple(sorted({*merged.get(id, ()), *articles}))
    return {id: places for id, places in merged.items() if places}


def _compose_articles(
    snapshot: Mapping[str, Article],
    kept: Mapping[str, Origins],
    merged: Mapping[str, Origins],
    latest: Mapping[str, Mapping[str, Article]],
    publications: Publications,
) -> tuple[dict[str, Article], Publications]:
    """Return the new and changed articles, and what origins state of each article."""
    stated = {id: dict(places) for id, places in publications.items() if id in merged}
    changed_places = {id for id in stated if merged[id] != kept.get(id)}
    composed = {}
    for id in sorted(latest.keys() | changed_places):
        known = snapshot[id] if id in kept else None
        article, stated[id] = compose(merged[id], latest.get(id, {}), known, stated.get(id, {}))
        if article != known:
            composed[id] = article
    return composed, stated


def _name_files(
    composed: Mapping[str, Article],
    snapshot: Mapping[str, Article],
    kept: Mapping[str, Origins],
    merged: Mapping[str, Origins],
) -> dict[str, Article]:
    """Return articles with the names of their files; also those that are unchanged, if their files were renamed."""
    names = {id: name_file(places[0]) for id, places in merged.items() if id in composed or places != kept[id]}
    renamed = (id for id, name in names.items() if id not in composed and name != name_file(kept[id][0]))
    written = {**composed, **{id: snapshot[id] for id in renamed}}
    return {id: replace(article, name=names[id]) for id, article in written.items()}


def _rank_succession(places: Origins, now: Mapping[str, str], kept: Collection[str]) -> int:
    """Rank replaced places: by a new article first, then by a known one, then by none."""
    successors = [now.get(place, "") for place in places]
    return 0 if any(id and id not in kept for id in successors) else 1 if any(successors) else 2
