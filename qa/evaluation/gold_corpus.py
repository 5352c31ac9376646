"""The corpus of a question set: its articles, and where each gold id lies in them.

Offsets in the files count the characters of the raw text; ours count those of `Article.text`, whose line ends
are all `\\n`. Every stretch is moved here, so nothing else knows of the raw text.
"""

from dataclasses import dataclass, field
from datetime import date

from corpus.articles import Article, clean_text, make_article
from qa.evaluation.gold import Gold, GoldSpan
from qa.evaluation.set_files import Data, id_of, text_of


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """A document or paragraph of the corpus file: a stretch of a raw text, and the article it became."""

    article_id: str
    raw: str
    start: int
    end: int
    sentences: tuple[str, ...] = ()

    def stretch(self, start: int, end: int) -> GoldSpan:
        """Return the stretch of the article for offsets relative to this place."""
        if not 0 <= start < end <= self.end - self.start:
            raise ValueError(f"{start} to {end} lies outside its passage")
        first, last = moved(self.raw, self.start + start), moved(self.raw, self.start + end)
        return GoldSpan(self.article_id, first, last)

    def whole(self) -> GoldSpan:
        """Return the stretch of the article that this place covers."""
        return self.stretch(0, self.end - self.start)

    def marked(self, start: int, end: int, text: str | None) -> GoldSpan:
        """Return the stretch like `stretch`, once the file's own copy of its text agrees."""
        found = self.raw[self.start + start : self.start + end]
        if text is not None and text != found:
            raise ValueError(f"{start} to {end} of its passage is {found!r}, not {text!r}")
        return self.stretch(start, end)

    def sentence(self, number: int) -> GoldSpan:
        """Return the stretch of a sentence, looked for after the ones before it."""
        if not 0 <= number < len(self.sentences):
            raise ValueError(f"its passage has {len(self.sentences)} sentences, and none numbered {number}")
        start = end = 0
        for sentence in self.sentences[: number + 1]:
            start = self.raw.index(sentence, end)
            end = start + len(sentence)
        return self.stretch(start, end)


@dataclass(slots=True)
class GoldCorpus:
    """The corpus as it is read; rows with the same text become one article with the golds of all of them."""

    articles: dict[str, Article] = field(default_factory=dict)
    places: dict[str, GoldPlace] = field(default_factory=dict)
    golds: dict[str, list[Gold]] = field(default_factory=dict)
    gold_ids: set[str] = field(default_factory=set)

    def add(self, row: Data) -> None:
        """Add a row of the corpus file: the golds are its paragraphs, or all of it where it has none."""
        document, raw = id_of(row), text_of(row, "text")
        if not raw.strip():
            raise ValueError("the text is empty")
        article = make_article(
            raw,
            title=row.get("title") or "",
            source=row.get("source") or "",
            author=row.get("author") or "",
            published=iso_date(row.get("date")),
            url=row.get("url") or "",
        )
        self.articles.setdefault(article.id, article)
        self._place(document, GoldPlace(article.id, raw, 0, len(raw), tuple(row.get("sentences") or ())))
        for paragraph, start, end in row.get("paragraphs") or ():
            self._place(paragraph, GoldPlace(article.id, raw, start, end))
        for gold_id in [paragraph[0] for paragraph in row.get("paragraphs") or ()] or [document]:
            self.gold_ids.add(gold_id)
            self.golds.setdefault(article.id, []).append(Gold(gold_id, self.places[gold_id].whole()))

    def sorted_golds(self) -> dict[str, tuple[Gold, ...]]:
        """Return each article's golds by where they start; copies keep the order of the file."""
        return {
            article_id: tuple(sorted(golds, key=lambda gold: gold.stretch)) for article_id, golds in self.golds.items()
        }

    def _place(self, name: str, place: GoldPlace) -> None:
        if name in self.places:
            raise ValueError(f"the id {name!r} occurs a second time")
        if name.split() != [name]:
            raise ValueError(f"the id {name!r} holds white space, which no run file can carry")
        if not 0 <= place.start < place.end <= len(place.raw):
            raise ValueError(f"{name!r}, {place.start} to {place.end}, lies outside the text")
        self.places[name] = place


def moved(raw: str, offset: int) -> int:
    """Return where a character of the raw text lies in the cleaned text."""
    before, sign = raw[:offset], raw[offset : offset + 1]
    if before.endswith("\r") and sign == "\n":
        return len(clean_text(before))
    # The sign decides whether a soft hyphen at the end of a line divides a word.
    return len(clean_text(before + sign)) - len(clean_text(sign))


def iso_date(value: str | None) -> date | None:
    """Return an ISO date; dates of any other form are left out, not guessed."""
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None
