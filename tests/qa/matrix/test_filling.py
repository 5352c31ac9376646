"""Filling a matrix: its cells are the answers of `ask`, and an interrupted one continues."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quotedesk
from corpus.articles import FoundArticle, make_article
from corpus.errors import ColumnError, ExportError
from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from index.store import Index
from index.types import Encoder
from qa.api import ask
from qa.matrix import filling
from qa.matrix.filling import MatrixFiller, fill_matrix, order_places
from qa.matrix.matrix import make_cell
from qa.matrix.matrix_columns import MatrixColumn, choose_columns, open_columns
from qa.question import check_question
from qa.reading import reader

QUESTIONS = (
    "How many of the peacekeepers are women?",
    "Who signed the agreement?",
    "When will the contingent deploy to UNDOF?",
    "What is UNDOF?",
    "What is the capital of Australia?",
    "Who is Zorblaxia Quen?",
    "What are these articles about?",
    "What happened in February 2024?",
    "What was published since March 2024?",
    '"military contingent" -agreement',
    "Golan Heights mandate",
    "Why not send more troops?",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, shipped: Index, encoder: Encoder) -> Index:
    """The shipped articles, a long one of many passages, and a near copy of it in another source."""
    words = ("harbour", "bridge", "school", "market", "airport", "library", "hospital", "stadium")
    long = " ".join(
        f"The {words[number % 8]} of Aktau number {number} was opened by Mayor Berik {number} in {1900 + number}, and "
        f"{number * 7} people came to see it that day."
        for number in range(36)
    )
    found = [FoundArticle(article, f"shipped/{article.id}") for article in shipped.articles.values()]
    found.append(FoundArticle(make_article(long, title="Aktau", source="The Caspian"), "long"))
    found.append(FoundArticle(make_article(f"{long} It rained.", title="Again", source="Copies"), "copy"))
    folder = tmp_path_factory.mktemp("matrix") / "index"
    build_index(Reading(found), folder, encoder=encoder)
    return open_index(folder)


@settings(max_examples=6)
@given(
    questions=st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=2, unique=True),
    by=st.sampled_from(["articles", "sources", "all"]),
    k=st.sampled_from([1, 5, 8]),
)
def test_every_cell_is_what_ask_answers_of_its_articles_alone(questions, by, k, index):
    matrix = fill_matrix(questions, index=index, by=by, k=k, exact=True)
    assert len(matrix.cells) == matrix.size == len(questions) * len(matrix.columns)
    for question in questions:
        for column in matrix.columns:
            articles, sources = sorted(column.wanted.articles), sorted(column.wanted.sources)
            answer = ask(question, index=index, k=k, articles=articles, sources=sources)
            cell = matrix.cell(question, column)
            assert cell == make_cell(question, column, answer)
            quote = cell.quote(index)
            assert (quote.text if quote else None) == (answer.quotes[0].text if answer.quotes else None)
            assert (quote.span if quote else None) == (answer.quotes[0].span if answer.quotes else None)


@settings(max_examples=4)
@given(order=st.permutations(range(12)), size=st.integers(1, 12))
def test_the_order_in_which_cells_are_filled_changes_none(order, size, index):
    places = list(order_places(QUESTIONS[:2], choose_columns(index)[:6]))
    some = [places[number] for number in order[:size]]
    cells = [cell for batch in MatrixFiller(index).fill(some) for cell in batch]
    whole = fill_matrix(
        QUESTIONS[:2], index=index, articles=[column.article_id for column in choose_columns(index)[:6]]
    )
    assert sorted(map(repr, cells)) == sorted(repr(whole.cell(*place)) for place in some)


def test_ask_of_chosen_articles_quotes_and_finds_no_others(index):
    for article in index.articles.values():
        answer = ask(QUESTIONS[0], index=index, articles=[article.id])
        assert {hit.article.id for hit in answer.hits} <= {article.id}
        assert {quote.article.id for quote in answer.quotes} <= {article.id}
        assert {place.article.id for quote in answer.quotes for place in quote.also} <= {article.id}


def test_a_filter_of_articles_joins_those_of_source_and_date(index):
    dated = next(article for article in index.articles.values() if article.source and article.published)
    found = quotedesk.retrieve("UNDOF", index=index, articles=[dated.id], sources=[dated.source])
    assert {hit.article.id for hit in found} == {dated.id}
    assert quotedesk.retrieve("UNDOF", index=index, articles=[dated.id], sources=["The Caspian"]) == []
    assert quotedesk.retrieve("UNDOF", index=index, articles=[dated.id], until="1990") == []
    assert ask("What is UNDOF?", index=index, articles=["unknown"]).status == "not_found"
    with pytest.raises(TypeError):
        ask("What is UNDOF?", index=index, articles=dated.id)


def test_an_article_that_does_not_answer_says_so_and_quotes_nothing_or_its_closest(index):
    matrix = fill_matrix(["How many of the peacekeepers are women?"], index=index)
    states = {column.name: matrix.cell(matrix.questions[0], column).state for column in matrix.columns}
    assert states["Aktau"] != "stated"
    assert "stated" in states.values()


def test_without_exact_the_stated_and_closest_cells_are_the_same_and_fewer_passages_are_read(index, monkeypatch):
    read: list[int] = []
    read_hits = reader.read_hits
    monkeypatch.setattr(
        filling, "read_hits", lambda query, hits, *rest: read.append(len(hits)) or read_hits(query, hits, *rest)
    )
    questions = QUESTIONS[:5]
    exact = fill_matrix(questions, index=index, exact=True)
    passages, read[:] = sum(read), []
    quick = fill_matrix(questions, index=index)
    assert sum(read) < passages
    for place, cell in exact.cells.items():
        # Where nothing is stated only the probability, far below all limits, may be that of other passages.
        assert quick.cells[place] == (
            replace(cell, confidence=quick.cells[place].confidence) if cell.state == "not stated" else cell
        )


class _InterruptedAfter:
    """A progress that interrupts, as Ctrl-C does, once some cells are filled."""

    def __init__(self, cells: int) -> None:
        self.cells = cells

    def __call__(self, what: str, done: int, total: int) -> None:
        if done >= self.cells:
            raise KeyboardInterrupt


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The cells that are searched, in order."""
    found: list[tuple[str, str]] = []
    find: Callable[..., object] = MatrixFiller._find

    def count(self: MatrixFiller, question: str, column: MatrixColumn) -> object:
        found.append((question, column.key))
        return find(self, question, column)

    monkeypatch.setattr(MatrixFiller, "_find", count)
    return found


