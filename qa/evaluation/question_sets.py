"""Reads question sets: a folder of corpus, queries and qrels, or questions that quote the articles they ask."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from corpus.articles import Article
from corpus.errors import EvaluationError
from corpus.reading import SHIPPED, read_articles
from index.generation.generations import has_generation
from index.opening import open_index
from index.store import Index
from qa.evaluation.gold import Gold, GoldSpan, Question, QuestionSet
from qa.evaluation.gold_corpus import GoldCorpus
from qa.evaluation.set_files import Data, SetRow, first_of, id_of, json_rows, qrels_rows, reading, text_of

__all__ = ["Gold", "GoldSpan", "Question", "QuestionSet", "read_question_set"]

Qrels = Mapping[str, Mapping[str, int]]

# The last part of a follow-up's id is its turn: `C_0f3a_0_q4` in CANARD, `025b54<::>3` in MTRAG.
_TURN = re.compile(r"(?:<::>|_q)\d+$")


def read_question_set(path: Path, part: str = "", *, index: Index | None = None) -> QuestionSet:
    """Read a folder with corpus, queries and qrels, or a `.jsonl` file that asks the shipped articles.

    A `.jsonl` file asks the articles of an index where one is given or the file lies in the folder of one.

    A `part` of a folder's questions, like "train", is in files named after it: `queries.train.jsonl`.
    """
    if path.is_file():
        return _read_quoting(path, index)
    corpus = _read_corpus(first_of(path, "corpus.jsonl"))
    infix = f".{part}" if part else ""
    qrels = _read_qrels(first_of(path, f"qrels{infix}.tsv"), corpus)
    questions = _read_questions(first_of(path, f"queries{infix}.jsonl"), qrels, corpus)
    name = path.resolve().name
    return QuestionSet(name, tuple(corpus.articles.values()), corpus.sorted_golds(), _unique(questions))


def _read_corpus(path: Path) -> GoldCorpus:
    corpus = GoldCorpus()
    for row in json_rows(path):
        with reading(row):
            corpus.add(row.data)
    if not corpus.articles:
        raise EvaluationError(f"{path.name} contains no article.", f"Put one JSON object per line into {path}.")
    return corpus


def _read_qrels(path: Path, corpus: GoldCorpus) -> Qrels:
    qrels: dict[str, dict[str, int]] = defaultdict(dict)
    for row in qrels_rows(path):
        with reading(row):
            gold_id = row.data["corpus-id"]
            if gold_id not in corpus.gold_ids:
                raise ValueError(f"the corpus has no {gold_id!r}")
            qrels[row.data["query-id"]][gold_id] = int(row.data["score"])
    return qrels


def _read_questions(path: Path, qrels: Qrels, corpus: GoldCorpus) -> Iterator[tuple[SetRow, Question]]:
    for row in json_rows(path):
        with reading(row):
            question = _question(row.data, qrels, corpus)
        yield row, question


def _question(row: Data, qrels: Qrels, corpus: GoldCorpus) -> Question:
    question_id = id_of(row)
    relevance = qrels.get(question_id, {})
    history = _user_turns(row)
    return Question(
        id=question_id,
        text=text_of(row, "text"),
        history=history,
        rewrite=row.get("rewrite"),
        answerable=row.get("answerable"),
        qrels=relevance,
        spans=tuple(dict.fromkeys(_spans(row, corpus))),
        answers=tuple(dict.fromkeys(row.get("answers") or ())),
        follow_up=bool(row.get("follow_up", history)),
        cluster=_cluster(row, relevance, corpus),
    )


def _user_turns(row: Data) -> tuple[str, ...]:
    """Return the earlier questions; answers of an assistant are not searched with."""
    turns = row.get("history") or ()
    return tuple(
        turn if isinstance(turn, str) else text_of(turn, "text")
        for turn in turns
        if isinstance(turn, str) or turn["speaker"] == "user"
    )


def _spans(row: Data, corpus: GoldCorpus) -> Iterator[GoldSpan]:
    """Yield what the set marks as answering: character spans, sentences, or whole paragraphs of evidence."""
    for span in row.get("spans") or ():
        yield corpus.places[span["passage"]].marked(span["start"], span["end"], span.get("text"))
    for number in row.get("answer_sentences") or ():
        yield corpus.places[row["passage"]].sentence(number)
    for evidence in row.get("evidence") or ():
        place = corpus.places[evidence["passage"]]
        if "sentences" in evidence:
            yield from map(place.sentence, evidence["sentences"])
        else:
            yield place.whole()


def _cluster(row: Data, relevance: Mapping[str, int], corpus: GoldCorpus) -> str:
    """Return the conversation of a follow-up set, else the article asked about, else the question alone."""
    if "history" in row:
        return _TURN.sub("", row["id"])
    place = corpus.places.get(row.get("passage") or next(iter(relevance), ""))
    return place.article_id if place else str(row["id"])


def _unique(questions: Iterable[tuple[SetRow, Question]]) -> tuple[Question, ...]:
    found: dict[str, Question] = {}
    for row, question in questions:
        with reading(row):
            if found.setdefault(question.id, question) is not question:
                raise ValueError(f"the id {question.id!r} occurs a second time")
    return tuple(found.values())


def _read_quoting(path: Path, index: Index | None) -> QuestionSet:
    if index is None and has_generation(path.parent):
        # Judgements of answers are in the folder of the index.
        index = open_index(path.parent)
    # Questions call articles by their ids, or the shipped ones by the three digits that their file names start with.
    shipped = {Path(found.origin).name[:3]: found.article for found in read_articles([SHIPPED]).found}
    if index is None:
        articles, asked = shipped, tuple(shipped.values())
    else:
        own = dict(index.articles)
        articles, asked = (
            own | {name: own[each.id] for name, each in shipped.items() if each.id in own},
            tuple(own.values()),
        )
    return QuestionSet(path.stem, asked, {}, _unique(_read_quoting_questions(path, articles)))


def _read_quoting_questions(path: Path, articles: Mapping[str, Article]) -> Iterator[tuple[SetRow, Question]]:
    for row in json_rows(path):
        if _is_past(row.data, articles):
            continue
        with reading(row):
            question = _quoting_question(row.data, articles)
        yield row, question


def _is_past(data: Data, articles: Mapping[str, Article]) -> bool:
    """Return whether a judgement cannot be asked again: of some articles only, or of a missing one."""
    if "judged" not in data:
        return False
    return bool(data.get("filtered")) or any(quoted.get("article") not in articles for quoted in data["evidence"])


def _quoting_question(row: Data, articles: Mapping[str, Article]) -> Question:
    """Make a question whose golds are quotes; its interval is over questions: the articles stay these."""
    question_id = id_of(row)
    history = _user_turns(row)
    evidence = tuple(
        Gold(f"{question_id}#{number}", place)
        for number, quoted in enumerate(row["evidence"])
        for place in _find_quote(_find_article(articles, quoted["article"]), quoted["quote"])
    )
    return Question(
        id=question_id,
        text=text_of(row, "question"),
        history=history,
        rewrite=None,
        answerable=row["answerable"],
        qrels={gold.id: 1 for gold in evidence},
        spans=tuple(dict.fromkeys(gold.stretch for gold in evidence)),
        answers=tuple(row.get("short_answers") or ()),
        follow_up=bool(history),
        cluster=question_id,
        evidence=evidence,
    )


def _find_article(articles: Mapping[str, Article], name: str) -> Article:
    if name not in articles:
        raise ValueError(f"no article asked is called {name!r}; name the index that holds it with --index")
    return articles[name]


def _find_quote(article: Article, quote: str) -> list[GoldSpan]:
    """Find every place of a quote, white space folded."""
    pattern = r"\s+".join(map(re.escape, quote.split()))
    places = [GoldSpan(article.id, *found.span()) for found in re.finditer(pattern, article.text)]
    if not quote.strip() or not places:
        raise ValueError(f"the article {article.headline!r} does not hold the quote {quote!r}")
    return places
