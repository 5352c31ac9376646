"""PDF: lines to paragraphs, running heads, pages, hyphens."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.documents import read_one
from tests.support.printed import draw_lines, draw_pages, lay_out


def read_paragraphs(folder, content):
    return read_one(folder / "a.pdf", content).text.split("\n\n")


def test_lines_are_joined_and_paragraphs_kept_apart(tmp_path):
    text = """Water firm fined

The water board said on Wednesday that the Danish company
Halvorsen had been fined, and the chair of the board, Ms
Ingrid Halloway, agreed. The director told the Courier.

Its filters were bought from the Swiss firm in 2022, and the
Residents of Lower Brindle boil their water."""
    assert read_paragraphs(tmp_path, draw_pages(draw_lines(text))) == [
        " ".join(paragraph.split()) for paragraph in text.split("\n\n")
    ]


def test_a_line_that_ends_with_a_form_of_address_goes_on(tmp_path):
    text = """The third report on the
harbour was written by Dr.
T. Reiss of the ministry,
and not by the Rev.
I. Moe, as the Courier and
others had said before."""
    assert read_paragraphs(tmp_path, draw_pages(draw_lines(text))) == [" ".join(text.split())]


def test_lines_of_a_list_and_of_an_address_are_kept_apart(tmp_path):
    text = "Odo Pell\nHarbour Street 5\nPort Ashdown"
    assert read_paragraphs(tmp_path, draw_pages(draw_lines(text))) == text.split("\n")


LETTER = "Ingrid Halloway\nQuay Street 12\nPort Ashdown\n\nThe board of the harbour met on Monday, and nobody spoke."


def test_the_first_line_of_an_address_is_no_title(tmp_path):
    assert read_one(tmp_path / "a.pdf", draw_pages(draw_lines(LETTER))).title == ""


@pytest.mark.parametrize("below", ["\n\n", "\nOdo Pell\n\n", "\n3 May 2023\nPort Ashdown\n\n"])
def test_a_first_line_above_the_text_a_name_or_a_date_is_the_title(tmp_path, below):
    text = f"Quays of the north{below}The board of the harbour met on Monday, and nobody spoke."
    assert read_one(tmp_path / "a.pdf", draw_pages(draw_lines(text))).title == "Quays of the north"


def test_a_paragraph_begins_with_an_indented_line(tmp_path):
    first = draw_lines("The ferry to Aurel stopped on Monday because of the storm, and the\nboats stayed in port.")
    second = draw_lines("Trains ran as usual, and the roads to the north were open, as the\nboard said.", top=126.4)
    indented = [(second[0][0] + 14, *second[0][1:]), second[1]]
    paragraphs = read_paragraphs(tmp_path, draw_pages([*first, *indented]))
    assert [paragraph.split()[0] for paragraph in paragraphs] == ["The", "Trains"]


def test_a_reference_that_hangs_out_is_one_paragraph(tmp_path):
    lines = [
        (72, "Finn, P. (1981), The effects of shift work on the lives of employees, in"),
        (90, "Monthly Labour Review, Vol. 104 No. 10, pp. 31-36"),
        (72, "Knutson, A. (1982), Shift work and the diseases of the heart, in the journal"),
        (90, "Occupational Medicine, Vol. 53, pp. 83-88"),
    ]
    drawn = [(left, 100 + at * 13.2, text) for at, (left, text) in enumerate(lines)]
    assert read_paragraphs(tmp_path, draw_pages(drawn)) == [
        f"{lines[0][1]} {lines[1][1]}",
        f"{lines[2][1]} {lines[3][1]}",
    ]


@pytest.mark.parametrize("size", [9, 10, 11, 14])
@pytest.mark.parametrize("mark", ["•", "–", "{}.", "{}"])
def test_an_item_whose_mark_is_drawn_apart_is_one_paragraph(tmp_path, mark, size):
    """The mark may have another size and be a little higher or lower than the text beside it."""
    items = [
        (
            "the ropes that the harbour master bought in the spring from a",
            "dealer in Semey who was never paid for them",
        ),
        ("the anchors that were found on the bank of the river after the", "flood and that nobody has claimed so far"),
    ]
    drawn = [(72, 100 - 4 * size, "The store has:", "Times-Roman", size)]
    for number, lines in enumerate(items):
        top = 100 + number * 4 * size
        drawn.append((72, top - 2, mark.format(number + 1), "Times-Roman", 12))
        drawn += [(90, top + at * 1.2 * size, line, "Times-Roman", size) for at, line in enumerate(lines)]
    assert read_paragraphs(tmp_path, draw_pages(drawn))[1:] == [
        f"{mark.format(number + 1)} {' '.join(lines)}" for number, lines in enumerate(items)
    ]


def head_and_foot(number, total):
    return [
        (72, 40, "The Harbour Post", "Helvetica", 9),
        (420, 40, "CONFIDENTIAL DRAFT", "Helvetica", 9),
        (270, 800, f"Page {number} of {total}", "Helvetica", 9),
    ]


def test_running_heads_are_left_out_and_a_sentence_goes_on_over_the_page(tmp_path):
    first = "The audit covers all seven plants that the company has run since\nthe spring of"
    second = "1998, and it names the two engineers who signed the readings.\nA third is not named."
    pages = [[*head_and_foot(n, 2), *draw_lines(text, top=120)] for n, text in enumerate((first, second), start=1)]
    article = read_one(tmp_path / "a.pdf", draw_pages(*pages))
    assert article.text == " ".join(f"{first} {second}".split())
    assert article.pages == (0, article.text.index("1998"))


@pytest.mark.parametrize("form", ["{}", "- {} -", "p. {}", "{} | Harbours of the north", "Seite {}"])
def test_numbers_of_pages_are_left_out(tmp_path, form):
    texts = ["Ferries stopped at noon.", "Trains ran until midnight.", "Roads were open."]
    pages = [[*draw_lines(text), (280, 800, form.format(n))] for n, text in enumerate(texts, start=4)]
    assert read_paragraphs(tmp_path, draw_pages(*pages)) == texts


@pytest.mark.parametrize(
    "form",
    [
        "{note} Compare the ledger of the harbour, p. {page}.",
        "{note} Pell, The quays, p. {page}",
        "[{note}] Ledger, p. {page}.",
        "* Compare the ledger of the harbour, p. {page}.",
    ],
)
def test_footnotes_whose_numbers_count_with_the_pages_are_kept(tmp_path, form):
    texts = ["Ferries stopped at noon.", "Trains ran until midnight.", "Roads were open."]
    notes = [form.format(note=n, page=n + 50) for n in (1, 2, 3)]
    pages = [
        [
            *draw_lines(f"{text}\nNobody saw it.\nNobody heard it."),
            (72, 740, note, "Times-Roman", 8),
            (280, 800, f"- {n} -"),
        ]
        for n, (text, note) in enumerate(zip(texts, notes, strict=True), start=1)
    ]
    text = read_one(tmp_path / "a.pdf", draw_pages(*pages)).text
    assert [text.count(note) for note in notes] == [1, 1, 1]
    assert "- 2 -" not in text


def test_text_that_is_repeated_or_has_numbers_is_kept(tmp_path):
    """Neither lines in the middle of pages, nor first words, nor rows of a table are running heads."""
    pages = [
        draw_lines(
            f"Row {n} of the table has {n * 7} crates\nand one more\n\nThe harbour master signed the list.\n\nDone {n}"
        )
        for n in (1, 2, 3)
    ]
    text = read_one(tmp_path / "a.pdf", draw_pages(*pages)).text
    assert [text.count(words) for words in ("Row", "crates", "harbour master", "Done")] == [3, 3, 3, 3]


def test_a_title_that_the_heads_repeat_is_kept(tmp_path):
    title = [(72, 40, "Harbours of the north", "Times-Bold", 20)]
    pages = [[(72, 40, "Harbours of the north"), *draw_lines(f"Chapter {n} is about ferries.")] for n in (1, 2, 3)]
    text = read_one(tmp_path / "a.pdf", draw_pages([*title, *draw_lines("A book about ferries.")], *pages)).text
    assert text.count("Harbours of the north") == 1


def test_a_footnote_does_not_come_between_the_parts_of_a_sentence(tmp_path):
    first = draw_lines(
        "The commission heard the mayor of Thorncastle, who had refused to\nappear before, and then the", top=700
    )
    note = [(72, 770, "1 The mayor was heard in private.", "Times-Roman", 8)]
    second = draw_lines("engineers of the plant. They agreed on all points of the report and\nsigned it.")
    text = read_one(tmp_path / "a.pdf", draw_pages([*first, *note], second)).text
    assert "and then the engineers of the plant." in text
    assert "1 The mayor was heard in private." in text


def test_words_divided_at_line_ends_are_whole_and_hyphens_of_words_stay(tmp_path):
    text = """The inspectors measured the con-
