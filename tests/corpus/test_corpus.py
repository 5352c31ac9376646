"""Reading, sentences and passages: nothing is lost, offsets are exact, what cannot be read is named."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import make_article
from corpus.errors import CorpusError
from corpus.passages import HEADING_PIECES, Passage, cut_passages, cut_sentences
from corpus.reading import SHIPPED, read_articles
from corpus.sentences import split_sentences


def count_words(texts):
    return [len(text.split()) for text in texts]


def sentences_of(text):
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mission leaders Maj. Gen. Anita Asmah and Lt. Gen. Sultan Kamaletdinov met.",
        "The decision came after an invitation from the U.N. Security Council.",
        "They moved from St. Petersburg to Almaty.",
        "It cost approximately $8 million.",
        "“Now we are to send a unit under our national flag,” Lt. Gen. Kamaletdinov said.",
        "He noted that “deployment was carried out within the shortest possible timeframe.”",
        'I am grateful for their support to peace," said Under-Secretary-General Atul Khare.',
        "The worms Netsky.AT, Netsky.BB and Netsky.AU were renamed.",
        "It runs on .NET Core, on ASP.NET, and on Deno.JS.",
        "Temporal.PlainDate and Travel.Com are names.",
        "Call Map.Entry.Key on it.",
        "The doors open at 7 p.m. Saturday in the hall.",
        "The doors open at 7 a.m. GMT in the hall.",
        "The work costs approx. 40 million tenge.",
        "They read vol. 3 and sec. 12 of it.",
        "It was said on Tue. 5 March.",
        "Many, e.g. Mr. Brown and Dr. Who, agreed.",
    ],
)
def test_a_sentence_stays_whole_between_others(sentence):
    assert sentences_of(f"First came another. {sentence} Then came a third.") == [
        "First came another.",
        sentence,
        "Then came a third.",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("That was the end… He went home.", ["That was the end…", "He went home."]),
        ("That was the end... “He went home.”", ["That was the end...", "“He went home.”"]),
        ("Well… I think so.", ["Well… I think so."]),
        ("They waited... and waited.", ["They waited... and waited."]),
        # A blank that was left out.
        ("The vote ended.Parliament went home.", ["The vote ended.", "Parliament went home."]),
        ("They came to Almaty.Then it rained.", ["They came to Almaty.", "Then it rained."]),
        ("They met at 7 p.m. The hall was full.", ["They met at 7 p.m.", "The hall was full."]),
        ("It was full… \nIt was late.", ["It was full…", "It was late."]),
    ],
)
def test_a_sentence_ends_where_its_writer_ended_it(text, sentences):
    assert sentences_of(text) == sentences


def test_headlines_and_list_lines_are_sentences_of_their_own():
    text = (
        "Parliament approves deployment\nThe vote came at noon. It was\nunanimous.\n"
        "- six in Western Sahara\n- nine in Lebanon"
    )
    assert sentences_of(text) == [
        "Parliament approves deployment",
        "The vote came at noon.",
        "It was\nunanimous.",
        "- six in Western Sahara",
        "- nine in Lebanon",
    ]


def test_lines_broken_at_a_width_are_joined():
    text = (
        "The contingent was praised by\nKazakhstan’s leaders and by the\nUnited Nations in New York. It\n"
        "serves in the Golan."
    )
    assert sentences_of(text) == [
        "The contingent was praised by\nKazakhstan’s leaders and by the\nUnited Nations in New York.",
        "It\nserves in the Golan.",
    ]


def test_the_sentence_over_two_lines_in_a_shipped_article_is_one():
    texts = [found.article.text for found in read_articles([SHIPPED]).found]
    broken = "The length of their mission will depend on the duration\nof the United Nations mandate."
    assert [text for text in texts if broken in sentences_of(text)]


@given(st.text())
def test_every_visible_character_lies_in_exactly_one_sentence(text):
    covered = [0] * len(text)
    for start, end in split_sentences(text):
        assert text[start:end] == text[start:end].strip() != ""
        for position in range(start, end):
            covered[position] += 1
    for character, count in zip(text, covered, strict=True):
        assert count == 1 or (count == 0 and character.isspace())


@given(st.text(min_size=1), st.integers(1, 12))
def test_passages_are_slices_that_leave_no_sentence_out(text, limit):
    article = make_article(text)
    sentences = cut_sentences(article.text, count_words, limit)
    passages = cut_passages(article, sentences, limit)
    for passage in passages:
        assert passage.text == article.text[passage.start : passage.end]
        assert count_words([passage.text])[0] <= limit + HEADING_PIECES
    for sentence in sentences:
        assert any(passage.start <= sentence.start and sentence.end <= passage.end for passage in passages)
    assert [passage.start for passage in passages] == sorted({passage.start for passage in passages})


def test_neighbouring_passages_share_a_sentence_but_not_across_paragraphs():
    article = make_article("Rain fell here. Snow fell there. Wind blew on.\n\nTrains ran late. Buses ran early.")
    passages = cut_passages(article, cut_sentences(article.text, count_words, 6), 6)
    assert [passage.text for passage in passages] == [
        "Rain fell here. Snow fell there.",
        "Snow fell there. Wind blew on.",
        "Trains ran late. Buses ran early.",
    ]


def test_an_endless_sentence_is_cut_at_white_space_and_kept_whole_in_sum():
    text = " ".join(f"row{number}" for number in range(1000))
    sentences = cut_sentences(text, count_words, 50)
    assert all(count_words([text[s.start : s.end]])[0] <= 50 for s in sentences)
    assert " ".join(text[s.start : s.end] for s in sentences) == text


def test_the_shipped_articles_say_only_what_they_state():
    found = {Path(item.origin).name[:3]: item.article for item in read_articles([SHIPPED]).found}
    assert sorted(found) == ["000", "001", "002", "003", "004"]
    assert [found[digits].title == "" for digits in sorted(found)] == [True, False, False, True, False]
    assert found["002"].author == "Vusala Abbasova"
    assert str(found["002"].published) == "2024-01-20"
    assert str(found["004"].published) == "2024-02-22"
    assert found["000"].headline.startswith("The parliament of Kazakhstan")
    for article in found.values():
        assert "Newsroom logo" not in article.text
        assert article.url == ""


def test_front_matter_is_read_and_never_part_of_the_text(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: A title\ndate: 2024-03-01\nsource: Daily\nextra: 1\n---\nThe text.\n\nMore.\n")
    article = read_articles([path]).found[0].article
    assert (article.title, article.source, str(article.published)) == ("A title", "Daily", "2024-03-01")
    assert article.text == "The text.\n\nMore.\n"


def test_without_front_matter_all_of_a_file_is_text(tmp_path):
    for name in ("a.txt", "b.md"):
        (tmp_path / name).write_text(f"{name}: plain.\n---\nA rule above.", encoding="utf-8")
    found = read_articles([tmp_path]).found
    assert [item.article.text for item in found] == [
        "a.txt: plain.\n---\nA rule above.",
        "b.md: plain.\n\nA rule above.",
    ]


def test_a_markdown_heading_is_the_title(tmp_path):
    (tmp_path / "a.md").write_text("# On peace\n\nIt holds.")
    article = read_articles([tmp_path]).found[0].article
    assert article.title == "On peace"
    assert article.text == "# On peace\n\nIt holds."


def test_an_article_is_known_by_its_text_alone(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"One text.\r\nTwo lines.")
    (tmp_path / "b.txt").write_bytes(b"One text.\nTwo lines.")
    reading = read_articles([tmp_path / "a.txt", tmp_path / "b.txt"])
    assert [item.article.text for item in reading.found] == ["One text.\nTwo lines."] * 2
    assert len({item.article.id for item in reading.found}) == 1
    assert [Path(item.origin).name for item in reading.found] == ["a.txt", "b.txt"]


def test_an_article_and_a_passage_are_shown_in_one_line():
    article = make_article("Rain fell on all roofs.\n" * 5_000, title="t" * 900, published="2024-01-31")
    passage = Passage(article.id, article.text[:80], 0, 80)
    assert repr(article) == (
        f"Article('{article.id}', title='{'t' * 29}…', published='2024-01-31', text='Rain fell on all roofs.\\nRain …')"
    )
    assert repr(passage) == f"Passage('{article.id}:0-80', 'Rain fell on all roofs.\\nRain …')"
    assert "published=None" in repr(make_article("Rain fell."))
    assert len(max(repr(article), repr(passage), key=len)) < 160


def test_a_date_that_is_none_is_refused():
    with pytest.raises(ValueError, match="yesterday"):
        make_article("Rain fell.", published="yesterday")


def test_jsonl_names_the_bad_line_and_reads_the_others(tmp_path):
    path = tmp_path / "news.jsonl"
    rows = [json.dumps({"text": "First.", "title": "T", "published": "2024-01-02T10:00:00Z"}), "{broken", '["list"]']
    rows += ['{"title": "no text"}', json.dumps({"text": "Second.\ud800", "source": None})]
    path.write_text("\n".join(rows))
    reading = read_articles([path])
    assert [item.article.text for item in reading.found] == ["First.", "Second.�"]
    assert str(reading.found[0].article.published) == "2024-01-02"
    assert [(item.path, item.reason) for item in reading.skipped] == [
        (f"{path}, line 2", "It is not valid JSON."),
        (f"{path}, line 3", "It is not a JSON object."),
        (f"{path}, line 4", "It has no text."),
    ]


def test_csv_columns_are_the_fields_of_an_article(tmp_path):
    path = tmp_path / "news.csv"
    path.write_text('text,title,published,url\n"Line one,\nline two.",T,2024-01-02,https://x.example/1\n,empty,,\n')
    reading = read_articles([path])
    article = reading.found[0].article
    assert (article.text, article.title, article.url) == ("Line one,\nline two.", "T", "https://x.example/1")
    assert [item.path for item in reading.skipped] == [f"{path}, line 4"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "no text"),
        ("blank.md", b" \n\t\n", "no text"),
        ("binary.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "binary"),
        ("short.txt", "Дождь в Актау".encode("cp1251"), "not UTF-8"),
        ("matter.md", b"---\ntitle: [open\n---\nText.", "front matter"),
        ("table.csv", b"title,body\n", "no rows"),
        ("photo.png", b"\x89PNG", "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_named_and_stops_nothing(tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text("A good article.")
    reading = read_articles([tmp_path])
    assert [item.article.text for item in reading.found] == ["A good article."]
    assert [Path(item.path).name for item in reading.skipped] == [name]
    assert reason in reading.skipped[0].reason


def test_a_missing_path_and_an_empty_folder_are_errors_that_say_what_to_do(tmp_path):
    with pytest.raises(CorpusError, match="no file or folder .*nowhere. Check the path"):
        read_articles([tmp_path / "nowhere"])
    with pytest.raises(CorpusError, match="contains no files"):
        read_articles([tmp_path])


def test_a_long_reading_reports_its_progress(tmp_path):
    (tmp_path / "many.jsonl").write_text("".join(f'{{"text": "Rain {number}."}}\n' for number in range(250)))
    told = []
    assert len(read_articles([tmp_path], tell_count=told.append).found) == 250
    assert told == [0, 100, 200]
