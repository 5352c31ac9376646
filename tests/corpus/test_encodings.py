"""Letters of texts in any encoding, and bytes that are no text."""

import codecs
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.encodings import decode_declared, decode_text, find_utf16
from tests.support.documents import read_beside_good, read_one

CYRILLIC = "Порт Актау закрыт до вечера — сообщил мэр, № 5."


@pytest.mark.parametrize(
    "text", ["Hi", "The barn is old – “very” old.", CYRILLIC, "Ο λιμένας έκλεισε.", "😀 It rained."]
)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8", "utf-8-sig"])
def test_unicode_is_known_with_and_without_a_mark(tmp_path, text, encoding):
    assert decode_text(text.encode(encoding)) == text
    assert read_one(tmp_path / "a.txt", text.encode(encoding)).text == text


@pytest.mark.parametrize(
    "text",
    ["Short café note.", "“Voilà”", "The café – for € 40 – closed… today", "Ruf: Müller & Söhne, Görlitz", "naïve"],
)
def test_a_short_western_text_is_read(text):
    assert decode_text(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "content",
    [
        b"Rain fell.\0",
        b"Rain fell\0",
        b"\0\0\0\0",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        bytes(range(256)),
        "Дождь в Актау".encode("cp1251"),
        b"\x93\xfa\x96{",
    ],
)
def test_bytes_that_are_no_text_are_refused(content):
    assert decode_text(content) is None


def test_a_few_bytes_of_another_encoding_spoil_no_text():
    content = "Das café – „am Kai“ – kostet 40 €.".encode() + b" Nur f\xfcr uns."
    assert decode_text(content) == "Das café – „am Kai“ – kostet 40 €. Nur für uns."


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_utf_8_is_read_as_such(text):
    content = text.encode()
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)) and "\0" not in text:
        assert decode_text(content) == text
        assert decode_declared(content, "utf-8") == text


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "utf-8", "latin-1", "gb2312", "utf-16", "utf-7", "x", "iso-2022-jp", "hz"]),
)
def test_any_bytes_with_any_declared_encoding_are_some_text(content, declared):
    assert isinstance(decode_declared(content, declared), str)


def test_a_file_without_text_is_named(tmp_path):
    assert "not UTF-8 (byte 1)" in str(read_beside_good(tmp_path, "a.txt", "Дождь в Актау".encode("cp1251")))


@pytest.mark.parametrize("content", [b"a\0" * 5_000_000, b"\xe9 " * 5_000_000, b"\0" * 10_000_000])
def test_large_files_take_linear_time(content):
    before = process_time()
    decode_text(content)
    find_utf16(content)
    assert process_time() - before < 10
