"""Small or ordinary files that once cost minutes, gigabytes or the whole build: each costs at most itself."""

import json
import random
import time
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import MAX_HEADLINE_LENGTH, make_article
from corpus.formats.text import MAX_FRONT_MATTER_LENGTH
from corpus.passages import MAX_PASSAGE_LENGTH, MAX_SENTENCE_LENGTH, MAX_WORD_LENGTH, cut_passages, cut_sentences
from corpus.readers.fields import MAX_FIELD_LENGTH, MAX_LABEL_LENGTH, article_from_fields
from corpus.reading import read_articles
from corpus.sentences import MAX_BLOCK_LENGTH, MAX_DENSE_BLOCK_LENGTH, split_sentences
from index.building.build import build_index
from index.opening import open_index
from qa import ask
from qa.citations.citations import Citation
from qa.citations.verification import verify
from qa.reading.quoting import MAX_CONTEXT_LENGTH, quote_at
from tests.support.documents import STORY, read_beside_good


def grow(levels, join):
    """Write front matter in which each name stands for ten of the name before."""
    lines = ["n0: &n0 [x, x]", *(f"n{n}: &n{n} {join(f'*n{n - 1}')}" for n in range(1, levels))]
    return "---\n" + "\n".join(lines) + f"\ntitle: *n{levels - 1}\n---\n{STORY}\n"


@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        (grow(12, lambda name: f"[{', '.join([name] * 10)}]"), "YAML alias (line 3)"),
        (grow(12, lambda name: "{<<: [" + ", ".join([name] * 10) + "]}"), "YAML alias (line 3)"),
        ("---\nopen: !!bool perhaps\n---\n" + STORY, "YAML tag (line 2)"),
        ("---\ndate: !!timestamp soon\n---\n" + STORY, "YAML tag (line 2)"),
        ("---\nx: !!python/object/apply:os.getcwd []\n---\n" + STORY, "YAML tag (line 2)"),
        ("---\nx: !!binary '*'\n---\n" + STORY, "YAML tag (line 2)"),
        ("---\nx: " + "[" * 30_000 + "\n---\n" + STORY, "nested too deeply (line 2)"),
        ("---\nx: " + "{a: " * 10_000 + "\n---\n" + STORY, "nested too deeply (line 2)"),
        ("---\nx: &a\n  y: *a\n---\n" + STORY, "YAML alias (line 3)"),
        ("---\n" + "".join(f"n{n}: x\n" for n in range(5_000)) + "---\n" + STORY, "has 5,000 fields"),
        ("---\nx: " + "y" * MAX_FRONT_MATTER_LENGTH + "\n---\n" + STORY, "characters; it may have 65,536"),
        ("---\na: 1\n...\nb: 2\n---\n" + STORY, "not valid YAML"),
    ],
)
def test_front_matter_that_grows_or_builds_objects_costs_its_own_file(tmp_path, matter, reason):
    before = time.process_time()
    assert reason in read_beside_good(tmp_path, "bomb.md", matter)
    assert time.process_time() - before < 5


def test_front_matter_that_people_write_is_read(tmp_path):
    matter = (
        "---\nTitle: 'Ice: a report'\nauthor: [Ines Vogel, Rosa Lund]\nsource:\ndate: 2024-03-01\n"
        "tags:\n  - ice\n  - ports\ncover:\n  image: a.png\n  sizes: [1, [2, 3]]\ndraft: false\n---\n"
    )
    article = read_beside_good(tmp_path, "a.md", matter + STORY)
    assert (article.title, article.author, article.source) == ("Ice: a report", "Ines Vogel, Rosa Lund", "")
    assert (str(article.published), article.text) == ("2024-03-01", STORY)


SIGNS = [
    *("---\n", "a", ":", " ", "\n", "-", "[", "]", "{", "}", "&a", "*a", "!", "!!", "!!int", "<<", "'", '"', "|", ">"),
    *("?", "%", "@", "`", "~", "#", "\t", "0x", "1e9", "é", "\u2028", "\x85", "\ufeff", ",", "...", "!<x>", "\\x"),
]


