"""What people type: phrases, exclusions, acronyms, numbers and spellings."""

import re

import pytest

from corpus.reading import Reading
from index.building.build import build_index
from index.text.acronyms import choose_acronyms, find_definitions
from index.text.analyzer import analyze
from qa import ask, retrieve
from qa.query.command_options import find_options
from qa.query.query import make_query
from tests.support.weather import RAIN, find


def texts(hits):
    return [hit.passage.text.casefold() for hit in hits]


def test_every_passage_contains_the_phrase(shipped):
    hits = retrieve('"historic milestone" Kazakhstan', k=20, index=shipped)
    assert hits and all("historic milestone" in text for text in texts(hits))
    assert len(hits) < len(retrieve("historic milestone Kazakhstan", k=20, index=shipped))


def test_a_phrase_in_no_article_is_reported(shipped):
    answer = ask('"milestone historic" Kazakhstan', index=shipped)
    assert (answer.status, answer.quotes) == ("not_found", ())
    assert answer.reason == "No article contains “milestone historic” as typed."
    asked = ask('Who spoke of a "milestone historic"?', index=shipped)
    assert asked.status != "answered" and asked.reason == answer.reason


def test_a_phrase_in_a_question_comes_first_and_hides_nothing(shipped):
    hits = retrieve('Why is it a "historic milestone"?', k=20, index=shipped)
    held = [bool(re.search(r"historic\W+milestone", text)) for text in texts(hits)]
    assert held[0] and held == sorted(held, reverse=True) and not held[-1]
    assert [hit.why.phrase > 0 for hit in hits] == held


def test_signs_between_the_words_of_a_phrase_do_not_matter(tmp_path, encoder):
    build_index(
        Reading([find("a", "“Act of War: Direct Action” is a game."), find("b", RAIN)]), tmp_path, encoder=encoder
    )
    assert [hit.rank for hit in retrieve('"Act of War; Direct Action"', index=tmp_path)] == [1]
    assert retrieve('"Act of Wars"', index=tmp_path) == []


def test_no_passage_contains_an_excluded_word(shipped):
    with_word = retrieve("peacekeepers Golan", k=50, index=shipped)
    without = retrieve("peacekeepers Golan -women", k=50, index=shipped)
    assert any("women" in text for text in texts(with_word))
    assert without and not any("women" in text for text in texts(without))
    assert str(make_query("peacekeepers -women", [], shipped)) == "peacekeepers -women"


def test_a_follow_up_excludes_what_the_question_before_excluded(shipped):
    history = ["Kazakh peacekeepers on the Golan -women"]
    query = make_query("When did they leave?", history, shipped)
    assert (query.carried, query.excluded) == (tuple(history), ("women",))
    assert (query.question, query.text) == (
        "When did they leave?",
        "Kazakh peacekeepers on the Golan When did they leave?",
    )
    hits = retrieve("When did they leave?", k=50, index=shipped, history=history)
    assert hits and not any("women" in text for text in texts(hits))


def test_a_follow_up_may_ask_for_what_was_excluded(shipped):
    history = ["Kazakh peacekeepers on the Golan -women"]
    assert make_query("And how many are women?", history, shipped).excluded == ()
    assert make_query("When did they leave?", ["-women"], shipped).carried == ()


def test_what_is_found_by_the_best_passage_holds_the_phrase_too(tmp_path, encoder):
    held = [f"The green door of mill {number} was sold to a miller of Orsa." for number in range(8)]
    others = [f"Mill {number} of Orsa was sold to a miller and burnt." for number in range(8)]
    build_index(Reading([find(text, text) for text in held + others]), tmp_path, encoder=encoder)
    assert len(retrieve("green door mill Orsa", k=12, index=tmp_path)) == 12
    assert {hit.passage.text for hit in retrieve('"green door" mill Orsa', k=12, index=tmp_path)} == set(held)


@pytest.mark.parametrize(
    "typed",
    [
        "well-known peace-keeping - really",
        "When does a peacekeeper return -2?",
        "degrees -40",
        "what does mill-cli -u do",
        "Golan -a",
        "force --no-raw",
        "force -p -raw",
        "Golan key -inf",
        "Who left -women",
        "Did they leave -women",
        "explain the contingent -women",
        "peacekeepers -women Golan",
        "peacekeepers -women -2",
    ],
)
def test_a_minus_that_excludes_nothing_is_searched_as_typed(shipped, typed):
    query = make_query(typed, [], shipped)
    assert (query.excluded, query.text) == ((), typed)


@pytest.mark.parametrize(
    ("typed", "text", "excluded"),
    [
        ("peacekeepers -women -Golan", "peacekeepers", ("women", "Golan")),
        ("peacekeepers -women.", "peacekeepers", ("women",)),
        ("Who left the Golan? -women", "Who left the Golan?", ("women",)),
        ('peacekeepers -"seven women" Golan', "peacekeepers Golan", ('"seven women"',)),
        ("Who left the Golan -“seven women”", "Who left the Golan", ('"seven women"',)),
        ("missions −Iraq", "missions", ("Iraq",)),
    ],
)
def test_a_minus_excludes_at_the_end_of_keywords_and_before_a_phrase(shipped, typed, text, excluded):
    query = make_query(typed, [], shipped)
    assert (query.text, query.excluded) == (text, excluded)
    assert str(query) == " ".join([text, *(f"-{word}" for word in excluded)])


def test_an_option_of_the_articles_is_no_exclusion(build):
    index = build("Type `mill -slow` to grind with care.", "The slow river feeds the mill.")
    assert make_query("mill -slow", [], index).excluded == ()
    assert make_query("mill -river", [], index).excluded == ("river",)


