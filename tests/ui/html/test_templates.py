"""Templates: escaping, marking, and that every template is tested with hostile texts."""

import re
from html import unescape
from urllib.parse import unquote

import lxml.html
import pytest
from hypothesis import example, given, settings
from jinja2 import UndefinedError
from markdown_it import MarkdownIt

from qa.citations.hidden import find_hidden
from tests.support.hostile import ANYTHING, BREAKING
from tests.support.shown_pages import pages, skeleton
from ui.html.rendering import environment, render

PLAIN_TEXT = "Rain fell on Oral."
PLAIN = pages(PLAIN_TEXT)
ATTACKS = [
    "<script>hacked()</script>",
    '"onload="hacked()',
    "' onload='hacked()",
    "{{ 7*7 }}",
    "{% raw %}",
    "{% endraw %}{{ self.__init__.__globals__ }}",
    "{% include 'answer.html' %}",
    "{# a note",
    "</style></title><img src=x>",
    "&lt;b&gt; &amp; &#60;",
    "*a* _b_ `c` [d](e) ~~f~~ $g$ |",
]
SHOWN_AS_MARKDOWN = ("question", "answer", "error", "comparison", "refused")
"""The pages that Gradio's transcript renders as Markdown."""


def parse(page):
    """Return what a page shows, without its data."""
    root = lxml.html.document_fromstring(f"<div>{page}</div>")
    for data in root.xpath('//script[@type="application/json"]'):
        data.drop_tree()
    return root


def test_every_template_is_attacked():
    environment.cache_clear()
    pages(PLAIN_TEXT)
    used = {name for _, name in environment().cache}
    assert used == set(environment().list_templates())


@pytest.mark.parametrize("said", ATTACKS)
def test_an_attack_is_shown_as_text_wherever_a_plain_text_is(said):
    for name, page in pages(said).items():
        shown, plain = parse(page), parse(PLAIN[name])
        assert skeleton(page) == skeleton(PLAIN[name]), name
        # What was searched begins with the earlier questions, which are left out only if they are words.
        assert shown.text_content().count(said) >= plain.text_content().count(PLAIN_TEXT), name
        for node, plain_node in zip(shown.iter(), plain.iter(), strict=True):
            for attribute in set(node.attrib) - {"href"}:
                # Ids and addresses are percent-encoded.
                decode = unquote if attribute in ("data-id", "data-address") else str
                said_there = decode(node.get(attribute)).replace(said, PLAIN_TEXT)
                assert said_there == decode(plain_node.get(attribute)), (name, attribute)


def depends_on_neighbours(said):
    """Return whether a character is not hidden because of its neighbours, which may be in another element."""
    hidden = {at for start, end in find_hidden(said) for at in range(start, end)}
    return any(find_hidden(character) and at not in hidden for at, character in enumerate(said))


@settings(max_examples=60)
@given(ANYTHING.filter(lambda said: not depends_on_neighbours(said)))
@example("".join(BREAKING))
def test_hidden_characters_are_in_their_marks_and_in_no_attribute_that_is_read(said):
    for name, page in pages(said).items():
        page_node = parse(page)
        for node in page_node.iter():
            assert not find_hidden(node.get("title", "") + node.get("aria-label", "")), name
        for mark in page_node.xpath('//bdi[@class="hidden-sign"]'):
            assert re.match(r"U\+[0-9A-F]{4,6}\b", mark.get("title")), name
            mark.text = ""
        assert not [text for text in page_node.itertext() if find_hidden(text)], name


@pytest.mark.parametrize("said", [*ATTACKS, *BREAKING])
def test_markdown_changes_nothing_in_a_message_of_the_transcript(said):
    reader = MarkdownIt("js-default", {"html": True, "linkify": False, "typographer": True})
    shown = pages(said)
    for name in SHOWN_AS_MARKDOWN:
        # An empty line would end the block of HTML, and a line that is indented begins a block of code.
        assert "\n" not in shown[name] and "\t" not in shown[name], name
        assert unescape(reader.render(shown[name])).strip() == unescape(shown[name]).strip(), name


def test_a_value_is_escaped_for_html_and_markdown_in_any_template():
    template = environment().from_string('<a title="{{ said }}">{{ said }}</a>{{ said }}')
    for said in (*ATTACKS, *BREAKING):
        page = template.render(said=said)
        assert not re.search(r"[\"'`*_{}\[\]\n]", page.replace('title="', "").replace('">', ">")), said
        assert page.count("<") == 2 and page.count(">") == 2


def test_no_template_escapes_for_html_only():
    for name in environment().list_templates():
        source = environment().loader.get_source(environment(), name)[0]
        expressions = " ".join(re.findall(r"{[{%](.*?)[}%]}", source))
        assert not re.search(r"~|\b(safe|join|format|escape|autoescape|raw)\b", expressions), name


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(UndefinedError):
        render("question.html")
    with pytest.raises(UndefinedError):
        environment().from_string("{{ quote.texts }}").render(quote=object())


def test_a_line_break_of_a_template_is_a_space_only_within_text_and_tags():
    source = '<p class="a"\n   id="b">\n  two\n  lines {{ n }}\n  {% if n %}\n    more\n  {% endif %}\n</p>\n'
    assert environment().from_string(source).render(n=1) == '<p class="a" id="b">two lines 1more</p>'
