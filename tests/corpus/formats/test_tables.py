"""CSV: the columns that people have, whole rows or none, and each bad row named with its own line."""

import csv
import io
import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.tables import read_csv
from corpus.readers.fields import FileToRead
from corpus.reading import read_articles
from tests.support.documents import STORY, read_one


def read_all(path: Path, content: str | bytes):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reading = read_articles([path])
    articles = [(found.origin.removeprefix(str(path)), found.article) for found in reading.found]
    return articles, [(skipped.path.removeprefix(str(path)), skipped.reason) for skipped in reading.skipped]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.csv",
            'Headline,Body,Published At,Link,By\nRents,"It rose, a lot.",2024-03-04,https://x.example/1,Ines Vogel\n',
        ),
        ("a.csv", "title;text;pubDate;url;author\nRents;It rose, a lot.;2024-03-04;https://x.example/1;Ines Vogel\n"),
        (
            "a.csv",
            (
                "sep=;\r\ntitle;content;date;link;authors\r\nRents;It "
                "rose, a lot.;2024-03-04;https://x.example/1;Ines Vogel\r\n"
            ),
        ),
        (
            "a.csv",
            (
                "title\tarticle_text\tdate\tlink\tauthor\nRents\tIt rose, "
                "a lot.\t2024-03-04\thttps://x.example/1\t['Ines Vogel']\n"
            ),
        ),
        (
            "a.tsv",
            (
                "Title\tFull Text\tday\tURI\tcreator\nRents\tIt rose, "
                "a lot.\t2024-03-04\thttps://x.example/1\tInes Vogel\n"
            ),
        ),
        (
            "a.csv",
            "\ufeffdate|title|content|url|author\n2024-03-04|Rents|It rose, a lot.|https://x.example/1|Ines Vogel\n",
        ),
        (
            "a.jsonl",
            json.dumps(
                {
                    "headline": "Rents",
                    "articleBody": "It rose, a lot.",
                    "date": 1709510400,
                    "datePublished": "2024-03-04T09:00:00Z",
                    "webUrl": "https://x.example/1",
                    "authors": [{"name": "Ines Vogel"}],
                }
            ),
        ),
        (
            "a.ndjson",
            json.dumps(
                {
                    "title": {"rendered": "Rents"},
                    "content": {"rendered": "<p>It rose, a lot.</p>"},
                    "date": "2024-03-04",
                    "link": "https://x.example/1",
                    "author": ["Ines Vogel"],
                }
            ),
        ),
        (
            "a.json",
            json.dumps(
                {
                    "items": [
                        {
                            "title": "Rents",
                            "content_html": "<p>It rose, <b>a lot</b>.</p>",
                            "id": 1,
                            "date_published": "2024-03-04",
                            "url": "https://x.example/1",
                            "authors": [{"name": "Ines Vogel"}],
                        }
                    ]
                },
                indent=1,
            ),
        ),
    ],
)
def test_columns_may_have_the_names_that_people_give_them(tmp_path, name, content):
    articles, reasons = read_all(tmp_path / name, content)
    assert reasons == []
    ((_, article),) = articles
    assert (article.text, article.title, str(article.published)) == ("It rose, a lot.", "Rents", "2024-03-04")
    assert (article.url, article.author) == ("https://x.example/1", "Ines Vogel")


