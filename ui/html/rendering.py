"""The templates of `ui/html/templates`, and how values are inserted.

Every value is escaped by `escape`, which leaves no HTML or Markdown to interpret: Gradio renders an answer as
Markdown. Untrusted text is inserted in an element as `{{ text|marked }}`, and in an attribute as `{{ text|reveal }}`
if a person reads it; both show hidden characters. `~`, `|join` and `|format` escape for HTML only, so no template uses
them.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from qa.answer import Place, Quote
from qa.article_list import also_published
from qa.citations.fragments import encode_part, original_link, spot_link
from qa.citations.hidden import is_right_to_left, reveal
from qa.mentions.finding import Mention
from ui.answer_words import also_words, indent_of, known_facts, other_articles
from ui.html.markup import (
    Stretches,
    cut_at_marks,
    cut_at_span,
    escape,
    stretches_of,
)

_BREAK_IN_TEXT = re.compile(r"(?<=[^>\s])\n *(?=[^<\s])")
_BREAK = re.compile(r"\n *")


def render(template: str, **values: object) -> str:
    """Return the HTML of a template, which is compiled on first use."""
    return environment().get_template(template).render(values)


@cache
def environment() -> Environment:
    """Return the environment of all templates."""
    shared = Environment(
        loader=PackageLoader("ui.html"),
        autoescape=True,
        finalize=_escape_value,
        undefined=StrictUndefined,
        extensions=[_LineBreaks],
        auto_reload=False,
    )
    shared.filters |= {
        "also_words": also_words,
        "indent_of": indent_of,
        "known_facts": known_facts,
        "marked": _mark_hidden,
        "number": "{:,}".format,
        "percent_encoded": encode_part,
        "original_link": lambda quote: original_link(quote.article, quote.start, quote.end),
        "other_articles": other_articles,
        "reveal": reveal,
        "also_published": also_published,
        "split_at_marks": _split_at_marks,
        "split_at_span": _split_at_span,
        "spot_link": _link_spot,
    }
    shared.tests["right_to_left"] = is_right_to_left
    return shared


def read_style(name: str) -> Markup:
    """Return a style sheet of `ui/page`, to be inserted as it is."""
    # `Markup`: the file is ours.
    return Markup((files("ui") / "page" / name).read_text(encoding="utf-8"))  # noqa: S704


def _escape_value(value: object) -> Markup:
    # `Markup`: the output of a macro, or a text that was just escaped.
    return value if isinstance(value, Markup) else Markup(escape(str(value)))  # noqa: S704


def _link_spot(spot: Place | Quote) -> Markup:
    # `Markup`: a percent-encoded id needs no escaping.
    return Markup(spot_link(spot.article.id, spot.start, spot.end))  # noqa: S704


def _mark_hidden(text: str) -> Markup:
    """Return a text as the content of an element, with hidden characters marked."""
    return _join(stretches_of(text))


def _split_at_span(quote: Quote) -> list[Markup]:
    """Return the words of a quote before, in and after its span, with hidden characters marked."""
    return list(map(_join, cut_at_span(quote)))


def _split_at_marks(mention: Mention) -> list[tuple[Markup, bool]]:
    """Return the words of a sentence cut at its mentions, each part with whether it is one."""
    return [(_join(part), is_mark) for part, is_mark in cut_at_marks(mention)]


def _join(stretches: Stretches) -> Markup:
    # `Markup`: each span of text is escaped, here or by the macro.
    return Markup("".join(_mark(stretch, name) if name else escape(stretch) for stretch, name in stretches))  # noqa: S704


def _mark(hidden: str, name: str) -> str:
    pieces: Any = environment().get_template("pieces.html").module
    return str(pieces.hidden_sign(hidden, name))


class _LineBreaks(Extension):
    """Removes line breaks of the templates beside tags and blocks, and turns the others into spaces.

    Markdown would end an HTML block at an empty line, and white space between inline elements is visible.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type == "data":
                words = _BREAK.sub("", _BREAK_IN_TEXT.sub(" ", token.value))
                yield Token(token.lineno, "data", words)
            else:
                yield token
