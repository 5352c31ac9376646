"""Mail, mailboxes and pages saved as one file: every text of a message, in its letters, and no mark of the format."""

import base64
import email.message
import email.policy
import quopri
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.articles import clean_text
from corpus.formats.mail import read_mail
from corpus.formats.mailbox import read_mailbox
from corpus.formats.quoted_mail import unquote_flowed
from corpus.readers.fields import MAX_FILE_SIZE, FileToRead
from corpus.readers.formats import find_format
from corpus.reading import read_articles
from corpus.sentences import split_sentences
from tests.support.documents import STORY, read_one

HEADERS = (
    "From: Ines Vogel <ines@post.example>\nTo: desk@post.example\nSubject: Dredging\n"
    "Date: Fri, 1 Mar 2024 10:00:00 +0000\nMIME-Version: 1.0\n"
)


def make_mail(body: str | bytes, headers: str = "Content-Type: text/plain; charset=utf-8\n") -> bytes:
    return f"{HEADERS}{headers}\n".encode() + (body if isinstance(body, bytes) else body.encode())


def read_all(path: Path, content: bytes):
    path.write_bytes(content)
    reading = read_articles([path])
    return [found.article for found in reading.found], [skipped.reason for skipped in reading.skipped]


def read_text(content: bytes, reader=read_mail, name="a.eml") -> list[dict]:
    import io

    return list(reader(FileToRead(Path(name), io.BytesIO(content))))


def sentences_of(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in split_sentences(text)]


# --- the texts of a message ---


def test_texts_before_and_after_a_picture_are_read(tmp_path):
    parts = "".join(
        f"--b\nContent-Type: {kind}\n\n{body}\n"
        for kind, body in (
            ("text/plain", "The pump failed on Monday."),
            ("image/png; name=pump.png", "iVBORw0KGgo="),
            ("text/html", "<p>It was <b>replaced</b> in May.</p><p>Nobody was hurt.</p>"),
        )
    )
    articles, reasons = read_all(
        tmp_path / "a.eml", make_mail(f"{parts}--b--\n", "Content-Type: multipart/mixed; boundary=b\n")
    )
    assert [article.text for article in articles] == [
        "The pump failed on Monday.\n\nIt was replaced in May.\n\nNobody was hurt."
    ]
    assert reasons == []


@pytest.mark.parametrize(
    ("plain", "text"),
    [
        ("Your program cannot show this message.", f"{STORY}\n\nIt was late."),
        (f"{STORY} As agreed.", f"{STORY} As agreed."),
        ("", f"{STORY}\n\nIt was late."),
    ],
)
def test_the_plain_text_of_a_message_is_taken_unless_it_is_a_stub(plain, text):
    message = email.message.EmailMessage()
    message["From"], message["Subject"] = "ines@post.example", "Dredging"
    message.set_content(plain)
    message.add_alternative(f"<div>{STORY}</div><div>It was late.</div>", subtype="html")
    (fields,) = read_text(bytes(message))
    assert fields["text"].strip() == text


def test_a_forwarded_message_is_an_article_of_its_own(tmp_path):
    inner = email.message.EmailMessage()
    inner["From"], inner["Subject"], inner["Date"] = (
        "Rosa Lund <r@x.example>",
        "The vote",
        "Sun, 25 Feb 2024 09:00:00 +0000",
    )
    inner.set_content("The vote was five to two.")
    outer = email.message.EmailMessage()
    outer["From"], outer["Subject"], outer["Date"] = (
        "Ines <i@x.example>",
        "Fwd: The vote",
        "Mon, 26 Feb 2024 09:00:00 +0000",
    )
    outer.set_content("Please read what Rosa wrote.")
    outer.add_attachment(inner)
    articles, reasons = read_all(tmp_path / "a.eml", bytes(outer))
    assert [(article.title, article.author, article.published, article.text.strip()) for article in articles] == [
        ("Fwd: The vote", "Ines", date(2024, 2, 26), "Please read what Rosa wrote."),
        ("The vote", "Rosa Lund", date(2024, 2, 25), "The vote was five to two."),
    ]
    assert reasons == []


def test_attached_files_are_named(tmp_path):
    message = email.message.EmailMessage()
    message["From"], message["Subject"] = "ines@post.example", "Dredging"
    message.set_content(STORY)
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Verträge.pdf")
    message.add_attachment(b"{}", maintype="application", subtype="json", filename="list.json")
    articles, reasons = read_all(tmp_path / "a.eml", bytes(message))
    assert [article.text.strip() for article in articles] == [STORY]
    assert reasons == [
        "2 attached files are not read: Verträge.pdf, list.json. Save and index the files that you need."
    ]


