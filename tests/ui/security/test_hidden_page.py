"""Every call of the page treats a collection that a user may not read as an unknown one.

The users are those of `test_hidden_collections.py`.
"""

import json
import shutil

import pytest

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.collections.collection_folders import create_collection
from index.opening import open_index
from qa.clippings.clippings_file import read_clippings
from qa.standing.standing_file import read_standing
from tests.support.api_client import find_event, make_client
from tests.ui.security.hidden_collections import (
    PROXY,
    QUESTION,
    SECRET_TEXT,
    TELLING,
    UNKNOWN,
    as_user,
    call_page,
    find_secret,
    secret_folder,
    take_files,
    without,
)
from ui.security.login import Login
from ui.web.page_calls import EVENTS
from ui.web.page_functions import FUNCTIONS

# Gradio's queue uses pandas in ways that pandas warns of.
pytestmark = pytest.mark.filterwarnings("ignore:.*no_silent_downcasting", "ignore:The copy keyword")


# The calls name the collections in a header; addresses of questions name them too.

ADDRESS = f"?q={QUESTION.replace(' ', '+')}"
TABLE = {"questions": [QUESTION], "columns": ["all", "article:{id}"], "exact": False, "generation": "{generation}"}
ARGUMENTS = {
    "get_sources": {},
    "get_library": {},
    "get_reference": {"id": "{id}", "start": 0, "end": 20, "form": "text"},
    "export_conversation": {"asked": [f"{ADDRESS}&collection={{}}"], "form": "markdown"},
    "keep_judgement": {"asked": f"{ADDRESS}&collection={{}}", "verdict": "right"},
    "get_article": {"id": "{id}", "start": 0, "end": 20, "asked": f"{ADDRESS}&collection={{}}"},
    "get_adding": {},
    "export_library": {"form": "csv", "all": True, "count": 2, "words": ""},
    "keep_clipping": {"id": "{id}", "start": 0, "end": 20, "note": "", "tags": ""},
    "watch_question": {"asked": f"{ADDRESS}&collection={{}}"},
    "export_mentions": {"address": "?mention=Zorblatt&collection={}", "form": "json"},
    "list_columns": {"by": "articles", "words": ""},
    "fill_table": TABLE,
    "export_table": TABLE | {"form": "csv", "page": "http://localhost/", "done": 2},
    "get_group": {"filter": "", "generation": "{generation}", "number": 1, "offset": 0},
    "get_extract": {"id": "{id}"},
    "get_related": {"id": "{id}"},
    "get_collections": {},
    "change_collections": {"do": "rename", "name": "{name}", "new": "mine"},
}
DATA = {
    "answer": ["", json.dumps({"asked": [f"{ADDRESS}&collection={{}}"]}), "", None],
    "begin": [json.dumps({"asked": [f"{ADDRESS}&collection={{}}"]})],
    "choose_samples": ["remove"],
    "show_mentions": ["Zorblatt", "?mention=Zorblatt&view=time&collection={}"],
    "open_mentions": ["?mention=Zorblatt&view=articles&collection={}"],
    "show_clippings": ["", ""],
    "change_clippings": [json.dumps({"do": "remove", "id": "{clipping}"}), "", ""],
    "show_standing": [],
    "change_standing": [json.dumps({"do": "add", "question": QUESTION})],
    "survey": [""],
    "check": [SECRET_TEXT],
    "act": [json.dumps({"do": "remove", "ids": ["{id}"]}), "", ""],
    "ask_exam": ["", ""],
    "find": ["", ""],
    "begin_1": ["", ""],
    "read_address": ["https://example.org/", "", ""],
}


def fill(value, name, id):
    """Fill in the names of a call. `id` may be followed by those of the generation and of a clipping."""
    id, generation, clipping = (*id.split(), "", "", "")[:3]
    filled = json.dumps(value).replace("collection={}", f"collection={name}").replace("{id}", id)
    return json.loads(
        filled.replace("{name}", name).replace("{generation}", generation).replace("{clipping}", clipping)
    )


def find_names(root):
    """Return the names that an attacker could have noted: of an article, the generation and a clipping."""
    folder = secret_folder(root)
    clipping = read_clippings(folder, "eve")[0].id
    return f"{find_secret(root)} {open_index(folder).generation} {clipping}"


def call_function(client, user, function, name, id, header=True):
    return call_page(client, user, function, fill(ARGUMENTS[function], name, id), name if header else "")


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_of_the_page_treats_a_hidden_collection_as_an_unknown_one(client, root, function):
    assert function in ARGUMENTS
    id, kept = find_names(root), take_files(root)
    for header in (True, False):
        hidden, unknown = (call_function(client, "eve", function, name, id, header) for name in ("secret", UNKNOWN))
        assert hidden.status_code == unknown.status_code
        assert without("secret", hidden.text) == without(UNKNOWN, unknown.text)
        assert not [word for word in TELLING[1:] if word in hidden.text.lower()]
    assert take_files(root) == kept


