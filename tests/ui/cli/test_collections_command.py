"""Collections on the command line."""

import json

import pytest
from click.testing import CliRunner

from index.opening import open_index
from quotedesk import list_deleted_collections
from ui.cli.main import quotedesk

OWLS = "Barn owls\n\nA barn owl lays four to seven eggs in May. It hunts voles at dusk.\n"
DAM = "Dams\n\nThe dam at Osh held through the night. Ada Stone signed the report in Geneva.\n"
QUESTION = "How many eggs does a barn owl lay?"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installation")
    for name, text in (("owls", OWLS), ("dams", DAM), ("more", "More\n\nThe bridge at Osh fell in June.\n")):
        (folder / f"{name}.txt").write_text(text)
    run(folder, "index", str(folder / "dams.txt"), str(folder / "more.txt"))
    run(folder, "index", str(folder / "owls.txt"), "--collection", "birds")
    return folder


def invoke(folder, *arguments, **options):
    return CliRunner(env={"QUOTEDESK_INDEX": str(folder / "index")}).invoke(quotedesk, arguments, **options)


def run(folder, *arguments, **options):
    result = invoke(folder, *arguments, **options)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_indexed_collection_lies_within_the_default_index(root):
    assert (root / "index" / "collections" / "birds" / "CURRENT").is_file()
    listed = [json.loads(line) for line in run(root, "collections", "list", "--json").splitlines()]
    assert [(one["name"], one["articles"]) for one in listed] == [("default", 2), ("birds", 1)]
    assert "birds" in run(root, "collections", "list")


def test_one_collection_several_and_all_are_asked(root):
    assert "four to seven" not in run(root, "ask", QUESTION)
    assert "four to seven" in run(root, "ask", QUESTION, "--collection", "birds")
    for given in (
        ["--collection", "birds,default"],
        ["--collection", "birds", "--collection", "default"],
        ["--all-collections"],
    ):
        said = run(root, "ask", QUESTION, *given)
        assert "[1] birds: Barn owls" in said
    answer = json.loads(run(root, "ask", QUESTION, "--all-collections", "--json"))
    assert answer["quotes"][0]["collection"] == "birds"
    assert "1. birds: Barn owls" in run(root, "retrieve", QUESTION, "--all-collections")
    assert run(root, "articles", "--all-collections").startswith("default:\n")
    listed = [
        json.loads(line)["collection"] for line in run(root, "articles", "--json", "--all-collections").splitlines()
    ]
    assert sorted(listed) == ["birds", "default", "default"]
    assert "birds: Barn owls" in run(root, "chat", "--all-collections", input=f"{QUESTION}\n\n")


def test_a_citation_is_verified_in_any_of_them(root):
    saved = run(root, "ask", QUESTION, "--collection", "birds", "--json")
    assert run(root, "verify", "-", "--all-collections", input=saved)
    assert invoke(root, "verify", "-", input=saved).exit_code == 1


def test_every_feature_works_on_the_collection_that_is_named(root, tmp_path):
    (article,) = [json.loads(line) for line in run(root, "articles", "--json", "--collection", "birds").splitlines()]
    id, birds = article["id"], ["--collection", "birds"]
    (tmp_path / "questions.txt").write_text(f"{QUESTION}\n")
    table = tmp_path / "table.csv"
    run(root, "matrix", str(tmp_path / "questions.txt"), "--out", str(table), *birds)
    assert "four to seven" in table.read_text()
    assert "1 sentence" in run(root, "mentions", "voles", *birds)
    assert "voles" not in run(root, "overview")
    assert "barn owl" in run(root, "overview", *birds)
    assert "barn owl" in run(root, "extract", id, *birds)
    assert invoke(root, "extract", id).exit_code == 1
    run(root, "related", id, *birds)
    kept = json.loads(run(root, "clippings", "add", f"{id}:11-54", "--note", "eggs", "--json", *birds))
    assert "eggs" in run(root, "clippings", "list", *birds)
    assert not run(root, "clippings", "list", "--json")
    run(root, "clippings", "remove", kept["id"], *birds)
    standing = json.loads(run(root, "standing", "add", QUESTION, "--json", *birds))
    assert [json.loads(run(root, "standing", "list", "--json", *birds))["id"]] == [standing["id"]]
    assert not run(root, "standing", "list", "--json")
    run(root, "standing", "remove", standing["id"], *birds)


@pytest.mark.parametrize(
    "verb",
    [
        *("mentions voles", "overview", "extract x", "related x", "clippings list", "clippings add x:0-1"),
        *("standing add Why?", "standing list", "standing report"),
    ],
)
def test_a_feature_for_one_collection_refuses_several_and_unknown_ones(root, verb):
    assert "works on one collection" in invoke(root, *verb.split(), "--collection", "birds,default").output
    assert "There is no collection" in invoke(root, *verb.split(), "--collection", "nosuch").output


