"""What a draft quotes: verbatim only where words and figures are the same, and distinguished where they are not."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa.drafts.checking import check_draft
from ui.cli.main import quotedesk

MINISTER = (
    "The minister did not resign on Monday. He can't leave 5.2% of the well-known non-violent groups – “a loss” – "
    "without -5 degrees of warmth… In 2024 the state’s 139 officers, including seven women, left for the northern "
    "border."
)
HARBOUR = (
    "The harbour master counted forty-two herring boats at dawn. Nobody expected the storm that came in the evening. "
    "By midnight every boat but one had been towed into the inner basin."
)
STORY = make_article(MINISTER, title="The minister stays", source="Daily", url="https://daily.example/minister")
BOATS = make_article(HARBOUR, title="Boats", source="Harbour Gazette", author="Ann Reporter")


@pytest.fixture(scope="module")
def index(tmp_path_factory, encoder):
    folder = tmp_path_factory.mktemp("checking") / "index"
    build_index(Reading([FoundArticle(STORY, "1"), FoundArticle(BOATS, "2")]), folder, encoder=encoder)
    return open_index(folder)


def check(draft, index):
    (found,) = check_draft(draft, index)
    for place in found.places:
        assert 0 <= place.start < place.end <= len(place.article.text)
    if found.diff:
        (place,) = found.places
        there = "".join(piece.text for piece in found.diff if piece.kind != "put in")
        assert there == place.article.text[place.start : place.end]
    return found


def cut(found):
    return [place.article.text[place.start : place.end] for place in found.places]


def test_an_unchanged_sentence_is_verbatim_and_no_difference_is_ignored(index):
    sentence = "Nobody expected the storm that came in the evening."
    found = check(f"She wrote: “{sentence}”", index)
    assert (found.status, found.reason, found.forgiven, cut(found)) == ("verbatim", "", (), [sentence])


@pytest.mark.parametrize(
    ("quotation", "forgiven"),
    [
        ("the storm that came in\n  the evening", {"white space"}),
        ("the storm that came in\u00a0the evening", {"white space"}),
        ("the storm that came in the evening,", {"the punctuation at the end"}),
        ("…the storm that came in the evening…", {"an ellipsis at the end"}),
        ("[t]he minister did not resign", {"a first letter in brackets"}),
        ("[N]obody expected the storm", set()),
        ("well-known non-violent groups — ‘a loss’ —", {"dashes", "quotation marks"}),
        ("In 2024 the state's 139 officers", {"apostrophes"}),
        ("-5 degrees of warmth...", {"ellipses"}),
    ],
)
def test_how_it_is_set_may_differ_and_is_said(index, quotation, forgiven):
    found = check(f"«{quotation}»", index)
    assert found.status == "verbatim"
    assert set(found.forgiven) - {"a first letter in brackets"} == forgiven - {"a first letter in brackets"}
    assert all(kind in found.reason for kind in forgiven)


@pytest.mark.parametrize(
    ("quotation", "left", "put", "reason"),
    [
        ("The minister did resign on Monday.", " not", "", "1 word left out; a negation is among them."),
        ("Nobody expected the calm that came", " storm", " calm", "1 word left out, 1 word put in."),
        ("the state’s 193 officers", " 139", " 193", "1 word left out, 1 word put in; a figure is among them."),
        ("Every boat but one had been towed", "every", "Every", "Only capital letters differ."),
        ("officers including seven women, left", ",", "", "Only punctuation differs."),
        ("forty-two herring boats not at dawn", "", " not", "1 word put in; a negation is among them."),
    ],
)
def test_what_was_changed_is_shown(index, quotation, left, put, reason):
    found = check(f"“{quotation}”", index)
    assert (found.status, found.reason) == ("altered", reason)
    assert "".join(piece.text for piece in found.diff if piece.kind == "left out") == left
    assert "".join(piece.text for piece in found.diff if piece.kind == "put in") == put


@pytest.mark.parametrize(
    "quotation",
    [
        "on Monday. He can leave",
        "on Monday. He can",
        "violent groups – “a loss” – without",
        "He can't leave 5",
        "He can't leave 5.2",
        "5 degrees of warmth",
        "counted forty",
        "He can't leave 52%",
        "He can't leave 5. 2%",
    ],
)
def test_a_word_or_figure_that_is_cut_off_is_not_verbatim(index, quotation):
    assert check(f"«{quotation}»", index).status != "verbatim"


def test_parts_of_several_places_are_stitched(index):
    first, second = (
        "The harbour master counted forty-two herring boats",
        "including seven women, left for the northern border",
    )
    found = check(f"“{first} {second}”", index)
    assert (found.status, found.marked, found.is_right) == ("stitched", False, False)
    assert [(part.text, part.place.article.id) for part in found.parts] == [(first, BOATS.id), (second, STORY.id)]
    assert found.reason == "Joins 2 parts of 2 articles."


def test_a_sentence_left_out_without_a_mark_is_stitched_and_with_one_honest(index):
    first, last = (
        "The harbour master counted forty-two herring boats at dawn",
        "By midnight every boat but one had been towed",
    )
    assert check(f"“{first}. {last}”", index).status == "stitched"
    honest = check(f"“{first} […] {last}”", index)
    assert (honest.status, honest.marked, honest.is_right) == ("stitched", True, True)
    assert [part.place.article.text[part.place.start : part.place.end] for part in honest.parts] == [first, last]
    turned = check(f"“{last} ... {first}”", index)
    assert (turned.status, turned.marked, turned.is_right) == ("stitched", False, False)
    assert not check("“The minister did … resign on Tuesday”", index).is_right


def test_words_in_no_article_are_absent_and_a_few_words_are_not_judged(index):
    assert check("“The cat of the neighbours sat quietly on their roof”", index).status == "absent"
    for draft in ("“northern border”", "“The Minister Stays”", "“it is what it was to be”"):
        found = check(draft, index)
        assert (found.status, found.is_right) == ("mention", True)


@pytest.mark.parametrize(
    ("draft", "status"),
    [
        # The beginning of “Minister Lund Opens Harbour Bridge in Heavy Rain”.
        ("As *Minister Lund Opens Harbour* has it, {}", "elsewhere"),
        ("In “Minister Lund opens harbour” one reads: {}", "elsewhere"),
        ("Minister Lund Opens Harbour Bridge says {}", "elsewhere"),
        ("According to minister lund opens harbour, {}", "elsewhere"),
        ("The minister Lund opens harbour bridges in spring: {}", "verbatim"),
        ("*Minister Lund Opens* was read by all: {}", "verbatim"),
        ("In “Council Doubles Ferry Fares” one reads: {}", "verbatim"),
    ],
)
def test_the_beginning_of_a_headline_names_its_article(tmp_path, encoder, draft, status):
    stories = {
        "Minister Lund Opens Harbour Bridge in Heavy Rain": "The bridge carries forty trains a day.",
        "Council Doubles Ferry Fares From May": "Councillor Hale voted against the fares of the ferry.",
    }
    found = [FoundArticle(make_article(text, title=title), title) for title, text in stories.items()]
    build_index(Reading(found), tmp_path / "index", encoder=encoder)
    words = "Councillor Hale voted against the fares"
    checks = check_draft(draft.format(f"“{words}”"), open_index(tmp_path / "index"))
    assert [check.status for check in checks if words in check.quotation.text] == [status]


@pytest.mark.parametrize(
    ("draft", "status"),
    [
        ("In “Boats” one reads: {}", "elsewhere"),
        ("“The minister stays” says {}", "verbatim"),
        ("The minister stays: {}", "verbatim"),
        ("According to the Harbour Gazette, {}", "elsewhere"),
        ("According to the Daily, {}", "verbatim"),
        ("The Harbour Gazette was read by all: {}", "verbatim"),
        ("{} (Ann Reporter)", "elsewhere"),
        ("Ann Reporter was there: {}", "verbatim"),
        ("{} — Ann Reporter", "elsewhere"),
        (f"{{}} ({BOATS.id}:0-10)", "elsewhere"),
        (f"{{}} (https://x.example/?q=a#cite={STORY.id}:0-10)", "verbatim"),
        ("{} (https://daily.example/minister).", "verbatim"),
        ("{} [1]\n\n[1] Boats at sea: *Boats*, Harbour Gazette", "elsewhere"),
        ("{} [1] It was “Boats”.\n\n[1] The minister stays", "verbatim"),
        ("They wrote in *Boats*:\n\n> The minister did not resign on Monday.", "elsewhere"),
        ("> The minister did not resign on Monday.\n> — The minister stays, Daily", "verbatim"),
    ],
)
def test_words_attributed_to_another_article_are_reported(index, draft, status):
    words = "The minister did not resign on Monday"
    checks = [found for found in check_draft(draft.format(f"“{words}”"), index) if words in found.quotation.text]
    assert [found.status for found in checks] == [status]
    (found,) = checks
    assert [place.article.id for place in found.places] == [STORY.id]
    if status == "elsewhere":
        assert found.reason == "Found in “The minister stays”, not in “Boats”."


TEXT = STORY.text
PLACES = [place for place, sign in enumerate(TEXT) if sign.isalnum()]


@given(st.sampled_from(PLACES), st.sampled_from("aZé5ß9я"), st.integers(0, 60), st.integers(20, 90))
def test_a_letter_or_figure_that_was_changed_is_never_verbatim(index, place, new, before, length):
    start = max(place - before, 0)
    piece = TEXT[start : start + max(length, place - start + 1)]
    changed = piece[: place - start] + new + piece[place - start + 1 :]
    statuses = {found.status for found in check_draft(f"> {changed}", index)}
    assert new == TEXT[place] or "verbatim" not in statuses


@given(st.lists(st.sampled_from(["  ", "\n", "\u00a0", " \t"]), min_size=10), st.integers(0, 9), st.integers(15, 24))
def test_white_space_alone_changes_nothing(index, gaps, first, after):
    words = HARBOUR.split(" ")[first:after]
    text = "".join(word + gaps[number % len(gaps)] for number, word in enumerate(words)).strip()
    found = check(f"“{text}”", index)
    assert found.status == "verbatim"
    assert " ".join(cut(found)[0].split()) == " ".join(words)


@pytest.fixture
def run(index):
    def run_check(draft, *options, status=0):
        result = CliRunner().invoke(quotedesk, ["check", "-", "--index", str(index.path.parent), *options], input=draft)
        assert result.exit_code == status, result.output
        return result

    return run_check


def test_the_command_reports_each_quotation_and_sets_the_exit_status(run):
    start = TEXT.index("The minister did not")
    good = run("He wrote “The minister did not resign” and “left”.")
    place = f"{STORY.id}:{start}-{start + 27} The minister stays · Daily · undated"
    assert good.stdout.splitlines()[:2] == ["verbatim  “The minister did not resign”", f"          {place}"]
    assert good.stderr == "1 quotation: 1 verbatim. Not judged: 1 of one or two words, or headlines.\n"
    bad = run("He wrote “The minister did resign on Monday”.", status=3)
    assert "The minister did [-not-] resign on Monday" in bad.stdout


def test_the_command_prints_json_and_reads_files(run, index, tmp_path):
    (line,) = run("“The minister did resign on Monday”", "--json", status=3).stdout.splitlines()
    found = json.loads(line)
    assert list(found) == ["status", "quotation", "reason", "places", "forgiven", "diff", "parts", "marked"]
    assert (found["status"], found["quotation"]["start"], found["places"][0]["article"]["id"]) == (
        "altered",
        1,
        STORY.id,
    )
    assert found["diff"][1] == {"kind": "left out", "text": " not"}
    for content, problem in ((b"\xff\xfe\x00", "is not UTF-8"), (None, "cannot be read")):
        path = tmp_path / "draft.md"
        path.unlink(missing_ok=True)
        if content:
            path.write_bytes(content)
        result = CliRunner().invoke(quotedesk, ["check", str(path), "--index", str(index.path.parent)])
        assert (result.exit_code, problem in result.stderr) == (1, True)


BROKEN = make_article(
    "The samples were sent to a labora-\ntory in Aurel, which found 83 milli-\ngrams of nitrates, far above the long-\n"
    "term mean of Jean-\nPierre Lund.",
    title="Samples",
)


@pytest.mark.parametrize(
    "quotation",
    [
        "sent to a laboratory in Aurel, which found 83 milligrams of nitrates, far above the long-term mean",
        "sent to a labora- tory in Aurel, which found 83 milligrams of nitrates",
        "far above the long-\nterm mean of Jean-Pierre Lund",
        "a laboratory in Aurel … milligrams of nitrates",
    ],
)
def test_a_word_broken_at_the_end_of_a_line_may_be_quoted_whole(tmp_path, encoder, quotation):
    build_index(Reading([FoundArticle(BROKEN, "1"), FoundArticle(BOATS, "2")]), tmp_path / "index", encoder=encoder)
    found = check(f"“{quotation}”", open_index(tmp_path / "index"))
    assert found.is_right
    assert "hyphen at the end of a line" in found.reason or "laboratory" not in quotation or found.marked


def test_a_word_broken_at_the_end_of_a_line_is_quoted_as_no_other(tmp_path, encoder):
    build_index(Reading([FoundArticle(BROKEN, "1"), FoundArticle(BOATS, "2")]), tmp_path / "index", encoder=encoder)
    found = check("“sent to a labyrinth in Aurel, which found 83 milligrams”", open_index(tmp_path / "index"))
    assert (found.status, found.reason) == ("altered", "2 words left out, 1 word put in.")
