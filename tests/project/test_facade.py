"""`import quotedesk` gives a program all it needs, or names the file that hides a package."""

import subprocess
import sys
from pathlib import Path

import pytest

import quotedesk

ROOT = Path(__file__).parents[2]


def test_the_facade_builds_an_index_and_asks_it(tmp_path):
    (tmp_path / "owls.txt").write_text("Barn owls\n\nA barn owl lays four to seven eggs in May.\n")
    reading = quotedesk.read_articles([tmp_path / "owls.txt"])
    assert quotedesk.build_index(reading, str(tmp_path / "index")).articles == 1
    index = quotedesk.open_index(str(tmp_path / "index"))
    answer = quotedesk.ask("How many eggs does a barn owl lay?", index=index)
    assert answer.quotes[0].text == "A barn owl lays four to seven eggs in May."
    assert quotedesk.retrieve("eggs", index=index)[0].article.title == "Barn owls"


def test_the_facade_writes_every_export_and_verifies_it(tmp_path):
    (tmp_path / "owls.txt").write_text("Barn owls\n\nA barn owl lays four to seven eggs in May.\n")
    quotedesk.build_index(quotedesk.read_articles([tmp_path / "owls.txt"]), tmp_path / "index")
    index = quotedesk.open_index(tmp_path / "index")
    mentions = quotedesk.find_mentions("barn owl", index=index)
    for form in ("json", "html"):
        for citation in quotedesk.read_citations(quotedesk.export_mentions(mentions, form), f"owls.{form}"):
            assert quotedesk.verify(citation, index).status == "ok"
    assert b"A barn owl lays" in quotedesk.export_mentions(mentions, "csv")
    matrix = quotedesk.fill_matrix(["How many eggs does a barn owl lay?"], index=index)
    assert b"four to seven" in quotedesk.export_matrix(matrix, "csv")
    assert quotedesk.export_matrix(matrix, "xlsx").startswith(b"PK")
    (citation,) = quotedesk.read_citations(quotedesk.export_matrix(matrix, "html"), "owls.html")
    assert quotedesk.verify(citation, index).status == "ok"
    with pytest.raises(ValueError, match="'doc' is not an export format"):
        quotedesk.export_matrix(matrix, "doc")
    with pytest.raises(ValueError, match="'doc' is not an export format"):
        quotedesk.export_mentions(mentions, "doc")
    question = quotedesk.add_standing(tmp_path / "index", "When do owls lay eggs?")
    assert quotedesk.pause_standing(tmp_path / "index", question.id).paused
    assert b"<feed" in quotedesk.export_standing(tmp_path / "index")


def test_every_public_name_of_the_facade_is_listed_and_sorted():
    inner = {"Collection", "Path", "find_spec", "build_at", "open_at", "parse_location"}
    public = {name for name in vars(quotedesk) if not name.startswith("_")}
    assert sorted(public - inner) == quotedesk.__all__


def test_an_address_of_milvus_is_no_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(quotedesk.UserError):
        quotedesk.open_index("milvus://127.0.0.1:9/none?nothing=here")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("hiding", ["index.py", "qa/__init__.py", "corpus/", "ui.py"])
def test_a_file_that_hides_one_of_our_packages_is_named(tmp_path, hiding):
    path = tmp_path / hiding
    path.parent.mkdir(exist_ok=True)
    path.mkdir() if hiding.endswith("/") else path.write_text("")
    program = f"import sys; sys.path.append({str(ROOT)!r}); import quotedesk"
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    # A folder without __init__.py hides nothing: our package, further along the path, goes first.
    if hiding == "corpus/":
        assert ran.returncode == 0, ran.stderr
    else:
        assert str(path) in ran.stderr.splitlines()[-1]
        assert "Rename it, or start Python in another folder." in ran.stderr
