"""Reads Jupyter notebooks: the cells with text; code and what it printed are left out."""

import json
from collections.abc import Iterator, Mapping, Sequence

from corpus.articles import clean_text
from corpus.encodings import decode_text
from corpus.headings import find_headings, parse_heading
from corpus.markup.markdown import clean_markdown
from corpus.readers.fields import MAX_FILE_SIZE, Fields, FileToRead

_BETWEEN_CELLS = "\n\n"


def read_notebook(file: FileToRead) -> Iterator[Fields]:
    """Yield the text of a notebook; a citation names the number of the cell, counted as they are shown."""
    try:
        notebook = json.loads(decode_text(file.content.read(MAX_FILE_SIZE)) or "")
    except (ValueError, RecursionError):
        yield {"skipped": "It is a damaged notebook: it is not valid JSON."}
        return
    cells = _find_cells(notebook)
    if cells is None:
        yield {"skipped": "It is a damaged notebook: it has no list of cells."}
        return
    yield _write(cells, notebook.get("metadata"))


def _find_cells(notebook: object) -> Sequence[object] | None:
    """Return the cells; those of the third version are in worksheets."""
    if not isinstance(notebook, Mapping):
        return None
    cells = notebook.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = notebook.get("worksheets")
    if not isinstance(sheets, list):
        return None
    lists = [sheet["cells"] for sheet in sheets if isinstance(sheet, Mapping) and isinstance(sheet.get("cells"), list)]
    return [cell for cells in lists for cell in cells]


def _write(cells: Sequence[object], metadata: object) -> Fields:
    texts: list[str] = []
    starts, labels, length = [], [], 0
    for number, cell in enumerate(cells, start=1):
        # Cleaned here, so that the offsets of the cells stay valid.
        text = clean_text(clean_markdown(_read_cell(cell))).strip()
        if text:
            starts.append(length)
            labels.append(f"cell {number}")
            texts.append(text)
            length += len(text) + len(_BETWEEN_CELLS)
    if not texts:
        return {"skipped": "The notebook has no cells with text; code is not read."}
    text = _BETWEEN_CELLS.join(texts)
    fields: Fields = {"text": text, "pages": starts, "page_labels": labels}
    return fields | _find_fields(text, metadata if isinstance(metadata, Mapping) else {})


def _read_cell(cell: object) -> str:
    """Return the text of a cell, which may be a list of lines."""
    if not isinstance(cell, Mapping) or cell.get("cell_type") not in ("markdown", "heading"):
        return ""
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str)).replace("\r\n", "\n").replace("\r", "\n")
    level = cell.get("level", 1)
    is_heading = cell["cell_type"] == "heading" and type(level) is int
    return f"{'#' * min(max(level, 1), 6)} {text}" if is_heading else text


def _find_fields(text: str, metadata: Mapping[str, object]) -> Fields:
    title, authors, day = (metadata.get(name) for name in ("title", "authors", "date"))
    first = next(iter(find_headings(text)), None)
    if not isinstance(title, str) and first and first.level == 1 and not text[: first.start].strip():
        title = parse_heading(text[first.start : first.end])
    people = authors if isinstance(authors, list) else []
    names = [person["name"] for person in people if isinstance(person, Mapping) and isinstance(person.get("name"), str)]
    return {"title": title, "author": ", ".join(names), "date": day}