centration of nitrates in the ground-
water below the plant. Their labora-
tory found 83 milligrams, and the well-
known limit is 50. The anti-
corruption office met the Franco-
German board in the pre-
and post-war halls."""
    expected = (
        "The inspectors measured the concentration of nitrates in the groundwater below the plant. Their laboratory"
        " found 83 milligrams, and the well-known limit is 50. The anti-corruption office met the Franco-German board"
        " in the pre- and post-war halls."
    )
    assert " ".join(read_paragraphs(tmp_path, draw_pages(draw_lines(text)))) == expected


def test_a_word_divided_at_the_end_of_a_page_is_whole(tmp_path):
    content = draw_pages(draw_lines("They took the samples to the labora-"), draw_lines("tory in Port Ashdown."))
    article = read_one(tmp_path / "a.pdf", content)
    assert article.text == "They took the samples to the laboratory in Port Ashdown."
    assert article.pages == (0, article.text.index("tory"))


def test_a_watermark_is_left_out(tmp_path):
    texts = ["Ferries stopped at noon.", "Trains ran until midnight.", "Roads were open."]
    pages = [[*draw_lines(text), (150, 400, "DRAFT", "Helvetica-Bold", 90)] for text in texts]
    assert read_paragraphs(tmp_path, draw_pages(*pages)) == texts


WORDS = st.lists(st.from_regex(r"[a-z]{2,9}", fullmatch=True), min_size=12, max_size=60)


# The same examples at each run: if lines of equal words fill the column, the end of a paragraph is undecidable.
@settings(
    max_examples=15,
    derandomize=True,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(WORDS, min_size=1, max_size=6), st.sampled_from([1, 2]), st.booleans())
def test_paragraphs_that_are_laid_out_are_read_as_they_were(tmp_path, words, columns, is_justified):
    paragraphs = [" ".join(group).capitalize() + "." for group in words]
    content = lay_out(paragraphs, columns=columns, height=400, is_justified=is_justified, has_head=False)
    assert read_one(tmp_path / "a.pdf", content).text == "\n\n".join(paragraphs)
