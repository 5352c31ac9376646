"""What the sample articles are about, and questions that they answer."""

SUBJECT = "Kazakhstan’s peacekeepers"
"""What the samples are about."""

QUESTIONS = (
    "How many of the peacekeepers are women?",
    "How many service members are going to the Golan Heights?",
    "Where did the troops train before deployment?",
    "When did the soldiers receive medals?",
)
"""Questions that the samples answer, written by hand."""
