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


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Titel;Text;Datum;Autor\nFähre;Sie fährt für 12,50 Kronen über den Fluß, sagte er.;17.08.2023;Ines", "cp1252"),
        ("Die Fähre fährt künftig später, weil die Behörde das Geld für Wärme in der Halle benötigt.", "cp1252"),
        ("titre;texte\nPêche;La pêche à la sardine a été très bonne; les élèves étaient à la fête ici.", "cp1252"),
        ("El señor Muñoz pagó 1.200 € por la compañía, según él; ¿quién lo sabía? Así fue el 2º año.", "cp1252"),
        ("Søren fra Ærø sagde, at køerne og søen ikke er for børn; det er næsten for sent på året.", "cp1252"),
        ("A área mede 40 m³ e a população não quis vender os barcos à família; ninguém pôde dizê-lo.", "cp1252"),
        ("Přístav byl uzavřen, řekl včera večer starosta města; lodě čekají na klidnější moře.", "cp1250"),
        ("title;text\nŁódź;Port został zamknięty przez sztorm, powiedział wczoraj burmistrz.", "cp1250"),
        ("A kikötőt tegnap lezárták, mondta a polgármester; az időjárás nem javul, és erős szél fúj.", "cp1250"),
        ("Дождь шёл в Актау весь понедельник, и порт был закрыт до вечера, сказал мэр города.", "cp1251"),
        ("title;text\nПорт;Дождь шёл в Актау весь понедельник, и порт был закрыт до вечера, сказал мэр.", "cp1251"),
    ],
)  # fmt: skip
def test_words_are_read_in_their_encoding_or_not_at_all(text, encoding):
    assert decode_text(text.encode(encoding)) == text
    if encoding == "cp1252":
        assert decode_declared(text.encode(encoding), "iso-8859-1") == text


@pytest.mark.parametrize("text", ["Łukasz kupił młyn.", "Přístav zavřen, řekl.", "Včera večer."])
def test_a_short_text_of_another_encoding_is_never_altered(text):
    assert decode_text(text.encode("cp1250")) in (None, text)


@pytest.mark.parametrize("encoding", ["cp850", "mac-roman", "cp037"])
def test_rare_encodings_are_never_guessed(encoding):
    text = "Die Fähre fährt künftig später, weil die Behörde das Geld für Wärme in der Halle benötigt."
    assert decode_text(text.encode(encoding)) is None


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Die Fähre wurde für 40.000 Kronen verkauft, sagte Ines Vogel am Montag im Rat der Stadt.", "cp1252"),
        ("Le port a été fermé à midi, dit la mairie, et les élèves sont restés près de la forêt.", "cp1252"),
        ("Přístav byl uzavřen, řekl včera večer starosta města; lodě čekají na klidnější moře.", "cp1250"),
    ],
)
def test_a_page_without_a_declared_encoding_keeps_its_words(tmp_path, words, encoding):
    page = f"<html><head><title>Nový</title></head><body><p>{words}</p></body></html>"
    assert words in read_one(tmp_path / "a.html", page.encode(encoding)).text


@pytest.mark.parametrize("content", [bytes(range(256)), bytes(range(1, 256)) * 3])
def test_a_binary_file_is_named_as_such(tmp_path, content):
    assert "binary" in str(read_beside_good(tmp_path, "pictures.txt", content))