def test_no_front_matter_raises_anything(tmp_path):
    draw = random.Random(19)
    for number in range(1_500):
        lines = "".join(draw.choices(SIGNS, k=draw.randrange(2, 40)))
        (tmp_path / f"{number}.md").write_text(f"---\n{lines}\n---\n{STORY}", encoding="utf-8")
    reading = read_articles([tmp_path])
    assert len(reading.found) + len(reading.skipped) == 1_500
    assert len(reading.found) > 100
    assert {skip.reason.partition("(")[0] for skip in reading.skipped} <= {
        "Its front matter is not valid YAML ",
        "Its front matter has a YAML alias ",
        "Its front matter has a YAML tag ",
        "It is not UTF-8 ",
    }


ROWS: list[dict[str, Any]] = [
    {"author": ["Ines Vogel", "Rosa Lund", None, ["x"]], "title": {"a": [1]}, "source": True},
    {"title": "T" * 50_000, "url": "https://a.example/" + "x" * 50_000},
    {"date": {"$date": 1}, "published": [[["2024-03-01"]]]},
    {"published": 10**4_000, "title": 1e400},
    {"pages": [0, 10**300]},
    {"pages": [5, 3]},
    {"pages": [0, 2]},
    {"pages": [0, 2], "page_labels": ["slide 1", 2]},
    {"pages": [0, 2], "page_labels": ["slide 1"]},
    {"pages": [0, 2], "page_labels": ["slide\n 1", "\ud800" + "x" * 5_000]},
]


def test_fields_that_are_nested_or_huge_become_short_text(tmp_path):
    (tmp_path / "rows.jsonl").write_text(
        "\n".join(json.dumps({"text": f"{n} {STORY}"} | r) for n, r in enumerate(ROWS))
    )
    found = [item.article for item in read_articles([tmp_path]).found]
    assert len(found) == len(ROWS)
    assert (found[0].author, found[0].title) == ("Ines Vogel, Rosa Lund", "")
    assert (len(found[1].title), found[1].url) == (MAX_FIELD_LENGTH, "")
    assert [article.pages for article in found] == [(), (), (), (), (), (), *[(0, 2)] * 4]
    assert [article.page_labels for article in found[:-1]] == [()] * (len(ROWS) - 1)
    assert found[-1].page_labels == ("slide 1", "\ufffd" + "x" * (MAX_LABEL_LENGTH - 1))
    assert all(
        len(value) <= MAX_FIELD_LENGTH for one in found for value in (one.title, one.author, one.source, one.url)
    )
    (tmp_path / "deep.jsonl").write_text(
        '{"text": "x", "a": ' + "[" * 20_000 + "]" * 20_000 + "}\n" + '{"text": "Rain."}'
    )
    reading = read_articles([tmp_path / "deep.jsonl"])
    assert [skip.reason for skip in reading.skipped] == ["It is not valid JSON."]
    assert [item.article.text for item in reading.found] == ["Rain."]


# --- sentences, passages, quotations ---

UNENDING = {
    "japanese": "彼は昨日そう言った。",
    "short sentences": "はい。",
    "quoted": "「はい。」",
    "chinese without stops": "港口因结冰关闭三天",
    "thai": "ท่าเรือปิดเพราะน้ำแข็ง",
    "opened": "“",
    "apostrophes": "'",
    "quotes and stops": '"A. ',
    "numbers": "1. ",
    "combining": "a\u0301",
    "emoji": "👨‍👩‍👧‍👦",
    "arabic": "أين كان الوزير؟ ",
    "list": "- a\n",
}


