"""A clock that is set a year forward or back, and dates that no clock ever shows (F12)."""

import datetime
import json
import os
import time
from datetime import date

import pytest

from corpus.reading import read_articles
from index.building.build import build_index
from index.generation.generations import find_current, roll_back
from index.opening import open_index
from tests.faults.builds import NEW, FakeEncoder, build, texts_of
from ui.cli.terminal import describe_article
from ui.html.library.library_html import library_html

YEAR = 366 * 24 * 3600
NOW = time.time()


@pytest.fixture
def set_clock(monkeypatch, tmp_path):
    """Set Python's clock, and afterwards the times of the files that were written under it."""

    def set_to(seconds):
        class Shifted(datetime.datetime):
            @classmethod
            def now(cls, tz=None):
                return cls.fromtimestamp(seconds, tz)

        monkeypatch.setattr(time, "time", lambda: seconds)
        monkeypatch.setattr(time, "time_ns", lambda: int(seconds * 1e9))
        monkeypatch.setattr(time, "localtime", lambda at=seconds, real=time.gmtime: real(at))
        monkeypatch.setattr(datetime, "datetime", Shifted)

    return set_to


def stamp(folder, seconds):
    """Give all files of the last build the time that its clock showed."""
    for path in (find_current(folder), *find_current(folder).rglob("*"), folder / "CURRENT"):
        os.utime(path, (seconds, seconds))


def build_at(set_clock, folder, texts, seconds):
    set_clock(seconds)
    build(folder, texts)
    stamp(folder, seconds)
    return find_current(folder).name


CLOCKS = {
    "back": [NOW, NOW - YEAR, NOW - 2 * YEAR, NOW - 3 * YEAR],
    "forward": [NOW, NOW + YEAR, NOW + 2 * YEAR, NOW + 3 * YEAR],
    "forward and back": [NOW, NOW + YEAR, NOW - YEAR, NOW],
    "still": [NOW] * 4,
    "before there were files": [NOW, 0.0, 1.0, NOW],
}


@pytest.mark.parametrize("clock", CLOCKS.values(), ids=CLOCKS.keys())
def test_whatever_the_clock_shows_the_last_build_is_the_newest(tmp_path, set_clock, clock):
    folder = tmp_path / "index"
    names = [build_at(set_clock, folder, NEW[:number], at) for number, at in enumerate(clock, start=1)]
    assert [name.split("-")[1] for name in names] == ["000001", "000002", "000003", "000004"]
    # The last two are kept, whichever carries the later time.
    assert sorted(path.name for path in folder.glob("generation-*")) == names[2:]
    assert texts_of(folder) == set(NEW[:4])
    assert roll_back(folder) == names[2]
    assert texts_of(folder) == set(NEW[:3])


@pytest.mark.parametrize("shift", [-YEAR, YEAR], ids=["back", "forward"])
def test_a_lost_pointer_goes_to_the_last_generation_not_to_the_latest_time(tmp_path, set_clock, shift):
    folder = tmp_path / "index"
    names = [build_at(set_clock, folder, NEW[:number], NOW + number * shift) for number in (1, 2)]
    (folder / "CURRENT").unlink()
    assert roll_back(folder) == names[1]
    assert texts_of(folder) == set(NEW[:2])


@pytest.mark.parametrize("shift", [-YEAR, YEAR], ids=["back", "forward"])
def test_a_file_that_changed_is_taken_whatever_time_it_carries(tmp_path, set_clock, shift):
    file = tmp_path / "news.txt"
    for number in (0, 1, 2):
        file.write_text(NEW[number])
        os.utime(file, (NOW + number * shift,) * 2)
        set_clock(NOW + number * shift)
        build_index(read_articles([file]), tmp_path / "index", encoder=FakeEncoder())
        assert texts_of(tmp_path / "index") == {NEW[number]}


def test_the_clock_is_no_part_of_an_index(tmp_path, set_clock):
    names = {build_at(set_clock, tmp_path / str(at), NEW, at) for at in (0.0, NOW - YEAR, NOW, NOW + YEAR)}
    assert len(names) == 1


DATES = {
    "1970-01-01": (date(1970, 1, 1), "1 January 1970"),
    "1969-12-31": (date(1969, 12, 31), "31 December 1969"),
    "2100-12-31": (date(2100, 12, 31), "31 December 2100"),
    "2024-02-29": (date(2024, 2, 29), "29 February 2024"),
    "2023-02-29": (None, "undated"),
    "2024-13-45": (None, "undated"),
    "0000-00-00": (None, "undated"),
    "2024": (None, "undated"),
    "yesterday": (None, "undated"),
    "": (None, "undated"),
    None: (None, "undated"),
}


@pytest.mark.parametrize("clock", [0.0, NOW, NOW + YEAR], ids=["before there were files", "now", "in a year"])
@pytest.mark.parametrize("form", ["jsonl", "md"])
def test_a_date_is_shown_as_given_or_not_at_all(tmp_path, set_clock, form, clock):
    set_clock(clock)
    for number, given in enumerate(DATES):
        text = f"Rain number {number} fell in Almaty."
        if form == "jsonl":
            (tmp_path / f"{number}.jsonl").write_text(json.dumps({"text": text, "date": given}))
        else:
            line = "" if given is None else f"date: {given}\n"
            (tmp_path / f"{number}.md").write_text(f"---\nauthor: A\n{line}---\n{text}")
    build_index(read_articles([tmp_path]), tmp_path / "index", encoder=FakeEncoder())
    shown = {
        int(article.text.split()[2]): (article.published, describe_article(article).rpartition(" · ")[2])
        for article in open_index(tmp_path / "index").articles.values()
    }
    assert [shown[number] for number in range(len(DATES))] == list(DATES.values())


def test_a_library_of_old_coming_and_undated_articles_is_listed_newest_first(tmp_path):
    rows = [{"text": f"Rain fell on roof {n}.", "date": given} for n, given in enumerate(DATES)]
    (tmp_path / "news.jsonl").write_text("\n".join(map(json.dumps, rows)))
    build_index(read_articles([tmp_path / "news.jsonl"]), tmp_path / "index", encoder=FakeEncoder())
    html = library_html(open_index(tmp_path / "index"))
    places = [html.index(words) for words in ("2100", "2024", "1970", "1969", 'data-field="date"></td>')]
    assert places == sorted(places)
    assert html.count('data-field="date"></td>') == 7


def test_a_front_matter_that_breaks_yaml_costs_one_file(tmp_path):
    nested, deep, far = f"tags: {'[' * 5000}", "- " * 50_000, "date: !!timestamp 2024-13-45"
    for name, line in {"nested": nested, "deep": deep, "far": far, "good": "title: 10:30", "none": "title: ~"}.items():
        (tmp_path / f"{name}.md").write_text(f"---\n{line}\n---\nRain fell in {name}.")
    reading = read_articles([tmp_path])
    assert [item.article.title for item in reading.found] == ["10:30", ""]
    assert sorted(skipped.reason for skipped in reading.skipped) == [
        "Its front matter has 100,001 characters; it may have 65,536.",
        "Its front matter has a YAML tag (line 2); leave it out.",
        "Its front matter is nested too deeply (line 2).",
    ]
