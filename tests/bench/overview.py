"""Measures overviews of many articles: `python -m tests.bench.overview SET FOLDER [ARTICLES]`.

Each article is made of sentences of one article of the set in random order, so the articles of the set are its topics.
Vectors are synthetic: those of real passages of the same topic, moved a little. All else is real. The index is built in
FOLDER unless it is there. Each call is timed in a process that does nothing else, with its peak memory.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.folder_index import FolderIndex
from index.opening import open_index
from index.store import Index
from qa.evaluation.evaluate import index_folder_for, open_or_build
from qa.evaluation.question_sets import read_question_set
from qa.overview.central_sentences import extract
from qa.overview.overview import overview
from qa.overview.related import related_articles
from tests.bench.__main__ import print_line
from tests.bench.peers.worker import read_status
from tests.bench.perturbed import PerturbedEncoder

ARTICLES, SENTENCES = 26_000, 20
"""Number of articles, and of the sentences of each."""

ASKED, WARM = 50, 5
"""Number of articles whose related articles and extracts are timed, and of those before them."""

_TOPIC = re.compile(r"Report [0-9]+ of ([0-9a-f]+)")


class TopicEncoder(PerturbedEncoder):
    """Gives a text the moved vectors of a real passage of the topic that its title names."""

    def _choose_rows(self, texts: Sequence[str], seeds: Sequence[int]) -> list[int]:
        rows = []
        for text, seed in zip(texts, seeds, strict=True):
            topic = _TOPIC.search(text)
            own = self._real.passages_of(topic[1]) if topic else range(self._real.passage_count)
            rows.append(own[seed % len(own)])
        return rows


def main() -> None:
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else ARTICLES  # noqa: PLR2004
    print_line(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    if not (folder / "CURRENT").exists():
        question_set = read_question_set(path)
        real = open_or_build(question_set, index_folder_for(question_set))
        build_index(Reading(list(write_articles(real, count))), folder, encoder=TopicEncoder(real))
    for name in CALLS:
        command = [sys.executable, "-m", __spec__.name, name, str(folder)]
        output = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        print_line(f"{name}: {output.splitlines()[-1]}")


def write_articles(real: FolderIndex, count: int) -> Iterator[FoundArticle]:
    """Yield articles that each have sentences of one real article."""
    pools = [(id, [real.articles[id].text[start:end] for start, end in real.sentences_of(id)]) for id in real.articles]
    draw = np.random.default_rng(7)
    for number in range(count):
        id, pool = pools[number % len(pools)]
        chosen = draw.permutation(len(pool))[:SENTENCES].tolist()
        text = " ".join(pool[place] for place in chosen)
        yield FoundArticle(make_article(text, title=f"Report {number} of {id}"), str(number))


def time_overview(index: FolderIndex) -> dict[str, float]:
    started = time.perf_counter()
    found = overview(index=index)
    seconds, processor = time.perf_counter() - started, time.process_time()
    started = time.perf_counter()
    overview(index=index)
    again = time.perf_counter() - started
    groups = {id: group.number for group in found.groups for id in group.ids}
    topics = {id: _name_topic(index, id) for id in groups}
    return {
        "articles": found.articles,
        "copies": found.copies,
        "passages": index.passage_count,
        "groups": len(found.groups),
        "topics": len(set(topics.values())),
        "share_with_most_of_their_topic": _measure_unity(topics, groups),
        "seconds": seconds,
        "cpu_seconds": processor,
        "again_ms": 1000 * again,
    }


def _name_topic(index: Index, id: str) -> str:
    found = _TOPIC.match(index.articles[id].title)
    return found[1] if found else ""


def _measure_unity(topics: dict[str, str], groups: dict[str, int]) -> float:
    """Return the share of the articles that are in the group that holds most articles of their topic."""
    together = Counter((topics[id], group) for id, group in groups.items())
    largest = {topic: max(count for (other, _), count in together.items() if other == topic) for topic, _ in together}
    return sum(largest.values()) / len(groups)


def time_related(index: FolderIndex) -> dict[str, float]:
    shares: list[float] = []

    def call(id: str) -> None:
        found = related_articles(id, index=index)
        shares.append(float(np.mean([_name_topic(index, one.article.id) == _name_topic(index, id) for one in found])))

    return _time_each(index, call) | {"share_of_the_same_topic": float(np.mean(shares))}


def time_extract(index: FolderIndex) -> dict[str, float]:
    return _time_each(index, lambda id: extract(id, index=index))


def _time_each(index: Index, call: Callable[[str], object]) -> dict[str, float]:
    ids = list(index.articles)
    milliseconds = []
    for place in np.linspace(0, len(ids) - 1, ASKED + WARM).astype(int).tolist():
        started = time.perf_counter()
        call(ids[place])
        milliseconds.append(1000 * (time.perf_counter() - started))
    p50, p95 = np.percentile(milliseconds[WARM:], [50, 95]).tolist()
    return {"p50_ms": p50, "p95_ms": p95}


CALLS: dict[str, Callable[[FolderIndex], dict[str, float]]] = {
    "overview": time_overview,
    "related": time_related,
    "extract": time_extract,
}

if __name__ == "__main__":
    if sys.argv[1] in CALLS:
        opened = open_index(Path(sys.argv[2]))
        before = read_status("VmHWM")
        figures = CALLS[sys.argv[1]](opened) | {"before_mb": before, "peak_mb": read_status("VmHWM")}
        figures |= {"anonymous_mb": read_status("RssAnon")}
        sys.stdout.write(json.dumps({name: round(value, 3) for name, value in figures.items()}))
    else:
        main()
