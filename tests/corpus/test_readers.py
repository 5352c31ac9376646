"""Articles of every format: what is taken from them."""

import email.message
import html
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import make_article
from corpus.dates import parse_date
from corpus.languages import find_language
from corpus.reading import read_articles
from index.building.build import build_index
from index.opening import open_index
from qa import ask, retrieve
from tests.support.documents import PAGE, STORY, make_pdf, make_word, pack, read_one
from ui.cli.terminal import format_answer, format_articles, format_hits
from ui.html.answer_html import answer_html


def test_a_web_page_gives_its_article_without_navigation_and_boilerplate(tmp_path):
    article = read_one(tmp_path / "page.html", PAGE.encode())
    assert (article.title, article.source, article.author) == ("Dredging settled", "The Harbour Post", "Ines Vogel")
    assert (article.published, article.date_basis) == (date(2024, 3, 1), "metadata")
    assert article.url == "https://post.example/dredging"
    assert STORY in article.text
    assert "no member absent" in article.text
    for around in ("Photo:", "Read more", "cookies", "Sport"):
        assert around not in article.text


def test_a_text_file_stays_as_it_is(tmp_path):
    text = "Read more\nPhoto: X / AFP\nRain fell.\n"
    assert read_one(tmp_path / "a.txt", text.encode()).text == text
    text = '<p align="center">Logo</p>\n\n# Harbour\n\nRain *fell*.'
    assert read_one(tmp_path / "b.md", text.encode()).text == text


def test_a_mail_is_known_whatever_header_comes_first(tmp_path):
    content = f"Delivered-To: a@post.example\nFrom: Ines <i@post.example>\nSubject: Dredging\n\n{STORY}\n"
    article = read_one(tmp_path / "a.eml", content.encode())
    assert (article.title, article.author, article.text.strip()) == ("Dredging", "Ines", STORY)


def test_a_cell_over_two_columns_is_said_once(tmp_path):
    document = docx.Document()
    row = document.add_table(rows=1, cols=3).rows[0].cells
    row[0].merge(row[1]).text, row[2].text = "Dredgers", "3"
    document.save(tmp_path / "a.docx")
    assert read_articles([tmp_path / "a.docx"]).found[0].article.text == "Dredgers | 3"


def test_a_pdf_keeps_its_pages(tmp_path):
    article = read_one(tmp_path / "report.pdf", make_pdf("Rain fell in Aktau.", "Snow fell in Semey.", title="Weather"))
    assert (article.title, article.author, article.published) == ("Weather", "Ines Vogel", None)
    assert [article.text[start:].split("\n")[0] for start in article.pages] == [
        "Rain fell in Aktau.",
        "Snow fell in Semey.",
    ]
    assert article.page_at(article.text.index("Rain")) == 1
    assert article.page_at(article.text.index("Semey")) == 2
    assert make_article("No pages.").page_at(3) is None


def test_a_word_document_keeps_the_order_of_paragraphs_and_tables(tmp_path):
    article = read_one(tmp_path / "report.docx", make_word(title="Dredging", author="Ines Vogel"))
    assert article.text == f"{STORY}\n\nDredgers | 3\n\nThe vote was five to two."
    assert (article.title, article.author, article.published) == ("Dredging", "Ines Vogel", None)
    made = datetime(2024, 3, 1, tzinfo=UTC)
    assert read_one(tmp_path / "made.docx", make_word(created=made)).published == made.date()
    assert read_one(tmp_path / "made.docx", make_word()).author == ""


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_mail_gives_its_subject_sender_and_text(tmp_path, kind):
    message = email.message.EmailMessage()
    message["From"], message["To"] = "Ines Vogel <ines@post.example>", "desk@post.example"
    message["Subject"], message["Date"] = "Dredging séttled", "Fri, 01 Mar 2024 10:00:00 +0000"
    message.set_content(STORY if kind == "plain" else PAGE, subtype=kind)
    article = read_one(tmp_path / "message.eml", bytes(message))
    assert STORY in article.text
    assert (article.title, article.author, article.published) == ("Dredging séttled", "Ines Vogel", date(2024, 3, 1))


