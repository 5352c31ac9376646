"""However articles were added, changed and removed, the index answers as one that was built at once."""

import json
import math
import random

import numpy as np
import pytest

from corpus.reading import read_articles
from index.building.build import build_index
from index.opening import open_index
from index.text.analyzer import analyze
from tests.faults.builds import FakeEncoder, answers, build, open_fake

PLACES = ("Almaty", "Astana", "Aktau", "Aral", "Semey")


def make_text(draw):
    sentences = [
        f"{draw.choice(['Rain', 'Snow', 'Hail'])} fell in {draw.choice(PLACES)} on day {draw.randrange(40)}."
        for _ in range(draw.randrange(1, 9))
    ]
    title = f"---\ntitle: Weather {draw.randrange(3)}\ndate: 2024-01-0{draw.randrange(1, 9)}\n---\n"
    return title * draw.randrange(2) + " ".join(sentences)


def change(draw, news):
    """Add, change or remove a file, or rewrite a collection."""
    files = sorted(news.glob("*.txt"))
    step = draw.choice(["add", "add", "change", "remove", "copy", "rename", "headline", "collection"])
    if step == "collection":
        rows = [json.dumps({"text": make_text(draw)}) for _ in range(draw.randrange(1, 5))]
        (news / "many.jsonl").write_text("\n".join(rows))
    elif step == "add" or len(files) < 3:
        (news / f"{draw.randrange(10**6)}.txt").write_text(make_text(draw))
    elif step == "change":
        draw.choice(files).write_text(make_text(draw))
    elif step == "remove":
        draw.choice(files).unlink()
    elif step == "headline":
        path = draw.choice(files)
        words = path.read_text().rpartition("---\n")[2]
        path.write_text(f"---\ntitle: Weather {draw.randrange(100)}\n---\n{words}")
    elif step == "copy":
        (news / f"{draw.randrange(10**6)}.txt").write_text(draw.choice(files).read_text())
    else:
        draw.choice(files).rename(news / f"{draw.randrange(10**6)}.txt")


def follow(tmp_path, seed, encoder, steps):
    """Build after each change; yield the folder that grew, and one built at once from the final files."""
    draw = random.Random(seed)
    news = tmp_path / "news"
    news.mkdir()
    (news / "first.txt").write_text(make_text(draw))
    for _ in range(steps):
        build_index(read_articles([news]), tmp_path / "grown", encoder=encoder)
        for _ in range(draw.randrange(1, 4)):
            change(draw, news)
    build_index(read_articles([news]), tmp_path / "grown", encoder=encoder)
    build_index(read_articles([news]), tmp_path / "full", encoder=encoder)
    return tmp_path / "grown", tmp_path / "full"


def holdings(index):
    """The content of an index, however it is stored."""
    rows = range(index.passage_count)
    pieces = [index.tokens.pieces_of(row) for row in rows]
    words = sorted({word for row in rows for word in analyze(index.passage_at(row).text)})
    return {
        "articles": dict(index.articles),
        "origins": index.origins,
        "passages": [(index.article_id_at(row), *index.bounds_at(row)) for row in rows],
        "sentences": [index.sentences_of(id).tolist() for id in index.articles],
        "vectors": index.dense.vectors_of(rows).tolist(),
        "pieces": [(item.vectors.tolist(), item.starts.tolist()) for item in pieces],
        "words": {word: (index.lexical.idf(word), index.lexical.rows_with(word).tolist()) for word in words},
        "scores": index.lexical.score(words, np.arange(index.passage_count)).tolist(),
        "acronyms": index.acronyms,
        "copies": index.copies,
        "signatures": index.signatures.hashes.tolist(),
    }


@pytest.mark.parametrize("seed", range(50))
def test_what_grew_is_what_is_built_at_once(tmp_path, seed):
    grown, full = map(open_fake, follow(tmp_path, seed, FakeEncoder(), steps=5))
    assert holdings(grown) == holdings(full)
    assert answers(grown) == answers(full)
    assert len(full.segments) == 1


def test_segments_stay_few_and_little_is_written_anew(tmp_path):
    written = []
    for number in range(64):
        build(tmp_path, [f"Rain fell in Almaty on day {number}."])
        index = open_fake(tmp_path)
        newest = max(index.segments)
        written.append(len(index.segments[newest].articles))
        assert len(index.segments) <= math.log2(number + 1) + 1
    # Each article is rewritten when its segment doubles.
    assert sum(written) <= 64 * (math.log2(64) + 1) and written.count(1) == 32
    assert len(open_fake(tmp_path).articles) == 64


@pytest.mark.long
@pytest.mark.parametrize("seed", range(50, 60))
def test_what_grew_is_what_is_built_at_once_with_the_real_model(tmp_path, encoder, seed):
    grown, full = follow(tmp_path, seed, encoder, steps=3)
    assert holdings(open_index(grown)) == holdings(open_index(full))
