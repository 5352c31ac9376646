"""The content of an index folder before a build, also in format 6 to 8 or with damaged vectors."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.articles import Article
from corpus.origins import name_file
from index.checked import CheckedPath
from index.damage import ARTICLES_FILE, ORIGINS_FILE, PUBLICATIONS_FILE, damaged
from index.folder_index import FolderIndex
from index.generation.catalogue import Catalogue, Origins, read_origins
from index.generation.generations import find_current, has_generation
from index.generation.manifest import find_problem, list_segments, read_irreplaceable
from index.opening import open_for_build, open_generation
from index.segment.article_lines import Publications, parse_lines, parse_publications


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The articles of the published generation, the origins of each, and its index if there is one.

    `publications`: what origins state of their articles, where it is not what the article itself states.
    """

    articles: Mapping[str, Article]
    origins: Mapping[str, Origins]
    publications: Publications
    index: FolderIndex | None = None


def read_snapshot(folder: Path, full: bool) -> Snapshot:
    """Read the published generation of a folder after checking it; return an empty snapshot if there is none.

    For a `full` build only the articles are needed, in format 6 or later, whatever the state of the rest. Raises
    IndexDamaged or IndexStale.
    """
    if not has_generation(folder):
        return Snapshot({}, {}, {})
    if full:
        return _read_articles(find_current(folder))
    return _describe(open_for_build(folder))


def read_generation(generation: Path) -> Snapshot:
    """Read a generation that may not be the published one. Raises IndexDamaged or IndexStale."""
    return _describe(open_generation(generation))


def _describe(index: FolderIndex) -> Snapshot:
    return Snapshot(index.articles, index.origins, index.publications, index)


def _read_articles(generation: Path) -> Snapshot:
    kept = read_irreplaceable(generation)
    for name, record in kept.items():
        problem = find_problem(generation / name, record)
        if problem:
            raise damaged(generation.parent, name, problem)
    files = CheckedPath.of(generation, kept)
    catalogue = Catalogue.open(files, list_segments(files.checksums))
    origins = read_origins(files / ORIGINS_FILE, catalogue)
    lines = {name: (files / name / ARTICLES_FILE).read(parse_lines) for name in catalogue.segments}
    articles = {id: lines[place.segment][place.number] for id, place in catalogue.items()}
    named = {id: replace(article, name=name_file(origins[id][0])) for id, article in articles.items()}
    stated = files / PUBLICATIONS_FILE
    return Snapshot(named, origins, stated.read(parse_publications) if stated.exists() else {})
