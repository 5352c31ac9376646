"""Inflected forms of a word find each other in the language of their article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.analyzer import analyze
from index.text.stems import STEMMERS, analyze_in, list_forms
from qa.api import ask

GERMAN = (
    "Die alten Häuser am Hafen wurden im Frühjahr verkauft. Der Rat der Stadt verhandelte lange mit den Fischern, "
    "und am Ende unterschrieb der Bürgermeister die Verträge vor allen Zeitungen des Landes."
)
FRENCH = (
    "Les vieilles maisons du port ont été vendues au printemps. Le conseil de la ville a parlé longtemps avec les "
    "pêcheurs, et le maire a signé les contrats devant tous les journaux nationaux."
)
SPANISH = (
    "Las casas viejas del puerto fueron vendidas en primavera. El consejo de la ciudad habló mucho con los pescadores, "
    "y al final el alcalde firmó los contratos delante de todos los periódicos del país."
)
RUSSIAN = (
    "Старые дома в порту были проданы весной. Совет города долго говорил с рыбаками, и в конце концов мэр подписал "
    "договоры о русских музеях перед всеми газетами страны."
)
ENGLISH = (
    "A number of old houses by the harbour were sold in spring. The council of the town talked for long with the "
    "fishermen, and in the end the mayor signed the leases while everybody felt numb with cold."
)


@pytest.fixture
def mixed(build):
    index = build(GERMAN, FRENCH, SPANISH, RUSSIAN, ENGLISH)
    assert index.lexical.languages == ["de", "es", "fr", "ru"]
    return index


def find(index, word):
    rows = index.lexical.search(analyze(word), 10)
    return {index.articles[index.article_id_at(row)].text for row in rows}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GERMAN, "Haus Hauses Häusern Stadt Städte Vertrag Vertrages Zeitung Fischer Bürgermeisters"),
        (FRENCH, "maison vendu ville villes parler parlait pêcheur contrat journal"),
        (SPANISH, "casa puertos vendido ciudades hablar pescador contrato periódico consejos"),
        (RUSSIAN, "дом домов город городу говорила рыбак рыбакам договор договора музея газета русский"),
        (ENGLISH, "house harbours selling towns talks fisherman mayors lease"),
    ],
)
def test_every_form_of_a_word_finds_its_article(mixed, text, words):
    assert [word for word in words.split() if text not in find(mixed, word)] == []


def test_a_word_is_stemmed_as_in_the_language_of_the_article_alone(mixed):
    # As a German word "number" would have the stem "numb".
    assert list(mixed.lexical.rows_with("number")) == list(mixed.lexical.rows_with("numb"))
    assert mixed.lexical.frequency("number") == 1
    alone = mixed.lexical.score(["number"], mixed.lexical.rows_with("number"))
    assert alone > 0


def test_no_article_is_said_to_lack_a_word_that_it_has_in_another_form(mixed):
    answer = ask("Fischer Vertrag Zugspitze", index=mixed)
    assert "Zugspitze" in str(answer.reason) and "Vertrag" not in str(answer.reason)


def test_weights_count_every_form(mixed):
    assert mixed.lexical.frequency("haus") == mixed.lexical.frequency("hauser") == 1
    assert mixed.lexical.idf("haus") == mixed.lexical.idf("hauser")
    assert list(mixed.lexical.rows_with_all(["haus", "vertrag"])) == list(mixed.lexical.rows_with("haus"))


def test_an_index_in_english_has_no_other_stems(build):
    index = build(ENGLISH)
    assert index.lexical.languages == []
    assert not [word for word in index.lexical.words if word.startswith("@")]
    assert set(index.lexical.words) <= set(analyze(ENGLISH))


@given(st.text(), st.sampled_from(["", "en", "xx", "zh"]))
def test_words_in_english_and_unknown_languages_stay_as_they_are(text, language):
    assert analyze_in(language, text) == analyze(text)


@given(st.text(), st.sampled_from(sorted(STEMMERS)))
def test_every_word_of_a_text_is_looked_up_by_one_of_its_forms(text, language):
    for own, indexed in zip(analyze(text), analyze_in(language, text), strict=True):
        assert indexed in list_forms(own, [language])
