"""Mail: every text of a message, and no mark of the format."""

import email.message
import email.policy
from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.quoted_mail import unquote_flowed
from corpus.readers.formats import find_format
from tests.support.documents import STORY, list_sentences, read_one
from tests.support.mails import HEADERS, make_mail, read_mails, read_texts


def test_texts_before_and_after_a_picture_are_read(tmp_path):
    parts = "".join(
        f"--b\nContent-Type: {kind}\n\n{body}\n"
        for kind, body in (
            ("text/plain", "The pump failed on Monday."),
            ("image/png; name=pump.png", "iVBORw0KGgo="),
            ("text/html", "<p>It was <b>replaced</b> in May.</p><p>Nobody was hurt.</p>"),
        )
    )
    articles, reasons = read_mails(
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
    (fields,) = read_texts(bytes(message))
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
    articles, reasons = read_mails(tmp_path / "a.eml", bytes(outer))
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
    articles, reasons = read_mails(tmp_path / "a.eml", bytes(message))
    assert [article.text.strip() for article in articles] == [STORY]
    assert reasons == ["2 attachments are not read: Verträge.pdf, list.json. Save and index the files that you need."]


def test_an_encrypted_message_is_named_as_such(tmp_path):
    content = make_mail("--b\n\nVersion: 1\n--b--\n", "Content-Type: multipart/encrypted; boundary=b\n")
    assert read_mails(tmp_path / "a.eml", content) == ([], ["The message is encrypted; save it decrypted."])


def test_a_page_for_a_browser_keeps_cells_and_blocks_apart_and_hides_what_is_hidden():
    page = (
        "<html><head><style>p{}</style><title>No</title></head><body><div style='display:none'>Preview</div>"
        "<table><tr><td><h1>Ferry stopped</h1><p>The ferry stopped<br>on Monday.</p></td></tr></table>"
        "<table><tr><th>Year</th><th>Rent</th></tr><tr><td>2021</td><td>400</td></tr></table>"
        "<ul><li>First</li><li>Second</li></ul><!-- private -->End&nbsp;of it.</body></html>"
    )
    (fields,) = read_texts(make_mail(page, "Content-Type: text/html\n"))
    assert fields["text"] == (
        "Ferry stopped\n\nThe ferry stopped\non Monday.\n\nYear | Rent\n2021 | 400\n\n- First\n- Second\n\nEnd of it."
    )


def test_quoted_sentences_stay_whole_and_lose_their_marks():
    body = (
        "I agree.\n\nOn 1 March Rosa wrote:\n> The vote of the harbour "
        "board, which\n> was late, was five to two.\n>> Who voted?\n"
    )
    (fields,) = read_texts(make_mail(body))
    assert list_sentences(fields["text"]) == [
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
    (fields,) = read_texts(make_mail(f"It rained.\n{separator}\nInes Vogel\n"))
    assert list_sentences(fields["text"]) == ["It rained.", "Ines Vogel"]


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
    found = read_texts(content)
    assert found
    assert all("text" in fields or "skipped" in fields for fields in found)
    assert process_time() - before < 5
