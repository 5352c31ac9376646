"""Reads training questions that bring their paragraph along: `.jsonl` or `.jsonl.gz`, one question a line.

A line holds `question`, `title`, `context`, `answers` (`text` and `start` in the context) and `answerable`; optional:
`plausible`, stretches that look like the answer, and `paragraph`, an id that the questions of one paragraph share. The
contexts of all files form one collection, which wrong passages are retrieved from. Its vectors are quick ones
(`index/model/quick.py`): they rank near enough for that, and the full ones of 20,000 contexts take the time of 10,000
pairs.
"""

import random
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.articles import Article, FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.generation.generations import has_generation
from index.model.graph import GraphEncoder
from index.model.model_files import DEFAULT_MODEL
from index.model.prepared import prepare_encoder
from index.model.quick import QuickEncoder
from index.opening import open_index
from index.store import Index
from index.types import Advance, EncodedQuery, Passages, ignore_advance
from qa.evaluation.evaluate import index_folder_for
from qa.evaluation.gold import GoldSpan, Question, QuestionSet
from qa.evaluation.set_files import Data, json_rows, reading
from qa.training.questions import KeptOut, TrainingSet, draw

NEAR_TWIN = 3
"""Maximum distance, in characters, of an answer from the plausible stretch of the unanswerable question beside it."""


@dataclass(frozen=True, slots=True)
class ContextQuestion:
    """A training question and the article that its context became."""

    question: Question
    article: Article
    gold: GoldSpan
    """The answer; for an unanswerable question the plausible stretch, or the whole context."""

    paragraph: str


def read_contexts(counts: Mapping[Path, int | None], kept_out: KeptOut, chance: random.Random) -> TrainingSet:
    """Read files of questions, of each at most the given number, drawn at random.

    An unanswerable question comes with the answerable one about the same place of its paragraph, drawn or not.
    """
    everything = [read_file(path, kept_out) for path in counts]
    drawn = [draw(of_file, count, chance) for of_file, count in zip(everything, counts.values(), strict=True)]
    exercises = pair_twins([row for of_file in drawn for row in of_file], [row for rows in everything for row in rows])
    rows = [row for exercise in exercises for row in exercise]
    return TrainingSet(
        exercises=[[row.question for row in exercise] for exercise in exercises],
        index=_build(rows),
        golds={row.question.id: row.gold for row in rows},
        held_out=set(),
    )


def read_file(path: Path, kept_out: KeptOut) -> list[ContextQuestion]:
    """Read the questions of a file but those about articles that are kept out, each with those asked before it."""
    rows: list[ContextQuestion] = []
    articles: dict[str, Article | None] = {}
    earlier: dict[str, list[str]] = defaultdict(list)
    for row in json_rows(path):
        with reading(row):
            context = row.data["context"]
            if context not in articles:
                title = row.data.get("title") or ""
                articles[context] = None if kept_out.has(title, context) else make_article(context, title=title)
            article = articles[context]
            # Offsets count in the context; an article whose text was cleaned has others.
            if article is not None and article.text == context:
                rows.append(_read_question(row.data, f"{path.name}:{row.line}", article, earlier[article.id]))
                earlier[article.id].append(row.data["question"])
    return rows


def _read_question(data: Data, name: str, article: Article, earlier: Sequence[str]) -> ContextQuestion:
    answers = data["answers"]
    spans = [GoldSpan(article.id, answer["start"], answer["start"] + len(answer["text"])) for answer in answers[:1]]
    plausible = [
        GoldSpan(article.id, found["start"], found["start"] + len(found["text"]))
        for found in data.get("plausible") or ()
    ]
    gold = (spans if data["answerable"] else plausible) or [GoldSpan(article.id, 0, len(article.text))]
    question = Question(
        id=name,
        text=data["question"],
        history=tuple(earlier),
        rewrite=None,
        answerable=data["answerable"],
        qrels={name: 1},
        spans=tuple(spans),
        answers=tuple(answer["text"] for answer in answers),
        follow_up=False,
        cluster=article.id,
    )
    return ContextQuestion(question, article, gold[0], data.get("paragraph") or article.id)


def pair_twins(drawn: Iterable[ContextQuestion], everything: Iterable[ContextQuestion]) -> list[list[ContextQuestion]]:
    """Join each unanswerable question with an answerable one of its paragraph, and near misses with their question.

    The twin asks for the place that only looks like the answer of the other one; a near miss has its very words.
    """
    answerable: dict[str, list[ContextQuestion]] = defaultdict(list)
    for row in everything:
        if row.question.answerable:
            answerable[row.paragraph].append(row)
            answerable[row.question.text].append(row)
    exercises: list[list[ContextQuestion]] = []
    used: set[str] = set()
    drawn = list(drawn)
    for row in (row for row in drawn if not row.question.answerable):
        twins = [
            twin
            for twin in answerable[row.question.text] + answerable[row.paragraph]
            if twin.question.id not in used
            and (twin.question.text == row.question.text or abs(twin.gold.start - row.gold.start) <= NEAR_TWIN)
        ][:1]
        used.update(twin.question.id for twin in twins)
        exercises.append([*twins, row])
    return exercises + [[row] for row in drawn if row.question.answerable and row.question.id not in used]


class _QuickEncoder:
    """Encodes passages from the table of quick vectors, and does everything else as the model's own encoder."""

    def __init__(self, encoder: GraphEncoder) -> None:
        self._encoder, self.card = encoder, encoder.card
        self._table = QuickEncoder(encoder)

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        return self._encoder.count_pieces(texts)

    def encode_query(self, text: str) -> EncodedQuery:
        return self._encoder.encode_query(text)

    def encode_passages(self, texts: Sequence[str], advance: Advance = ignore_advance) -> Passages:
        return self._table.encode_passages(texts, advance)

    def save(self, folder: Path) -> None:
        self._encoder.save(folder)


def _build(rows: Sequence[ContextQuestion]) -> Index:
    """Open the index of the articles of questions, or build it."""
    articles = {row.article.id: row.article for row in rows}
    folder = index_folder_for(QuestionSet("training-quick", tuple(articles.values()), {}, ()))
    if not has_generation(folder):
        # The origins must differ: two articles from one place would be two versions of one.
        found = [FoundArticle(article, f"training/{article.id}") for article in articles.values()]
        with tempfile.TemporaryDirectory() as model:
            encoder = prepare_encoder(DEFAULT_MODEL, Path(model), lambda: None)
            if isinstance(encoder, GraphEncoder):
                encoder = _QuickEncoder(encoder)
            build_index(Reading(found), folder, encoder=encoder)
    return open_index(folder)