def test_an_encrypted_message_is_named_as_such(tmp_path):
    content = make_mail("--b\n\nVersion: 1\n--b--\n", "Content-Type: multipart/encrypted; boundary=b\n")
    assert read_all(tmp_path / "a.eml", content) == ([], ["The message is encrypted; save it decrypted."])


def test_a_page_for_a_browser_keeps_cells_and_blocks_apart_and_hides_what_is_hidden():
    page = (
        "<html><head><style>p{}</style><title>No</title></head><body><div style='display:none'>Preview</div>"
        "<table><tr><td><h1>Ferry stopped</h1><p>The ferry stopped<br>on Monday.</p></td></tr></table>"
        "<table><tr><th>Year</th><th>Rent</th></tr><tr><td>2021</td><td>400</td></tr></table>"
        "<ul><li>First</li><li>Second</li></ul><!-- private -->End&nbsp;of it.</body></html>"
    )
    (fields,) = read_text(make_mail(page, "Content-Type: text/html\n"))
    assert fields["text"] == (
        "Ferry stopped\n\nThe ferry stopped\non Monday.\n\nYear | Rent\n2021 | 400\n\n- First\n- Second\n\nEnd of it."
    )


# --- quoting, flowed lines, signatures ---


def test_quoted_sentences_stay_whole_and_lose_their_marks():
    body = (
        "I agree.\n\nOn 1 March Rosa wrote:\n> The vote of the harbour "
        "board, which\n> was late, was five to two.\n>> Who voted?\n"
    )
    (fields,) = read_text(make_mail(body))
    assert sentences_of(fields["text"]) == [
        "I agree.",
        "On 1 March Rosa wrote:",
        "The vote of the harbour board, which was late, was five to two.",
        "Who voted?",
    ]


def join_lines(lines):
    return "\n".join(line.text for line in lines)


def test_flowed_lines_are_joined_as_the_sender_wrote_them():
    text = "The vote \nof \nMonday was \n five to two.\n\n> Who \n> voted? \n>> All.\n-- \nRosa\nFixed\nlines."
    assert (
        join_lines(unquote_flowed(text))
        == "The vote of Monday was five to two.\n\nWho voted?\n\nAll.\n\nRosa\nFixed\nlines."
    )
    assert join_lines(unquote_flowed("Dampf \nschiff", deletes_blank=True)) == "Dampfschiff"


@given(st.lists(st.text("abc .", min_size=1, max_size=20).map(str.strip).filter(bool), min_size=1, max_size=20))
def test_text_that_is_flowed_and_joined_is_the_same(words):
    paragraph = " ".join(" ".join(words).split())
    lines = unquote_flowed(" \n".join(f" {word}" for word in paragraph.split(" ")))
    assert join_lines(lines) == paragraph


@pytest.mark.parametrize("separator", ["-- ", "--"])
def test_the_line_before_a_signature_is_no_sentence(separator):
    (fields,) = read_text(make_mail(f"It rained.\n{separator}\nInes Vogel\n"))
    assert sentences_of(fields["text"]) == ["It rained.", "Ines Vogel"]


# --- letters ---

LETTERS = "Das café – „am Kai“ – kostet 40 €."


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "utf-8"),
        ("; charset=us-ascii", "utf-8"),
        ("; charset=x-unknown", "utf-8"),
        ("; charset=utf-8", "cp1252"),
        ("; charset=iso-8859-1", "cp1252"),
        ("; charset=iso-8859-1", "utf-8"),
        ("; charset=x-user-defined", "cp1252"),
    ],
)
@pytest.mark.parametrize("transfer", ["8bit", "base64", "quoted-printable"])
def test_letters_are_right_whatever_the_message_declares(declared, encoding, transfer):
    body = LETTERS.encode(encoding)
    body = {"8bit": body, "base64": base64.encodebytes(body), "quoted-printable": quopri.encodestring(body)}[transfer]
    headers = f"Content-Type: text/plain{declared}\nContent-Transfer-Encoding: {transfer}\n"
    (fields,) = read_text(make_mail(body, headers))
    assert fields["text"].strip() == LETTERS


