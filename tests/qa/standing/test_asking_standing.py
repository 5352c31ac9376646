"""What standing questions report: every new answer once, and nothing else."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.errors import StandingError
from corpus.reading import Reading
from index.building.build import build_index
from index.generation.generations import roll_back
from index.opening import open_index
from qa.api import ask
from qa.citations.citations import read_citations
from qa.citations.verification import verify
from qa.standing import STANDING_FILE
from qa.standing.asking import ask_standing
from qa.standing.standing_changes import (
    add_standing,
    list_standing,
    mark_sentences,
    pause_standing,
    remove_standing,
    restore_standing,
)
from qa.standing.standing_file import read_standing
from qa.standing.standing_json import standing_to_json

BRIDGE, MAYOR = "When will the bridge over the Ural reopen?", "Who is the mayor of Oral?"
FILLER = (
    "The harbour master counted nine boats on Friday. A storm had closed the market for a week. Fishermen repaired "
    "their nets in the long hall behind the church. The library lends garden tools from April on."
)
OLD = f"{FILLER} Aigul Serik is the mayor of Oral. Engineers inspect the bridge over the Ural every autumn."
REOPENS = "The bridge over the Ural will reopen on 4 May, the road agency said."
LATER = "The bridge over the Ural will reopen only on 20 June because of the flood."
STORY = f"Masons have worked on the piers since March. {REOPENS} Buses use the ferry until then. {FILLER}"
UNRELATED = (
    "A choir from Aktobe won the prize in Vienna.",
    "The bridge club of Oral meets on Thursdays and plays for small stakes.",
    "The mayor of Aktau opened a school on Monday.",
    "A museum shows maps of the Ural from the last century.",
)


class Library:
    """An index that articles are put into by place, as a folder that is indexed again."""

    def __init__(self, folder: Path, encoder):
        self.folder, self._encoder = folder, encoder

    def put(self, articles=(), **options):
        """Add articles or replace those of the same places, and return the texts that each question reports."""
        found = [
            FoundArticle(make_article(*text) if isinstance(text, tuple) else text, place) for place, text in articles
        ]
        build_index(Reading(found), self.folder, encoder=self._encoder, **options)
        return self.look()

    def add(self, place, text, **fields):
        return self.put([(place, make_article(text, **fields))])

    def look(self):
        return {
            news.question.question: [sentence.text for sentence in news.sentences] for news in ask_standing(self.folder)
        }


@pytest.fixture
def library(tmp_path, shipped_folder, encoder):
    shutil.copytree(shipped_folder, tmp_path / "index")
    library = Library(tmp_path / "index", encoder)
    library.add("old", OLD)
    for question in (BRIDGE, MAYOR):
        add_standing(library.folder, question)
    return library


def test_articles_from_before_the_question_are_no_news(library):
    assert library.look() == {}


def test_a_new_answer_is_reported_once(library):
    assert library.add("story", STORY) == {BRIDGE: [REOPENS]}
    assert library.look() == {}
    assert library.add("other", UNRELATED[0]) == {}


@pytest.mark.parametrize("text", UNRELATED)
def test_unrelated_articles_report_nothing(library, text):
    assert library.add("other", f"{text} {FILLER.replace('nine', 'seven')}") == {}


def test_an_independent_article_with_the_same_answer_is_news(library):
    library.add("story", STORY)
    own = "The bridge over the Ural is to reopen in early May, engineers told a newspaper."
    assert library.add("other", f"Snow fell in Oral. {own}") == {BRIDGE: [own]}


def test_a_reprint_and_a_shortened_copy_report_nothing(library):
    library.add("story", STORY, source="Times")
    assert library.add("reprint", STORY, source="Post") == {}
    assert library.add("short", STORY.removesuffix(FILLER), source="Gazette") == {}


def test_the_rest_of_a_reprint_is_not_taken_for_an_answer(library):
    library.add("story", REOPENS)
    for notice in ("Reprinted with the permission of the publisher.", "More on page 4.", "It rained all day."):
        assert library.add(notice, f"{REOPENS} {notice}") == {}


def test_a_near_copy_with_other_words_around_reports_nothing(library):
    library.add("story", STORY)
    near = STORY.replace("the road agency said", "the road agency has said").replace("Masons have", "Our masons have")
    assert library.add("near", near + " Subscribe to our letter.") == {}


def test_a_near_copy_with_another_figure_is_news(library):
    library.add("story", STORY)
    other = REOPENS.replace("4 May", "9 May")
    assert library.add("near", STORY.replace(REOPENS, other)) == {BRIDGE: [other]}


def test_copies_that_come_together_are_reported_as_the_earliest(library):
    copies = [
        (place, make_article(STORY + tail, title=place, published=day))
        for place, tail, day in (
            ("Late", " Read more below.", date(2024, 3, 9)),
            ("Early", "", date(2024, 3, 2)),
            ("Undated", " All rights reserved.", None),
        )
    ]
    assert library.put(copies) == {BRIDGE: [REOPENS]}
    (sentence,) = list_standing(library.folder)[0].sentences
    assert sentence.article.title == "Early"
    assert [place.article.title for place in sentence.also] == ["Late", "Undated"]


def test_a_sentence_that_an_old_article_has_is_not_reported_from_a_new_one(library):
    quoting = "Aigul Serik is the mayor of Oral. She spoke at the opening of a bakery in Atyrau."
    assert library.add("quoting", quoting) == {}


def test_an_edit_reports_only_what_is_new_in_it(library):
    library.add("story", STORY)
    assert library.add("story", STORY.replace("Buses", "Small buses")) == {}
    assert library.add("story", f"{STORY} {LATER}") == {BRIDGE: [LATER]}


def test_an_edit_of_an_article_from_before_the_question_reports_only_what_is_new_in_it(library):
    assert library.add("old", f"{OLD} The bakery in Atyrau sells out by noon.") == {}
    successor = "Since March, Dana Iskakova is the mayor of Oral."
    assert library.add("old", f"{OLD} {successor}") == {MAYOR: [successor]}


def test_a_full_build_and_a_build_without_changes_report_nothing(library):
    library.add("story", STORY)
    assert library.put(full=True) == {}
    assert library.put([("story", make_article(STORY))]) == {}


def test_an_article_that_is_removed_and_added_again_is_no_news(library):
    library.add("story", STORY)
    assert library.put(remove=[make_article(STORY).id]) == {}
    assert library.add("story", STORY) == {}
    assert library.add("reprint", f"{STORY} Sent from our desk.") == {}


def test_a_reprint_of_an_article_that_was_removed_is_no_news(library):
    library.add("story", STORY)
    library.put(remove=[make_article(STORY).id])
    assert library.add("reprint", f"{STORY} Sent from our desk.") == {}


def test_a_rollback_reports_nothing_and_loses_nothing(library):
    library.add("story", STORY)
    before = read_standing(library.folder)
    roll_back(library.folder)
    assert library.look() == {}
    assert read_standing(library.folder) == before
    assert library.add("story", STORY) == {}


def test_new_articles_of_several_builds_without_a_look_are_all_read(library):
    for place, text in ("a", UNRELATED[0]), ("story", STORY), ("b", UNRELATED[1]):
        build_index(Reading([FoundArticle(make_article(text), place)]), library.folder)
    assert library.look() == {BRIDGE: [REOPENS]}


def test_a_paused_question_reports_what_came_meanwhile_when_it_is_resumed(library):
    id = list_standing(library.folder)[0].id
    pause_standing(library.folder, id)
    assert library.add("story", STORY) == {}
    assert library.add("other", UNRELATED[2]) == {}
    pause_standing(library.folder, id, paused=False)
    assert library.look() == {BRIDGE: [REOPENS]}


def test_a_question_that_is_added_later_knows_the_articles_that_others_have_not_seen(library):
    build_index(Reading([FoundArticle(make_article(STORY), "story")]), library.folder)
    add_standing(library.folder, "What did the road agency say?")
    assert library.look() == {BRIDGE: [REOPENS]}


def test_a_removed_question_is_not_asked_and_comes_back_with_what_it_found(library):
    library.add("story", STORY)
    question = list_standing(library.folder)[0]
    remove_standing(library.folder, question.id)
    assert [each.question for each in list_standing(library.folder)] == [MAYOR]
    other = REOPENS.replace("4 May", "9 May")
    assert library.add("other", other) == {}
    assert restore_standing(library.folder, question.id).sentences == question.sentences
    assert library.look() == {BRIDGE: [other]}


def test_filters_keep_to_sources_and_days(library):
    add_standing(library.folder, BRIDGE, sources=["Times"], since="2024-03-01")
    for place, fields in (
        ("post", {"source": "Post", "published": date(2024, 3, 5)}),
        ("early", {"source": "Times", "published": date(2024, 2, 5)}),
        ("times", {"source": "Times", "published": date(2024, 3, 5)}),
    ):
        library.add(place, f"{place.title()} writes: {REOPENS.replace('4 May', f'{len(place)} May')}", **fields)
    filtered = [each for each in list_standing(library.folder) if each.sources]
    assert [sentence.article.source for each in filtered for sentence in each.sentences] == ["Times"]


def test_marked_sentences_are_read_and_stay_so(library):
    library.add("story", STORY)
    question = list_standing(library.folder)[0]
    assert mark_sentences(library.folder, [question.sentences[0].id]) == 1
    library.add("later", LATER)
    assert [sentence.text for sentence in list_standing(library.folder)[0].unread] == [LATER]


def test_a_sentence_is_as_confident_as_when_all_articles_are_asked(library):
    library.add("story", STORY)
    (sentence,) = list_standing(library.folder)[0].sentences
    asked = ask(BRIDGE, index=library.folder).quotes[0]
    assert (sentence.text, sentence.confidence) == (asked.text, pytest.approx(asked.confidence, abs=0.0001))


def test_reported_sentences_are_verbatim_and_verified(library):
    library.add("story", STORY)
    form: Any = standing_to_json(list_standing(library.folder)[0])
    index = open_index(library.folder)
    (citation,) = read_citations(json.dumps(form["sentences"]).encode(), "a test")
    assert verify(citation, index).status == "ok"
    (sentence,) = form["sentences"]
    article = index.articles[sentence["article"]["id"]]
    assert article.text[sentence["start"] : sentence["end"]] == sentence["text"]


@pytest.mark.parametrize("question", ["How many articles are there?", "What happened since March 2024?"])
def test_questions_about_the_collection_cannot_stand(library, question):
    with pytest.raises(StandingError, match="about the collection"):
        add_standing(library.folder, question)


def test_the_same_question_is_added_once(library):
    assert add_standing(library.folder, f" {BRIDGE} ").id == list_standing(library.folder)[0].id
    assert len(list_standing(library.folder)) == 2


def test_without_questions_a_look_writes_nothing(tmp_path, encoder):
    library = Library(tmp_path / "index", encoder)
    assert library.add("old", OLD) == {}
    assert not (library.folder / STANDING_FILE).exists()
