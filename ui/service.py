"""The open index behind the page, REST and MCP, with its cached answers; independent of HTML and Gradio."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from corpus.errors import EngineStarting, IndexMissing, UserError
from index.collections.collection_names import DEFAULT
from index.generation.edits import Edit
from index.generation.locking import is_building
from index.places import Location, NewestIndex, find_folder
from index.store import Index
from qa.answer import Answer, Quote
from qa.api import ask, retrieve
from qa.article_list import name_count
from qa.collection import find_samples
from qa.default_index import AskedIndex, empty_collection
from qa.examples import example_questions, next_questions
from qa.input_limits import MAX_QUESTION_LENGTH
from qa.reading.quoting import quote_at
from ui.adding import AddingWork
from ui.ask_request import AskRequest
from ui.cache import Cache
from ui.mention_cache import MentionCache
from ui.sample_articles import QUESTIONS
from ui.security.request_queue import Steps

KEPT_ANSWERS = 256
"""Maximum number of cached answers, used when their articles are opened or a conversation is exported."""

KEPT_UNDO = 16
"""Maximum number of edits that can be undone."""

EXAMPLES = 3
"""Number of example questions on the first screen."""

SUGGESTED = 2
"""Number of questions suggested after an answer."""

NEAREST = 2
"""Number of passages that can be unfolded where the articles do not answer."""


class Service:
    """One open index; articles added here or by another process are searched at once.

    An index in a search engine is read-only, and is not open until the engine has started and contains it.
    """

    def __init__(
        self, place: Location, *, read_only: bool = False, allow_net: bool = False, collection: str = ""
    ) -> None:
        self.place = place
        self.collection = collection
        self.may_add = True
        """Whether the user of the request may change the articles."""
        self.folder = find_folder(place)
        self.keeps_nothing = read_only
        self.keeps_clippings = not read_only
        """Whether users may keep quotations. These are their own, so also those of articles that they may only read."""
        self.read_only = read_only or not isinstance(place, Path)
        self.allow_net = allow_net
        self.examples: list[str] = []
        self.adding = AddingWork()
        self.mentions = MentionCache()
        self.former_edits: Cache[str, Mapping[str, Edit]] = Cache(KEPT_UNDO)
        """What `undo` restores, by the generation with the new edits."""
        self.standing_news: Cache[str, int] = Cache(KEPT_UNDO)
        """Number of sentences that standing questions found, by the generation with the new articles."""
        self._newest = NewestIndex(place, writes_stamps=not read_only, on_open=self._find_examples)
        self._answers: Cache[tuple[AskRequest, str], Answer] = Cache(KEPT_ANSWERS)
        # A named collection is opened when it is used, and may be empty.
        if not collection:
            with suppress(EngineStarting, *([] if isinstance(place, Path) else [IndexMissing])):
                self.refresh()

    @property
    def is_open(self) -> bool:
        """Whether an index is open."""
        return self._newest.opened is not None

    @property
    def index(self) -> Index:
        """The open index. Raises EngineStarting or IndexMissing if there is none yet."""
        return self._newest.opened or self.refresh()

    def refresh(self) -> Index:
        """Return the newest generation, opening it if it is not open; raises what `open_at` raises."""
        try:
            return self._newest.open()
        except IndexMissing as error:
            # The words of the original name a folder of the server.
            if not self.collection:
                raise
            raise empty_collection(self.collection, "in the Library tab, or ") from error

    @property
    def named_collections(self) -> tuple[str, ...]:
        """The collections that the request names."""
        return ()

    def holding(self, article_id: str) -> "Service":
        """Return the service of the collection that has an article; that of the first one if none has it."""
        return self

    def indexes_of(self, asked: AskRequest | None = None) -> Mapping[str, Index]:
        """Return the newest indexes that a question is asked of, by the collections that it names."""
        return {self.collection if asked and asked.collections else "": self.refresh()}

    def _find_examples(self, index: Index) -> None:
        only_samples = 0 < len(find_samples(index)) == len(index.articles)
        written = QUESTIONS if only_samples else ()
        answered = [question for question in written if ask(question, index=index).status == "answered"]
        self.examples = answered[:EXAMPLES] or example_questions(index, EXAMPLES)

    def describe_pending(self) -> str:
        """Return in words which additions in progress will change answers; empty if there are none."""
        now = self.adding.now
        if now is None:
            is_changing = isinstance(self.place, Path) and is_building(self.folder)
            return "The library is being changed" if is_changing else ""
        if not now.articles:
            return f"{name_count(now.files, 'file')} {'is' if now.files == 1 else 'are'} still being read"
        return f"{name_count(now.articles, 'article')} {'is' if now.articles == 1 else 'are'} still being added"

    def has_answer(self, asked: AskRequest) -> bool:
        """Return whether the answer is cached."""
        return (asked, self.name_generation()) in self._answers

    def name_generation(self) -> str:
        """Return the name of the open generation, empty if none is open."""
        return self._newest.opened.generation if self._newest.opened else ""

    def answer(self, asked: AskRequest, index: Index | None = None) -> Answer:
        """Answer a question from an index, the open one by default, or from the cache; raises what `ask` raises."""
        index = index or self.index
        answer = self._answers.get((asked, index.generation))
        if answer is None:
            answer = ask(
                asked.question,
                history=history_of(asked),
                # Only a collection that was named is credited.
                index={self.collection or DEFAULT: index} if asked.collections else index,
                sources=asked.sources,
                since=asked.since,
                until=asked.until,
                read_period=asked.reads_period,
            )
            # The page requests an answer again by its resolved address.
            for key in (asked, asked.resolve(answer)):
                self._answers.put((key, index.generation), answer)
        return answer

    def find_nearest(self, asked: AskRequest, answer: Answer, index: AskedIndex) -> list[Quote]:
        """Return the nearest passages for a question that the articles do not answer; none for another one."""
        if answer.status != "not_found":
            return []
        hits = answer.hits or retrieve(
            asked.question,
            NEAREST,
            index=index,
            sources=asked.sources,
            since=asked.since,
            until=asked.until,
            read_period=asked.reads_period,
        )
        quotes = [quote_at(hit.article, hit.passage.start, hit.passage.end) for hit in hits[:NEAREST]]
        credits = [hit.collection for hit in hits[:NEAREST]]
        return [
            replace(quote, number=number, collection=collection)
            for number, (quote, collection) in enumerate(zip(quotes, credits, strict=True), start=1)
        ]

    def suggest(self, conversation: Sequence[AskRequest]) -> Steps[list[str]]:
        """Find questions that may follow the last one and that the articles answer.

        After a greeting these are the examples. The client is not charged for the candidates that are tried: it did not
        choose them.
        """
        found: list[str] = []
        try:
            if conversation:
                answer = self.answer(conversation[-1])
                known = [asked.question for asked in conversation]
                if answer.status == "about" and not answer.quotes:
                    return [example for example in self.examples if example not in known][:SUGGESTED]
                answer, index = self._narrow(answer, conversation[-1])
                for question in next_questions(answer, known, index, conversation[-1].sources):
                    found += [question] if question else []
                    if len(found) == SUGGESTED:
                        break
                    yield 0
        except (UserError, ValueError):
            return []
        return found

    def _narrow(self, answer: Answer, asked: AskRequest) -> tuple[Answer, Index]:
        """Return the part of an answer that is from the collection of its first quote, and the index of that.

        Of the hits it has those in quoted articles: questions on the others would be about something else.
        """
        indexes = self.indexes_of(asked)
        name = answer.quotes[0].collection if answer.quotes else ""
        index = indexes.get(name) or next(iter(indexes.values()))
        quotes = tuple(quote for quote in answer.quotes if quote.collection == name)
        quoted = {quote.article.id for quote in quotes}
        hits = tuple(hit for hit in answer.hits if hit.collection == name and hit.article.id in quoted)
        return replace(answer, quotes=quotes, hits=hits), index


def history_of(asked: AskRequest) -> list[str]:
    """Return the earlier questions that `ask` accepts."""
    return [earlier for earlier in asked.history if earlier.strip() and len(earlier) <= MAX_QUESTION_LENGTH]


def name_generations(indexes: Mapping[str, Index]) -> str:
    """Return the generations of indexes with their collections, as the key of cached results."""
    return " ".join(f"{name}:{index.generation}" if name else index.generation for name, index in indexes.items())