def run_event(client, user, event, name, id, header=True, data=None):
    """Run an event as the page does, and return all messages of the server about it."""
    session = f"{user}{event.replace('_', '')}{name}{int(header)}"
    call = {"fn_index": find_event(client, event), "data": fill(data or DATA[event], name, id), "session_hash": session}
    headers = as_user(user, **({"X-Quotedesk-Collection": name} if header else {}))
    if not EVENTS[event].queued:
        return client.post("/gradio_api/run/predict", json=call, headers=headers).text
    joined = client.post("/gradio_api/queue/join", json=call, headers=headers)
    assert joined.status_code == 200, joined.text
    with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}", headers=headers) as stream:
        line = next(line for line in stream.iter_lines() if "process_completed" in line)
    told = json.loads(line.removeprefix("data: "))
    return json.dumps(
        {"success": told["success"], "output": told["output"].get("data"), "error": told["output"].get("error")}
    )


@pytest.mark.parametrize("event", sorted(set(DATA) - {"read_address"}))
@pytest.mark.parametrize("header", [True, False])
def test_an_event_of_the_page_treats_a_hidden_collection_as_an_unknown_one(client, root, event, header):
    before = {article.text for article in open_index(root / "collections" / "secret").articles.values()}
    id, kept = find_names(root), take_files(root)
    if not header and event in ("choose_samples", "act", "change_standing"):
        pytest.skip("without the header these change the default collection")
    hidden, unknown = (run_event(client, "eve", event, name, id, header) for name in ("secret", UNKNOWN))
    if event not in ("answer", "begin"):
        # These contain nothing that changes from call to call.
        assert strip(without("secret", hidden)) == strip(without(UNKNOWN, unknown))
    # A checked draft is shown with the quotations that it has.
    assert event == "check" or "Ada Stone" not in hidden
    assert event == "check" or "leads Project" not in hidden.replace("Who leads Project", "")
    assert {article.text for article in open_index(root / "collections" / "secret").articles.values()} == before
    assert take_files(root) == kept


def strip(told):
    """Leave out the times that Gradio measures."""
    stored = json.loads(told)
    for name in ("duration", "average_duration", "render_config"):
        stored.pop(name, None)
    return stored


def test_every_event_that_shows_articles_is_attacked(client):
    tried = set(DATA) | {"suggest", "suggest_1", "start_afresh", "renew", "try_subject", "try_draft", "upload_files"}
    assert tried == set(EVENTS)


def test_a_reader_reads_on_the_page_but_changes_nothing(client, root):
    (id, *_) = open_index(root / "collections" / "secret").articles
    assert "Ada Stone" in run_event(client, "grace", "answer", "secret", id)
    assert call_function(client, "grace", "get_article", "secret", id).json().get("error") is None
    refused = run_event(client, "grace", "act", "secret", id)
    assert "You may read this collection" in refused
    assert id in open_index(root / "collections" / "secret").articles
    for name, target in (("secret", "open"), ("open", "secret")):
        (moved, *_) = open_index(root / "collections" / name).articles
        data = [json.dumps({"do": "move", "ids": [moved], "to": target}), "", ""]
        told = run_event(client, "grace", "act", name, moved, data=data)
        assert "not change it" in told
        assert moved in open_index(root / "collections" / name).articles


def test_a_reader_sees_what_standing_questions_found_but_changes_none(client, root):
    id, kept = find_names(root), take_files(root)
    shown = run_event(client, "grace", "show_standing", "secret", id)
    assert "old tram hall" in shown and "mark-read" not in shown and "standing-form" not in shown
    standing = read_standing(secret_folder(root)).questions[0].id
    for action in ({"do": "add", "question": QUESTION}, {"do": "remove", "id": standing}, {"do": "read", "ids": ["x"]}):
        refused = run_event(client, "grace", "change_standing", "secret", id, data=[json.dumps(action)])
        assert "not change it" in refused
    assert take_files(root) == kept
    assert "mark-read" in run_event(client, "ada", "show_standing", "secret", id)


def test_a_stranger_learns_no_name_by_moving_articles_there(client, root):
    (id, *_) = open_index(root / "collections" / "open").articles
    told = []
    for target in ("secret", UNKNOWN):
        data = [json.dumps({"do": "move", "ids": [id], "to": target}), "", ""]
        told.append(without(target, json.dumps(strip(run_event(client, "eve", "act", "open", id, data=data)))))
    assert told[0] == told[1]
    assert id in open_index(root / "collections" / "open").articles


