"""A formula of an office document in one line, as people type it: `a/b`, `x^2`, `√(n+1)`."""

import re

from corpus.office.package import Element

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PAIRS = {"mfrac": "/", "msup": "^", "msub": "_", "mover": "^", "munder": "_"}
"""Elements of MathML with two parts, and the sign between them in one line."""

_ONE_TERM = re.compile(r"[\w.,]*|\(.*\)")
_WITH_OPERANDS = {f"{M}{name}" for name in ("f", "sSup", "sSub", "sSubSup", "nary")}


def read_formula(element: Element) -> str:
    """Return the text of a formula; a fraction or power is not glued to another number."""
    tag = element.tag
    if tag == f"{M}t":
        return element.text or ""
    if tag in _WITH_OPERANDS:
        return _join_operands(element)
    inner = "".join(map(read_formula, element))
    if tag == f"{M}d":
        opening, closing = _find_brackets(element)
        return f"{opening}{inner}{closing}"
    if tag == f"{M}rad":
        return f"√{_bracket(_read_operand(element, 'e'))}"
    return inner


def read_mathml(element: Element) -> str:
    """Return the text of a formula in MathML, as in e-books and OpenDocument."""
    tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if tag in {"", "annotation", "annotation-xml"}:
        return ""
    parts = [read_mathml(child) for child in element]
    if tag in _PAIRS and len(parts) == 2:
        return _PAIRS[tag].join(map(_bracket, parts))
    if tag in {"msubsup", "munderover"} and len(parts) == 3:
        base, below, above = map(_bracket, parts)
        return f"{base}_{below}^{above}"
    text = " ".join((element.text or "").split()) + "".join(parts)
    return f"√{_bracket(text)}" if tag == "msqrt" else text


def _join_operands(element: Element) -> str:
    """Return a fraction, or a base with what stands above and below it."""
    if element.tag == f"{M}f":
        return f"{_bracket(_read_operand(element, 'num'))}/{_bracket(_read_operand(element, 'den'))}"
    below, above, base = (_read_operand(element, name) for name in ("sub", "sup", "e"))
    marks = (f"_{_bracket(below)}" if below else "") + (f"^{_bracket(above)}" if above else "")
    if element.tag != f"{M}nary":
        return f"{_bracket(base)}{marks}"
    sign = element.find(f"{M}naryPr/{M}chr")
    return f"{'∫' if sign is None else sign.get(f'{M}val', '')}{marks} {base}"


def _read_operand(element: Element, name: str) -> str:
    found = element.find(f"{M}{name}")
    return "" if found is None else read_formula(found)


def _bracket(term: str) -> str:
    return term if _ONE_TERM.fullmatch(term) else f"({term})"


def _find_brackets(element: Element) -> tuple[str, str]:
    signs = (element.find(f"{M}dPr/{M}{name}") for name in ("begChr", "endChr"))
    opening, closing = (None if sign is None else sign.get(f"{M}val", "") for sign in signs)
    return "(" if opening is None else opening, ")" if closing is None else closing
