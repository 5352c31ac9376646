"""Everything that the product makes HTML of, with every text from outside in it the same."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import lxml.html
import numpy as np

from corpus.articles import Article, Publication, Skipped
from corpus.errors import UserError
from corpus.passages import Passage
from index.building.build import BuildReport
from index.damage import MANIFEST
from index.filters import ALL
from index.types import Overview
from qa.answer import Answer, Hit, Place, Quote, Span, Why
from qa.citations.verification import CitationStatus, Verification
from qa.clippings.clipping import ClippedArticle, Clipping
from qa.clippings.clipping_list import VerifiedClipping
from qa.comparison import Comparison, Row
from qa.drafts.checking import Check
from qa.drafts.differences import Piece
from qa.drafts.draft import Quotation
from qa.drafts.tracing import Part
from qa.evaluation.exam import Mark
from qa.matrix.matrix import Matrix, MatrixCell
from qa.matrix.matrix_columns import MatrixColumn
from qa.mentions.finding import ArticleCount, Count, Mentions
from qa.mentions.offers import Offer
from qa.mentions.phrase import Phrase, PhraseForm
from qa.overview.overview import ArticleGroup, CollectionOverview
from qa.overview.telling_names import TellingName
from qa.query.stated_dates import DateRange
from qa.standing.standing_file import NewSentence, QuotedArticle, QuotedPlace, StandingQuestion
from qa.timeline import Event, Timeline
from qa.values import Value
from ui.ask_request import AskRequest
from ui.html.answer_html import answer_html, error_html, pending_html, question_html, suggestions_html
from ui.html.check_html import checks_html, key_html
from ui.html.clippings_html import ClippingView, clippings_html
from ui.html.conversation import ExportOrigin, write_conversation
from ui.html.library.charts import charts_html
from ui.html.library.library_html import change_html, library_html, report_html
from ui.html.library.overview_html import overview_html
from ui.html.library.versions import marks_html, versions_html
from ui.html.list_change import ListChange
from ui.html.matrix_html import write_matrix_page
from ui.html.mentions_export import export_mentions
from ui.html.mentions_html import mentions_html
from ui.html.rendering import render
from ui.html.standing_html import standing_html
from ui.html.timeline_html import draw_timeline
from ui.html.timeline_plot import lay_out_plot
from ui.html.welcome_html import Collection, welcome_html
from ui.mention_request import MentionRequest


class Shelf:
    """An index of one article, as far as the tables of the library read one."""

    def __init__(self, article: Article) -> None:
        self.articles: Mapping[str, Article] = {article.id: article}
        self.generation = article.id

    copies: Mapping[str, frozenset[str]] = {}

    def read_articles_ahead(self, ids: list[str]) -> None:
        """Read nothing: the article is in memory."""

    @property
    def overview(self) -> Overview:
        sources = tuple((article.source, 1) for article in self.articles.values())
        return Overview(sources, "", "", 0)


def make_quote(said: str, *, with_span: bool = True) -> Quote:
    """Quote an article whose texts are all the same, its middle marked."""
    article = Article(said, said, said, said, said, date(2024, 3, 1), said, said, said, said, (0,))
    start, end = len(said) // 3, len(said) - len(said) // 3
    span = Span(said[start:end], start, end) if with_span else None
    place = Place(article, 0, len(said))
    return Quote(1, said, 0, len(said), article, said, said, span, (place,), confidence=1.0)


def make_answer(said: str) -> Answer:
    quote = make_quote(said)
    hit = Hit(1, 1.0, Passage(said, said, 0, len(said)), quote.article, Why(*[1.0] * 12))
    quotes = (quote, replace(quote, number=2, span=None))
    return Answer(said, f"{said} ({said})", "nearest", 0.5, said, quotes, (hit,), (said,))


def make_mentions(said: str, shelf: Any) -> Mentions:
    """Return a mention of a phrase that is a whole sentence, with all texts the same."""
    article = shelf.articles[said]
    phrase = Phrase(said, (PhraseForm(said, ("rain",)), PhraseForm(said, ("snow",))))
    counted = ArticleCount(said, said, said, article.published, 1, 0, len(said))
    return Mentions(
        phrase,
        np.array([[0, 0, len(said)]]),
        (counted,),
        (Count(said, 1),),
        (Count("2024-03", 1), Count("", 1)),
        read=2,
        opened=shelf,
        unknown=(said,),
        offers=(Offer(said),),
    )


def make_checks(said: str) -> list[Check]:
    place = Place(make_quote(said).article, 0, len(said))
    quotation = Quotation(said, 0, len(said))
    diff = (Piece("same", said), Piece("left out", said), Piece("put in", said))
    return [
        Check("verbatim", quotation, said, (place,) * 5),
        Check("altered", quotation, said, (place,), diff=diff),
        Check("stitched", quotation, said, parts=(Part(said, place),)),
    ]


def make_overview(said: str) -> CollectionOverview:
    quote = make_quote(said)
    name = TellingName(said, quote.article, 0, len(said))
    return CollectionOverview(1, 1, (ArticleGroup(1, quote, (name,), (said,), 1),), ())


def make_report(said: str) -> BuildReport:
    article = make_quote(said).article
    return BuildReport(1, 1, 0, 1, (Skipped(said, said),), 1, 1, 1, said, 1.0, (article,), (said,))


def make_matrix(said: str) -> Matrix:
    """Return a matrix of two articles by a question, one of which states nothing."""
    article = make_quote(said).article
    shelf: Any = Shelf(article)
    columns = [MatrixColumn(key, said, ALL, said) for key in ("article:1", "article:2")]
    cells = [
        MatrixCell(said, "article:1", "nearest", 0.2, said, article.id, 0, len(said), 0, len(said)),
        MatrixCell(said, "article:2", "not_found", 0.0, said),
    ]
    return Matrix([said], columns, shelf, {(cell.question, cell.column): cell for cell in cells})


def list_clippings(said: str) -> str:
    """Return the list of clippings in which every text is the same: one of each state."""
    quote = make_quote(said)
    article = ClippedArticle.model_construct(
        id=said, title=said, headline=said, source=said, author=said, published=None, url=said, place=said
    )
    moment = datetime(2024, 5, 1, tzinfo=UTC)
    clipping = Clipping("a1", said, moment, said, 0, len(said), said, said, article, said, (said, said))
    places = (Place(quote.article, 0, len(said)),)
    states: tuple[CitationStatus, ...] = ("ok", "moved", "changed", "gone")
    shown = [
        VerifiedClipping(
            clipping, Verification(state, clipping.citation, quote.article, 0, len(said), said, said, places)
        )
        for state in states
    ]
    shelf: Any = Shelf(quote.article)
    change = ListChange(said, said)
    return clippings_html(
        shown, shelf, ClippingView(), matching=60, total=70, words=said, tags=[said], is_changeable=True, change=change
    )


def make_standing(said: str) -> list[StandingQuestion]:
    """Return a standing question with a new sentence and one that was read, of an article that was removed."""
    article = QuotedArticle(said, said, said, date(2024, 3, 1), said)
    also = (QuotedPlace(article, 0, len(said)),)
    new = NewSentence(said, said, 0, len(said), article, said, said, also, said, 1.0, said, said)
    gone = replace(new, article=replace(article, id=f"{said}2"), read=True)
    question = StandingQuestion(said, said, (said,), (said,), date(2024, 1, 1), None, False, said, 1)
    return [replace(question, sentences=(new, gone)), replace(question, paused=True)]


def forge_versions(said: str) -> str:
    """Return the list of versions of an index whose manifest someone forged."""
    with TemporaryDirectory() as folder:
        manifest = json.dumps({"format_version": said}).encode()
        generation = Path(folder) / f"generation-000001-{hashlib.sha256(manifest).hexdigest()[:12]}"
        generation.mkdir()
        (generation / MANIFEST).write_bytes(manifest)
        return versions_html(Path(folder), generation.name, changeable=True)


def pages(said: str) -> dict[str, str]:
    """Return all that the product makes HTML of, with every text from outside in it the same."""
    return answer_pages(said) | mention_pages(said) | library_pages(said) | report_pages(said)


def answer_pages(said: str) -> dict[str, str]:
    """Return what the Ask tab shows, and a conversation as a web page."""
    quote, answer, asked = make_quote(said), make_answer(said), make_request(said)
    answered = replace(answer, status="answered")
    return {
        "question": question_html(said),
        "answer": answer_html(answer, asked, undated=1, is_quick=True),
        "error": error_html(UserError(said, said)),
        "welcome": welcome_html([said], Collection(1, 1, (said,), can_change=True), said, f"undo {said}"),
        "suggestions": suggestions_html([asked]),
        "comparison": answer_html(answered, asked, comparison=Comparison(said, ((Row(quote, Value(said)),),))),
        "refused": answer_html(replace(answer, status="not_found", quotes=()), asked, nearest=answer.quotes),
        "pending": pending_html("1 article is still being added"),
        "export": write_conversation([(asked, answer)], "html", make_origin(said)),
    }


def mention_pages(said: str) -> dict[str, str]:
    """Return the timeline and the Mentions tab."""
    timeline = Timeline(said, said, (Event(DateRange(2024, 3), "stated", make_quote(said)),))
    wanted = MentionRequest(said, "every", 0, (said,), date(2024, 1, 1), date(2024, 5, 1), (said,))
    mentions = make_mentions(said, make_shelf(said))
    return {
        "timeline": render("timeline.html", drawn=draw_timeline(timeline)),
        "no timeline": render("timeline.html", drawn=draw_timeline(replace(timeline, events=()))),
        "plot": render("plot.html", plot=lay_out_plot(timeline)),
        "mentions": mentions_html(wanted, mentions),
        "mentions over time": mentions_html(replace(wanted, view="time"), mentions, timeline),
        "mentions by article": mentions_html(replace(wanted, view="articles"), mentions),
        "no mention": mentions_html(wanted, replace(mentions, places=mentions.places[:0], by_article=())),
        "exported mentions": export_mentions(mentions, "html", make_origin(said)),
    }


def library_pages(said: str) -> dict[str, str]:
    """Return what the Library tab shows."""
    quote, shelf, asked = make_quote(said), make_shelf(said), make_request(said)
    # The number of bars depends on the length of the text alone.
    short: Any = Shelf(replace(quote.article, text="Rain."))
    edited: Any = Shelf(replace(quote.article, stated=Publication("", said, said, None, said)))
    return {
        "library": library_html(shelf, added={said: "2024-03-01T10:00:00Z"}, is_changeable=True),
        "edited": library_html(edited, is_changeable=True),
        "overview": overview_html(make_overview(said), shelf, asked, said),
        "few articles": overview_html(CollectionOverview(1, 0, (), (quote,)), shelf, asked, said),
        "charts": charts_html(short),
        "report": report_html(make_report(said), said, invites=True),
        "change": change_html("1 article edited.", said),
        "versions": forge_versions(said),
        "exam": marks_html([Mark(said, False, said)]),
    }


def report_pages(said: str) -> dict[str, str]:
    """Return what the tabs Check, Kept and Table show."""
    change = ListChange(said, said)
    return {
        "checks": checks_html(make_checks(said), said),
        "key": key_html(said),
        "clippings": list_clippings(said),
        "standing": standing_html(make_standing(said), make_shelf(said), is_changeable=True, change=change),
        "no standing": standing_html([], make_shelf(said), is_changeable=True),
        "matrix": write_matrix_page(make_matrix(said), make_origin(said)),
    }


def make_shelf(said: str) -> Any:
    return Shelf(make_quote(said).article)


def make_request(said: str) -> AskRequest:
    return AskRequest(said, (said,), (said,), date(2024, 1, 1), date(2024, 5, 1))


def make_origin(said: str) -> ExportOrigin:
    return ExportOrigin(said, datetime(2024, 5, 1, tzinfo=UTC))


def skeleton(page: str) -> list[tuple[str, list[str]]]:
    """Return the elements of a page with the names of their attributes; marks of hidden characters apart."""
    found = []
    for node in lxml.html.document_fromstring(f"<div>{page}</div>").iter():
        if node.get("class") != "hidden-sign":
            # The direction is that of the words.
            found.append((str(node.tag), sorted(set(node.attrib) - {"dir"})))
    return found