@pytest.mark.parametrize("unit", UNENDING.values(), ids=UNENDING)
def test_sentences_of_any_script_are_found_in_linear_time(unit):
    def measure(length):
        text = unit * (length // len(unit))
        before = time.process_time()
        sentences = split_sentences(text)
        assert sum(end - start for start, end in sentences) == sum(not sign.isspace() for sign in text) or " " in text
        assert max(end - start for start, end in sentences) <= MAX_BLOCK_LENGTH
        return time.process_time() - before

    # Four times the text takes four times as long; it took sixteen times as long, and minutes.
    assert measure(240_000) < 8 * measure(60_000) + 0.5


def test_a_long_paragraph_is_split_as_its_sentences_are():
    sentences = ["The harbour board met on Monday.", "“We will dredge,” said Rosa Lund.", "It cost $3.5 million (net)."]
    text = " ".join(sentences * 1_000)
    assert len(text) > 5 * MAX_BLOCK_LENGTH
    assert [text[start:end] for start, end in split_sentences(text)] == sentences * 1_000
    chinese = ["港口因结冰关闭三天。", "部长说：“我们会重新开放。”", "谁签署了文件？"]
    text = "".join(chinese * 1_000)
    assert len(text) > 10 * MAX_DENSE_BLOCK_LENGTH
    assert [text[start:end] for start, end in split_sentences(text)] == chinese * 1_000


@pytest.mark.parametrize("blank", ["\u00a0", "\u2028", "\u3000"])
def test_a_wide_blank_before_a_full_stop_ends_no_build(blank):
    text = f"She chose plan A{blank}. Then came the vote."
    assert [text[start:end] for start, end in split_sentences(text)][-1] == "Then came the vote."


def count_spaced(texts):
    return [len(text.split()) for text in texts]


@given(st.sampled_from(["a\u0301", "👩🏽‍🚀", "각", "é", "क्षि"]), st.integers(0, 7))
def test_no_cut_parts_a_grapheme(unit, before):
    text = "x" * before + unit * 2_000
    for start, _ in split_sentences(text)[1:]:
        assert text.startswith(unit, start)
    for sentence in cut_sentences(text, count_spaced, 50)[1:]:
        assert unicodedata.category(text[sentence.start])[0] != "M"
        assert text.startswith(unit, sentence.start)


HUGE = ["A" * 500_000, " ".join(["x" * 700] * 300), "y" + " " * 300_000 + "z", "\u0301" * 100_000, "\u200b" * 100_000]


@pytest.mark.parametrize("huge", HUGE, ids=["word", "words", "blanks", "accents", "invisible"])
def test_passages_have_a_greatest_length(huge):
    article = make_article(f"{STORY} {huge}. {STORY}")
    sentences = cut_sentences(article.text, count_spaced, 120)
    passages = cut_passages(article, sentences, 120)
    assert max(sentence.end - sentence.start for sentence in sentences) <= MAX_SENTENCE_LENGTH
    assert max(len(passage.text) for passage in passages) <= MAX_PASSAGE_LENGTH
    words = [word for one in sentences for word in article.text[one.start : one.end].split() if word.isalpha()]
    assert max(map(len, words)) <= MAX_WORD_LENGTH
    assert passages[0].text.startswith(STORY)
    covered = "".join(article.text[one.start : one.end] for one in sentences)
    assert "".join(covered.split()) == "".join(article.text.split())


def test_a_quotation_beside_a_huge_word_is_short_and_verified(tmp_path, encoder):
    (tmp_path / "log.txt").write_text(
        f"The harbour of Aktau was closed for three days because of ice {'A' * 2_000_000}."
    )
    build_index(read_articles([tmp_path]), tmp_path / ".index", encoder=encoder)
    index = open_index(tmp_path / ".index")
    answer = ask("Why was the harbour of Aktau closed?", index=index)
    assert answer.quotes
    for quote in answer.quotes:
        assert len(quote.text) <= MAX_PASSAGE_LENGTH
        assert len(quote.prefix) + len(quote.suffix) <= 2 * MAX_CONTEXT_LENGTH
        assert quote.text == quote.article.text[quote.start : quote.end]
        citation = Citation(quote.text, quote.article.id, quote.start, quote.end, quote.prefix, quote.suffix)
        assert verify(citation, index).status == "ok"
    assert len(answer.quotes[0].article.headline) <= MAX_HEADLINE_LENGTH + 2


def test_the_words_around_a_quotation_are_few_in_a_text_that_repeats_itself():
    article = make_article("彼は昨日そう言った。" * 20_000)
    quote = quote_at(article, 100_000, 100_010)
    assert len(quote.prefix) == len(quote.suffix) == MAX_CONTEXT_LENGTH
    assert article.text[quote.start - len(quote.prefix) : quote.end] == quote.prefix + quote.text


def test_any_field_makes_an_article():
    article = article_from_fields({"title": object(), "date": [1, [2]], "author": ["A", "B"], "pages": "x"}, STORY)
    assert (article.title, article.published, article.author, article.pages) == ("", None, "A, B", ())
