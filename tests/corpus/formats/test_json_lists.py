"""JSON: lists of articles are read, anything else is named."""

import io
from pathlib import Path

import pytest

from corpus.formats.json_lists import read_json
from corpus.readers.fields import FileToRead
from corpus.reading import read_articles
from tests.support.documents import read_beside_good


def read_all(path: Path, content: str | bytes):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reading = read_articles([path])
    articles = [(found.origin.removeprefix(str(path)), found.article) for found in reading.found]
    return articles, [(skipped.path.removeprefix(str(path)), skipped.reason) for skipped in reading.skipped]


@pytest.mark.parametrize(
    ("content", "texts", "reason"),
    [
        ('[{"text": "It rose."}, {"title": "A"}, 3]', ["It rose."], "It has no text."),
        ('{"data": {"articles": [{"content": "It rose."}]}}', ["It rose."], ""),
        ('{\n "title": "A",\n "text": "It rose."\n}', ["It rose."], ""),
        ('{"text": "It rose."}\n{"text": "It fell."}\n', ["It rose.", "It fell."], ""),
        ('{"name": "a-package", "version": 1}', [], "JSON without articles"),
        ('{\n "name": "a-package",\n "version": 1}', [], "JSON without articles"),
        ('["a", "b"]', [], "JSON without articles"),
        ('[{"text": "It rose."}', [], "not valid JSON"),
        ("[" * 30_000, [], "nested too deeply"),
        ('{"items": ' * 900 + "1" + "}" * 900, [], "JSON without articles"),
    ],
)
def test_lists_in_json_are_read_or_refused_with_the_true_reason(tmp_path, content, texts, reason):
    articles, reasons = read_all(tmp_path / "a.json", content)
    assert [article.text for _, article in articles] == texts
    assert reason in str(reasons)
    assert bool(reasons) == bool(reason)


def read(reader, content: str, name: str = "a.csv") -> list[dict]:
    class Content(io.BytesIO):
        def fileno(self):
            return 0

    return list(reader(FileToRead(Path(name), Content(content.encode()))))


def test_a_json_file_that_is_no_list_of_articles_is_named(tmp_path):
    assert "JSON without articles" in str(read_beside_good(tmp_path, "a.json", '{\n"a": [1, 2]}'))
    assert read(read_json, '[{"body": "It rose."}]', "a.json") == [{"text": "It rose.", "entry": 1}]
