"""Citations made before: each is ok, moved, changed or gone, and never given to another occurrence of its words."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from corpus.sentences import split_sentences
from index.building.build import build_index
from index.opening import open_index
from qa.citations.verification import verify
from tests.support.citing import FIELDS, FROST, MET, RAIN, SNOW, WIND, cite, print_quote, quote, read
from ui.cli.main import quotedesk


@pytest.fixture
def publish(tmp_path, encoder):
    """Build an index of articles."""

    def build(*articles):
        found = [FoundArticle(article, f"{tmp_path}/{article.id}") for article in articles]
        build_index(Reading(found), tmp_path / "index", encoder=encoder)
        return open_index(tmp_path / "index")

    return build


def check(verification, status):
    assert verification.status == status, verification
    if status in ("ok", "moved"):
        text = verification.article.text[verification.start : verification.end]
        assert text == verification.citation.text
    else:
        assert (verification.start, verification.end) == (None, None)
        assert verification.reason
    return verification


def test_a_quote_of_an_article_that_is_there_is_ok(publish):
    article = make_article(f"{RAIN} {MET} {SNOW} {MET}", **FIELDS)
    index = publish(article)
    for occurrence in (0, 1):
        citation = cite(article, MET, occurrence)
        found = check(verify(citation, index), "ok")
        assert (found.start, found.article.id, found.reason) == (citation.start, article.id, "")


@pytest.mark.parametrize(
    "fields", [FIELDS, FIELDS | {"title": "New headline"}, FIELDS | {"url": "https://daily.example/2"}, {}]
)
def test_an_edited_article_is_known_by_address_by_headline_or_by_the_quote(publish, fields):
    old = make_article(f"{RAIN} {MET} {SNOW}", **FIELDS)
    new = make_article(f"{WIND} {RAIN} {MET} {SNOW} {FROST}", **fields)
    found = check(verify(cite(old, MET), publish(new, make_article(WIND))), "moved")
    assert (found.article.id, found.start) == (new.id, new.text.index(MET))


def test_a_sentence_that_was_rewritten_is_changed_and_the_difference_shown(publish):
    old = make_article(f"{RAIN} {MET} {SNOW}", **FIELDS)
    new = make_article(f"{RAIN} The committee met at midnight. {SNOW}", **FIELDS)
    found = check(verify(cite(old, MET), publish(new)), "changed")
    assert (found.article.id, found.diff) == (new.id, "The committee met at [-noon.-]{+midnight.+}")


def test_a_sentence_that_was_deleted_is_changed_and_nothing_is_called_near(publish):
    old = make_article(f"{RAIN} {MET} {SNOW}", **FIELDS)
    found = check(verify(cite(old, MET), publish(make_article(f"{RAIN} {SNOW}", **FIELDS))), "changed")
    assert (found.diff, found.places) == ("", ())


def test_a_sentence_that_was_taken_out_is_not_looked_for_in_a_copy(publish):
    """A correction must not be hidden by a copy that was never corrected."""
    old = make_article(f"{RAIN} {MET} {SNOW}", **FIELDS)
    copy = make_article(f"{RAIN} {MET} {SNOW} {WIND}", title="Copy")
    check(verify(cite(old, MET), publish(make_article(f"{RAIN} {SNOW}", **FIELDS), copy)), "changed")


def test_an_article_that_is_not_there_is_gone(publish):
    old = make_article(f"{RAIN} {MET} {SNOW}", **FIELDS)
    assert check(verify(cite(old, MET), publish(make_article(WIND))), "gone").places == ()
    elsewhere = make_article(f"{WIND} {MET} {FROST}")
    found = check(verify(cite(old, MET), publish(elsewhere)), "gone")
    assert [place.article.id for place in found.places] == [elsewhere.id]


def test_of_several_copies_of_a_lost_article_none_is_picked(publish):
    old = make_article(f"{RAIN} {MET} {SNOW}", **FIELDS)
    copies = [make_article(f"{RAIN} {MET} {SNOW} {end}") for end in (WIND, FROST)]
    found = check(verify(cite(old, MET), publish(*copies)), "gone")
    assert {place.article.id for place in found.places} == {copy.id for copy in copies}


@pytest.mark.parametrize("occurrence", [0, 1, 2])
def test_a_repeated_sentence_is_distinguished_by_its_context(publish, occurrence):
    old = make_article(f"{MET} {RAIN} {MET} {SNOW} {MET}", **FIELDS)
    new = make_article(f"{MET} {RAIN} {MET} {SNOW}\n{MET}", **FIELDS)
    citation = cite(old, MET, occurrence)
    found = check(verify(citation, publish(new)), "moved")
    assert found.start == citation.start


def test_the_twin_of_a_deleted_sentence_is_not_taken_for_it(publish):
    old = make_article(f"{RAIN} {MET} {SNOW} {WIND} {MET} {FROST}", **FIELDS)
    new = make_article(f"{RAIN} {SNOW} {WIND} {MET} {FROST}", **FIELDS)
    index = publish(new)
    found = check(verify(cite(old, MET, 0), index), "changed")
    assert [place.start for place in found.places] == [new.text.index(MET)]
    check(verify(cite(old, MET, 1), index), "moved")


def test_the_twin_of_a_deleted_paragraph_is_not_taken_for_it(publish):
    """The words around are the same for more characters than a quote keeps at least."""
    paragraph = f"{RAIN} {WIND} {MET} {SNOW} {FROST}"
    old = make_article(f"One. {paragraph} Two. {paragraph} Three.", **FIELDS)
    new = make_article(f"One. Two. {paragraph} Three.", **FIELDS)
    index = publish(new)
    assert len(quote(old, MET).prefix) > 32
    check(verify(cite(old, MET, 0), index), "changed")
    assert check(verify(cite(old, MET, 1), index), "moved").start == new.text.index(MET)


@pytest.mark.parametrize("length", [31, 32, 33, 64, 96, 128])
def test_the_twin_before_the_same_last_words_is_not_taken_for_a_deleted_quote(length):
    last = (f" {SNOW} {WIND} {FROST} {RAIN}" * 2)[: length - 1] + "."
    old = make_article(f"{MET}{last} {RAIN} {MET}{last}", **FIELDS)
    new = make_article(f"{MET}{last} {RAIN} Nobody came{last}", **FIELDS)
    check(verify_among(cite(old, MET, 1), new), "changed")


def test_where_the_words_around_leave_a_choice_none_is_made(publish):
    old = make_article(f"{RAIN} {MET} {SNOW}", **FIELDS)
    new = make_article(f"{RAIN} {MET} {WIND} {MET} {SNOW}", **FIELDS)
    found = check(verify(cite(old, MET), publish(new)), "changed")
    assert len(found.places) == 2
    assert "2 times" in found.reason


def annotate(source, text, position=None, **words):
    selectors = [{"type": "TextQuoteSelector", "exact": text, **words}]
    if position is not None:
        selectors.append({"type": "TextPositionSelector", "start": position, "end": position + len(text)})
    return {"@context": "http://www.w3.org/ns/anno.jsonld", "target": {"source": source, "selector": selectors}}


def test_a_web_annotation_is_verified_by_address_or_id(publish):
    article = make_article(f"{RAIN} {MET} {SNOW} {MET}", **FIELDS)
    index = publish(article)
    start = article.text.index(MET)
    for source in (FIELDS["url"], article.id):
        right = annotate(source, MET, start, prefix=f"{RAIN} ", suffix=f" {SNOW}")
        assert check(verify(read(right)[0], index), "ok").start == start
        shifted = annotate(source, MET, start + 3, prefix=f"{RAIN} ", suffix=f" {SNOW}")
        assert check(verify(read(shifted)[0], index), "moved").start == start
        check(verify(read(annotate(source, RAIN, 0))[0], index), "ok")
        assert len(check(verify(read(annotate(source, MET))[0], index), "changed").places) == 2
    one = annotate(FIELDS["url"], MET, prefix=f"{RAIN} ")
    one["target"]["selector"] = one["target"]["selector"][0]
    one["target"]["source"] = {"id": one["target"]["source"]}
    check(verify(read(one)[0], index), "ok")


def test_offsets_that_hold_a_twin_do_not_outweigh_the_words_around(publish):
    article = make_article(f"{RAIN} {MET} {SNOW} {MET}", **FIELDS)
    twin = replace(cite(article, MET, 0), start=article.text.rindex(MET), end=len(article.text))
    assert check(verify(twin, publish(article)), "moved").start == article.text.index(MET)


class Articles:
    """What `verify` asks of an index, without building one for each of hundreds of examples."""

    def __init__(self, *articles):
        self.articles = {article.id: article for article in articles}

    def sentences_of(self, article_id):
        return np.array(split_sentences(self.articles[article_id].text)).reshape(-1, 2)


def verify_among(citation, *articles):
    index: Any = Articles(*articles)
    return verify(citation, index)


# Few and short, so that many repeat, also with the same neighbours.
SENTENCES = st.lists(st.sampled_from([MET, RAIN, "Yes.", "No.", f"{SNOW}\n"]), max_size=9)
EDIT = st.text(st.sampled_from("Yes.No \nMét🙂"), max_size=12) | SENTENCES.map(" ".join)


@given(SENTENCES, SENTENCES, EDIT, st.booleans(), st.data())
def test_an_edit_elsewhere_never_leads_to_another_occurrence(before, after, edit, is_before, data):
    left, right = " ".join([*before, ""]), " ".join(["", *after])
    old = make_article(left + MET + right, **FIELDS)
    place = data.draw(st.integers(0, len(left if is_before else right)))
    end = data.draw(st.integers(place, len(left if is_before else right)))
    side = left if is_before else right
    edited = side[:place] + edit + side[end:]
    new_left, new_right = (edited, right) if is_before else (left, edited)
    new = make_article(new_left + MET + new_right, **FIELDS)
    occurrence = sum(old.text.startswith(MET, start) for start in range(len(left)))
    found = verify_among(cite(old, MET, occurrence), new)
    assert found.status != "gone"
    if found.status in ("ok", "moved"):
        check(found, found.status)
        assert found.start == len(new_left)
    if old.text == new.text:
        assert found.status == "ok"
    if new.text.count(MET) == 1:
        assert found.status in ("ok", "moved")


def test_words_to_the_end_are_known_where_the_last_sign_was_left_out_of_them():
    old = make_article(f"{MET} {SNOW}\n {MET} {SNOW}\n", **FIELDS)
    new = make_article(old.text[len(MET) + 2 :], **FIELDS)
    cited = cite(old, MET, 1)
    assert cited.suffix == f" {SNOW}"
    assert check(verify_among(cited, new), "moved").start == new.text.index(MET)


@given(SENTENCES, SENTENCES)
def test_a_quote_that_was_rewritten_is_never_found_at_another_occurrence(before, after):
    left, right = " ".join([*before, ""]), " ".join(["", *after])
    old = make_article(left + MET + right, **FIELDS)
    new = make_article(left + "The members stayed away this time." + right, **FIELDS)
    occurrence = sum(old.text.startswith(MET, start) for start in range(len(left)))
    check(verify_among(cite(old, MET, occurrence), new), "changed")


@given(st.text(min_size=1, max_size=80), st.data())
def test_any_stretch_of_any_text_is_ok_where_it_was(text, data):
    article = make_article(text)
    assume(article.text)
    start = data.draw(st.integers(0, len(article.text) - 1))
    end = data.draw(st.integers(start + 1, len(article.text)))
    stretch = article.text[start:end]
    occurrence = sum(article.text.startswith(stretch, place) for place in range(start))
    found = check(verify_among(cite(article, stretch, occurrence), article), "ok")
    assert (found.start, found.end) == (start, end)


def run(*arguments, stdin=None, status=0):
    result = CliRunner().invoke(quotedesk, ["verify", *map(str, arguments)], input=stdin)
    assert result.exit_code == status, result.output
    return result


def test_an_answer_is_verified_from_the_command_line(shipped_folder, tmp_path):
    asking = ["ask", "How many of the peacekeepers are women?", "--json", "--index", str(shipped_folder)]
    answer = CliRunner().invoke(quotedesk, asking).stdout
    ok = run("-", "--index", shipped_folder, "--json", stdin=answer)
    rows = [json.loads(line) for line in ok.stdout.splitlines()]
    quotes = json.loads(answer)["quotes"]
    assert [(row["status"], row["start"], row["article"]["id"]) for row in rows] == [
        ("ok", one["start"], one["article"]["id"]) for one in quotes
    ]
    assert list(rows[0]) == ["status", "citation", "article", "start", "end", "reason", "diff", "places"]
    (tmp_path / "answers.jsonl").write_text(answer)
    assert run(tmp_path / "answers.jsonl", "--index", shipped_folder).stdout.count("ok  ") == len(quotes)


def test_the_exit_status_shows_that_a_citation_is_not_ok(tmp_path, publish):
    old = make_article(f"{RAIN} {MET} {SNOW}", **FIELDS)
    publish(make_article(f"{RAIN} The committee met at midnight. {SNOW}", **FIELDS))
    path = tmp_path / "quotes.json"
    path.write_text(json.dumps([print_quote(quote(old, text)) for text in (MET, SNOW)]))
    output = run(path, "--index", tmp_path / "index", status=1).stdout
    assert "[-noon.-]{+midnight.+}" in output
    assert [line.split()[0] for line in output.splitlines() if not line.startswith(" ")] == ["changed", "moved"]
    path.write_text("{")
    assert f"{path}, line 1 is not valid JSON" in run(path, status=1).stderr
    assert "cannot be read" in run(tmp_path / "nowhere.json", status=1).stderr
