"""The sample of each format that `doctor` reads."""

import os

from corpus.readers import samples
from corpus.readers.formats import FORMATS
from corpus.readers.samples import check_readers
from ui.cli.doctor import examine


def test_a_sample_of_each_format_is_read(monkeypatch):
    monkeypatch.setattr(samples, "_import_reader", lambda format: "It has no sample.")
    assert dict(check_readers()) == {format.label: "" for format in FORMATS if format.label}


def test_a_format_without_its_library_is_named_with_the_package(tmp_path, monkeypatch):
    (tmp_path / "feedparser.py").write_text("import nowhere_to_be_found")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    finding = next(finding for finding in examine(tmp_path / "none") if finding.what == "formats")
    assert not finding.ok
    assert finding.detail.startswith(
        "RSS or Atom: It is not damaged, but cannot be read here: the package nowhere_to_be"
    )
    assert "pip install" in finding.remedy


def test_a_sample_that_gives_other_words_is_a_fault(monkeypatch):
    monkeypatch.setattr(samples, "WORDS", "These words are in no sample.")
    assert dict(check_readers())["CSV"] == "Its text is missing."
