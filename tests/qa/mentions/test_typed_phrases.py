"""Typed phrases: the sentences that they find, spellings that are offered, refusals, counts of wordings."""

import pytest

from corpus.errors import MentionError
from qa.mentions.finding import count_wordings, find_mentions


def found_in(index, typed):
    return [mention.text for mention in find_mentions(typed, index=index)]


def test_what_people_type_finds_what_they_mean(build):
    sentences = (
        "In the winter of that year they crossed the border and went on foot into the Golan\nHeights with the others.",
        "They left the golan heights.",
        "The United Nations Disengagement Observer Force (UNDOF) is there.",
        "UNDOF stays.",
        "Kazakhstan’s army went.",
        "One hundred and thirty-nine peacekeepers left.",
        "The Bank of America closed.",
        "The bank in America closed.",
        "The WHO said who may go.",
        "In 2025, the second contingent of 139 left.",
        "They wrote from a modern labora-\ntory in May.",
    )
    index = build("\n\n".join(sentences))
    assert found_in(index, "golan heights") == found_in(index, "“Golan Heights”") == [*sentences[:2]]
    assert found_in(index, "the Golan Heights") == [*sentences[:2]]
    assert found_in(index, "undof") == found_in(index, "UNDOF") == [*sentences[2:4]]
    assert found_in(index, "the United Nations Disengagement Observer Force") == [*sentences[2:4]]
    assert found_in(index, '"UNDOF"') == [*sentences[2:4]]
    assert found_in(index, '"Disengagement Observer Force"') == [sentences[2]]
    assert found_in(index, "Kazakhstan") == found_in(index, "Kazakhstan's") == [sentences[4]]
    assert found_in(index, "139 peacekeeper") == [sentences[5]]
    marks = [mark.text for mention in find_mentions("139", index=index) for mark in mention.marks]
    assert marks == ["One hundred and thirty-nine", "139"]
    assert found_in(index, "Bank of America") == [sentences[6]]
    assert found_in(index, "America") == [*sentences[6:8]]
    assert found_in(index, "WHO") == [sentences[8]]
    assert found_in(index, "write") == found_in(index, "modern laboratory") == found_in(index, "May") == [sentences[-1]]
    assert found_in(index, '"write"') == []


def test_acronyms_are_found_with_full_stops_and_in_the_plural(build):
    sentences = (
        "The Northern Fishers Guild (N.F.G.) met.",
        "N.F.G. boats sailed.",
        "The NFG is old.",
        "Every member of the Northern Fishers Guild came.",
        "A non-governmental organisation (NGO) helped.",
        "Many NGOs left.",
        "One NGO stayed.",
        "Two MPs spoke.",
        "An MP listened.",
        "The MPs' room is small.",
    )
    index = build("\n\n".join(sentences))
    for typed in ("NFG", "N.F.G.", "n.f.g.", "nfg", "Northern Fishers Guild"):
        assert found_in(index, typed) == [*sentences[:4]], typed
    for typed in ("NGO", "NGOs", "ngos", "non-governmental organisation"):
        assert found_in(index, typed) == [*sentences[4:7]], typed
    assert found_in(index, "MP") == found_in(index, "MPs") == [*sentences[7:]]
    assert found_in(index, '"MP"') == [sentences[8]]
    assert [mark.text for one in find_mentions("NGO", index=index) for mark in one.marks][-2:] == ["NGOs", "NGO"]
    # A plural that no article has is no form.
    assert [form.text for form in find_mentions("NFG", index=index).phrase.forms] == ["NFG", "Northern Fishers Guild"]


def test_words_within_a_number_are_found(build):
    sentences = (
        "In 2024 51 million tourists came.",
        "One million tourists left.",
        "They spent 1.5 billion dollars, fifty-one million tourists and all.",
        "There were 1,000,000 tourists.",
        "One hundred and thirty-nine peacekeepers left.",
        "The $1.5 million deal failed.",
    )
    index = build("\n\n".join(sentences))
    assert found_in(index, '"million tourists"') == [*sentences[:3]]
    assert found_in(index, "million tourists") == found_in(index, "million tourist") == [*sentences[:4]]
    assert found_in(index, '"51"') == [sentences[0]]
    assert found_in(index, '"thirty-nine peacekeepers"') == [sentences[4]]
    assert found_in(index, '"million"') == [*sentences[:3], sentences[5]]
    assert found_in(index, '"1.5 million deal"') == found_in(index, "$1.5 million deal") == [sentences[5]]
    assert found_in(index, '"5 million deal"') == []
    # Without quotation marks, a number is its value.
    assert found_in(index, "39 peacekeepers") == found_in(index, "thirty-nine peacekeepers") == []
    assert found_in(index, "1,000,000 tourists") == [sentences[1], sentences[3]]
    marks = [mark.text for mention in find_mentions('"million tourists"', index=index) for mark in mention.marks]
    assert marks == ["51 million tourists", "One million tourists", "fifty-one million tourists"]


def test_a_spelling_of_the_articles_is_offered_and_not_counted(build):
    index = build("Kazakhstan’s army went. Kazakhstan sent it to the Golan Heights. Kazakhstan paid.")
    mentions = find_mentions("Kazakstan", index=index)
    assert len(mentions) == 0 and mentions.unknown == ("Kazakstan",)
    assert [offer.text for offer in mentions.offers] == ["Kazakhstan"]
    assert [offer.text for offer in find_mentions("Golan Hights", index=index).offers] == ["Golan Heights"]
    assert [offer.text for offer in find_mentions('"sends"', index=index).offers] == ["sent"]
    assert find_mentions("Kazakhstan", index=index).offers == ()


def test_words_that_the_index_lacks_are_refused_with_a_remedy(build):
    index = build("They said who it was.")
    for typed in ("the who", "to be or not to be"):
        with pytest.raises(MentionError, match="common words.*Add a word"):
            find_mentions(typed, index=index)
    for typed in ("?!", '""', "—"):
        with pytest.raises(MentionError, match="has no word"):
            find_mentions(typed, index=index)
    with pytest.raises(ValueError, match="at most 200"):
        find_mentions("a word " * 40, index=index)
    with pytest.raises(ValueError, match="empty"):
        find_mentions("  ", index=index)


def test_wordings_are_counted_as_written(build):
    index = build("AIDS kills. The aid came. The aids came. Aid\n\nhelps.")
    assert count_wordings(find_mentions("AIDS", index=index), 100) == {"AIDS": 1, "aid": 1, "aids": 1, "Aid": 1}