@pytest.mark.parametrize(
    ("charset", "text"), [("gb2312", "港口關閉，浬"), ("iso-2022-jp", "港は閉まった"), ("koi8-r", "Порт закрыт")]
)
def test_encodings_of_other_scripts_are_decoded(charset, text):
    codec = "gb18030" if charset == "gb2312" else charset
    (fields,) = read_text(make_mail(text.encode(codec), f"Content-Type: text/plain; charset={charset}\n"))
    assert fields["text"].strip() == text


def test_a_page_in_a_mail_may_name_its_encoding_itself():
    page = '<html><head><meta charset="windows-1251"></head><body><p>Порт закрыт</p></body></html>'.encode("cp1251")
    (fields,) = read_text(make_mail(page, "Content-Type: text/html\n"))
    assert fields["text"] == "Порт закрыт"


@pytest.mark.parametrize("charset", ["zlib", "idna", "punycode", "unicode_escape", "rot13", "\udcff", "x" * 9_000])
def test_a_codec_that_is_no_encoding_is_not_run(charset):
    content = b"Content-Type: text/plain; charset=" + charset.encode("utf-8", "surrogateescape") + b"\n\nR\\x61in fell."
    (fields,) = read_text(b"From: a@b.example\n" + content)
    assert fields["text"].strip() == "R\\x61in fell."


def test_headers_are_decoded_and_a_comma_in_a_name_stays():
    headers = (
        "From: =?utf-8?q?Lund=2C_R=C3=B3sa?= <r@x.example>\nSubject: =?utf-8?b?w4lt?=\n =?utf-8?b?aWxl?= wrote\n\n"
    )
    (fields,) = read_text(headers.encode() + b"Rain fell.")
    assert (fields["author"], fields["title"]) == ("Lund, Rósa", "Émile wrote")
    (fields,) = read_text("From: r@x.example\nSubject: Émile\nDate: soon\n\nRain fell.".encode("cp1252"))
    assert (fields["author"], fields["title"], fields["date"]) == ("r@x.example", "Émile", None)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"]), min_size=1, max_size=300),
    st.sampled_from(["7bit", "8bit", "base64", "quoted-printable"]),
)
def test_what_a_mail_program_writes_is_read_back(text, transfer):
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith((">", "--"))]
    text = clean_text("\n".join(lines)).strip()
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["Subject"] = "Ines <i@x.example>", "Dredging"
    message.set_content(text + "\n", cte="quoted-printable" if transfer == "7bit" and not text.isascii() else transfer)
    found = [fields.get("text", "").strip() for fields in read_text(bytes(message))]
    assert found == [text]


# --- what is known as mail ---


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("a.eml", "x-store-info:J++/JTCzmObr\nAuthentication-Results: x.example; none\n"),
        ("a.eml", "From 1790123456789@xxx Mon Mar 04 09:00:00 +0000 2024\n"),
        ("a.eml", "\n\n"),
        ("a.txt", "x-store-info:J++/JTCzmObr\n"),
        ("a", "X_Spam: no\n"),
    ],
)
def test_a_mail_without_common_headers_at_its_top_is_read(tmp_path, name, beginning):
    article = read_one(tmp_path / name, beginning.encode() + make_mail("Rain fell."))
    assert (article.title, article.author, article.text.strip()) == ("Dredging", "Ines Vogel", "Rain fell.")


def test_a_message_of_apple_mail_ends_where_it_says(tmp_path):
    content = make_mail("Rain fell.")
    whole = f"{len(content)}       \n".encode() + content + b'<?xml version="1.0"?><plist>flags</plist>'
    assert read_one(tmp_path / "a.emlx", whole).text.strip() == "Rain fell."


def test_a_text_with_colons_is_no_mail():
    for text in (
        "Note: it rained.\nFrom: here\n\nMore.",
        "https://x.example/a\nDate: today\n\nRain.",
        "From May 2024\non it rained: a lot.",
    ):
        assert find_format(text.encode(), ".txt").name == "text"


# --- mailboxes ---


def make_box(*messages: bytes) -> bytes:
    return b"".join(b"From ines@x.example Fri Mar  1 10:00:00 2024\n" + message + b"\n\n" for message in messages)


