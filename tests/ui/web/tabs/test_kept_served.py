"""The calls of the Kept tab: servers that are read-only, and users behind a login."""

import json

from qa.clippings.clippings_file import CLIPPINGS_FILE, read_clippings
from qa.clippings.keeping import quote_place, save_clipping
from tests.support.api_client import find_event, make_client, read_config
from ui.security.login import Login

MILL = "The mill of Orsa ground rye until it burned."


def call_event(client, name, *data, **headers):
    """Call an event of the page outside the queue."""
    body = {"data": list(data), "fn_index": find_event(client, name), "session_hash": "a1"}
    return client.post("/gradio_api/run/predict", json=body, headers=headers)


def call_function(client, name, data, **headers):
    config = read_config(client.get("/", headers=headers).text)
    named = [one["id"] for one in config["components"] if name in (one["props"].get("server_fns") or [])]
    body = {"session_hash": "a1", "component_id": named[0] if named else 1, "fn_name": name, "data": data}
    return client.post("/gradio_api/component_server/", json=body, headers=headers)


def test_a_read_only_server_shows_clippings_and_changes_none(build):
    index = build(MILL)
    folder, (id,) = index.folder, index.articles
    kept = save_clipping(folder, quote_place(index, id, 0, len(MILL)))
    before = (folder / CLIPPINGS_FILE).read_bytes()
    with make_client(folder, read_only=True) as client:
        shown = call_event(client, "show_clippings", "", "")
        assert shown.status_code == 200 and "ground" in shown.text
        assert "edit-clipping" not in shown.text and "remove-clipping" not in shown.text
        action = json.dumps({"do": "remove", "id": kept.id})
        assert call_event(client, "change_clippings", action, "", "").status_code == 404
        spot = {"id": kept.article.id, "start": 0, "end": 9, "note": "", "tags": ""}
        assert call_function(client, "keep_clipping", spot).status_code == 404
        assert "keep-dialog" not in client.get("/").text
    assert (folder / CLIPPINGS_FILE).read_bytes() == before


def test_users_of_the_page_see_and_undo_their_own_only(build):
    index = build(MILL)
    folder, (id,) = index.folder, index.articles
    login = Login("", "X-User", ("10.0.0.1",))
    with make_client(folder, "10.0.0.1", login=login) as client:
        ada, bob = {"X-User": "ada"}, {"X-User": "bob"}
        spot = {"id": id, "start": 0, "end": len(MILL), "note": "mine", "tags": "a, b"}
        assert "kept" in call_function(client, "keep_clipping", spot, **ada).json()
        (kept,) = read_clippings(folder, "ada")
        assert kept.tags == ("a", "b")
        assert "Nothing is kept yet" in plain(call_event(client, "show_clippings", "", "", **bob))
        remove = json.dumps({"do": "remove", "id": kept.id})
        assert "There is no clipping" in plain(call_event(client, "change_clippings", remove, "", "", **bob))
        removed = call_event(client, "change_clippings", remove, "", "", **ada).json()["data"][1]
        name = removed.partition('data-undo="')[2].partition('"')[0]
        name = name.replace("&#45;", "-").replace("&#95;", "_")
        undo = json.dumps({"do": "undo", "name": name})
        assert "too old" in plain(call_event(client, "change_clippings", undo, "", "", **bob))
        assert read_clippings(folder, None) == []
        call_event(client, "change_clippings", undo, "", "", **ada)
        assert read_clippings(folder, None) == [kept]


def plain(answer):
    from html import unescape

    return unescape(answer.json()["data"][-1])
