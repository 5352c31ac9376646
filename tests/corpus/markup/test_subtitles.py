"""Subtitles and transcripts: whole sentences without numbers and times, and the time in the citation."""

from time import process_time

import pytest

from corpus.markup.subtitles import find_transcript, parse_transcript, read_subtitles
from corpus.readers.fields import FileToRead
from corpus.sentences import split_sentences
from tests.support.documents import read_beside_good, read_one


def list_sentences(article) -> list[tuple[str, str]]:
    text = article.text
    return [(article.place_at(start), " ".join(text[start:end].split())) for start, end in split_sentences(text)]


SRT = """1
00:00:01,000 --> 00:00:03,500
<i>The pier of Vik was let to</i>

2
00:00:03,500 --> 00:00:06,000 X1:40 X2:600
Rosa Lund in 2021.
It opened in May.

3
00:04:12,300 --> 00:04:14,000
- Who paid for it?
- The council.

4
00:04:14,100 --> 00:04:15,000
[Applause]

5
01:02:03,000 --> 01:02:05,000
42 people came.
"""

EXPECTED = [
    ("0:00:01", "The pier of Vik was let to Rosa Lund in 2021."),
    ("0:00:03", "It opened in May."),
    ("0:04:12", "Who paid for it?"),
    ("0:04:12", "The council."),
    ("0:04:14", "[Applause]"),
    ("1:02:03", "42 people came."),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_sentences_run_over_subtitles_and_are_cited_by_their_time(tmp_path, ends):
    article = read_one(tmp_path / "a.srt", ("\ufeff" + SRT.replace("\n", ends)).encode())
    assert list_sentences(article) == EXPECTED


def test_web_subtitles_keep_the_names_of_speakers(tmp_path):
    text = (
        "WEBVTT - Council\nKind: captions\n\nNOTE Do not\nquote this.\n\nSTYLE\n::cue { color: red }\n\n"
        "abc-1\n00:01.000 --> 00:03.000 align:start\n<v Rosa Lund>The pier &amp; the <c.loud>dam</c>\n\n"
        "abc-2\n00:03.000 --> 00:05.000\n<v Rosa Lund>were let in 2021.</v>\n\n"
        "abc-3\n00:06.000 --> 00:07.000\n<v Odo Pell>By whom?\n"
    )
    for name in ("a.vtt", "a.txt"):
        assert list_sentences(read_one(tmp_path / name, text.encode())) == [
            ("0:00:01", "Rosa Lund: The pier & the dam were let in 2021."),
            ("0:00:06", "Odo Pell: By whom?"),
        ]


def test_captions_that_roll_are_not_repeated(tmp_path):
    text = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n \nthe pier<00:00:02.000><c> was let</c>\n\n"
        "00:00:03.000 --> 00:00:03.010\nthe pier was let\n \n\n"
        "00:00:03.010 --> 00:00:05.000\nthe pier was let\nto Rosa<c> Lund</c>\n\n"
        "00:00:09.000 --> 00:00:11.000\nthen it rained\n"
    )
    assert read_one(tmp_path / "a.vtt", text.encode()).text == "the pier was let to Rosa Lund\n\nthen it rained"


def test_subtitles_without_numbers_and_with_commas_are_read(tmp_path):
    text = "0:00:01.000,0:00:03.000\nThe pier was let\n\n0:00:03.000,0:00:05.000\nto Rosa Lund.\n"
    assert read_one(tmp_path / "a.sbv", text.encode()).text == "The pier was let to Rosa Lund."


def test_a_script_of_subtitles_is_read_in_the_order_of_time(tmp_path):
    text = (
        "[Script Info]\nTitle: x\n\n[V4+ Styles]\nStyle: Default,Arial,20\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:05.00,0:00:07.00,Default,,0,0,0,,to Rosa, of {\\i1}Vik{\\i0}.\n"
        "Dialogue: 0,0:00:01.50,0:00:05.00,Default,,0,0,0,,The pier\\Nwas let\n"
    )
    assert list_sentences(read_one(tmp_path / "a.ass", text.encode())) == [
        ("0:00:01", "The pier was let to Rosa, of Vik.")
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            (
                "Council of Vik\n\n[00:00:02] Rosa Lund: The pier "
                "was\n[00:00:05] let in 2021.\n[00:01:00] It opened in May.\n"
            ),
            [
                ("0:00:00", "Council of Vik"),
                ("0:00:02", "Rosa Lund: The pier was let in 2021."),
                ("0:01:00", "It opened in May."),
            ],
        ),
        (
            "0:01\nthe pier was let\n0:05\nto Rosa Lund.\n1:10\nIt opened in May.\n",
            [("0:00:01", "the pier was let to Rosa Lund."), ("0:01:10", "It opened in May.")],
        ),
        (
            "Rosa Lund  0:02\nThe pier was let.\n\nOdo Pell  0:15\nBy whom?\n\nRosa Lund  1:20\nBy us.\n",
            [
                ("0:00:02", "Rosa Lund: The pier was let."),
                ("0:00:15", "Odo Pell: By whom?"),
                ("0:01:20", "Rosa Lund: By us."),
            ],
        ),
    ],
)
def test_a_transcript_loses_its_times_and_keeps_its_speakers(tmp_path, text, sentences):
    assert list_sentences(read_one(tmp_path / "a.txt", text.encode())) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "09:00 Registration\n10:00 Opening by the mayor\n11:30 Tour of the harbour\n12:30 Lunch\n",
        "The ferry leaves at 09:00.\nIt returns at 10:00.\nAt 11:00 it rests.\n",
        "Results\n\n2:05\n2:07\n2:03\n\nThe record fell.",
        "It began.\n\n[00:10] First.\n\nThen there was a long text.\n\nAnd more.\n\nAnd more.\n\nAnd more of it.\n",
    ],
)
def test_a_programme_with_hours_is_no_transcript(text):
    assert find_transcript(text) == []
    assert parse_transcript(text) is None


def test_a_file_that_is_only_named_like_subtitles_is_read_as_text(tmp_path):
    assert read_one(tmp_path / "a.srt", b"Rain fell in Vik.").text == "Rain fell in Vik."


def test_subtitles_without_words_are_named(tmp_path):
    assert "no text" in read_beside_good(tmp_path, "b.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n")


def write_content(folder, content):
    path = folder / "a.srt"
    path.write_text(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        "1\n" * 1_000_000,
        "00:00:01,000 --> 00:00:02,000\n" * 100_000,
        "00:00:01,000 --> 00:00:02,000\n" + "<" * 500_000,
        "00:00:01,000 --> 00:00:02,000\n" + "(" * 500_000,
        "[0:01] " + "a" * 500_000,
        ("a" * 60 + " ") * 100_000,
        "0:01\n" * 200_000,
    ],
)
def test_hostile_transcripts_take_linear_time(tmp_path, content):
    before = process_time()
    parse_transcript(content)
    path = write_content(tmp_path, content)
    with path.open("rb") as file:
        (fields,) = read_subtitles(FileToRead(path, file))
    assert set(fields) & {"text", "skipped"}
    assert process_time() - before < 10