def test_each_message_of_a_mailbox_is_an_article(tmp_path):
    first = make_mail("Rain fell.\n>From here it is far.\n\nFrom May on it snows.", "Message-ID: <1@x.example>\n")
    second = make_mail("U25vdyBmZWxsLg==", "Content-Transfer-Encoding: base64\nMessage-ID: <2@x.example>\n")
    for name in ("a.mbox", "Inbox", "list.txt"):
        articles, reasons = read_all(tmp_path / name, make_box(first, second))
        assert [article.text.strip() for article in articles] == [
            "Rain fell.\nFrom here it is far.\n\nFrom May on it snows.",
            "Snow fell.",
        ]
        assert [article.title for article in articles] == ["Dredging", "Dredging"]
        assert reasons == []


def test_messages_are_named_by_their_ids_and_each_once():
    one, other = (make_mail(f"Rain {n}.", "Message-ID: <1@x.example>\n") for n in (1, 2))
    names = [fields["entry"] for fields in read_text(make_box(one, other, make_mail("Snow.")), read_mailbox)]
    assert names[0] == "1@x.example"
    assert len(set(names)) == 3
    assert names == [fields["entry"] for fields in read_text(make_box(one, other, make_mail("Snow.")), read_mailbox)]


def test_a_bad_message_costs_itself_and_attached_files_are_counted(tmp_path):
    attached = "--b\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b--\n"
    box = make_box(
        make_mail("Rain fell."),
        make_mail("", "Content-Type: multipart/encrypted; boundary=b\n"),
        make_mail(attached, "Content-Type: multipart/mixed; boundary=b\n"),
        make_mail("Snow fell."),
    )
    articles, reasons = read_all(tmp_path / "a.mbox", box)
    assert [article.text.strip() for article in articles] == ["Rain fell.", "Snow fell."]
    assert reasons == [
        "The message is encrypted; save it decrypted.",
        "The message contains no text.",
        "One attached file is not read: a.pdf. Save and index the files that you need.",
    ]


def test_a_mailbox_may_be_larger_than_a_file_and_a_huge_message_is_cut(tmp_path):
    huge = make_mail("Rain fell.\n\n", "") + (b"x" * 99 + b"\n") * (MAX_FILE_SIZE // 100 + 1)
    with (tmp_path / "a.mbox").open("wb") as box:
        box.write(make_box(huge, make_mail("Snow fell.")))
    reading = read_articles([tmp_path / "a.mbox"])
    assert [found.article.text.strip()[:10] for found in reading.found] == ["Rain fell.", "Snow fell."]
    assert [skipped.reason for skipped in reading.skipped] == ["Only its first 20,000,000 bytes were read."]


# --- saved pages ---

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


# --- attacks ---


def nest(depth: int) -> str:
    opening = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return f"{opening}\nDeep text.\n"


@pytest.mark.parametrize(
    "content",
    [
        HEADERS.encode() + nest(5_000).encode(),
        HEADERS.encode() + b"Content-Type: message/rfc822\n\n" * 20_000 + b"Deep text.",
        make_mail("--b\n\nRain.\n" * 200_000, "Content-Type: multipart/mixed; boundary=b\n"),
        make_mail("Rain.", "Subject: " + "=?utf-8?q?=41?= " * 100_000 + "\n"),
        make_mail("Rain.", "X-A: b\n" * 500_000),
        make_mail("Rain.", "X-A: b\n" + " c\n" * 500_000),
        make_mail("Rain.", "Content-Type: text/plain" + '; a="' * 200_000 + "\n"),
        make_mail("Rain.", "From: " + "(" * 500_000 + "\nFrom: " + "<" * 500_000 + "\n"),
        make_mail("> " * 500_000),
        make_mail("-- " * 500_000),
        make_mail("<div>" * 100_000 + "Rain.", "Content-Type: text/html\n"),
        make_mail("<table><tr><td>" * 30_000 + "Rain.", "Content-Type: text/html\n"),
        make_mail(b"\xff=" * 500_000, "Content-Transfer-Encoding: base64\n"),
        make_mail("--" + "b" * 70 + "\n", f"Content-Type: multipart/mixed; boundary={'b' * 100_000}\n"),
    ],
    ids=[
        "parts",
        "messages",
        "many parts",
        "words",
        "headers",
        "folded",
        "parameters",
        "brackets",
        "marks",
        "signatures",
        "elements",
        "cells",
        "base64",
        "boundary",
    ],
)
def test_hostile_messages_take_linear_time(content):
    before = process_time()
    found = read_text(content)
    assert found
    assert all("text" in fields or "skipped" in fields for fields in found)
    assert process_time() - before < 5
