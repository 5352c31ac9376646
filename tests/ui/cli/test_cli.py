"""The command line as a person types it: transcripts, JSON and exit statuses."""

import io
import json
import re
import shutil
import subprocess
import sys
import time
from dataclasses import fields

import pytest
from click.testing import CliRunner

from corpus.reading import SHIPPED, read_articles
from index.building.build import build_index
from index.generation.generations import find_current
from index.types import ignore_advance
from qa.answer import Answer
from ui.cli.index_commands import NICENESS
from ui.cli.main import quotedesk
from ui.cli.progress_bar import show_progress

QUESTION = "How many of the peacekeepers are women?"
WOMEN = (
    "One hundred and thirty-nine peacekeepers, including seven women, together with their equipment, "
    "will begin to deploy to UNDOF in March 2024."
)


@pytest.fixture
def run(shipped_folder):
    """Run a verb on the shipped articles; what is not expected to fail must not."""

    def run_verb(*arguments, status=0, stdin=None, folder=shipped_folder):
        index = ["--index", str(folder)] if folder else []
        result = CliRunner().invoke(quotedesk, [*map(str, arguments), *index], input=stdin)
        assert result.exit_code == status, result.output
        return result

    return run_verb


def test_an_answer_is_quotes_and_numbered_sources(run):
    lines = run("ask", QUESTION, "-k", 2).stdout.split("\n\n")
    assert lines[0] == f"[1] {WOMEN}"
    assert lines[-1].startswith(
        "[1] Kazakhstan Joins United Nations Peacekeeping Efforts with First Independent Deployment of Military "
        "Contingent to UNDOF · United Nations · 22 February 2024 (228e99aee21d84ac:"
    )


def test_json_mirrors_the_types(run):
    answer = json.loads(run("ask", QUESTION, "--json").stdout)
    assert list(answer) == [field.name for field in fields(Answer)]
    assert (answer["question"], answer["query"], answer["status"]) == (QUESTION, QUESTION, "answered")
    quote = answer["quotes"][0]
    names = ["number", "text", "start", "end", "article", "prefix", "suffix", "span", "also"]
    assert list(quote) == [*names, "confidence", "span_confidence", "collection"]
    assert round(quote["confidence"], 4) == answer["confidence"] and 0 < quote["span_confidence"] <= 1
    assert (quote["number"], quote["text"], quote["also"]) == (1, WOMEN, [])
    assert quote["span"] == {"text": "seven", "start": 815, "end": 820}
    names = ["id", "title", "source", "author", "published", "url", "sha256", "date_basis", "language", "pages"]
    assert list(quote["article"]) == [*names, "name", "page_labels", "also", "stated"]
    assert (quote["article"]["language"], quote["article"]["pages"]) == ("en", [])
    assert quote["article"]["published"] == "2024-02-22"
    hit = answer["hits"][0]
    assert list(hit) == ["rank", "score", "passage", "article", "why", "collection"]
    assert hit["passage"]["id"] == f"{hit['article']['id']}:{hit['passage']['start']}-{hit['passage']['end']}"
    rows = [json.loads(line) for line in run("retrieve", QUESTION, "--json", "-k", 3).stdout.splitlines()]
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert rows[0] == hit


def test_passages_are_listed_with_their_citation(run):
    first = run("retrieve", QUESTION, "-k", 1).stdout.splitlines()
    assert first[0].startswith("1. Kazakhstan Joins United Nations Peacekeeping Efforts")
    assert first[1].startswith("228e99aee21d84ac:")
    assert WOMEN in first


def test_an_unanswerable_question_is_reported(run):
    output = run("ask", "What is the capital of Australia?").stdout
    assert output == "The articles do not say. No article mentions “Australia”.\n"


def test_a_follow_up_shows_what_was_searched(run):
    output = run("ask", "How many of them are women?", "--history", "How many peacekeepers go to UNDOF?").stdout
    assert "Searched for: How many peacekeepers go to UNDOF? How many of them are women?" in output
    assert WOMEN in output


def test_a_chat_remembers_its_questions(run):
    result = run("chat", stdin=f"{QUESTION}\n{'x' * 2001}\nAnd who commands them?\n\nnever asked\n")
    assert result.stdout.count("[1] ") == 4
    assert WOMEN in result.stdout
    assert f"Searched for: {QUESTION} And who commands them?" in result.stdout
    assert result.stderr.startswith("5 articles. Type a question")
    assert "question has 2,001 characters; ask in at most 2,000." in result.stderr


def test_articles_are_listed(run):
    lines = run("articles").stdout.splitlines()
    assert len(lines) == 5
    assert sum(".md · " in line for line in lines) == 2
    rows = [json.loads(line) for line in run("articles", "--json").stdout.splitlines()]
    assert {row["author"] for row in rows} == {"", "Vusala Abbasova"}


