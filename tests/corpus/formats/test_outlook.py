"""Messages of Outlook: every text, the author and day, and what is attached."""

import struct
from datetime import date

import pytest

from corpus.formats.packed_rtf import unpack_rtf
from tests.support.compound_files import make_message, write_compound
from tests.support.mails import read_mails

MAY_4 = (date(2024, 5, 4) - date(1601, 1, 1)).days * 864_000_000_000 + 432_000_000_000
"""Noon on 4 May 2024, in tenths of microseconds since 1601."""

ABOUT = {"001A": "IPM.Note", "0037": "The pier", "0042": "Ines Vogel", "0C1A": "The office"}


def test_a_message_has_its_text_subject_author_and_day(tmp_path):
    tree = make_message(ABOUT | {"1000": "The pier has closed.\r\n\r\n-- \r\nInes\r\n"}, {"0039": MAY_4})
    (article,), reasons = read_mails(tmp_path / "a.msg", write_compound(tree))
    assert article.text == "The pier has closed.\n\n\nInes"
    assert (article.title, article.author, article.published) == ("The pier", "Ines Vogel", date(2024, 5, 4))
    assert reasons == []


def test_html_is_read_where_the_plain_text_is_missing(tmp_path):
    page = "<html><head><meta charset='utf-8'></head><body><p>Das Café bleibt <b>offen</b>.</p></body></html>".encode()
    tree = make_message(ABOUT, parts={"__substg1.0_10130102": page})
    (article,), _ = read_mails(tmp_path / "a.msg", write_compound(tree))
    assert article.text == "Das Café bleibt offen."


@pytest.mark.parametrize("kind", [b"MELA", b"LZFu"])
def test_rtf_is_read_where_nothing_else_is_there(tmp_path, kind):
    rtf = rb"{\rtf1\ansi The pier of Vik has closed.\par It opens in May.\par}"
    packed = rtf if kind == b"MELA" else b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8))
    content = struct.pack("<II4sI", len(packed) + 12, len(rtf), kind, 0) + packed
    tree = make_message(ABOUT, parts={"__substg1.0_10090102": content})
    (article,), _ = read_mails(tmp_path / "a.msg", write_compound(tree))
    assert article.text == "The pier of Vik has closed.\n\nIt opens in May."


def test_packed_rtf_repeats_what_came_before():
    known = rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}"
    # The first token repeats 8 bytes of the known text, the second overlaps with itself.
    content = b"\x05" + struct.pack(">H", 0 << 4 | 6) + b"x" + struct.pack(">H", 215 << 4 | 3)
    assert unpack_rtf(struct.pack("<II4sI", 20, 14, b"LZFu", 0) + content) == known[:8] + b"x" * 6


def test_attached_messages_are_articles_and_attached_files_are_named(tmp_path):
    inner = make_message({"0037": "The vote", "0C1A": "Rosa Lund", "1000": "The vote was five to two."}, head=24)
    tree = make_message(
        ABOUT | {"1000": "Please read this."},
        parts={
            "__attach_version1.0_#00000000": {"__properties_version1.0": bytes(8), "__substg1.0_3701000D": inner},
            "__attach_version1.0_#00000001": {"__substg1.0_3707001F": "Verträge.pdf".encode("utf-16-le")},
        },
    )
    articles, reasons = read_mails(tmp_path / "a.msg", write_compound(tree))
    assert [(article.title, article.author, article.text) for article in articles] == [
        ("The pier", "Ines Vogel", "Please read this."),
        ("The vote", "Rosa Lund", "The vote was five to two."),
    ]
    assert reasons == ["One attachment is not read: Verträge.pdf. Save and index the files that you need."]


def test_letters_of_one_byte_are_read_in_the_code_page_of_the_message(tmp_path):
    code_page = struct.pack("<HHIQ", 3, 0x3FFD, 6, 1251)
    tree = {"__properties_version1.0": bytes(32) + code_page, "__substg1.0_1000001E": "Мост закрыт.".encode("cp1251")}
    (article,), _ = read_mails(tmp_path / "a.msg", write_compound(tree))
    assert article.text == "Мост закрыт."


def test_a_message_without_text_or_encrypted_is_named(tmp_path):
    _, reasons = read_mails(tmp_path / "a.msg", write_compound(make_message(ABOUT)))
    assert reasons == ["The message contains no text."]
    locked = make_message(ABOUT | {"001A": "IPM.Note.SMIME"})
    _, reasons = read_mails(tmp_path / "b.msg", write_compound(locked))
    assert reasons == ["The message is encrypted; save it decrypted."]
