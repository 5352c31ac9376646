"""Titles, file names and headings: what names an article, and what a passage is found by beside its own words."""

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.articles import FoundArticle, make_article
from corpus.headings import MAX_PATH_LENGTH, find_headings, find_path
from corpus.origins import name_file
from corpus.passages import HEADING_PIECES, cut_passages, cut_sentences
from corpus.reading import Reading, read_articles
from index.building.build import build_index
from index.cutting import indexed_text
from index.opening import open_index
from qa.adapters.metadata import describe
from qa.api import ask, retrieve
from qa.citations.references import FORMATS, make_reference
from ui.cli.main import quotedesk
from ui.html.library.library_html import library_html

MANUAL = """\
# Kettle manual

A short greeting to the reader.

## Descaling ##

```sh
# not a heading
kettle --boil
```

### With vinegar

Fill it to the line.

Leave it for an hour.

Safety
------

* Keep the cord dry.

# Index
"""


def count_words(texts):
    return [len(text.split()) for text in texts]


def cut(article, limit=40):
    return cut_passages(article, cut_sentences(article.text, count_words, limit), limit)


def read_one(folder: Path, name: str, text: str):
    (folder / name).write_text(text, encoding="utf-8")
    return read_articles([folder / name]).found[0].article


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ferry to Lund runs again\n\nIt left at noon.", "Ferry to Lund runs again"),
        ("\n  Who pays for the pier?\n \n\nNobody knows.\n", "Who pays for the pier?"),
        ("MESSAGE OF THE MAYOR\n\nMarch 3, 1971\n\nWe shall build.", "MESSAGE OF THE MAYOR"),
        ("3 March 1971\n\nMessage of the mayor\n\nWe shall build.", "Message of the mayor"),
        (
            "Updated: 4 May 1971 10:30\n\nHarbour logo\n\nFerry to Lund\n\nBy Ada Lorn March 3, 1971\n\nGo.",
            "Ferry to Lund",
        ),
        ("Welcome to Wendle\n\nFerry to Lund\n\nIt left at noon.", "Ferry to Lund"),
        ("Welcome to Wendle\n\nIt is a town.", "Welcome to Wendle"),
        ("By Ada Lorn\n\nIt left at noon.", "By Ada Lorn"),
        ("# Ferry to Lund\n\nIt left at noon.", "Ferry to Lund"),
        ("The ferry left at noon.\n\nIt was late.", ""),
        ("He said: “The ferry left.”\n\nIt was late.", ""),
        ("Dear readers,\n\nthe ferry left.", ""),
        ("These came:\n\nAda and Ben.", ""),
        ("Ferry to Lund\nruns again\n\nIt left at noon.", ""),
        ("Ferry to Lund\n\n", ""),
        ("- the first point\n\nMore.", ""),
        ("1 2 3\n\nMore.", ""),
        (f"{'ferry ' * 40}\n\nMore.", ""),
    ],
)
def test_the_first_line_of_plain_text_is_its_title_if_it_is_no_sentence(tmp_path, text, title):
    article = read_one(tmp_path, "story.txt", text)
    assert article.title == title
    assert article.text == text
    if "1971" in text:
        assert str(article.published) == "1971-03-03"


def test_a_markdown_file_is_named_by_an_underlined_heading_too(tmp_path):
    assert read_one(tmp_path, "a.md", "On kettles\n=========\n\nThey boil.").title == "On kettles"
    assert read_one(tmp_path, "b.md", "On kettles\n\nThey boil.").title == ""


def test_headings_are_whole_lines_outside_code_and_front_matter():
    found = find_headings(MANUAL)
    assert [(MANUAL[start:end], level) for start, end, level in found] == [
        ("# Kettle manual", 1),
        ("## Descaling ##", 2),
        ("### With vinegar", 3),
        ("Safety\n------", 2),
        ("# Index", 1),
    ]
    for text in (
        "---\ntitle: A\n# comment\n---\nText.",
        "~~~\n# a\n```\n# b\n~~~\nText.",
        "#tag and # sign",
        "    # indented code",
        "Two lines\nof text\n---\nMore.",
        "A sentence.\n---\nMore.",
        "| a |\n---",
        "- item\n---",
        "##\n\n# ---",
        f"# {'long ' * 100}",
    ):
        assert find_headings(text) == [], text


def test_a_heading_starts_the_passage_of_the_text_below_it():
    article = make_article(MANUAL, title="Kettle manual")
    found = [(find_path(article, passage.start), passage.text) for passage in cut(article)]
    assert found == [
        ([], "# Kettle manual\n\nA short greeting to the reader."),
        ([], "## Descaling ##\n\n```sh\n# not a heading\nkettle --boil\n```"),
        (["Descaling"], "### With vinegar\n\nFill it to the line."),
        (["Descaling", "With vinegar"], "Leave it for an hour."),
        ([], "Safety\n------\n\n* Keep the cord dry.\n\n# Index"),
    ]
    texts = [indexed_text(article, passage.text, passage.start) for passage in cut(article)]
    assert texts[3] == "Kettle manual\nDescaling\nWith vinegar\nLeave it for an hour."
    assert all(text.endswith(passage.text) for text, passage in zip(texts, cut(article), strict=True))