def test_an_option_stays_in_a_question_that_is_carried(build):
    index = build("Type `mill -slow` to grind with care.", "The slow river feeds the mill.")
    assert make_query("Why is it so?", ["mill -slow"], index).text == "mill -slow Why is it so?"
    assert make_query("Why is it so?", ["mill -river"], index).text == "mill Why is it so?"


OPTIONS = (
    "Type `mill --fast-roll` to grind oats at once.",
    "Type `mill --roll` to grind rye.",
    "Type `mill -R` to roll up the sails, and `mill -S` to sink them.",
    "The fast roll of the drum is heard at night.",
)


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ("What does mill --fast-roll do?", ("--fast-roll",)),
        ("mill --roll", ("--roll",)),
        ("What do --roll and `-R` do?", ("--roll",)),
        ("What does mill -r do?", ()),
        ("What does mill --slow-roll do?", ()),
        ("What does mill --no do?", ()),
        ("a well-known roll - really", ()),
        ('What does "mill" --roll do?', ("mill", "--roll")),
    ],
)
def test_an_option_that_a_passage_holds_as_typed_is_a_phrase(build, typed, phrases):
    query = make_query(typed, [], build(*OPTIONS))
    assert (query.phrases, query.excluded) == (phrases, ())


def test_an_option_is_found_as_it_is_written(build):
    index = build(*OPTIONS)
    assert [hit.passage.text for hit in retrieve("mill --roll", index=index)] == [OPTIONS[1]]
    assert retrieve("What does the mill do with --roll?", index=index)[0].passage.text == OPTIONS[1]
    assert retrieve("What does the mill do with --fast-roll?", index=index)[0].passage.text == OPTIONS[0]
    assert [hit.passage.text for hit in retrieve('mill "-R"', index=index)] == [OPTIONS[2]]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("run `mill -v --no-raw=yes` or mill --Dry_run, [-x]", ["-v", "--no-raw", "--Dry_run", "-x"]),
        ("a -2 -inf well-known - word --", ["-inf"]),
        ("---\na-b --", []),
    ],
)
def test_the_options_of_a_text(text, options):
    assert find_options(text) == options


@pytest.mark.parametrize("typed", ['guild -"Orre-Holm"', "guild -Orre-Holm"])
def test_an_excluded_phrase_leaves_the_passages_with_its_words_apart(build, typed):
    index = build(
        "Orre-Holm left the guild on Monday.", "The guild of Holm met Orre on Friday.", "The guild sold its boat."
    )
    found = {hit.passage.text for hit in retrieve(typed, index=index)}
    assert found == {"The guild of Holm met Orre on Friday.", "The guild sold its boat."}


def test_acronyms_are_learnt_from_the_articles(shipped):
    assert shipped.acronyms["UNDOF"] == "United Nations Disengagement Observer Force"
    assert make_query("UNDOF women", [], shipped).added == ("United Nations Disengagement Observer Force",)
    assert make_query("the Collective Security Treaty Organization", [], shipped).added == ("CSTO",)
    assert make_query("women", [], shipped).added == ()


def test_an_acronym_needs_the_words_it_is_made_of():
    text = "The Department of Peace Operations (DPO) met. Some other body (XYZ) too, and a man (He)."
    assert choose_acronyms([(find_definitions([text]), {0})]) == {"DPO": "Department of Peace Operations"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("one hundred and thirty-nine", "139"),
        ("six observers", "6 observers"),
        ("organisations", "organizations"),
        ("defence programme", "defense program"),
        ("the neighbouring centre", "neighboring center"),
        ("analysed", "analyzed"),
        ("U.N. naïve", "UN naive"),
        ("the second phase", "2nd phase"),
        ("1,000", "one thousand"),
    ],
)
def test_one_word_has_one_form(one, other):
    assert analyze(one) == analyze(other) != []


@pytest.mark.parametrize(("one", "other"), [("four", "for"), ("metre", "meet"), ("revise", "revision two")])
def test_other_words_stay_apart(one, other):
    assert analyze(one) != analyze(other)


@pytest.mark.parametrize(
    "typed",
    ['"Who repaired the organ?"', "“who repaired the organ”", '  "Who repaired the organ"  '],
)
def test_a_question_in_quotation_marks_is_asked(build, typed):
    index = build("The sexton repaired the organ in spring.", "The choir sang twice.")
    query = make_query(typed, [], index)
    assert query.phrases == () and query.asks
    assert retrieve(typed, index=index)[0].passage.text == "The sexton repaired the organ in spring."


@pytest.mark.parametrize("phrase", ["Will Smith", "can be sold", "What a wonderful world", "Who's Who", "How to"])
def test_a_phrase_in_quotation_marks_that_asks_nothing_stays_one(build, phrase):
    index = build("The sexton repaired the organ in spring.")
    assert make_query(f'"{phrase}"', [], index).phrases == (phrase,)


def test_a_title_that_asks_stays_a_phrase(build):
    index = build('The choir sang "Who is at the door" twice.', "Who is the sexton? A man at the organ by the door.")
    assert make_query('"who is at the door"', [], index).phrases == ("who is at the door",)


def test_a_first_question_is_linked_with_nothing(build):
    index = build("The sexton repaired the organ in spring.")
    assert make_query("And who repaired the organ?", [], index).text == "who repaired the organ?"
    assert make_query("So, who repaired the organ?", [], index).text == "who repaired the organ?"
    assert make_query("So What album", [], index).text == "So What album"
    later = make_query("And who paid the sexton?", ["Who repaired the organ?"], index)
    assert later.question == "And who paid the sexton?"