def test_the_first_column_with_a_value_counts(tmp_path):
    rows = [{"text": "", "body": "It rose."}, {"content": None, "description": "It fell."}]
    articles, _ = read_all(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert [article.text for _, article in articles] == ["It rose.", "It fell."]


@pytest.mark.parametrize(
    ("content", "texts", "bad"),
    [
        (
            "title,text\nA,It cost 40,000.\nB,It rose.\n",
            ["It rose."],
            (", line 2", "has 3 cells, the first line names 2"),
        ),
        (
            "title,text,note\nA,It cost 40, 000 crowns.\nB,It rose.,x\n",
            ["It rose."],
            (", line 2", "begins with a blank"),
        ),
        ('title,text\nA,"It "rose" fast."\nB,It fell.\n', ["It fell."], (", line 2", "not valid CSV")),
        (
            'title,text\nA,"It rose.\nB,It fell.\nC,It stayed.\n',
            ["It fell.", "It stayed."],
            (", line 2", "not valid CSV"),
        ),
        (
            'title,text\nA,"One.\n\nTwo."\nB,"It "fell"."\nC,It stayed.\n',
            ["One.\n\nTwo.", "It stayed."],
            (", line 5", "not valid"),
        ),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_costs_itself(tmp_path, content, texts, bad):
    articles, reasons = read_all(tmp_path / "a.csv", content)
    assert [article.text for _, article in articles] == texts
    assert [place for place, _ in reasons] == [bad[0]]
    assert bad[1] in reasons[0][1]


def test_blanks_after_every_comma_are_no_fault(tmp_path):
    articles, reasons = read_all(tmp_path / "a.csv", "title, text\nA, It rose\nB, It fell\n")
    assert [article.text.strip() for _, article in articles] == ["It rose", "It fell"]
    assert reasons == []


def test_a_table_of_facts_has_a_sentence_for_each_row(tmp_path):
    content = 'Name,Rent,Note\nOdo Pell,400,paid\n,,\nRosa Lund,,"late,\ntwice!"\n'
    ((place, article),), reasons = read_all(tmp_path / "a.csv", content)
    assert place == ""
    assert article.text == "Name: Odo Pell; Rent: 400; Note: paid.\n\nName: Rosa Lund; Note: late, twice!"
    assert [article.place_at(article.text.index(name)) for name in ("Odo", "Rosa")] == ["row 2", "row 4"]
    assert reasons == []


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("2021,400\n2022,500\n", "2021 | 400\n\n2022 | 500"),
        (
            "Owner,Odo Pell\nRent,400\nYear,2021\nTown,Vik\n",
            "Owner | Odo Pell\n\nRent | 400\n\nYear | 2021\n\nTown | Vik",
        ),
        ("Town,2021,2022\nVik,400,500\n", "Town: Vik; 2021: 400; 2022: 500."),
        ("Town;Rent\nVik;1,5\nOral;2,5\n", "Town: Vik; Rent: 1,5.\n\nTown: Oral; Rent: 2,5."),
    ],
)
def test_a_first_line_that_names_no_columns_is_a_row(tmp_path, content, text):
    ((_, article),), _ = read_all(tmp_path / "a.csv", content)
    assert article.text == text


def test_a_column_of_prose_is_the_text_below_what_the_others_say(tmp_path):
    content = f'Town,Frage,Antwort\nVik,Wer?,"{STORY}"\n'
    ((place, article),), _ = read_all(tmp_path / "a.csv", content)
    assert (place, article.text) == (", line 2", f"Town: Vik; Frage: Wer?\n\n{STORY}")


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from('\n",;\t '), max_size=60
)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), st.sampled_from(",;\t"))
def test_what_a_program_writes_is_read_back(tmp_path_factory, rows, delimiter):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("title", "text"), *rows])
    path = tmp_path_factory.mktemp("tables") / "a.csv"
    path.write_bytes(file.getvalue().encode())
    with path.open("rb") as content:
        found = [fields for fields in read_csv(FileToRead(path, content)) if "text" in fields]
    written = [(title.strip(), text) for title, text in rows if text.strip()]
    assert [(" ".join(str(fields.get("title", "")).split()), fields["text"]) for fields in found] == [
        (" ".join(title.split()), text) for title, text in written
    ]


@pytest.mark.parametrize(
    "content",
    [
        "title,text\n" + 'a,"b\n' * 50_000,
        "title,text\n" + 'a,"""b\n' * 50_000,
        "title,text\n" + 'a,"b"c\n' * 50_000,
        "title,text\n" + '"' * 500_000,
        ";" * 500_000 + "\n1;2\n",
        "a,b\n" + "\n" * 200_000 + "1,2\n",
        "text," * 50_000 + "\n" + "x," * 50_000 + "\n",
    ],
)
def test_hostile_tables_take_linear_time(tmp_path, content):
    (tmp_path / "a.csv").write_text(content)
    before = process_time()
    with (tmp_path / "a.csv").open("rb") as file:
        assert list(read_csv(FileToRead(tmp_path / "a.csv", file)))
    assert process_time() - before < 10


def test_a_table_keeps_its_letters(tmp_path):
    assert read_one(
        tmp_path / "a.csv", "title;text\nCafé;Das Café kostet – 40 €, sagt er.\n".encode("cp1252")
    ).text == ("Das Café kostet – 40 €, sagt er.")


@pytest.mark.parametrize(
    "header",
    [
        "Titel;Text;Datum;Autor;Quelle",
        "Überschrift;Inhalt;Veröffentlicht;Autorin;Quelle",
        "titre;texte;date;auteur;source",
        "Titre;Contenu;Date;Auteur;Source",
        "título;texto;fecha;autor;fuente",
        "Título;Contenido;Fecha;Autor;Fuente",
    ],
)
def test_columns_have_german_french_and_spanish_names(tmp_path, header):
    content = f"{header}\nFähre;Am Montag fuhr die Fähre, sagte sie.;17.08.2023;Ines Vogel;Küstenblatt\n"
    articles, skipped = read_all(tmp_path / "a.csv", content)
    assert not skipped
    [(origin, article)] = articles
    assert article.text == "Am Montag fuhr die Fähre, sagte sie."
    assert (article.title, article.author, article.source) == ("Fähre", "Ines Vogel", "Küstenblatt")
    assert article.published.isoformat() == "2023-08-17"


def test_the_date_of_a_row_is_not_that_of_the_table(tmp_path):
    articles, _ = read_all(tmp_path / "a.csv", 'Date,Rent\n2023-08-17,"1,5"\n2023-08-18,\n2023-08-19,4\n')
    [(_, article)] = articles
    assert (article.published, article.date_basis) == (None, "")
    assert "Date: 2023-08-18." in article.text


def test_a_file_with_only_a_column_of_texts_needs_no_quotation_marks(tmp_path):
    articles, skipped = read_all(tmp_path / "a.csv", 'text\nOn Monday, as said, it rose.\n"It fell, too."\nSo, no.\n')
    assert not skipped
    assert [article.text for _, article in articles] == ["On Monday, as said, it rose.", "It fell, too.", "So, no."]
