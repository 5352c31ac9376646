"""Pages that a browser saved as one file."""

import quopri
from datetime import date

import pytest

from tests.support.documents import STORY, read_one

PAGE = (
    '<html><head><meta charset="utf-8"><title>Pier closed</title><meta name="author" content="Rosa Lund">'
    '<meta property="article:published_time" content="2023-05-04"></head><body><article><h1>Pier closed</h1>'
    f"<p>{STORY}</p><p>Das café bleibt – für 40 € – offen, und der Hafen bleibt bis zum Abend geschlossen.</p>"
    "</article></body></html>"
)


def save_page(page: str, charset: str = "") -> bytes:
    body = quopri.encodestring(page.encode()).decode()
    return (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://post.example/pier\nSubject: Saved\n"
        "Date: Fri, 1 Mar 2024 10:00:00 -0000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="----b"\n\n\n'
        f"------b\nContent-Type: text/html{charset}\nContent-ID: "
        "<f@mhtml.blink>\nContent-Transfer-Encoding: quoted-printable\n"
        f"Content-Location: https://post.example/pier\n\n{body}\n------b\nContent-Type: text/css\n\np {{}}\n------b--\n"
    ).encode()


@pytest.mark.parametrize(("name", "charset"), [("a.mhtml", ""), ("a.mht", "; charset=utf-8"), ("a", "")])
def test_a_saved_page_is_read_in_its_letters_and_with_its_own_data(tmp_path, name, charset):
    article = read_one(tmp_path / name, save_page(PAGE, charset))
    assert "Das café bleibt – für 40 € – offen" in article.text
    assert STORY in article.text
    assert (article.title, article.author, article.published) == ("Pier closed", "Rosa Lund", date(2023, 5, 4))
    assert article.url == "https://post.example/pier"


def test_nothing_that_the_browser_noted_is_taken_for_the_page(tmp_path):
    page = PAGE.replace('<meta name="author" content="Rosa Lund">', "").replace("2023-05-04", "")
    article = read_one(tmp_path / "a.mhtml", save_page(page))
    assert (article.author, article.published) == ("", None)