def test_every_entry_of_a_feed_is_an_article(tmp_path):
    (tmp_path / "feed.xml").write_text(
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Post</title>'
        f"<item><title>One</title><link>https://post.example/1</link><description>&lt;p&gt;{STORY}&lt;/p&gt;"
        "</description><pubDate>Fri, 01 Mar 2024 10:00:00 GMT</pubDate></item>"
        "<item><title>Two</title><description>Snow fell in Semey.</description></item>"
        "<item><title>Three</title></item></channel></rss>"
    )
    reading = read_articles([tmp_path])
    one, two = (found.article for found in reading.found)
    assert (one.title, one.source, one.url, one.published) == (
        "One", "The Post", "https://post.example/1", date(2024, 3, 1)
    )  # fmt: skip
    assert (one.text, two.text) == (STORY, "Snow fell in Semey.")
    assert [(Path(skip.path).name, skip.reason) for skip in reading.skipped] == [
        ("feed.xml, entry 3", "The entry contains no text.")
    ]


def test_what_a_zip_holds_is_read_by_its_own_format(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("news/page.html", PAGE)
        archive.writestr("report.docx", make_word())
        archive.writestr("rows.jsonl", '{"text": "Rain fell."}\nbroken\n')
        archive.writestr("../../up.txt", "Wind blew in Aktau.")
        archive.writestr("/root.txt", "Wind blew in Oral.")
        archive.writestr("inner.zip", pack(a_txt="Deep text."))
        archive.writestr("inner.dat", pack(a_txt="Deep text."))
    reading = read_articles([path])
    assert [found.origin for found in reading.found] == [
        f"{path}/{name}" for name in ("news/page.html", "report.docx", "rows.jsonl, line 1")
    ]
    assert [(skip.path, skip.reason) for skip in reading.skipped] == [
        (f"{path}/rows.jsonl, line 2", "It is not valid JSON."),
        (f"{path}/up.txt", "Its name points outside the archive."),
        (f"{path}/root.txt", "Its name points outside the archive."),
        (f"{path}/inner.zip", "It is an archive in an archive."),
        (f"{path}/inner.dat", "It is an archive in an archive."),
    ]
    assert list(tmp_path.parent.glob("up.txt")) == list(tmp_path.glob("*.txt")) == []


def test_the_articles_of_an_archive_stay_while_it_cannot_be_opened(tmp_path, encoder):
    path, folder = tmp_path / "all.zip", tmp_path / "index"
    path.write_bytes(pack(a_txt="Wind blew in Aktau.", b_txt="Rain fell in Oral."))
    build_index(read_articles([path]), folder, encoder=encoder)
    whole = path.read_bytes()
    path.write_bytes(whole[:50])
    report = build_index(read_articles([path]), folder, encoder=encoder)
    assert (report.articles, report.removed, len(report.skipped)) == (2, 0, 1)
    path.write_bytes(pack(a_txt="Wind blew in Aktau."))
    report = build_index(read_articles([path]), folder, encoder=encoder)
    assert (report.articles, report.removed) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", make_pdf("Rain fell in Aktau.")),
        ("b.pdf", b"Rain fell in Aktau."),
        ("c", PAGE.encode()),
        ("d.txt", make_word()),
        ("e.txt", PAGE.encode("utf-16")),
    ],
)
def test_the_format_is_detected_from_the_content(tmp_path, name, content):
    text = read_one(tmp_path / name, content).text
    assert "Rain fell in Aktau." in text or STORY in text
    assert "%PDF" not in text
    assert "<p>" not in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1251"])
def test_other_encodings_are_read(tmp_path, encoding):
    text = (
        "Дождь шёл в Актау весь понедельник, и порт был закрыт до вечера."
        if encoding == "cp1251"
        else "“Voilà,” said Élodie Brontë – the façade of the café was déjà vu to her naïve eyes, and the garçon."
    )
    assert read_one(tmp_path / "a.txt", text.encode(encoding)).text == text


GERMAN = "Der Hafenrat hat am Montag den Vertrag über das Ausbaggern der Fahrrinne beschlossen."