def test_a_command_for_one_collection_refuses_several(root):
    refused = invoke(root, "exam", "--collection", "birds,default")
    assert refused.exit_code == 2
    assert "one collection" in refused.output
    assert invoke(root, "rollback", "--all-collections").exit_code == 2


@pytest.mark.parametrize("name", ["../index", "Birds", "a/b", ".", "con", "", "ｂirds"])
def test_an_unsafe_name_is_wrong_usage(root, name):
    before = sorted(root.rglob("*"))
    assert invoke(root, "index", str(root / "owls.txt"), "--collection", name).exit_code == 2
    assert invoke(root, "ask", QUESTION, "--collection", name).exit_code == 2
    assert invoke(root, "collections", "create", name).exit_code == 1
    assert sorted(root.rglob("*")) == before


def test_an_unknown_collection_is_named(root):
    refused = invoke(root, "ask", QUESTION, "--collection", "fish")
    assert refused.exit_code == 1
    assert "There is no collection fish." in refused.output
    assert not (root / "index" / "collections" / "fish").exists()


def test_a_folder_given_by_path_has_collections_of_its_own(root):
    other = root / "other"
    run(root, "index", str(root / "dams.txt"), "--index", str(other))
    assert "four to seven" not in run(root, "ask", QUESTION, "--index", str(other))
    run(root, "index", str(root / "owls.txt"), "--index", str(other), "--collection", "birds")
    assert "four to seven" in run(root, "ask", QUESTION, "--index", str(other), "--collection", "birds")
    assert "four to seven" in run(root, "ask", QUESTION, "--index", str(other / "collections" / "birds"))


def test_a_collection_is_renamed_deleted_and_restored(root):
    run(root, "collections", "create", "fish")
    run(root, "collections", "rename", "fish", "trout")
    assert "restore trout" in invoke(root, "collections", "delete", "trout").stderr
    assert "trout" not in run(root, "collections", "list")
    assert "trout" in run(root, "collections", "list", "--deleted")
    run(root, "collections", "restore", "trout", "--as", "fish")
    assert "fish" in run(root, "collections", "list")
    run(root, "collections", "delete", "fish")
    assert invoke(root, "collections", "prune", "--days", "1").output == ""
    assert "for good" in invoke(root, "collections", "prune").stderr
    assert invoke(root, "collections", "restore", "fish").exit_code == 1


def test_articles_are_moved_there_and_back(root):
    (dam,) = (json.loads(line)["id"] for line in run(root, "articles", "--json").splitlines() if "Dams" in line)
    run(root, "collections", "move", dam, "--to", "birds")
    assert "Dams" not in run(root, "articles")
    assert "Dams" in run(root, "articles", "--collection", "birds")
    run(root, "collections", "move", dam, "--from", "birds", "--to", "default")
    assert "Dams" in run(root, "articles")
    assert len(open_index(root / "index" / "collections" / "birds").articles) == 1
    assert invoke(root, "collections", "move", dam, "--to", "fish").exit_code == 1


def test_the_standing_questions_of_the_target_are_asked_of_moved_articles(root):
    for text in ("The glass pavilion of Osh opens on 9 May.", "The old mint of Osh was sold."):
        (root / f"{text[4:9]}.txt").write_text(text)
        run(root, "index", str(root / f"{text[4:9]}.txt"), "--collection", "news")
    run(root, "standing", "add", "When does the glass pavilion of Osh open?")
    index = open_index(root / "index" / "collections" / "news")
    id = next(id for id, article in index.articles.items() if "pavilion" in article.text)
    moved = invoke(root, "collections", "move", id, "--from", "news", "--to", "default")
    assert moved.exit_code == 0
    assert "“When does the glass pavilion of Osh open?”: 1 new sentence." in moved.stderr
    assert "opens on 9 May" in run(root, "standing", "report")
    run(root, "collections", "move", id, "--to", "news")
    run(root, "collections", "delete", "news")
    assert [one.name for one in list_deleted_collections(root / "index")][0] == "news"


def test_an_empty_collection_says_how_to_fill_it(root):
    run(root, "collections", "create", "empty")
    refused = invoke(root, "ask", QUESTION, "--collection", "empty")
    assert "Add some with: quotedesk index PATH --collection empty" in refused.output
    # It is left out of all.
    assert "birds" in run(root, "ask", QUESTION, "--all-collections")
    run(root, "collections", "delete", "empty")
