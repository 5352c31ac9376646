"""Which words of a draft are quoted, however they are marked."""

import pytest

from corpus.sentences import split_sentences
from qa.drafts.draft import MAX_LENGTH, MAX_QUOTATION_LENGTH, find_quotations
from qa.input_limits import MAX_DRAFT_LENGTH


def quoted(draft):
    return [quotation.text for quotation in find_quotations(draft)]


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ('He said "we won" twice.', ["we won"]),
        ("He said “we won,” and “they lost.”", ["we won,", "they lost."]),
        ("Er sagte „wir gewannen“ und «ihr nicht» und »sie auch«.", ["wir gewannen", "ihr nicht", "sie auch"]),
        ("She called it ‘an old man’s boat’ then.", ["an old man’s boat"]),
        (
            "It doesn't say 'the workers' rights are lost' in the '90s, don't you think?",
            ["the workers' rights are lost"],
        ),
        ("the workers' rights and the owners' duties", ["the workers' rights and the owners' duties"]),
        ("“He said ‘we won’ to me,” she wrote.", ["He said ‘we won’ to me,"]),
        ("“One. “Two” within.” After", ["One. “Two” within."]),
        ('A 12" pipe and "a word" of it.', ["a word"]),
        ("“First paragraph.\n\n“Second one.” Then “another.”", ["First paragraph.\nSecond one.", "another."]),
        ("He said “it never ends\n\nNew paragraph.", ["it never ends"]),
        (
            "It says:\n\n> Rain fell\n> all day.\n>\n> Snow fell.\n> — The Daily\n\nNo more.",
            ["Rain fell\nall day.\n\nSnow fell."],
        ),
        ("> “Rain fell.”\n\nand “snow”", ["Rain fell.", "snow"]),
        ("Rain fell.\n\n— Weather\nDaily · 2024", ["Rain fell."]),
        ("> Rain fell.\n> — The Daily", ["Rain fell."]),
        *(
            (draft, [draft])
            for draft in (
                "Rain fell.\n- It has eight women in it.\n- A thousand tanks.",
                "Rain fell.\n- Eight women in it\n- A thousand tanks",
                "Rain fell.\n— It has eight women in it.",
                "— Rain fell, he said\n— Snow, she said",
                "Rain fell.\n— The Daily\n\nSnow fell.",
                "Rain fell.\n— " + " ".join(["Daily"] * 40),
            )
        ),
        ("> True.\n> - Invented.\n> - Third.", ["True.\n- Invented.\n- Third."]),
        ('<a href="https://x.example/">Rain</a> fell', ['<a href="https://x.example/">Rain</a> fell']),
        (" \n", []),
        ("“—” ", ["“—”"] * 0),
    ],
)
def test_what_is_marked_as_quoted_is_found(draft, words):
    assert quoted(draft) == words


def test_places_are_those_of_the_draft():
    draft = "He said “we won,” and 'they lost it all'."
    assert [draft[quotation.start : quotation.end] for quotation in find_quotations(draft)] == quoted(draft)


@pytest.mark.parametrize(
    "draft",
    [
        "One line.\n\nHe said “we won\nit” twice, and “so did she.”\n",
        "It says:\n\n> Rain fell\n> all day.\n> — The Daily\n\nNo more.",
        "\n\nRain fell.\nSnow fell.\n",
    ],
)
def test_line_ends_of_windows_change_no_quotation_and_no_place(draft):
    windows = draft.replace("\n", "\r\n")
    for plain, found in zip(find_quotations(draft), find_quotations(windows), strict=True):
        assert found.text == plain.text
        assert windows[found.start : found.end] == draft[plain.start : plain.end].replace("\n", "\r\n")
        assert windows[: found.start] == draft[: plain.start].replace("\n", "\r\n")


def test_the_speaker_may_be_two_thousand_characters_away_and_no_further():
    (near,) = find_quotations(f"The Daily. {'It rained. ' * 150}She said “we won all day” then.")
    (far,) = find_quotations(f"The Daily. {'It rained. ' * 200}She said “we won all day” then.")
    assert "The Daily" in near.around and "The Daily" not in far.around
    assert near.near == far.near == "She said “Q” then."


def test_a_single_mark_is_closed_before_four_hundred_others_or_not_at_all():
    nested = f"{'an ‘old '.join([''] * 251)}{'man’ ' * 250}"
    assert [text.count("‘") for text in quoted(nested)] == [199]
    words = "so I’m or you’re " * 290
    assert quoted(f"She said ‘I don’t {words}sure of.’ Then left.") == [f"I don’t {words}sure of."]


def test_a_long_text_without_marks_is_taken_by_sentences():
    sentence = "The committee met at noon in the old hall."
    assert quoted(" ".join([sentence] * 2)) == [f"{sentence} {sentence}"]
    assert quoted(" ".join([sentence] * MAX_LENGTH)) == [sentence] * MAX_LENGTH


def test_the_context_is_the_rest_of_the_sentence_or_the_line_of_a_marker():
    first, second = find_quotations("According to The Daily, “rain fell.” Others said “snow fell.”")
    assert "The Daily" in first.near and "The Daily" not in second.near and "The Daily" in second.around
    (marked,) = find_quotations("“Rain fell.” [2] More.\n\n[1] Snow report\n[2] Weather · Daily")
    assert marked.near == "Weather · Daily"


@pytest.mark.parametrize("sign", ["", "> "])
def test_a_quotation_is_found_before_the_rest_of_the_draft_is_read(sign, monkeypatch):
    """The server takes turns between quotations, so finding one must not take as long as finding all."""
    read = []
    monkeypatch.setattr("qa.drafts.draft.split_sentences", lambda text: read.append(text) or split_sentences(text))
    draft = sign + "“rain fell” " * 400
    first = next(find_quotations(draft))
    assert first.text == ("“rain fell” " * 400 if sign else "rain fell").strip()
    assert len(read) <= 2


@pytest.mark.parametrize(
    "line", ["Rain fell on the harbour of Vik, and nobody had an umbrella. ", "rain fell and fell; "]
)
@pytest.mark.parametrize("mark", ["> ", "“"])
def test_a_quotation_that_fills_a_draft_is_checked_in_pieces(line, mark):
    """The time of a check grows faster than the length of a quotation, and it is one step of the queue."""
    words = line * (MAX_DRAFT_LENGTH // len(line) - 2)
    draft = f"He wrote:\r\n\r\n{mark}{words}{'”' if mark == '“' else ''}\r\n\r\nAnd left."
    found = list(find_quotations(draft))
    assert 20 <= len(found) <= 22
    assert max(len(quotation.text) for quotation in found) <= MAX_QUOTATION_LENGTH
    assert " ".join(quotation.text for quotation in found) == words.strip()
    for quotation in found:
        assert quotation.text in draft[quotation.start : quotation.end]


def test_the_pieces_of_a_long_block_have_no_signs_and_no_credit():
    draft = "> Rain fell on Vik.\n>\n" * 400 + "> — The Daily, 4 May"
    found = list(find_quotations(draft))
    assert len(found) > 1
    assert all(set(quotation.text.split("\n")) <= {"Rain fell on Vik.", ""} for quotation in found)
    assert all("The Daily" in quotation.near for quotation in found)
