"""`index`, `remove`, `rollback` and `doctor`: reports, skipped files, progress, damage."""

import io
import json
import re
import shutil
import subprocess
import sys
import time

from corpus.reading import SHIPPED, read_articles
from index.building.build import build_index
from index.generation.generations import find_current
from index.types import ignore_advance
from ui.cli.commands.reported_build import NICENESS
from ui.cli.progress_bar import show_progress


def test_index_reports_counts_and_what_it_skipped(run, tmp_path):
    folder, news = tmp_path / "index", tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text("Rain fell in Almaty.")
    (news / "b.jsonl").write_text('{"text": "Snow fell in Astana."}\n{broken\n')
    result = run("index", news, "--json", folder=folder, status=3)
    report = json.loads(result.stdout)
    assert report["skipped"] == [{"path": f"{news / 'b.jsonl'}, line 2", "reason": "It is not valid JSON."}]
    assert (report["new"], report["articles"], report["encoded"]) == (2, 2, 2)
    assert set(report) == {
        "new", "updated", "unchanged", "removed", "skipped", "articles", "passages", "encoded", "generation", "seconds",
    }  # fmt: skip
    assert result.stderr.splitlines()[-1] == f"1 skipped: It is not valid JSON: {news / 'b.jsonl'}, line 2"
    (news / "b.jsonl").write_text('{"text": "Snow fell in Astana."}\n')
    (news / "a.txt").write_text("Rain fell in Atyrau.")
    assert "0 new, 1 updated, 1 unchanged, 0 removed, 0 skipped" in run("index", news, folder=folder).stderr
    assert "Atyrau" in run("ask", "Where did rain fall?", folder=folder).stdout
    id = json.loads(run("articles", "--json", folder=folder).stdout.splitlines()[0])["id"]
    assert "1 removed" in run("remove", id, folder=folder).stderr


def test_one_article_of_one_passage_is_counted_in_the_singular(run, tmp_path):
    (tmp_path / "a.txt").write_text("Rain fell in Almaty.")
    report = run("index", tmp_path / "a.txt", folder=tmp_path / "index").stderr
    assert "0 skipped: 1 article, 1 passage (1 encoded)" in report
    assert "index: 1 article, 1 passage, " in run("doctor", folder=tmp_path / "index").stdout
    assert "The article is encoded again.\n" in run("index", "--full", folder=tmp_path / "index").stderr


