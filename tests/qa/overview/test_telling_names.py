"""Names that tell groups apart: verbatim forms of names and words, without what all groups mention."""

from qa.overview.telling_names import choose_names, count_mentions

SHARED = "On Monday the United Nations met, as the agency Reuters reported."


def tell(index, *groups):
    """Return the names of the first of several groups of texts."""
    articles = [[next(a for a in index.articles.values() if a.text == text) for text in group] for group in groups]
    counts = [count_mentions(own, index) for own in articles]
    everything = count_mentions([article for own in articles for article in own], index)
    return [name.text for name in choose_names(counts[0], everything, articles[0], index)]


def test_a_group_is_told_apart_by_its_own_names(build):
    own = [f"{SHARED} The envoy spoke with Lea Voss of Mount Ventar in case {number}." for number in range(6)]
    others = [f"{SHARED} The miller sold {number} loaves to Baker Tom Reed in Corley." for number in range(6)]
    index = build(*own, *others)
    names = tell(index, own, others)
    assert names[:2] in (["Lea Voss of Mount Ventar"], ["Lea Voss of Mount Ventar", "envoy"]) or "Voss" in names[0]
    assert not {"United Nations", "Reuters", "Monday", "Corley"} & set(names)


def test_the_most_frequent_form_is_shown_as_written(build):
    own = [f"It was said in round {number} that U.S. ships saw the Golan Heights." for number in range(5)]
    own += [f"It was said in round {number} that the Golan’s hills are green." for number in range(5, 7)]
    others = [f"It was said in round {number} that bread is cheap." for number in range(7)]
    names = tell(build(*own, *others), own, others)
    assert "Golan Heights" in names and "U.S." in names


def test_without_names_words_tell_a_group_apart(build):
    own = [f"the mill grinds rye flour in round {number} of the week." for number in range(6)]
    others = [f"the ferry waits for fog in round {number} of the week." for number in range(6)]
    names = tell(build(*own, *others), own, others)
    assert {"mill", "grinds", "flour"} <= set(names)
    assert not {"round", "week", "ferry"} & set(names)


def test_a_title_in_capitals_holds_no_names(build):
    own = [f"How To Bake The Best Rye Bread In {number} Easy Steps." for number in range(6)]
    others = [f"The ferry waits for fog in round {number}." for number in range(6)]
    assert "Best Rye Bread" not in tell(build(*own, *others), own, others)


def test_one_group_alone_has_nothing_to_tell_it_apart(build):
    own = [f"The envoy spoke with Lea Voss in case {number}." for number in range(6)]
    assert tell(build(*own), own) == []