def test_an_interrupted_matrix_continues_with_the_cells_that_are_missing(index, tmp_path, counted):
    path, questions = tmp_path / "table.unfinished", QUESTIONS[:3]
    with pytest.raises(KeyboardInterrupt):
        fill_matrix(questions, index=index, unfinished=path, progress=_InterruptedAfter(7))
    kept = len(path.read_text().splitlines())
    assert kept > 7
    counted.clear()
    matrix = fill_matrix(questions, index=index, unfinished=path)
    assert 0 < len(counted) < matrix.size
    assert matrix.cells == fill_matrix(questions, index=index).cells
    # Nobody has saved the matrix yet.
    counted.clear()
    assert fill_matrix(questions, index=index, unfinished=path).cells == matrix.cells
    assert counted == []


@pytest.mark.parametrize("content", [b"My notes\n", b"{", b'{"matrix": 2}\n', b"\xff\xfe\x00", b"\n"])
def test_a_file_that_is_no_unfinished_table_is_left_as_it_is(content, index, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(ExportError, match=r"notes.txt is not an unfinished table. Move it away"):
        fill_matrix(QUESTIONS[:1], index=index, unfinished=path)
    assert path.read_bytes() == content


def test_an_empty_file_takes_the_cells(index, tmp_path):
    path = tmp_path / "table.unfinished"
    path.touch()
    matrix = fill_matrix(QUESTIONS[:1], index=index, by="all", unfinished=path)
    assert len(path.read_text().splitlines()) == 1 + matrix.size


@pytest.mark.parametrize("line", ["", "{", "[]", '{"question": 5}', "\0", "\ud800".encode("utf-8", "replace").decode()])
def test_a_damaged_line_of_the_unfinished_cells_costs_only_its_cell(line, index, tmp_path, counted):
    path = tmp_path / "table.unfinished"
    with pytest.raises(KeyboardInterrupt):
        fill_matrix(QUESTIONS[:3], index=index, unfinished=path, progress=_InterruptedAfter(7))
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], line, *lines[2:]]) + lines[1][:30])
    counted.clear()
    matrix = fill_matrix(QUESTIONS[:3], index=index, unfinished=path)
    assert matrix.cells == fill_matrix(QUESTIONS[:3], index=index).cells


