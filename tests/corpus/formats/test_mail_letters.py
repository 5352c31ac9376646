"""The letters of messages are right, whatever they declare."""

import base64
import email.message
import email.policy
import quopri

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.articles import clean_text
from tests.support.mails import make_mail, read_texts

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
    (fields,) = read_texts(make_mail(body, headers))
    assert fields["text"].strip() == LETTERS


@pytest.mark.parametrize(
    ("charset", "text"), [("gb2312", "港口關閉，浬"), ("iso-2022-jp", "港は閉まった"), ("koi8-r", "Порт закрыт")]
)
def test_encodings_of_other_scripts_are_decoded(charset, text):
    codec = "gb18030" if charset == "gb2312" else charset
    (fields,) = read_texts(make_mail(text.encode(codec), f"Content-Type: text/plain; charset={charset}\n"))
    assert fields["text"].strip() == text


def test_a_page_in_a_mail_may_name_its_encoding_itself():
    page = '<html><head><meta charset="windows-1251"></head><body><p>Порт закрыт</p></body></html>'.encode("cp1251")
    (fields,) = read_texts(make_mail(page, "Content-Type: text/html\n"))
    assert fields["text"] == "Порт закрыт"


@pytest.mark.parametrize("charset", ["zlib", "idna", "punycode", "unicode_escape", "rot13", "\udcff", "x" * 9_000])
def test_a_codec_that_is_no_encoding_is_not_run(charset):
    content = b"Content-Type: text/plain; charset=" + charset.encode("utf-8", "surrogateescape") + b"\n\nR\\x61in fell."
    (fields,) = read_texts(b"From: a@b.example\n" + content)
    assert fields["text"].strip() == "R\\x61in fell."


def test_headers_are_decoded_and_a_comma_in_a_name_stays():
    headers = (
        "From: =?utf-8?q?Lund=2C_R=C3=B3sa?= <r@x.example>\nSubject: =?utf-8?b?w4lt?=\n =?utf-8?b?aWxl?= wrote\n\n"
    )
    (fields,) = read_texts(headers.encode() + b"Rain fell.")
    assert (fields["author"], fields["title"]) == ("Lund, Rósa", "Émile wrote")
    (fields,) = read_texts("From: r@x.example\nSubject: Émile\nDate: soon\n\nRain fell.".encode("cp1252"))
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
    found = [fields.get("text", "").strip() for fields in read_texts(bytes(message))]
    assert found == [text]