def test_skipped_files_are_grouped_by_reason_at_the_end(run, tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text("Rain fell in Almaty.")
    (news / "b.jsonl").write_text("{broken\n")
    for number in range(22):
        (news / f"{number:02}.doc").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
    result = run("index", news, folder=tmp_path / "index", status=3)
    report, first, second = result.stderr.splitlines()
    assert "1 new, 0 updated" in report and "23 skipped" in report
    assert first.startswith("22 skipped: ") and f"{news / '00.doc'}, {news / '01.doc'}" in first
    assert first.endswith(f"{news / '19.doc'} and 2 more; --json lists all")
    assert second == f"1 skipped: It is not valid JSON: {news / 'b.jsonl'}, line 1"
    (news / "a.txt").unlink()
    failed = run("index", news, folder=tmp_path / "other", status=1)
    assert failed.stderr.splitlines()[0].startswith("22 skipped: ") and "Error: " in failed.stderr.splitlines()[-1]


def test_whoever_asks_while_an_index_is_built_goes_first(tmp_path):
    code = (
        "import os, sys; from click.testing import CliRunner; from ui.cli.main import quotedesk; before = os.nice(0); "
        "CliRunner().invoke(quotedesk, ['index', *sys.argv[1:]]); print(before, os.nice(0))"
    )
    arguments = [str(tmp_path / "none"), "--index", str(tmp_path / "index")]
    result = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    before, after = map(int, result.stdout.split())
    assert after == max(before, NICENESS)
    assert NICENESS > 0


def test_removed_articles_are_listed_and_a_rollback_names_its_generation(run, tmp_path):
    folder, news = tmp_path / "index", tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text("Rain fell in Almaty.")
    (news / "b.txt").write_text("---\ntitle: Snow\n---\nSnow fell in Astana.")
    run("index", news, folder=folder)
    (news / "b.txt").unlink()
    (news / "c.txt").write_text("Wind blew in Aktau.")
    kept = run("index", news, "--keep-removed", folder=folder)
    assert "1 new, 0 updated, 2 unchanged, 0 removed" in kept.stderr
    result = run("index", news, folder=folder)
    assert re.search(r"^removed [0-9a-f]{16}: Snow · source not stated · undated$", result.stderr, re.MULTILINE)
    assert "0 new, 0 updated, 2 unchanged, 1 removed" in result.stderr
    assert "Restored generation-000002-" in run("rollback", folder=folder).stderr
    assert len(run("articles", folder=folder).stdout.splitlines()) == 3
    assert "no generation before the current one" in run("rollback", folder=folder, status=1).stderr


def test_a_full_build_says_that_all_is_encoded_again(run, tmp_path, shipped_folder):
    folder = shutil.copytree(shipped_folder, tmp_path / "index")
    assert "All 5 articles are encoded again.\n" in run("index", "--full", folder=folder).stderr


def test_a_deep_look_encodes_a_sample_again(run, tmp_path, encoder):
    told = run("doctor", "--deep").stdout
    assert re.search(r"^ok +vectors: 50 of \d+ passages encoded again, lowest cosine 1\.0000$", told, re.MULTILINE)
    assert re.search(r"^ok +cpu: .+; the model gives the reference vector", told, re.MULTILINE)
    folder = tmp_path / "index"

    class Mixed:
        card, count_pieces, save = encoder.card, encoder.count_pieces, encoder.save
        encode_query = encoder.encode_query

        def encode_passages(self, texts, advance=ignore_advance):
            return encoder.encode_passages([f"{text[::-1]} another text" for text in texts], advance)

    build_index(read_articles([SHIPPED]), folder, encoder=Mixed())
    assert run("doctor", folder=folder).stdout.count("ok ") == 5
    report = run("doctor", "--deep", folder=folder, status=1).stdout
    assert "PROBLEM  vectors: The file segment-000001/vectors.faiss" in report
    assert f"quotedesk index --full --index {folder}" in report


def test_progress_shows_how_many_a_second_and_the_time_left(monkeypatch):
    from rich.console import Console

    shown = io.StringIO()
    monkeypatch.setattr("rich.console.Console", lambda stderr: Console(file=shown, force_terminal=True, width=120))
    with show_progress() as progress:
        for done in range(0, 101, 20):
            progress("encoding passages", done, 100)
            time.sleep(0.15)
    assert re.search(r"encoding passages .*/100.* \d+ a second .*0:00:0", shown.getvalue())


def test_a_missing_and_a_damaged_index_name_the_remedy(run, tmp_path, encoder):
    assert "Build one with: quotedesk index PATH" in run("ask", "x", folder=tmp_path / "no", status=1).stderr
    folder = tmp_path / "index"
    run("index", SHIPPED, folder=folder)
    assert run("doctor", folder=folder).stdout.count("ok ") == 5
    vectors = find_current(folder) / "segment-000001" / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1])
    assert "vectors.faiss" in run("ask", "x", folder=folder, status=1).stderr
    report = run("doctor", folder=folder, status=1).stdout
    assert (
        f"PROBLEM  segment-000001/vectors.faiss: The file segment-000001/vectors.faiss of the index in {folder} has"
        in report
    )
    assert f"quotedesk index --full --index {folder}" in report
    run("index", "--full", folder=folder)
    assert "seven women" in run("ask", "How many of the peacekeepers are women?", folder=folder).stdout
