"""The example draft of the Check tab: made of the articles, and with all kinds of findings."""

import pytest

from qa.drafts.checking import check_draft
from qa.drafts.example import make_example_draft

BOATS = "The harbour master of Ostrelund counted forty herring boats before the storm of that winter."
BREAD = "Every baker of the old town gave the bread away when the bridge was closed by the flood."


@pytest.mark.parametrize("texts", [(f"{BOATS} {BREAD}",), (BOATS, BREAD), (BREAD, f"{BREAD} {BOATS}")])
def test_the_example_has_all_kinds_of_findings(build, texts):
    index = build(*texts)
    draft = make_example_draft(index)
    verbatim, altered, absent = check_draft(draft, index)
    assert [check.status for check in (verbatim, altered, absent)] == ["verbatim", "altered", "absent"]
    assert verbatim.quotation.text in (BOATS, BREAD)
    assert altered.places and altered.quotation.text not in (BOATS, BREAD)
    assert make_example_draft(index) == draft


def test_a_number_is_altered_if_there_is_one(shipped):
    draft = make_example_draft(shipped)
    altered = check_draft(draft, shipped)[1]
    assert [(piece.kind, piece.text.strip()) for piece in altered.diff if piece.kind != "same"] == [
        ("left out", "One"),
        ("put in", "Three"),
    ]


@pytest.mark.parametrize("text", ["", "Short.", "a list without sentences: one, two, three, four, five, six, seven"])
def test_there_is_no_example_without_sentences_to_quote(build, text):
    assert make_example_draft(build(text or "x")) == ""
