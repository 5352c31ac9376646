"""Question sets are read whole or refused by file and line, whatever form their golds have."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import make_article
from corpus.errors import EvaluationError
from qa.evaluation.gold_corpus import iso_date, moved
from qa.evaluation.question_sets import GoldSpan, QuestionSet, read_question_set

LIGHTHOUSE = "The lighthouse was lit in 1871.\n\nIts keeper was Ada Brandt. She kept bees."
SALT = "Salt was mined below the town. The mine closed in 1964."

Rows = list[dict[str, Any]]


def write_set(folder: Path, corpus: Rows, queries: Rows, qrels: list[tuple[str, str]], packed: bool = True) -> Path:
    folder.mkdir(exist_ok=True)
    files = {
        "corpus.jsonl": "".join(json.dumps(row) + "\n" for row in corpus),
        "queries.jsonl": "".join(json.dumps(row) + "\n" for row in queries),
        "qrels.tsv": "query-id\tcorpus-id\tscore\n" + "".join(f"{q}\t{gold}\t1\n" for q, gold in qrels),
    }
    for name, content in files.items():
        path = folder / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    return folder


def paragraphs(text: str, name: str) -> list[tuple[str, int, int]]:
    break_at = text.index("\n\n")
    return [(f"{name}#p0", 0, break_at), (f"{name}#p1", break_at + 2, len(text))]


def read_paragraph_set(folder: Path, text: str = LIGHTHOUSE) -> QuestionSet:
    corpus: Rows = [{"id": "light", "title": "Light", "text": text, "paragraphs": paragraphs(text, "light")}]
    span = {"passage": "light#p1", "start": 15, "end": 25, "text": "Ada Brandt"}
    queries: Rows = [
        {"id": "q1", "text": "Who kept it?", "answers": ["Ada Brandt"], "answerable": True, "spans": [span]},
        {"id": "q2", "text": "Who built it?", "answers": None, "answerable": False, "passage": "light#p0"},
    ]
    return read_question_set(write_set(folder, corpus, queries, [("q1", "light#p1")]))


def cut(question_set: QuestionSet, stretch: GoldSpan) -> str:
    texts = {article.id: article.text for article in question_set.articles}
    return texts[stretch.article_id][stretch.start : stretch.end]


def test_spans_count_from_their_paragraph(tmp_path):
    question_set = read_paragraph_set(tmp_path / "lights")
    first, second = question_set.questions
    assert question_set.name == "lights"
    assert [cut(question_set, span) for span in first.spans] == ["Ada Brandt"]
    assert first.qrels == {"light#p1": 1}
    assert first.answers == ("Ada Brandt",)
    assert first.cluster == second.cluster == question_set.articles[0].id
    assert first.judged
    assert not second.judged
    assert second.answerable is False


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_offsets_survive_other_line_ends(tmp_path, line_end):
    question_set = read_paragraph_set(tmp_path / "lights", "A\nB\nC\n" + LIGHTHOUSE)
    text = ("A\nB\nC\n" + LIGHTHOUSE).replace("\n", line_end)
    break_at = text.index(line_end * 2)
    after = break_at + 2 * len(line_end)
    corpus: Rows = [{"id": "light", "text": text, "paragraphs": [("p0", 0, break_at), ("p1", after, len(text))]}]
    span = {"passage": "p1", "start": 15, "end": 25, "text": "Ada Brandt"}
    queries = [{"id": "q1", "text": "Who kept it?", "answerable": True, "spans": [span]}]
    other = read_question_set(write_set(tmp_path / "other", corpus, queries, [("q1", "p1")]))
    assert other.articles[0].id == question_set.articles[0].id
    assert other.questions[0].spans == question_set.questions[0].spans
    assert [gold.stretch for gold in other.golds[other.articles[0].id]] == [
        gold.stretch for gold in question_set.golds[question_set.articles[0].id]
    ]


@given(st.text(alphabet="a \r\n\u00adﬁ", max_size=30))
def test_moved_follows_every_character(raw):
    text = make_article(raw).text
    for offset, character in enumerate(raw):
        if character == "a":
            assert text[moved(raw, offset)] == "a"
            assert moved(raw, offset + 1) == moved(raw, offset) + 1
    assert moved(raw, len(raw)) == len(text)


def test_a_passage_counts_where_its_middle_lies(tmp_path):
    question_set = read_paragraph_set(tmp_path / "lights")
    [article] = question_set.articles
    break_at = LIGHTHOUSE.index("\n\n")
    assert question_set.gold_ids(article.id, 0, 10) == ("light#p0",)
    assert question_set.gold_ids(article.id, 0, len(LIGHTHOUSE)) == ("light#p1",)
    # The middle is the first, then the second of the two line ends between the paragraphs.
    assert question_set.gold_ids(article.id, break_at - 1, break_at + 1) == ("light#p0",)
    assert question_set.gold_ids(article.id, break_at, break_at + 2) == ("light#p1",)


def test_articles_are_gold_where_there_are_no_paragraphs(tmp_path):
    sentences = ["Salt was mined below the town.", "The mine closed in 1964."]
    corpus: Rows = [
        {"id": "salt", "title": "Salt", "text": SALT, "sentences": sentences, "date": "1964-05-01"},
        {"id": "light", "text": LIGHTHOUSE, "date": "last spring"},
        {"id": "copy", "text": LIGHTHOUSE},
    ]
    queries: Rows = [
        {"id": "q1", "text": "When?", "answerable": True, "answer_sentences": [1], "passage": "salt"},
        {"id": "q2", "text": "Bees?", "answerable": True, "evidence": [{"passage": "salt", "sentences": [0, 1]}]},
        {"id": "q3", "text": "Keeper?", "evidence": [{"passage": "copy", "fact": "all of it"}]},
    ]
    qrels = [("q1", "salt"), ("q2", "salt"), ("q3", "copy"), ("unknown", "salt")]
    question_set = read_question_set(write_set(tmp_path / "mixed", corpus, queries, qrels, packed=False))
    salt, light = question_set.articles
    first, second, third = question_set.questions
    assert (salt.published, light.published) == (date(1964, 5, 1), None)
    assert [cut(question_set, span) for span in first.spans] == sentences[1:]
    assert [cut(question_set, span) for span in second.spans] == sentences
    assert [cut(question_set, span) for span in third.spans] == [LIGHTHOUSE]
    assert third.answerable is None
    assert third.judged
    assert question_set.gold_ids(salt.id, 3, 9) == ("salt",)
    assert question_set.gold_ids(light.id, 0, 5) == ("light", "copy")


@pytest.mark.parametrize(
    ("question_id", "conversation"), [("C_0f_1_q12", "C_0f_1"), ("02ab<::>3", "02ab"), ("turn7", "turn7")]
)
def test_follow_ups_belong_to_their_conversation(tmp_path, question_id, conversation):
    turns = [{"speaker": "user", "text": "Where is it?"}, {"speaker": "agent", "text": "On the cape."}]
    query = {"id": question_id, "text": "Who kept it?", "history": [*turns, "How old is it?"], "rewrite": "Who?"}
    folder = write_set(tmp_path / "turns", [{"id": "light", "text": LIGHTHOUSE}], [query], [(question_id, "light")])
    [question] = read_question_set(folder).questions
    assert question.history == ("Where is it?", "How old is it?")
    assert question.rewrite == "Who?"
    assert question.follow_up
    assert question.cluster == conversation


def write_questions(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "asked.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def shipped_question(**changes: Any) -> dict[str, Any]:
    evidence = [{"article": "004", "quote": "including  seven\nwomen"}]
    row = {"id": "d1", "question": "How many are women?", "history": ["How many go?"], "evidence": evidence}
    return row | {"short_answers": ["seven"], "answerable": True, "kind": "follow-up"} | changes


def test_a_passage_is_right_when_it_holds_the_quote(tmp_path):
    path = write_questions(tmp_path, shipped_question(), shipped_question(id="d2", evidence=[], answerable=False))
    question_set = read_question_set(path)
    question, unanswerable = question_set.questions
    [span] = question.spans
    assert question_set.name == "asked"
    assert len(question_set.articles) == 5
    assert " ".join(cut(question_set, span).split()) == "including seven women"
    assert question.qrels == {"d1#0": 1}
    assert question_set.judge(question, span.article_id, span.start - 9, span.end) == ("d1#0",)
    missed = (span.article_id, span.start + 1, span.end)
    assert question_set.judge(question, *missed) == (f"{span.article_id}:{span.start + 1}-{span.end}",)
    assert question_set.judge(unanswerable, *span) == (f"{span.article_id}:{span.start}-{span.end}",)
    assert question.history == ("How many go?",)
    assert not unanswerable.judged


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"evidence": [{"article": "004", "quote": "including eight women"}]}, "does not hold the quote"),
        ({"evidence": [{"article": "009", "quote": "seven"}]}, "no article asked is called '009'"),
        ({"question": 7}, "'question' is not text"),
    ],
)
def test_a_wrong_question_is_named_by_its_line(tmp_path, changes, problem):
    path = write_questions(tmp_path, shipped_question(), shipped_question(id="d2", **changes))
    with pytest.raises(EvaluationError, match=rf"asked\.jsonl, line 2.*{problem}"):
        read_question_set(path)


GOOD_ARTICLE = {"id": "salt", "text": SALT}
GOOD_QUESTION = {"id": "q1", "text": "When?", "answerable": True}


@pytest.mark.parametrize(
    ("corpus", "queries", "qrels", "place"),
    [
        ([GOOD_ARTICLE, {"id": "light"}], [GOOD_QUESTION], [], "corpus.jsonl, line 2.*'text' is missing"),
        ([GOOD_ARTICLE, GOOD_ARTICLE], [GOOD_QUESTION], [], "corpus.jsonl, line 2.*second time"),
        ([GOOD_ARTICLE | {"id": "a b"}], [GOOD_QUESTION], [], "corpus.jsonl, line 1.*white space"),
        ([GOOD_ARTICLE | {"text": " "}], [GOOD_QUESTION], [], "corpus.jsonl, line 1.*empty"),
        ([GOOD_ARTICLE | {"paragraphs": [["p", 0, 99]]}], [], [], "corpus.jsonl, line 1.*outside the text"),
        ([], [GOOD_QUESTION], [], "corpus.jsonl contains no article"),
        ([GOOD_ARTICLE], [GOOD_QUESTION, GOOD_QUESTION], [], "queries.jsonl, line 2.*second time"),
        ([GOOD_ARTICLE], [GOOD_QUESTION], [("q1", "salt"), ("q1", "gone")], "qrels.tsv, line 3.*'gone'"),
        (
            [GOOD_ARTICLE],
            [GOOD_QUESTION | {"spans": [{"passage": "salt", "start": 0, "end": 4, "text": "salt"}]}],
            [],
            "queries.jsonl, line 1.*'Salt', not 'salt'",
        ),
        (
            [GOOD_ARTICLE],
            [GOOD_QUESTION | {"answer_sentences": [0], "passage": "salt"}],
            [],
            "queries.jsonl, line 1.*none numbered 0",
        ),
    ],
)
def test_a_malformed_row_is_named_by_file_and_line(tmp_path, corpus, queries, qrels, place):
    folder = write_set(tmp_path / "bad", corpus, queries, qrels, packed=False)
    with pytest.raises(EvaluationError, match=place):
        read_question_set(folder)


@pytest.mark.parametrize("row", ["{", "[1]", "7", '"text"'])
def test_what_is_no_json_object_is_named_by_file_and_line(tmp_path, row):
    folder = write_set(tmp_path / "bad", [GOOD_ARTICLE], [GOOD_QUESTION], [], packed=False)
    (folder / "queries.jsonl").write_text(json.dumps(GOOD_QUESTION) + f"\n\n{row}\n")
    with pytest.raises(EvaluationError, match=r"queries\.jsonl, line 3, cannot be read"):
        read_question_set(folder)


def test_qrels_with_a_field_too_few_are_named_by_line(tmp_path):
    folder = write_set(tmp_path / "bad", [GOOD_ARTICLE], [GOOD_QUESTION], [("q1", "salt")], packed=False)
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tsalt\n")
    with pytest.raises(EvaluationError, match=r"qrels\.tsv, line 2.*2 fields"):
        read_question_set(folder)


def test_a_file_cut_short_is_named(tmp_path):
    folder = write_set(tmp_path / "bad", [GOOD_ARTICLE], [GOOD_QUESTION], [("q1", "salt")])
    path = folder / "queries.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(EvaluationError, match=r"queries\.jsonl\.gz cannot be read"):
        read_question_set(folder)


def test_a_folder_without_a_corpus_is_no_question_set(tmp_path):
    with pytest.raises(EvaluationError, match="it has no corpus.jsonl"):
        read_question_set(tmp_path)


def test_a_row_ends_at_its_line_end_only(tmp_path):
    text = "One\u2028line\u0085only."
    folder = write_set(tmp_path / "set", [], [GOOD_QUESTION], [("q1", "odd")], packed=False)
    (folder / "corpus.jsonl").write_text(
        json.dumps({"id": "odd", "text": text}, ensure_ascii=False) + "\r\n", newline=""
    )
    assert read_question_set(folder).articles[0].text == text


@pytest.mark.parametrize("value", [None, "", "spring 2024", "14 February 2024", "2024-13-01"])
def test_only_iso_dates_are_taken(value):
    assert iso_date(value) is None


def test_questions_call_the_articles_of_an_index_by_their_ids(build, tmp_path):
    index = build("The tannery closed in 1931.", "Its chimney still stands.")
    article = next(each for each in index.articles.values() if "tannery" in each.text)
    row = shipped_question(evidence=[{"article": article.id, "quote": "closed in 1931"}])
    question_set = read_question_set(write_questions(tmp_path, row), index=index)
    assert {each.id for each in question_set.articles} == set(index.articles)
    assert cut(question_set, question_set.questions[0].spans[0]) == "closed in 1931"
    with pytest.raises(EvaluationError, match="name the index that holds it with --index"):
        read_question_set(write_questions(tmp_path, row))
