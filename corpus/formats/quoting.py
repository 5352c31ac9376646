"""Quoted mail."""


def remove_quote_marks(text: str) -> str:
    return text
