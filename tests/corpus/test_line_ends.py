"""Line breaks: those within a sentence do not end it; those after headlines, rows and the like do."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.line_ends import find_blocks
from corpus.sentences import split_sentences
from tests.bench.files.wrapped import LAYOUTS, LINE_ENDS, count_breaks, count_layouts, read_shipped


def sentences_of(text, language="en"):
    return [" ".join(text[start:end].split()) for start, end in split_sentences(text, language)]


NOTICE = """\
HARBOUR NOTES
Wendle, 3 May 2022

The Harbour Trust said on Thursday that the firm of
Baxter & Sons had driven 64 piles of Norwegian oak for the
sum of
3.2 million crowns.

According to the chair of the Trust,
Lord Everett, the oak was felled in
January. It was brought to Wendle by Captain
Vance and by Mrs.
Achterberg, who had bought it for
14 pounds a ton.
"""


LINKED = """\
The harbour of Wendle publishes its tides, which change by the hour, in the `tide
<https://tides.example.org/en/>`_ table, and answers questions that are sent to
<tides@example.org> within two days. Its oldest pier carries a plate of
<b>brass</b> with the names of the four masters who built it in the winter of 1822.
"""


def test_addresses_and_elements_at_the_start_of_a_line_belong_to_its_sentence():
    first, second = sentences_of(LINKED)
    assert first.startswith("The harbour") and first.endswith("<tides@example.org> within two days.")
    assert second.startswith("Its oldest") and second.endswith("of 1822.")
    assert sentences_of("Links\n<https://a.example/x>\n<https://b.example/y>") == [
        "Links",
        "<https://a.example/x>",
        "<https://b.example/y>",
    ]
    assert sentences_of("<p>One line</p>\n<p>Another line</p>")[0] == "<p>One line</p>"


TIDES = """\
=========== ===== ===== ========
             low  high    shift
