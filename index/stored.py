"""What an index folder holds before a build, also one of an older format or with damaged vectors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.articles import Article
from index.catalogue import ORIGINS_FILE, Catalogue, Origins, read_old_members, read_origins
from index.folder_index import FolderIndex
from index.generations import find_current, has_generation
from index.manifest import (
    ARTICLES_FILE,
    MEMBERS_FILE,
    damaged,
    find_problem,
    list_segments,
    read_irreplaceable,
)
from index.opening import open_for_build
from index.records import read_lines, read_old_articles


@dataclass(frozen=True, slots=True)
class Stored:
    """The articles of the published generation, the places each was read from, and its index where there is one."""

    articles: Mapping[str, Article]
    origins: Mapping[str, Origins]
    index: FolderIndex | None = None


def read_stored(folder: Path, full: bool) -> Stored:
    """Read what is published in a folder, after checking it; nothing where nothing is.

    For a `full` build only the articles matter, whatever the format and the state of the rest. Raises IndexDamaged or
    IndexStale.
    """
    if not has_generation(folder):
        return Stored({}, {})
    if full:
        return _read_articles(find_current(folder))
    index = open_for_build(folder)
    return Stored(index.articles, index.origins, index)


def _read_articles(generation: Path) -> Stored:
    kept = read_irreplaceable(generation)
    for name, record in kept.items():
        problem = find_problem(generation / name, record)
        if problem:
            raise damaged(generation.parent, name, problem)
    if (generation / ARTICLES_FILE).exists():
        old = list(read_old_articles(generation / ARTICLES_FILE))
        return Stored({article.id: article for article, _ in old}, {article.id: places for article, places in old})
    catalogue, origins = _read_catalogue(generation, kept)
    lines = {name: read_lines(generation / name / ARTICLES_FILE) for name in catalogue.segments}
    return Stored({id: lines[place.segment][place.number] for id, place in catalogue.items()}, origins)


def _read_catalogue(generation: Path, files: Iterable[str]) -> tuple[Catalogue, dict[str, Origins]]:
    if (generation / MEMBERS_FILE).exists():
        return read_old_members(generation / MEMBERS_FILE)
    catalogue = Catalogue.open(generation, list_segments(files))
    return catalogue, read_origins(generation / ORIGINS_FILE, catalogue)
