"""An index with a collection that only some users may read, and requests of its users."""

import json
import shutil
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from corpus.articles import FoundArticle, make_article
from corpus.reading import Reading
from index.building.build import build_index
from index.collections.collection_folders import create_collection
from index.opening import open_index
from index.types import Encoder
from qa.clippings.keeping import quote_place, save_clipping
from qa.standing.asking import ask_standing
from qa.standing.standing_changes import add_standing
from tests.support.api_client import find_mount
from ui.web.page_calls import server_functions

PROXY = "10.5.0.1"
SECRET_TEXT = "Project Zorblatt starts in Geneva on Monday. Ada Stone leads Project Zorblatt."
QUESTION = "Who leads Project Zorblatt?"
WATCHED = "Where does Project Zorblatt start?"
NEWS_TEXT = "Project Zorblatt starts in the old tram hall of Geneva, the city says."
NOTE = "Tell nobody of Geneva"
UNKNOWN = "nosuch"
STANDING_TOOLS: dict[str, dict[str, object]] = {
    "add_standing": {"question": QUESTION},
    "pause_standing": {"id": "{standing}", "paused": True},
    "remove_standing": {"id": "{standing}"},
    "restore_standing": {"id": "{standing}"},
    "ask_standing": {},
    "mark_standing_read": {"ids": ["x"]},
}
CLIPPING_TOOLS: dict[str, dict[str, object]] = {
    "edit_clipping": {"id": "{clipping}", "note": "mine"},
    "remove_clipping": {"id": "{clipping}"},
}
"""Tools of MCP that change what a collection has, with their arguments."""

TELLING = ("zorblatt", "ada stone", "geneva")
"""Words that only the secret collection holds, apart from those of the question."""


def build_collections(folder: Path, shipped_folder: Path, encoder: Encoder) -> Path:
    """Build an index with the collections `secret` and `open`: ada may add to `secret`, grace only read it.

    All three users have a clipping in `secret`, eve from the time when she might read it, and it has a standing
    question.
    """
    shutil.copytree(shipped_folder, folder)
    for name, text in (("secret", SECRET_TEXT), ("open", "The dam at Osh held through the night.")):
        article = make_article(text, title=f"The {name} one", source=f"{name} source")
        more = make_article(f"A second article of {name} says little.", title=f"More of {name}")
        found = [FoundArticle(article, f"upload:{name}.txt"), FoundArticle(more, f"upload:{name}-2.txt")]
        build_index(Reading(found), create_collection(folder, name), encoder=encoder)
    write_access(folder, {"read": ["ada", "grace"], "add": ["ada"]})
    secret = open_index(secret_folder(folder))
    for user in ("ada", "grace", "eve"):
        save_clipping(secret.folder, quote_place(secret, find_secret(folder), 0, 44), NOTE, [], user)
    add_standing(secret, WATCHED)
    added = Reading([FoundArticle(make_article(NEWS_TEXT, title="News of secret"), "upload:news.txt")])
    build_index(added, secret.folder, encoder=encoder)
    ask_standing(secret.folder)
    return folder


def secret_folder(root: Path) -> Path:
    """Return the folder of the collection that is hidden from eve."""
    return root / "collections" / "secret"


def find_secret(root: Path) -> str:
    """Return the id of the secret article."""
    index = open_index(secret_folder(root))
    return next(id for id, article in index.articles.items() if article.text == SECRET_TEXT)


def write_access(root: Path, access: object) -> None:
    """Write who may use `secret`."""
    (secret_folder(root) / "access.json").write_text(json.dumps(access))


def as_user(user: str, **headers: str) -> dict[str, str]:
    """Return the headers of a request that the proxy sends for a user."""
    return {"X-User": user, **headers}


def without(name: str, text: str) -> str:
    """Return a response with a name replaced, to compare it with that for another name."""
    return text.replace(name, "NAME")


def call_mcp(client: TestClient, user: str, name: str, /, **arguments: object) -> Any:
    """Return the result of a tool over HTTP."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
    accepted = {"Accept": "application/json, text/event-stream"}
    return client.post("/mcp", json=body, headers=as_user(user, **accepted)).json()["result"]


def call_page(client: TestClient, user: str, function: str, data: object, name: str = "") -> Any:
    """Return the response to a call of a function of the page that shows the named collections."""
    blocks = find_mount(client)._base_app.get_blocks().blocks
    component = next(number for number, block in blocks.items() if function in server_functions(block))
    body = {"component_id": component, "fn_name": function, "session_hash": "s1", "data": data}
    headers = as_user(user, **({"X-Quotedesk-Collection": name} if name else {}))
    return client.post("/gradio_api/component_server/", json=body, headers=headers)


def take_files(root: Path) -> dict[str, bytes]:
    """Return the clippings and standing questions of the hidden collection."""
    files = secret_folder(root).iterdir()
    return {path.name: path.read_bytes() for path in files if path.suffix in (".json", ".jsonl")}
