"""The switch beside the name of the page, which chooses the collection that the page shows."""

from collections.abc import Mapping

import gradio as gr

from corpus.errors import UserError
from index.collections.collection_names import DEFAULT
from qa.article_list import name_count
from qa.serialize import Json
from ui.collections.collection_choice import CollectionChoice, current_choice, use_choice
from ui.collections.collection_services import CollectionServices
from ui.collections.current_service import CurrentService
from ui.security.request_queue import RequestQueue
from ui.service import Service
from ui.web.events import make_server_function
from ui.web.page_files import page_file

_REFUSED: Json = {"error": "Invalid request; please reload the page."}


def add_switch(service: Service, queue: RequestQueue) -> None:
    """Add the select of the collections, which is hidden while there is only one."""
    if not isinstance(service, CurrentService):
        return
    services = service.services
    functions = {
        "get_collections": lambda _: list_collections(services),
        "change_collections": lambda wanted: change_collections(services, wanted),
    }
    gr.HTML(
        "",
        # The browser evaluates the template as code, so it must never contain text of an article.
        html_template=page_file("collections.html"),
        js_on_load=page_file("collections.js"),
        server_functions=[make_server_function(queue, *named) for named in functions.items()],
        apply_default_css=False,
        elem_id="collections",
    )


def add_which() -> None:
    """Add the line that names the collection of a tab, for a page of several; the script of the switch fills it."""
    gr.HTML('<p class="which-collection" hidden></p>', elem_classes=["which"], apply_default_css=False)


def list_collections(services: CollectionServices) -> Json:
    """Return the collections of the user with what may be done with them, and the deleted ones."""
    user = _choice().user
    try:
        listed = services.list_for(user)
        deleted = services.list_deleted_for(user)
    except UserError as error:
        return {"error": str(error)}
    try:
        shown = list(services.choose(_choice().names, user, falls_back=True))
    except UserError:
        # The address of the page names one that was deleted.
        shown = []
    return {
        "collections": [{"name": one.name, "articles": one.articles, "can_add": one.can_add} for one in listed],
        "shown": [name or DEFAULT for name in shown],
        # The one of a name that was deleted last is restored.
        "deleted": list(dict.fromkeys(one.name for one in deleted)),
        "can_manage": services.can_manage_as(user) and services.can_add(DEFAULT, user),
    }


def change_collections(services: CollectionServices, wanted: object) -> Json:
    """Create, rename, delete or restore a collection; return a report in words, and the list."""
    asked = wanted if isinstance(wanted, Mapping) else {}
    name, new, user = str(asked.get("name", "")), str(asked.get("new", "")), _choice().user
    try:
        match asked.get("do"):
            case "create":
                services.create(name, user)
                said = f"Created {name}. Close this, choose it at the top of the page, then add articles."
            case "rename":
                services.rename(name, new, user)
                said = f"Renamed {name} to {new}."
            case "delete":
                services.delete(name, user)
                said = f"Deleted {name}."
            case "restore":
                services.restore(name, "", user)
                said = f"Restored {name}."
            case _:
                return _REFUSED
    except UserError as error:
        return {"error": str(error)}
    # The page may show a collection that was deleted.
    with use_choice(CollectionChoice(user)):
        return {"said": said, **list_collections(services)}


def move_to_collection(service: Service, ids: list[str], target: str) -> str:
    """Move articles from the collection of the request to another one; return a report in words.

    Raises UserError as `CollectionServices.move` does.
    """
    if not isinstance(service, CurrentService):
        raise UserError("This server has one collection.", "Create another one first.")
    service.services.move(ids, service.collection or DEFAULT, target, _choice().user)
    service.refresh()
    return f"{name_count(len(ids), 'article')} moved to {target}."


def list_targets(service: Service) -> list[str]:
    """Return the collections that the user may move articles to from that of the request."""
    if not isinstance(service, CurrentService):
        return []
    here = service.collection or DEFAULT
    return [one.name for one in service.services.list_for(_choice().user) if one.can_add and one.name != here]


def _choice() -> CollectionChoice:
    return current_choice() or CollectionChoice()