def test_unfinished_cells_that_point_outside_their_article_are_asked_again(index, tmp_path):
    path = tmp_path / "table.unfinished"
    with pytest.raises(KeyboardInterrupt):
        fill_matrix(QUESTIONS[:1], index=index, unfinished=path, progress=_InterruptedAfter(7))
    path.write_text(
        path.read_text().replace('"end": ', '"end": 9999999').replace('"article_id": "', '"article_id": "x')
    )
    assert (
        fill_matrix(QUESTIONS[:1], index=index, unfinished=path).cells == fill_matrix(QUESTIONS[:1], index=index).cells
    )


def test_unfinished_cells_of_another_index_or_count_are_not_used(index, shipped, tmp_path, counted):
    path = tmp_path / "table.unfinished"
    with pytest.raises(KeyboardInterrupt):
        fill_matrix(QUESTIONS[:2], index=index, unfinished=path, progress=_InterruptedAfter(7))
    text = path.read_text()
    for options in ({"index": shipped}, {"index": index, "k": 2}, {"index": index, "exact": True}):
        path.write_text(text)
        counted.clear()
        matrix = fill_matrix(QUESTIONS[:2], unfinished=path, **options)
        assert len(counted) == matrix.size


def test_unfinished_cells_that_cannot_be_written_are_reported(index, tmp_path):
    with pytest.raises(quotedesk.UserError, match="cannot be used"):
        fill_matrix(QUESTIONS[:1], index=index, unfinished=tmp_path)
    with pytest.raises(quotedesk.UserError, match="cannot be used"):
        fill_matrix(QUESTIONS[:1], index=index, unfinished=Path("/proc/none/table"))


def test_columns_are_chosen_by_ids_words_and_sources(index):
    ids = [article.id for article in index.articles.values()]
    assert [column.article_id for column in choose_columns(index, articles=[ids[2], ids[0], ids[2]])] == [
        ids[2],
        ids[0],
    ]
    assert [column.name for column in choose_columns(index, words="source: The Caspian")] == ["Aktau"]
    assert {column.name for column in choose_columns(index, "sources")} == {name for name, _ in index.overview.sources}
    assert [column.key for column in choose_columns(index, "sources", sources=["the caspian"])] == [
        "source:The Caspian"
    ]
    assert [column.name for column in choose_columns(index, "all")] == ["All articles"]
    assert len(choose_columns(index)) == len(ids)
    of_one = choose_columns(index, sources=["the caspian"])
    assert [index.articles[column.article_id].source for column in of_one] == ["The Caspian"] * len(of_one) != []
    assert choose_columns(index, sources=["the caspian"], articles=ids) == of_one


@pytest.mark.parametrize(
    ("by", "choice"),
    [
        ("all", {"words": "Aktau"}),
        ("all", {"sources": ["The Caspian"]}),
        ("all", {"articles": ["{id}"]}),
        ("sources", {"words": "Aktau"}),
        ("sources", {"articles": ["{id}"]}),
    ],
)
def test_a_choice_that_the_columns_do_not_have_is_refused_and_not_ignored(by, choice, index):
    with pytest.raises(ColumnError, match="cannot be limited to some of the articles"):
        choose_columns(index, by, **choice)
    with pytest.raises(ColumnError, match="no source Nobody"):
        choose_columns(index, sources=["Nobody"])


@pytest.mark.parametrize("key", ["article:nothing", "source:Nobody", "", "all ", "article:", "x" * 1000])
def test_an_unknown_column_is_refused(key, index):
    with pytest.raises(ColumnError):
        open_columns([key], index)


def test_no_article_is_an_error_and_no_empty_matrix(index):
    with pytest.raises(ColumnError, match="No article contains these words"):
        choose_columns(index, words="zorblaxia")


@pytest.mark.parametrize("questions", ["one text", [], [" "]])
def test_questions_are_several_texts(questions, index):
    with pytest.raises((TypeError, ValueError)):
        fill_matrix(questions, index=index)


def test_a_question_that_is_there_twice_is_asked_once(index):
    matrix = fill_matrix([" What is UNDOF? ", "What is UNDOF?", "  "], index=index, by="all")
    assert list(matrix.questions) == [check_question("What is UNDOF?")]