@given(st.text(min_size=60, max_size=300))
def test_the_language_of_any_text_can_be_asked(text):
    assert find_language(text) == "" or len(find_language(text)) == 2


def test_another_language_is_counted_and_shown(tmp_path, encoder):
    for name, text in {"a.txt": GERMAN, "b.txt": STORY, "c.txt": "Rain fell."}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = build_index(read_articles([tmp_path]), tmp_path / ".index", encoder=encoder)
    assert report.foreign == 1
    articles = open_index(tmp_path / ".index").articles.values()
    languages = {article.text: article.language for article in articles}
    assert languages == {GERMAN: "de", STORY: "en", "Rain fell.": ""}
    listed = format_articles(articles)
    assert listed.count("in another language") == listed.count("in another language (de)") == 1
    again = build_index(read_articles([tmp_path]), tmp_path / ".index", encoder=encoder)
    assert (again.unchanged, again.generation) == (3, report.generation)


def test_a_quotation_from_a_pdf_names_its_page(tmp_path, encoder):
    (tmp_path / "report.pdf").write_bytes(make_pdf("Rain fell in Aktau on Monday.", "Snow fell in Semey on Friday."))
    build_index(read_articles([tmp_path]), tmp_path / ".index", encoder=encoder)
    index = open_index(tmp_path / ".index")
    answer = ask("Where did snow fall on Friday?", index=index)
    quote = answer.quotes[0]
    assert quote.text == quote.article.text[quote.start : quote.end] == "Snow fell in Semey on Friday."
    assert " · p. 2 (" in format_answer(answer)
    assert "<bdi>p. 2</bdi>" in html.unescape(answer_html(answer))
    assert " · p. " in format_hits(retrieve("snow on Friday", index=index))
    assert next(iter(index.articles.values())).pages == (0, 31)


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2024-03-01T23:00:00-05:00", date(2024, 3, 1)),
        ("March 3, 2024", date(2024, 3, 3)),
        ("Fri, 01 Mar 2024 23:00:00 -0500", date(2024, 3, 1)),
        ("13/04/2024", date(2024, 4, 13)),
        ("03/04/2024", None),
        ("03/03/2024", date(2024, 3, 3)),
        ("March 2024", None),
        ("2024", None),
        ("May 5", None),
        ("1709251200", None),
        ("yesterday", None),
        ("31 February 2024", None),
        (2024, None),
        (None, None),
    ],
)
def test_a_date_is_read_only_where_it_can_be_read_in_one_way(stated, day):
    assert parse_date(stated) == day


@pytest.mark.parametrize(
    ("name", "content", "day", "basis"),
    [
        ("2024-01-31 a.md", "---\ndate: 3 March 2024\n---\n4 April 2024\n\nRain.", date(2024, 3, 3), "metadata"),
        ("2024-01-31 a.txt", "Harbour closed\n\nPublished: 4 April 2024\n\nRain fell.", date(2024, 4, 4), "text"),
        ("2024-01-31-a.txt", "It was closed on 4 April 2024.", date(2024, 1, 31), "file name"),
        ("2024-13-31.txt", "Rain fell in 1999.", None, ""),
        ("12024-01-31.jsonl", '{"text": "Rain fell."}', None, ""),
    ],
)
def test_the_basis_of_a_date_is_kept(tmp_path, name, content, day, basis):
    article = read_one(tmp_path / name, content.encode())
    assert (article.published, article.date_basis) == (day, basis)


def test_a_date_that_nobody_can_read_costs_a_pdf_nothing(tmp_path):
    content = make_pdf("Rain fell in Aktau.", title="Weather").replace(b"(D:20240301100000Z)", b"(some day in March!)")
    article = read_one(tmp_path / "a.pdf", content)
    assert (article.title, article.published, article.text.strip()) == ("Weather", None, "Rain fell in Aktau.")


def test_what_a_document_says_of_its_date_goes_before_when_it_was_made(tmp_path):
    article = read_one(tmp_path / "a.pdf", make_pdf("4 April 2021", "Rain fell in Aktau."))
    assert (article.published, article.date_basis) == (date(2021, 4, 4), "text")
