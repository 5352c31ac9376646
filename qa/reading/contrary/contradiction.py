"""Whether a sentence contradicts a question in a word that its surroundings do not correct."""

from qa.query.question_type import find_answer_type
from qa.reading.contrary.denials import find_unstated_denial
from qa.reading.contrary.kinds import find_other_of_kind
from qa.reading.contrary.numbered import find_other_number
from qa.reading.contrary.ordered import find_other_place
from qa.reading.spans import SpanOffsets


def find_contradiction(question: str, sentence: str, span: SpanOffsets | None, around: str) -> str | None:
    """Return the word of a question that a sentence contradicts, None if there is none.

    `around` is the text before the sentence with its title and headings, which may have that word. A question for yes
    or no is answered by what contradicts it.
    """
    if find_answer_type(question) == "yes/no":
        return None
    return (
        find_other_number(question, sentence, span, around)
        or find_other_place(question, sentence, around)
        or find_other_of_kind(question, sentence, span, around)
        or find_unstated_denial(question, sentence, around)
    )
