"""Articles of planted topics, each with names that no other topic has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.articles import Article, make_article

OPENINGS = ("On Monday", "In the morning", "A week ago", "At noon", "Before the storm", "In spring", "Last night")


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject with its names, and sentences with a placeholder for a name."""

    names: Sequence[str]
    sentences: Sequence[str]


TOPICS = (
    Topic(
        ("Sandholm", "Captain Orla Finn"),
        (
            "{opening}, the ferry {number} from {name} waited for the fog to lift over the harbour.",
            "The crew of ship {number} threw its ropes to {name} at the quay.",
            "Waves of {number} feet broke over the pier, and {name} closed the sea route.",
        ),
    ),
    Topic(
        ("Corley", "Baker Tom Reed"),
        (
            "{opening}, the mill of {name} ground {number} sacks of rye into flour.",
            "The bread of {name} was sold at {number} pence for a loaf.",
            "Bakers knead the dough for {number} minutes, as {name} has always done.",
        ),
    ),
    Topic(
        ("Mount Ventar", "Astronomer Lea Voss"),
        (
            "{opening}, the telescope on {name} saw a comet {number} times as far as the moon.",
            "The stars near galaxy {number} were counted by {name} in a clear night.",
            "A planet of star {number} was found by {name} with a new mirror.",
        ),
    ),
)


def write_topics(each: int) -> Iterator[tuple[int, Article]]:
    """Yield `each` articles of every topic with the number of the topic; all texts differ."""
    for number in range(each):
        for place, topic in enumerate(TOPICS):
            opening = OPENINGS[number % len(OPENINGS)]
            name = topic.names[number % 2]
            sentences = [
                text.format(opening=opening, number=10 * number + turn, name=name)
                for turn, text in enumerate(topic.sentences)
            ]
            first = number % len(sentences)
            yield place, make_article(" ".join([*sentences[first:], *sentences[:first]]))
