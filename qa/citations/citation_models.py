"""The fields of saved quotes and annotations, and the problem of one that is wrong.

Import this only to read citations: pydantic takes a while to load.
"""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

Text = Annotated[str, Field(min_length=0)]
"""A text without halves of characters, for which pydantic looks only if there is a limit."""

Words = Annotated[str, Field(min_length=1)]
Offset = Annotated[int, Field(ge=0)]


class _Fields(BaseModel):
    """Fields of exactly these types, among others: True is not a number here."""

    model_config = ConfigDict(strict=True, frozen=True)


class CitedArticle(_Fields):
    """The known fields of an article."""

    id: Text
    url: Text = ""
    title: Text = ""
    source: Text = ""


class SavedQuote(_Fields):
    """A quote as `quotedesk ask --json` prints it."""

    article: CitedArticle
    text: Words
    start: Offset
    end: Offset
    prefix: Text
    suffix: Text


class AnnotationTarget(_Fields):
    """The target of an annotation: the address or id of the article, and selectors of words in it."""

    source: Annotated[Words, BeforeValidator(lambda source: source.get("id") if isinstance(source, dict) else source)]
    selector: object = None


class QuoteSelector(_Fields):
    """The quoted words of an annotation, and those around them."""

    exact: Words
    prefix: Text = ""
    suffix: Text = ""


class PositionSelector(_Fields):
    """The offsets of the quoted words of an annotation."""

    start: Offset
    end: Offset


def describe_problem(error: ValidationError) -> str:
    """Return the first problem of fields, as the end of a sentence."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    name = first["loc"][-1] if first["loc"] else "quote"
    match first["type"]:
        case "missing":
            return f"has no `{name}`"
        case "string_too_short":
            return f"has an empty `{name}`"
        case "greater_than_equal":
            return f"has a negative `{name}`"
        case "string_unicode":
            return f"has half a character in `{name}`"
    return f"has a `{name}` of the wrong type"
