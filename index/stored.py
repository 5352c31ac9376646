"""What an index folder holds before a build, also one of an older format or with damaged vectors."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.articles import Article
from index.catalogue import Catalogue, Origins, parse_old_members, read_origins
from index.checked import CheckedPath
from index.damage import ARTICLES_FILE, MEMBERS_FILE, ORIGINS_FILE, damaged
from index.folder_index import FolderIndex
from index.generations import find_current, has_generation
from index.manifest import find_problem, list_segments, read_irreplaceable
from index.opening import open_for_build
from index.records import parse_lines, parse_old_articles


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
    files = CheckedPath.of(generation, kept)
    if (files / ARTICLES_FILE).exists():
        old = (files / ARTICLES_FILE).read(parse_old_articles)
        return Stored({article.id: article for article, _ in old}, {article.id: places for article, places in old})
    catalogue, origins = _read_catalogue(files)
    lines = {name: (files / name / ARTICLES_FILE).read(parse_lines) for name in catalogue.segments}
    return Stored({id: lines[place.segment][place.number] for id, place in catalogue.items()}, origins)


def _read_catalogue(files: CheckedPath) -> tuple[Catalogue, dict[str, Origins]]:
    if (files / MEMBERS_FILE).exists():
        return (files / MEMBERS_FILE).read(parse_old_members)
    catalogue = Catalogue.open(files, list_segments(files.checksums))
    return catalogue, read_origins(files / ORIGINS_FILE, catalogue)
