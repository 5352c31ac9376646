"""Measures standing questions: `python -m tests.bench.many.standing SET FOLDER [QUESTIONS [ARTICLES]]`.

The paragraphs of a set are articles. The index begins with ARTICLES of them; then the paragraphs that answer QUESTIONS
come in ten builds, after that a reprint of each, and one article that answers none. A question must report its own
paragraph if `ask`, which reads all articles, answers with it in the end. Times are those of asking after a build, and
of asking all articles the same questions. The index stays in the folder, which must be new.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from corpus.articles import Article, FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.api import ask
from qa.evaluation.question_sets import read_question_set
from qa.standing.asking import News, ask_standing
from qa.standing.standing_changes import add_standing, list_standing
from tests.bench.__main__ import print_line

T = TypeVar("T")

QUESTIONS, ARTICLES = 50, 300
BUILDS = 10
REPRINT = " Reprinted with the permission of the publisher."


@dataclass(frozen=True)
class Planted:
    question: str
    article: Article


def main() -> None:
    counts = [int(argument) for argument in sys.argv[3:]]
    questions, articles = (*counts, *(QUESTIONS, ARTICLES)[len(counts) :])
    planted, others = read_paragraphs(Path(sys.argv[1]), questions)
    folder = Path(sys.argv[2])
    extra, background = others[0], others[1 : articles + 1]
    publish(folder, background)
    for each in planted:
        add_standing(folder, each.question)
    print_line(f"{len(planted)} questions, {len(background)} articles")
    size = -(-len(planted) // BUILDS)
    times = []
    for first in range(0, len(planted), size):
        new = [each.article for each in planted[first : first + size]]
        seconds, _ = measure(folder, new)
        times.append(seconds / len(new) / len(planted))
    print_line(f"asking, for each question and new article of {size}: {statistics.median(times) * 1000:.1f} ms")
    report_found(folder, planted)
    seconds, news = measure(folder, [make_article(each.article.text + REPRINT) for each in planted])
    print_line(f"reprints: {len(planted)} articles, {sum(len(one.sentences) for one in news)} sentences reported")
    seconds, _ = measure(folder, [extra])
    print_line(f"asking, for each question and one new article: {seconds / len(planted) * 1000:.1f} ms")
    index = open_index(folder)
    ask(planted[0].question, index=index)
    whole, _ = measure_call(lambda: [ask(each.question, index=index) for each in planted])
    print_line(f"asking all articles, for each question: {whole / len(planted) * 1000:.1f} ms")


def read_paragraphs(path: Path, count: int) -> tuple[list[Planted], list[Article]]:
    """Return questions with the paragraphs that answer them, each paragraph once, and the other paragraphs."""
    question_set = read_question_set(path)
    texts = {article.id: article.text for article in question_set.articles}
    paragraphs = {
        gold.id: texts[gold.stretch.article_id][gold.stretch.start : gold.stretch.end]
        for golds in question_set.golds.values()
        for gold in golds
    }
    asked: dict[str, str] = {}
    for question in question_set.questions:
        for id in list(question.qrels)[:1]:
            asked.setdefault(paragraphs[id], question.text)
    pairs = [Planted(question, make_article(text)) for text, question in asked.items()]
    step = max(1, len(pairs) // count)
    chosen = pairs[::step][:count]
    texts_chosen = {each.article.text for each in chosen}
    return chosen, [each.article for each in pairs if each.article.text not in texts_chosen]


def publish(folder: Path, articles: Sequence[Article]) -> None:
    build_index(Reading([FoundArticle(article, f"set/{article.id}") for article in articles]), folder)


def measure(folder: Path, articles: Sequence[Article]) -> tuple[float, list[News]]:
    """Publish articles; return the seconds of asking after it, and what it reports."""
    publish(folder, articles)
    index = open_index(folder)
    return measure_call(lambda: ask_standing(index))


def measure_call(call: Callable[[], list[T]]) -> tuple[float, list[T]]:
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def report_found(folder: Path, planted: Sequence[Planted]) -> None:
    """Print how many questions reported their own paragraph, of those that `ask` answers with it."""
    index = open_index(folder)
    told = {one.question: {sentence.article.id for sentence in one.sentences} for one in list_standing(folder)}
    expected = found = own = total = 0
    for each in planted:
        answer = ask(each.question, index=index)
        is_answered = answer.status == "answered" and answer.quotes[0].article.id == each.article.id
        expected += is_answered
        found += is_answered and each.article.id in told[each.question]
        own += each.article.id in told[each.question]
        total += len(told[each.question])
    print_line(f"told of their own paragraph: {found} of {expected} that ask answers with it")
    print_line(f"articles told of: {total}, of which {own} are the question's own paragraph")


if __name__ == "__main__":
    main()