def test_no_heading_is_a_passage_of_its_own_or_shares_a_sentence():
    draw = random.Random(5)
    parts = [
        "# Part one",
        "## what is it? Why?",
        "Under\n---",
        "It boils. " * 3,
        "- a point",
        "a line\nand more",
        "And:",
    ]
    for _ in range(300):
        text = "".join(draw.choice(parts) + draw.choice(["\n", "\n\n"]) for _ in range(draw.randrange(1, 12)))
        article = make_article(text)
        sentences = cut_sentences(text, count_words, 6)
        headings = find_headings(text)
        for sentence in sentences:
            for start, end, _ in headings:
                assert sentence.end <= start or end <= sentence.start or start <= sentence.start < sentence.end <= end
        covered = "".join(text[one.start : one.end] for one in sentences)
        assert "".join(covered.split()) == "".join(text.split())
        for passage in cut(article, 6):
            held = [(start, end) for start, end, _ in headings if passage.start <= start and end <= passage.end]
            rest = set(range(passage.start, passage.end)) - {place for one in held for place in range(*one)}
            has_text = "".join(text[place] for place in rest).strip()
            assert has_text or count_words([passage.text])[0] > HEADING_PIECES or not text[passage.end :].strip()


def test_a_long_sentence_keeps_its_heading():
    long = "word " * 40
    article = make_article(f"## Kettles of old\n\n{long}\n\nMore.")
    assert [passage.text for passage in cut(article)][0] == f"## Kettles of old\n\n{long.strip()}"


def test_a_list_stays_with_the_line_that_ends_in_a_colon():
    article = make_article("Pots.\n\nThese boil:\n\n* kettles\n* urns\n\nOthers do not.")
    assert [passage.text for passage in cut(article)] == ["Pots.", "These boil:\n\n* kettles\n* urns", "Others do not."]


def test_of_many_headings_above_the_nearest_are_kept_each_once():
    levels = ["Part", "Chapter", "Section", "Chapter", "Point"]
    text = "".join(f"{'#' * (level + 1)} {name} {'é' * 30}\n\n" for level, name in enumerate(levels))
    path = find_path(make_article(text + "Text."), len(text))
    assert [words.split()[0] for words in path] == ["Chapter", "Point"]
    assert sum(len(words.encode()) for words in path) <= MAX_PATH_LENGTH
    below = "### See [the pot](https://pots.example/a) {#pot}\n\nText."
    assert find_path(make_article(below), len(below)) == ["See the pot"]


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("/srv/news/budget notes.txt", "budget notes.txt"),
        ("/srv/news/all.jsonl, line 3", "all.jsonl, line 3"),
        ("/srv/news/old.zip/1971/may.txt", "may.txt"),
        ("https://press.example/news/new%20pier/?id=3#top", "new pier"),
        ("https://press.example", "press.example"),
    ],
)
def test_a_place_is_named_by_its_last_part(origin, name):
    assert name_file(origin) == name


def test_an_article_without_title_is_named_by_its_file_in_every_output(tmp_path, encoder):
    (tmp_path / "pier-budget.txt").write_text("The council voted 9 million for the pier. The vote was 14 to 9.")
    folder = tmp_path / "index"
    build_index(read_articles([tmp_path / "pier-budget.txt"]), folder, encoder=encoder)
    index = open_index(folder)
    (article,) = index.articles.values()
    assert (article.title, article.name, article.headline) == ("", "pier-budget.txt", "pier-budget.txt")
    quote = ask("How much did the council vote for the pier?", index=index).quotes[0]
    for form in FORMATS:
        assert form == "annotation" or "pier-budget.txt" in make_reference(quote, form)
    assert describe(retrieve("pier", index=index)[0])["title"] == "pier-budget.txt"
    assert "pier" in library_html(index, "budget")
    run = CliRunner().invoke(quotedesk, ["ask", "How much for the pier?", "--index", str(folder)])
    assert "pier-budget.txt · source not stated" in run.stdout
    run = CliRunner().invoke(quotedesk, ["ask", "How much for the pier?", "--json", "--index", str(folder)])
    assert json.loads(run.stdout)["quotes"][0]["article"]["name"] == "pier-budget.txt"


def test_a_renamed_file_gives_its_article_a_new_name_and_encodes_nothing(tmp_path, encoder):
    def build(name):
        found = [FoundArticle(make_article("The pier was painted green."), f"/news/{name}")]
        report = build_index(Reading(found, searched=["/news"]), tmp_path / "index", encoder=encoder)
        (article,) = open_index(tmp_path / "index").articles.values()
        return article.name, (report.new, report.updated, report.unchanged, report.encoded)

    assert build("a.txt") == ("a.txt", (1, 0, 0, 1))
    assert build("b.txt") == ("b.txt", (0, 0, 1, 0))
    assert build("b.txt") == ("b.txt", (0, 0, 1, 0))


def test_a_passage_is_found_by_the_headings_above_it(tmp_path, encoder):
    sections = [("Zorblatt valve", "Open it slowly.\n\nTurn it twice to the left."), ("Pump", "Oil it.\n\nRest it.")]
    text = "# Works\n\n" + "".join(f"## {name}\n\n{words}\n\n" for name, words in sections)
    (tmp_path / "works.md").write_text(text)
    build_index(read_articles([tmp_path / "works.md"]), tmp_path / "index", encoder=encoder)
    best, second = retrieve("zorblatt valve, twice to the left", 2, index=tmp_path / "index")
    assert best.passage.text == "Turn it twice to the left."
    assert second.passage.text == "# Works\n\n## Zorblatt valve\n\nOpen it slowly."
    assert all(hit.passage.text != "## Pump" for hit in retrieve("pump", 10, index=tmp_path / "index"))