def test_control_characters_of_an_article_do_not_reach_the_terminal(run, tmp_path, encoder, monkeypatch):
    (tmp_path / "a.txt").write_text("The zorblatt \x1b[31mglows\x1b[0m \u202ebackwards.")
    run("index", tmp_path / "a.txt", folder=tmp_path / "index")
    output = run("ask", "zorblatt", folder=tmp_path / "index").stdout
    assert "The zorblatt �[31mglows�[0m �backwards." in output


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


def test_an_answer_is_written_as_a_page_that_can_be_verified(run, tmp_path):
    page = tmp_path / "answer.html"
    assert run("ask", QUESTION, "--html", page).stdout == run("ask", QUESTION).stdout
    assert WOMEN in page.read_text(encoding="utf-8")
    assert set(run("verify", page).stdout.split("\n")[0].split()) >= {"ok"}
    page.write_text(page.read_text(encoding="utf-8").replace("seven women", "ten women", 1), encoding="utf-8")
    assert "changed" in run("verify", page, status=1).stdout
    refused = run("ask", QUESTION, "--html", tmp_path / "no folder" / "a.html", status=1)
    assert "cannot be written" in refused.stderr and "Name a file in a folder" in refused.stderr


def test_a_file_of_citations_that_is_too_large_is_refused(run, tmp_path):
    with (tmp_path / "huge.html").open("wb") as file:
        file.truncate(50_000_001)
    assert "has more than 50,000,000 bytes" in run("verify", tmp_path / "huge.html", status=1).stderr


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


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["ask", ""], 2, "question is empty"),
        (["ask", "x" * 2001], 2, "question has 2,001 characters"),
        (["ask", "x", "-k", "0"], 2, "0 is not in the range"),
        (["ask", "x", "-k", "1000000"], 2, "1000000 is not in the range"),
        (
            ["ask", "x", "--since", "soon"],
            2,
            "since is 'soon', which is no date. Write it as 2024-01-31, 2024-01 or 2024.",
        ),
        (["index"], 2, "Name a file or folder"),
        (["index", "nowhere"], 1, "There is no file or folder nowhere. Check the path."),
        (["index", str(SHIPPED), "--model", "no/such-model", "--full"], 1, "no/such-model is neither a folder nor"),
        (["index", str(SHIPPED), "--model", "other"], 1, "was built with the model all-MiniLM-L6-v2, not other"),
        (["remove", "nosuch"], 1, "has no article nosuch"),
        (["evaluate", "nowhere"], 2, "does not exist"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_bad_input_gets_one_clear_error(run, arguments, status, message):
    result = run(*arguments, status=status)
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.output


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
    assert WOMEN in run("ask", QUESTION, folder=folder).stdout


@pytest.fixture
def questions(tmp_path):
    """A set of two questions on the shipped articles, as `evaluate` reads it."""
    none = {"history": [], "short_answers": [], "evidence": []}
    women = {"evidence": [{"article": "004", "quote": "including seven women"}], "short_answers": ["seven"]}
    rows = [
        none | {"id": "women", "question": QUESTION, "answerable": True} | women,
        none | {"id": "none", "question": "What is the capital of Australia?", "answerable": False},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_an_ablation_compares_each_stage_with_the_whole(run, questions):
    rows = [json.loads(line) for line in run("evaluate", questions, "--ablate", "--json").stdout.splitlines()]
    stages = [
        "lexical",
        "dense",
        "rerank",
        "topic",
        "phrase",
        "definition",
        "repeat",
        "part",
        "hop",
        "copies",
        "reader",
    ]
    assert [(row["stage"], row["measure"]) for row in rows] == [
        (stage, measure) for stage in stages for measure in ("hit@1", "first quote right")
    ]
    assert all(row["value"] + row["gain"] == 1 for row in rows)
    assert "without" in run("evaluate", questions, "--ablate").stdout
    assert "writes no run" in run("evaluate", questions, "--ablate", "--run-out", "r", status=2).output


def test_an_evaluation_reports_the_calibration_of_confidence(run, questions, tmp_path):
    plot = tmp_path / "plot.png"
    rows = [json.loads(line) for line in run("evaluate", questions, "--json", "--plot", plot).stdout.splitlines()]
    values = {row["name"]: row["value"] for row in rows}
    assert values["first quote right"] == values["answered and right, of the answered"] == 1
    assert (values["answered"], values["wrongly refused, of the answerable"]) == (0.5, 0)
    assert 0 <= values["expected calibration error"] < 0.5
    bins = [row for row in rows if row["name"].startswith("right at confidence")]
    assert sum(row["count"] for row in bins) == 2 and plot.read_bytes().startswith(b"\x89PNG")


def test_what_is_asked_of_the_collection_is_answered(run):
    assert run("ask", "How many articles are there?").stdout.startswith("There are 5 articles.")
    said = run("chat", stdin="hello\nlatest news\n").stdout
    assert said.startswith("Hello.") and "[5] " in said
    answer = json.loads(run("ask", "who are you", "--json").stdout)
    assert (answer["status"], answer["quotes"], answer["hits"]) == ("about", [], [])
