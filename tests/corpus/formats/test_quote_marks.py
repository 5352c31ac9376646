"""Quoted mail: its marks are removed, and no others."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.quote_marks import remove_quote_marks
from corpus.reading import read_articles
from corpus.sentences import split_sentences

QUOTED = """On Friday, Tessa Marsh <tessa@example.org> wrote:
> The old quay at Wendle will reopen in April, as Mayor
> Simone Achterberg has said.
>
> Divers of Baxter & Sons have driven the
> 64 piles.
>> Who paid for them?
The Harbour Trust did.
"""


def sentences_of(text):
    return [" ".join(text[start:end].split()) for start, end in split_sentences(text)]


def test_sentences_of_quoted_mail_are_whole_and_have_no_marks():
    assert sentences_of(remove_quote_marks(QUOTED)) == [
        "On Friday, Tessa Marsh <tessa@example.org> wrote:",
        "The old quay at Wendle will reopen in April, as Mayor Simone Achterberg has said.",
        "Divers of Baxter & Sons have driven the 64 piles.",
        "Who paid for them?",
        "The Harbour Trust did.",
    ]


@pytest.mark.parametrize("mark", [">", "> ", ">> ", "> > ", " > ", "| ", ">\t"])
def test_marks_of_any_kind_and_depth_are_removed(mark):
    lines = ["The piles were tested in front of", "Lord Everett by the divers.", "", "They held."]
    text = "\n".join(f"{mark}{line}".rstrip() for line in lines)
    assert remove_quote_marks(text) == "\n".join(lines)


def test_a_line_wrapped_after_it_was_quoted_stays_in_its_sentence():
    text = "> The old quay will reopen in April, eleven months after the\nstorm\n> tore away its end.\n"
    assert sentences_of(remove_quote_marks(text)) == [
        "The old quay will reopen in April, eleven months after the storm tore away its end."
    ]


def test_an_answer_of_few_words_loses_its_mark_below_the_line_that_announces_it():
    assert remove_quote_marks("Gregor Vance wrote:\n> Not yet") == "Gregor Vance wrote:\n\nNot yet"


@pytest.mark.parametrize(
    "text",
    [
        "| Pile | Length |\n| A1 | 14 m |\n| B1 | 12 m |",
        "| one row alone",
        "$ gauges list\n> out.txt",
        ">>> import gauges\n>>> gauges.read('Wendle')\n4.2",
        "> x <- c(1, 2)\n> mean(x)\n[1] 1.5",
        "> npm install gauges --save",
        "3c3\n< The quay opens in May.\n---\n> The quay opens in April.",
        "The level was\n> 4.2 m\nin May.",
        "Levels > 4 m are rare, and a|b is a pipe.",
        "<p>The quay\n>of Wendle</p>",
    ],
)
def test_other_texts_keep_their_signs(text):
    assert remove_quote_marks(text) == text


@given(st.text(alphabet="ab >|\n.:"))
def test_nothing_but_marks_and_white_space_is_removed(text):
    kept = [sign for sign in remove_quote_marks(text) if sign in "ab.:"]
    assert kept == [sign for sign in text if sign in "ab.:"]


LINES = ["The quay of Wendle opens.", "64 piles were driven into", "Lord Everett came by.", ""]


@given(st.lists(st.sampled_from(LINES)).filter(any))
def test_what_a_mail_program_quotes_is_read_as_it_was(lines):
    quoted = "\n".join(f"> {line}" for line in lines)
    assert remove_quote_marks(quoted).split() == " ".join(lines).split()


def test_plain_text_and_markdown_are_read_without_marks(tmp_path):
    text = "> The quay of Wendle opens in April, says\n> Lord Everett.\n"
    for name in ("mail.txt", "page.md"):
        (tmp_path / name).write_text(f"{name}\n\n{text}", encoding="utf-8")
    found = {item.origin.rpartition("/")[2]: item.article.text for item in read_articles([tmp_path]).found}
    assert found["mail.txt"] == "mail.txt\n\nThe quay of Wendle opens in April, says\nLord Everett.\n"
    assert found["page.md"] == "page.md\n\nThe quay of Wendle opens in April, says\nLord Everett.\n"


@pytest.mark.parametrize("unit", ["> a\n", ">", "> The quay opens.\nstorm\n", "| ", "> > >\n", ">\t"])
def test_the_time_is_linear(unit):
    def measure(length):
        before = time.process_time()
        remove_quote_marks(unit * (length // len(unit)))
        return time.process_time() - before

    assert min(measure(400_000) for _ in range(3)) < 8 * max(measure(100_000) for _ in range(3)) + 0.5
