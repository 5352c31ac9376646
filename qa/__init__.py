"""How we answer: `retrieve` finds passages, `ask` quotes the sentences that answer."""

from qa.answer import Answer, Hit, Quote, Span, Why
from qa.api import ask, retrieve

__all__ = ["Answer", "Hit", "Quote", "Span", "Why", "ask", "retrieve"]
