"""Everything that a program needs of quotedesk in one import.

    import quotedesk

    answer = quotedesk.ask("How many women are in the contingent?")
    print(answer.status, [quote.text for quote in answer.quotes])

Raises ImportError where another `corpus`, `index`, `qa` or `ui` on the import path hides the one of quotedesk.
"""

from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path


def _check_packages() -> None:
    """Raise ImportError if another file or folder is imported in place of one of our packages."""
    for package in ("corpus", "index", "qa", "ui"):
        own = Path(__file__).resolve().with_name(package)
        found = _find_package(package)
        if found not in (own, own / "__init__.py"):
            raise ImportError(
                f"{found or 'Nothing'} is imported as {package!r} in place of {own}. "
                "Rename it, or start Python in another folder."
            )


def _find_package(name: str) -> Path | None:
    try:
        spec = find_spec(name)
    except ValueError:  # A module that a program made itself has no place.
        return None
    places = [spec.origin, *(spec.submodule_search_locations or [])] if spec else []
    return next((Path(place).resolve() for place in places if place), None)


_check_packages()

from corpus.articles import Article, make_article
from corpus.errors import UserError
from corpus.passages import Passage
from corpus.reading import Reading, read_articles
from index.building.build import BuildReport
from index.collections.collection_folders import CollectionFacts, DeletedCollection
from index.collections.installed import (
    create_collection,
    delete_collection,
    list_collections,
    list_deleted_collections,
    move_articles,
    prune_collections,
    rename_collection,
    restore_collection,
)
from index.places import build_at, open_at, parse_location
from index.store import Index
from qa import Answer, Hit, Quote, Span, Why, ask, retrieve
from qa.citations.citations import Citation, read_citations
from qa.citations.references import write_bibliography
from qa.citations.verification import Verification, verify
from qa.clippings.calls import edit_clipping, export_clippings, keep_clipping, list_clippings, remove_clippings
from qa.clippings.clipping import Clipping
from qa.clippings.clipping_list import VerifiedClipping
from qa.comparison import Comparison, compare
from qa.default_index import open_collections
from qa.drafts.checking import Check, check_draft
from qa.matrix.filling import fill_matrix
from qa.matrix.matrix import Matrix, MatrixCell
from qa.mentions.finding import Mention, Mentions, find_mentions
from qa.overview.central_sentences import extract
from qa.overview.overview import ArticleGroup, CollectionOverview, overview
from qa.overview.related import RelatedArticle, related_articles
from qa.overview.telling_names import TellingName
from qa.standing.asking import News, ask_standing
from qa.standing.standing_changes import (
    add_standing,
    list_standing,
    mark_sentences,
    pause_standing,
    remove_standing,
    restore_standing,
)
from qa.standing.standing_file import NewSentence, StandingQuestion
from qa.timeline import Event, Timeline, find_timeline

__all__ = [
    "Answer",
    "Article",
    "ArticleGroup",
    "BuildReport",
    "Check",
    "Citation",
    "Clipping",
    "CollectionFacts",
    "CollectionOverview",
    "Comparison",
    "DeletedCollection",
    "Event",
    "Hit",
    "Index",
    "Matrix",
    "MatrixCell",
    "Mention",
    "Mentions",
    "NewSentence",
    "News",
    "Passage",
    "Quote",
    "Reading",
    "RelatedArticle",
    "Span",
    "StandingQuestion",
    "TellingName",
    "Timeline",
    "UserError",
    "Verification",
    "VerifiedClipping",
    "Why",
    "add_standing",
    "ask",
    "ask_standing",
    "build_index",
    "check_draft",
    "compare",
    "create_collection",
    "delete_collection",
    "edit_clipping",
    "export_clippings",
    "export_matrix",
    "export_mentions",
    "export_standing",
    "extract",
    "fill_matrix",
    "find_mentions",
    "find_timeline",
    "keep_clipping",
    "list_clippings",
    "list_collections",
    "list_deleted_collections",
    "list_standing",
    "make_article",
    "mark_sentences",
    "move_articles",
    "open_collections",
    "open_index",
    "overview",
    "pause_standing",
    "prune_collections",
    "read_articles",
    "read_citations",
    "related_articles",
    "remove_clippings",
    "remove_standing",
    "rename_collection",
    "restore_collection",
    "restore_standing",
    "retrieve",
    "verify",
    "write_bibliography",
]


def open_index(place: Path | str) -> Index:
    """Open an index in a folder or at an address of Milvus.

    Raises IndexMissing, IndexDamaged, IndexUnreadable, IndexStale or EngineError.
    """
    return open_at(parse_location(place))


def build_index(
    reading: Reading,
    place: Path | str,
    *,
    model: str | None = None,
    full: bool = False,
    quick: bool = False,
    remove: Collection[str] = (),
    keep_removed: bool = False,
) -> BuildReport:
    """Add and update articles of an index in a folder or at an address of Milvus.

    Arguments and errors are those of `build_index` in `index/building/build.py`.
    """
    return build_at(
        reading, parse_location(place), model=model, full=full, quick=quick, remove=remove, keep_removed=keep_removed
    )


def export_mentions(mentions: Mentions, form: str) -> bytes:
    """Return all mentions as a file: "csv", "json", or "html", a page with the articles that `verify` reads."""
    # The templates take a while to load.
    from ui.html import mentions_export
    from ui.html.conversation import ExportOrigin

    origin = ExportOrigin.now(mentions.opened.generation)
    return mentions_export.export_mentions(mentions, form, origin).encode()


def export_matrix(matrix: Matrix, form: str, page: str = "http://127.0.0.1:7860/") -> bytes:
    """Return a matrix as a file: "csv", "xlsx", or "html"; `page` opens articles without a web address."""
    from ui.html import matrix_export

    return matrix_export.export_matrix(matrix, form, page)


def export_standing(place: Path | str) -> bytes:
    """Return what the standing questions of an index found as an Atom feed. Raises StandingError."""
    from qa.standing.atom import write_feed
    from qa.standing.standing_changes import find_standing_folder
    from qa.standing.standing_file import read_standing

    return write_feed(read_standing(find_standing_folder(place)))
