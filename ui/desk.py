"""The open index behind the page, and what the page does with it; knows nothing of Gradio."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from corpus.articles import Article
from corpus.errors import UserError
from index.generations import find_current
from index.opening import open_index
from index.store import Index
from qa.ask import ask
from qa.comparison import compare
from qa.examples import example_questions
from qa.question import LONGEST_QUESTION
from ui.comparison_html import comparison_html
from ui.render import answer_html, date_words, error_html, source_words

MAX_TURNS = 50

Turn = tuple[str, str]
"""A question as typed, and the HTML that answers it."""

_NOT_A_SPOT = "A link to an article must name the article and a stretch of its text."
_NO_ARTICLE = "This article is not in the library. It may have been removed or replaced."
_OUTSIDE = "This link points outside the article's text. The article may have changed."


class Desk:
    """One index folder, open; what is added to it, here or by another process, is answered from at once."""

    def __init__(self, folder: Path, *, read_only: bool = False, allow_net: bool = False) -> None:
        self.folder = folder
        self.read_only = read_only
        self.allow_net = allow_net
        self._opening = Lock()
        self._open()

    def _open(self) -> None:
        self.index = open_index(self.folder)
        self.examples = example_questions(self.index)

    def refresh(self) -> None:
        """Open the newest generation, unless it is the one at hand."""
        with self._opening:
            if find_current(self.folder).name != self.index.generation:
                self._open()

    def open_newest(self) -> Index:
        """Return the index of the newest generation."""
        self.refresh()
        return self.index

    def take_turn(self, question: str, turns: Sequence[Turn], carried: Sequence[str] | None = None) -> list[Turn]:
        """Return the turns with one more; what went wrong, and a person can mend, is an answer too.

        The question may lean on the earlier ones, or on those of `carried` where that is given.
        """
        question = question.strip()
        if not question:
            return list(turns)
        try:
            self.refresh()
            earlier = [asked for asked, _ in turns] if carried is None else carried
            history = [asked for asked in earlier if asked.strip() and len(asked) <= LONGEST_QUESTION]
            answer = ask(question, history=history, index=self.index)
            html = answer_html(answer) + comparison_html(compare(answer, self.index))
        except UserError as error:
            html = error_html(error)
        except ValueError as error:
            html = error_html(UserError(f"This cannot be asked: {error}.", "Please ask in other words."))
        return [*turns, (question, html)][-MAX_TURNS:]

    def get_article(self, spot: object) -> dict[str, object]:
        """Return an article cut in three at a spot, or `{"error": …}`: anyone can call this with anything."""
        if not isinstance(spot, dict):
            return {"error": _NOT_A_SPOT}
        article_id, start, end = spot.get("id"), spot.get("start"), spot.get("end")
        # `type`, because True is an int as well.
        if not (isinstance(article_id, str) and type(start) is int and type(end) is int):
            return {"error": _NOT_A_SPOT}
        article = self.index.articles.get(article_id)
        if article is None:
            return {"error": _NO_ARTICLE}
        if not 0 <= start <= end <= len(article.text):
            return {"error": _OUTSIDE}
        return _cut_at(article, start, end)


def _cut_at(article: Article, start: int, end: int) -> dict[str, object]:
    # Cut here, because JavaScript counts UTF-16 units where these offsets count code points.
    return {
        "title": article.headline,
        "no_headline": not article.title,
        "source": source_words(article),
        "date": date_words(article),
        "author": article.author,
        "url": article.url if article.url.lower().startswith(("http://", "https://")) else "",
        "before": article.text[:start],
        "hit": article.text[start:end],
        "after": article.text[end:],
    }
