"""The command line as a person types it: transcripts, JSON and exit statuses."""

import json
from dataclasses import fields

import pytest

from corpus.reading import SHIPPED
from qa.answer import Answer

QUESTION = "How many of the peacekeepers are women?"
WOMEN = (
    "One hundred and thirty-nine peacekeepers, including seven women, together with their equipment, "
    "will begin to deploy to UNDOF in March 2024."
)


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
            "since is 'soon', which is not a date. Write it as 2024-01-31, 2024-01 or 2024.",
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
