"""A large collection is built a segment at a time, with the same hits, and no more is lost if the build is killed."""

import os
import signal

import pytest

from tests.faults.builds import FakeEncoder, answers, build, contents_of, leftovers, open_fake, run_apart

FEW = 16
MANY = [f"Snow of the year {number} fell in town {number % 89}." for number in range(200)]


def build_in_parts(folder, texts, monkeypatch=None, **options):
    """Build with few passages per segment."""
    (monkeypatch or pytest.MonkeyPatch()).setattr("index.building.plan.SEGMENT_PASSAGES", FEW)
    return build(folder, texts, **options)


def die_between_segments(folder, texts):
    def die(what, done, total):
        if what == "encoding passages" and done >= 100:
            os.kill(os.getpid(), signal.SIGKILL)

    build_in_parts(folder, texts, progress=die)


def sizes_of(folder):
    return {name: len(segment.articles) for name, segment in open_fake(folder).segments.items()}


def test_segments_hold_no_more_than_they_may_and_answer_as_one_does(tmp_path, monkeypatch):
    build(tmp_path / "one", MANY)
    report = build_in_parts(tmp_path / "parts", MANY, monkeypatch)
    assert list(sizes_of(tmp_path / "parts").values()) == [16] * 12 + [8]
    assert (report.articles, report.passages, report.encoded) == (200, 200, 200)
    assert answers(open_fake(tmp_path / "parts")) == answers(open_fake(tmp_path / "one"))
    assert open_fake(tmp_path / "parts").copies == open_fake(tmp_path / "one").copies


def test_a_full_segment_is_not_written_anew_when_many_articles_come(tmp_path, monkeypatch):
    build_in_parts(tmp_path, MANY[:64], monkeypatch)
    full = set(sizes_of(tmp_path))
    build_in_parts(tmp_path, MANY, monkeypatch)
    sizes = sizes_of(tmp_path)
    assert full < set(sizes)
    assert sum(sizes.values()) == 200
    build_in_parts(tmp_path, ["Wind blew."], monkeypatch)
    assert sum(sizes_of(tmp_path).values()) == 201


def test_a_build_killed_among_its_segments_goes_on_to_the_same_bytes(tmp_path, monkeypatch):
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    assert run_apart(die_between_segments, killed, MANY) == -signal.SIGKILL
    told = []
    report = build_in_parts(killed, MANY, monkeypatch, warn=told.append)
    assert 100 <= report.encoded <= 110
    assert told == [f"{200 - report.encoded} of 200 passages were encoded by an interrupted build; continuing."]
    build_in_parts(whole, MANY, monkeypatch)
    assert contents_of(killed) == contents_of(whole)
    assert leftovers(killed) == []


class CountingEncoder(FakeEncoder):
    """Counts the encoded texts."""

    count = 0

    def encode_passages(self, texts, advance=lambda count: None):
        self.count += len(texts)
        return super().encode_passages(texts, advance)


def test_equal_passages_are_encoded_once_and_all_are_counted(tmp_path):
    encoder, steps = CountingEncoder(), []
    same = "\n\n".join(f"The same long notice is printed below every single report. {'So it is. ' * 20}" for _ in "ab")
    texts = [f"{text}\n\n{same}" for text in MANY[:80]]

    def note(what, done, total):
        if what == "encoding passages":
            steps.append((done, total))

    report = build(tmp_path, texts, encoder=encoder, progress=note)
    assert steps[-1] == (report.encoded, report.encoded) == (report.passages, report.passages)
    assert encoder.count < report.passages / 2
