"""Which characters of a text are hidden, and that showing them keeps the text."""

import json
import time
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from qa.citations.hidden import (
    _TABLE,
    _UNUSUAL,
    REPLACEMENT,
    escape_hidden,
    find_hidden,
    is_right_to_left,
    name_hidden,
    reveal,
    split_hidden,
)

WALES = "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbwls") + "\U000e007f"

NEEDED = {
    "Persian joiner": "می\u200cخواهم",
    "Persian joiner at a word's end": "ه\u200d.ق",
    "Hindi joiner": "क्\u200dष और क\u200cख",
    "emoji of several": "👩🏽\u200d🚀 and 👨\u200d👩\u200d👧",
    "emoji with a variation selector in the middle": "❤\ufe0f\u200d🔥",
    "keycap": "1\ufe0f\u20e3",
    "text form of a symbol": "☎\ufe0e",
    "flag of Wales": WALES,
    "variant of an ideograph": "葛\U000e0100城市",
    "Mongolian variant": "ᠠ\u180b",
    "hyphenation point": "Donau\xaddampf",
    "word boundary in Thai": "นโยบาย\u200bไทย",
    "end of an Arabic sentence": "مرحبا!\u200f",
    "Latin name in Hebrew": "C++\u200e היא שפה",
    "Vietnamese in its decomposed form": unicodedata.normalize("NFD", "Việt Nam, ễ"),
    "pointed Hebrew": "בְּרֵאשִׁ֖ית",
    "vocalised Arabic": "مُحَمَّدٌ",
    "Burmese": "မြန်မာနိုင်ငံ",
    "tab and line end": "a\tb\nc",
}

HIDING = {
    "override": "paid \u202e000,9\u202c",
    "isolate": "a \u2067b\u2069 c",
    "embedding": "a \u202bb\u202c",
    "mark among digits": "000\u200f,\u200f9",
    "mark among digits in Hebrew": "מחיר 12\u200f,\u200f34",
    "Arabic letter mark in Latin": "12\u061c/34",
    "mark that swaps Hebrew words": "אחד \u200e שתיים",
    "zero width space": "n\u200bot",
    "joiner in Latin": "n\u200cot",
    "run of joiners in Persian": "می\u200c\u200dخواهم",
    "word joiner": "n\u2060ot",
    "byte order mark": "n\ufeffot",
    "soft hyphen at a word's end": "not\xad safe",
    "soft hyphens in a row": "no\xad\xadthing",
    "tags": "safe\U000e0049\U000e0047",
    "tags behind a flag": "\U0001f3f4\U000e0049\U000e007f",
    "variation selector on a letter": "a\ufe0f",
    "variation selector at the start": "\ufe00text",
    "emoji selector at the start": "\ufe0ftext",
    "bytes in variation selectors": "👍\U000e0101\U000e0152",
    "invisible times": "2\u2062x",
    "filler that is a letter": "a\u3164b",
    "escape": "\x1b[31mred",
    "control of C1": "\x9b31mred",
    "line separator": "a\u2028b",
    "carriage return": "a\rb",
    "annotation": "\ufff9a\ufffab\ufffb",
    "half of a pair": "a\ud800b",
    "pile of marks": "Z" + "\u0300\u0301\u0302\u0303" * 8,
    "pile of one mark": "ก" + "\u0e47" * 9,
    "pile held apart by a joiner": "Z" + "\u0300\u034f" * 9,
}


@pytest.mark.parametrize("text", NEEDED.values(), ids=NEEDED)
def test_what_a_script_or_an_emoji_needs_is_left_alone(text):
    assert find_hidden(text) == []
    assert reveal(text) == escape_hidden(text) == text


@pytest.mark.parametrize("text", HIDING.values(), ids=HIDING)
def test_what_hides_or_reorders_is_found(text):
    assert find_hidden(text)
    shown = reveal(text)
    assert REPLACEMENT in shown and len(shown) == len(text)
    assert not regex.search(r"[\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}--\n]", shown, regex.V1)
    assert all(shown[place] in (character, REPLACEMENT) for place, character in enumerate(text))


def test_the_table_is_that_of_unicode():
    wanted = regex.compile(
        r"[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufff9-\ufffb--[\t\n]]",
        regex.V1,
    )
    every = [chr(number) for number in range(0x110000)]
    assert [c for c in every if bool(find_hidden(f"a{c}b")) != bool(wanted.fullmatch(c))] == []


def test_what_passes_fast_is_neither_in_the_table_nor_a_mark():
    missed = [c for c in map(chr, range(0x110000)) if not _UNUSUAL.match(c)]
    assert "".join(filter(_TABLE.match, missed)) == ""
    assert [c for c in missed if unicodedata.category(c) in ("Mn", "Me", "Cf")] == []


def test_a_pile_of_marks_keeps_what_a_letter_may_carry():
    assert reveal("Z" + "\u0301" * 5 + "o") == "Z" + "\u0301" * 2 + REPLACEMENT * 3 + "o"


@pytest.mark.parametrize(
    ("run", "name"),
    [("\u202e", "U+202E"), ("\u200b" * 12, "U+200B × 12"), ("\U000e0049\U000e0047", "U+E0049 and 1 more")],
)
def test_hidden_characters_have_a_name(run, name):
    assert name_hidden(run) == name


def test_the_first_letter_sets_the_direction():
    assert is_right_to_left("«۱۲ مرداد") and is_right_to_left("12 שלום")
    assert not is_right_to_left("12 said שלום") and not is_right_to_left("") and not is_right_to_left("12")


TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("".join(HIDING.values()) + "".join(NEEDED.values()))))


@given(TEXTS, st.data())
def test_a_split_text_is_the_text(text, data):
    runs = find_hidden(text)
    start, end = sorted(data.draw(st.tuples(*2 * [st.integers(0, len(text))])))
    pieces = list(split_hidden(text, runs, start, end))
    assert "".join(stretch for stretch, _ in pieces) == text[start:end]
    assert all(stretch for stretch, _ in pieces)
    hidden = {place for run in runs for place in range(*run)}
    named = [bool(name) for stretch, name in pieces for _ in stretch]
    assert named == [place in hidden for place in range(start, end)]


@given(TEXTS)
def test_json_is_the_same_data_with_nothing_hidden_in_it(text):
    document = escape_hidden(json.dumps({text: [text]}, ensure_ascii=False))
    assert json.loads(document) == {text: [text]}
    assert find_hidden(document) == []


@pytest.mark.parametrize(
    "text", ["\u200b", "\u200e ", "Z\u0300\u0301", "ا\u200f", "a\u0301\u200d", "\U0001f3f4\U000e0067"]
)
def test_long_texts_take_time_in_proportion(text):
    started = time.process_time()
    reveal(text * 150_000)
    assert time.process_time() - started < 20