def test_one_who_may_add_changes_and_moves_articles(client, root):
    ids = list(open_index(root / "collections" / "secret").articles)
    data = [json.dumps({"do": "move", "ids": [ids[0]], "to": "open"}), "", ""]
    assert "1 article moved to open" in run_event(client, "ada", "act", "secret", ids[0], data=data)
    assert ids[0] in open_index(root / "collections" / "open").articles
    data = [json.dumps({"do": "move", "ids": [ids[0]], "to": "secret"}), "", ""]
    assert "1 article moved to secret" in run_event(client, "ada", "act", "open", ids[0], data=data)
    assert set(open_index(root / "collections" / "secret").articles) == set(ids)


def test_behind_a_login_of_several_users_no_collection_is_created_on_the_page(client, root):
    """The refusal of a name would show that a collection has it."""
    told = [
        call_page(client, "eve", "change_collections", {"do": "create", "name": name}).text
        for name in ("secret", UNKNOWN)
    ]
    assert told[0] == told[1]
    assert not (root / "collections" / UNKNOWN).exists()


def test_a_restricted_default_collection_is_hidden_too(tmp_path, shipped_folder, encoder):
    folder = tmp_path / "index"
    shutil.copytree(shipped_folder, folder)
    (folder / "access.json").write_text('{"read": ["ada"]}')
    build_index(
        Reading([FoundArticle(make_article(SECRET_TEXT), "x")]), create_collection(folder, "open"), encoder=encoder
    )
    client = make_client(folder, PROXY, login=Login(user_header="X-User", proxies=(PROXY,)))
    for user, status in (("ada", 200), ("eve", 404)):
        assert client.get("/api/v1/articles", headers=as_user(user)).status_code == status
        assert client.post("/api/v1/ask", json={"question": "x"}, headers=as_user(user)).status_code == status
    assert client.get("/healthz").json() == {"status": "ok", "generation": "", "articles": 0, "passages": 0}
    metrics = client.get("/api/v1/metrics", headers=as_user("ada")).text
    assert "quotedesk_articles" not in metrics
    # The page shows the first collection that the user may read.
    assert "Kazakhstan" not in run_event(client, "eve", "begin_1", "", "", header=False)
    assert "Kazakhstan" in run_event(client, "ada", "begin_1", "", "", header=False)


def test_a_table_that_was_filled_for_a_reader_is_not_taken_from_the_cache(client, root):
    generation = open_index(secret_folder(root)).generation
    table = {"questions": [QUESTION], "columns": ["all"], "exact": False, "generation": generation}
    assert "Ada Stone" in call_page(client, "ada", "fill_table", table, "secret").text
    for name in ("", "open", "secret"):
        assert "error" in call_page(client, "eve", "fill_table", table, name).json()
        exported = call_page(client, "eve", "export_table", table | {"form": "csv", "page": "http://x/"}, name)
        assert "data" not in exported.json()


def test_the_page_keeps_and_watches_in_the_collection_of_the_article(client, root):
    """The page shows several collections; a quotation is kept in its own, and a reader may keep, but not watch."""
    spot = {"id": find_secret(root), "start": 10, "end": 40, "note": "", "tags": ""}
    before = len(read_clippings(secret_folder(root), "grace"))
    assert "kept" in call_page(client, "grace", "keep_clipping", spot, "open,secret").json()
    assert len(read_clippings(secret_folder(root), "grace")) == before + 1
    assert not read_clippings(root / "collections" / "open", "grace")
    address = f"?q={QUESTION.replace(' ', '+')}&collection=secret"
    refused = call_page(client, "grace", "watch_question", {"asked": address}, "open")
    assert "not change it" in refused.json()["error"]
    assert not read_standing(root / "collections" / "open").questions
    judged = call_page(client, "grace", "keep_judgement", {"asked": address, "verdict": "right"}, "open")
    assert "error" in judged.json()
    assert "watched" in call_page(client, "ada", "watch_question", {"asked": address}, "open").json()
    assert QUESTION in [one.question for one in read_standing(secret_folder(root)).questions]


def test_what_surrounds_an_article_is_of_its_own_collection(client, root):
    wanted = {"id": find_secret(root)}
    for names in ("secret", "open,secret", "all"):
        told = call_page(client, "grace", "get_extract", wanted, names)
        assert "Zorblatt" in json.dumps(told.json()["sentences"])
        assert "More of secret" in call_page(client, "grace", "get_related", wanted, names).text
        assert "error" in call_page(client, "eve", "get_extract", wanted, names).json()