=========== ===== ===== ========
wendle:      1.2   4.05    -0.3
harden:      0.9   3.80    +0.1  (new)
=========== ===== ===== ========
measured in metres since the storm of 1822.
"""


def test_rows_of_numbers_in_columns_are_apart_though_they_begin_small():
    found = sentences_of(TIDES)
    assert "wendle: 1.2 4.05 -0.3" in found and "harden: 0.9 3.80 +0.1 (new)" in found
    assert found[-1] == "measured in metres since the storm of 1822."
    # Two blanks after each word, as in justified text, make no columns.
    justified = (
        "The  council  voted  on  the  pier  in  1910  1912\nand  1914  with  majorities  of  12  14  and  16  votes."
    )
    assert len(sentences_of(justified)) == 1


def test_ragged_lines_of_prose_are_joined_and_its_headlines_are_not():
    assert sentences_of(NOTICE) == [
        "HARBOUR NOTES",
        "Wendle, 3 May 2022",
        "The Harbour Trust said on Thursday that the firm of Baxter & Sons had driven 64 piles of Norwegian oak "
        "for the sum of 3.2 million crowns.",
        "According to the chair of the Trust, Lord Everett, the oak was felled in January.",
        "It was brought to Wendle by Captain Vance and by Mrs. Achterberg, who had bought it for 14 pounds a ton.",
    ]


def test_a_page_without_blank_lines_keeps_its_headings_and_rows_apart():
    text = (
        "2 Method\nGauges were read at night. The readings from the River Sorrel, from Lake Tarn and from\n"
        "Port Ashdown were left out, because the keeper of the gauge, Mr.\nPell, had lost his lamp in the storm of\n"
        "14 July.\nTable 2. Losses by town\nTown Pipes Losses\nBrindlemoor 112 km 14 %\nAurel 38 km 22 %\n"
        "3 Results\nLosses fell by a third."
    )
    assert sentences_of(text) == [
        "2 Method",
        "Gauges were read at night.",
        "The readings from the River Sorrel, from Lake Tarn and from Port Ashdown were left out, because the keeper of "
        "the gauge, Mr. Pell, had lost his lamp in the storm of 14 July.",
        "Table 2.",
        "Losses by town",
        "Town Pipes Losses",
        "Brindlemoor 112 km 14 %",
        "Aurel 38 km 22 %",
        "3 Results",
        "Losses fell by a third.",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["Tessa Marsh", "14 Quay Street", "Wendle WE2 7QX", "Northland"],
        ["Mrs. Simone Achterberg,", "The Old Mill,", "3 Weir Lane,", "Wendle"],
        ["The boat is gone,", "The rope is wet,", "Somebody sings in the yard,", "And nobody knows the song"],
        ["Pile Length Year", "A1 14 m 2022", "B1 12 m 1998"],
        ["Pile      Length", "A1          14 m", "B1          12 m"],
        ["Name: Northern quay", "Piles: 64", "Owner: Harbour Trust", "Open: No"],
        ["GREGOR: Who took the lamp?", "TESSA: Not I", "GREGOR: Then who", "TESSA: Ask the Mayor"],
        ["[09:14] tessa: Is the quay open", "[09:15] gregor: Not yet", "[09:15] tessa: When"],
        ["CHAPTER II", "The Miller", "There lived a miller at Wendle."],
        ["A TALE OF TWO MILLS", "by Tessa Marsh"],
        ["Port = 4001", "Host = wendle.example", "Level = debug"],
        ["• Bread", "• Two dozen eggs", "• Oil of olives"],
        ["1) Close the valve", "2) Fill the tank", "3) Press Start"],
        ["- Which boat", "- The white one", "- Row it home"],
        ["2024-03-04 09:00:01 Gauge Aurel started", "2024-03-04 09:05:00 Gauge Aurel stopped"],
        ["Harbour Trust opens quay", "WENDLE, 12 April - The Harbour Trust opened the northern quay."],
        ["```", "Level(1)", "Level(2)", "Pressure(3)", "```"],
        ["town | gauge", "aurel | of the old mill", "wendle | none"],
        ["town|gauge", "aurel|in the old mill", "wendle|none"],
        ["town\tgauge", "aurel\tin the old mill", "wendle\tnone"],
        ["| town |", "aurel and so on"],
        ["Contact Tessa Marsh", "tessa@wendle.example", "www.wendle.example"],
    ],
)
def test_lines_that_are_no_prose_stay_apart(lines):
    assert sentences_of("\n".join(lines)) == [" ".join(line.split()) for line in lines]


@pytest.mark.parametrize(
    "sentence",
    [
        "The trust was founded in the winter of\n1911 by the mayor of\nWendle.",
        "They came with Dr.\nPell.",
        "The risk P(a|b) is high\nwhen P(c|b) is low.",
        "The sum of |x| is below\nthe sum of |y| in it.",
        "The samples went to a labora-\ntory in Aurel.",
        "It was read by Jean-\nPierre Lund.",
        "The map sends (x, y) 7 times to (x,\ny) 9 times.",
        "We need: 1. bread, 2. milk, and 3. eggs.",
        "The northern quay was built of oak by the firm of Captain\nVance, who lost it.",
        "The board of the Harbour Trust met in the old mill on 3\nMay and talked until all lamps in it were\nlit.",
        "The treaty of both towns, as nobody in Wendle had forgotten,\n– it was signed in the hall of the mill –\n"
        "had been kept.",
    ],
)
def test_a_sentence_goes_on_after_a_break_within_it(sentence):
    assert sentences_of(sentence) == [" ".join(sentence.split())]


def test_a_quotation_of_several_sentences_is_split_as_in_one_line():
    text = "“We were warned. We have the letters of the board,\nand nobody has read them. That is all,” said Lund."
    assert sentences_of(text) == sentences_of(text.replace("\n", " "))


@given(
    st.lists(
        st.sampled_from(["The quay of", "Wendle", "- item", "| a | b |", "and so on.", "", "```", "3 May", "“No,"])
    )
)
def test_blocks_hold_every_line_once_and_in_order(lines):
    text = "\n".join(lines)
    blocks = list(find_blocks(text))
    assert [word for start, end in blocks for word in text[start:end].split()] == text.split()
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in blocks)


def test_the_shipped_articles_stay_whole_in_every_layout():
    shares = count_layouts(list(read_shipped()))
    assert shares.keys() == LAYOUTS.keys()
    assert min(shares.values()) > 0.98


@pytest.mark.parametrize(
    "unit", ["Aa bb\n", "1. A\n", "A,\n", "A\n\n", "```\n", "a  " * 50 + "\n", "=(" * 50 + "\n", "of\nA. "]
)
def test_the_time_is_linear(unit):
    def measure(length):
        before = time.process_time()
        assert sum(1 for _ in find_blocks(unit * (length // len(unit))))
        return time.process_time() - before

    assert measure(120_000) < 8 * measure(30_000) + 0.5


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["Am 3. Oktober kam Dr. Pell z. B. nach Bonn.", "Er wohnt in der Goethestr. 5 in Köln."]),
        ("ru", ["В 2021 г. принят закон, т. е. устав.", "Его читал А. С. Орлов."]),
        ("es", ["La Dra. Ruiz llegó a las 3 p. m. del lunes.", "¿Quién vino?"]),
        ("el", ["Πού ήταν ο υπουργός;", "Ήταν στην πόλη."]),
        ("", ["Lt. Gen. Pell came at 7 p.m. Monday.", "He left."]),
        ("", ["Rent fell from £4 10s. 6d. to £3.", "The sail is 4 ft. long and 30 in. wide.", "It took 9 secs."]),
        ("xx", ["Lt. Gen. Pell came.", "He left."]),
    ],
)
def test_the_rules_of_a_language_decide_what_ends_a_sentence(language, sentences):
    assert sentences_of(" ".join(sentences), language) == sentences


def test_lines_of_all_kinds_of_text_are_kept_apart_or_joined():
    counts = count_breaks(LINE_ENDS.read_text(encoding="utf-8")).values()
    ends, joined, wraps, parted = map(sum, zip(*counts, strict=True))
    assert joined <= 0.05 * ends
    assert parted <= 0.08 * wraps
