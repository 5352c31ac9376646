"""The MCP server, over stdio and over HTTP: all tools on an index that is always the newest.

Import this only to serve MCP: the SDK takes a second to load.
"""

import json
import logging
from collections.abc import Sequence
from importlib.metadata import version

import anyio
from anyio.to_thread import run_sync
from fastapi import FastAPI, Response
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp.types import Tool as ToolListing
from pydantic import ValidationError
from starlette.requests import Request
from starlette.routing import Route

from corpus.errors import ServerBusy, TooManyRequests, UserError
from qa.citations.hidden import escape_hidden
from qa.input_limits import MAX_BODY_SIZE
from qa.work_steps import finish_steps
from ui.mcp.clippings_tools import CLIPPING_TOOLS
from ui.mcp.collection_tools import COLLECTION_TOOLS
from ui.mcp.matrix_tools import MATRIX_TOOLS
from ui.mcp.mcp_tools import ARTICLE_TOOLS, NOTICE, OpensCollections, ToolCall
from ui.mcp.mentions_tools import MENTION_TOOLS
from ui.mcp.overview_tools import OVERVIEW_TOOLS
from ui.mcp.standing_tools import STANDING_TOOLS
from ui.security.login import user_of
from ui.security.request_queue import ClientGone, RequestQueue, Steps, Visit

TOOLS: dict[str, type[ToolCall]] = {
    **ARTICLE_TOOLS,
    **MENTION_TOOLS,
    **MATRIX_TOOLS,
    **OVERVIEW_TOOLS,
    **STANDING_TOOLS,
    **CLIPPING_TOOLS,
    **COLLECTION_TOOLS,
}
"""Every tool by its name."""

_INSTRUCTIONS = (
    "quotedesk holds a collection of articles and answers from it with their own words only. Use overview to learn "
    "what they are about, ask for a question, mentions for every sentence that names a person, place or thing, search "
    "and get_passage to read, check_quotes before you pass a quotation on. Cite the title (without one the name of the "
    f"file), source and date of the article. {NOTICE}"
)
_log = logging.getLogger(__name__)


def make_server(
    collections: OpensCollections, queue: RequestQueue | None = None, *, writes: bool = False
) -> Server[dict[str, object]]:
    """Make a server whose tools answer from the newest generations of the collections.

    With a queue, clients take turns; without one, the server has a single client. With `writes`, tools that write are
    offered too.
    """
    tools = {name: tool for name, tool in TOOLS.items() if tool.is_offered(collections, writes=writes)}

    async def list_tools(context: ServerRequestContext, params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_describe_tool(name, tool) for name, tool in tools.items()])

    async def call_tool(context: ServerRequestContext, params: CallToolRequestParams) -> CallToolResult:
        if params.name not in tools:
            return _report(f"There is no tool {params.name}. There are: {', '.join(tools)}.")
        user = user_of(context.request.scope) if context.request else ""
        steps = _call_tool(params.name, params.arguments or {}, collections, user)
        if queue is None or context.request is None:
            return await run_sync(finish_steps, steps)
        try:
            return await queue.run_steps(_visit_of(context.request), steps)
        except (ServerBusy, TooManyRequests) as error:
            return _report(str(error))
        except ClientGone:
            return _report("The client disconnected.")

    return Server(
        "quotedesk",
        version=version("quotedesk"),
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def serve_stdio(collections: OpensCollections, *, writes: bool = False) -> None:
    """Serve on stdin and stdout until the client disconnects."""

    async def serve() -> None:
        server = make_server(collections, writes=writes)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(serve)


def _visit_of(request: Request) -> Visit:
    async def is_waiting() -> bool:
        return not await request.is_disconnected()

    return Visit(request.client.host if request.client else "", is_waiting)


def add_mcp(
    app: FastAPI, collections: OpensCollections, hosts: Sequence[str], queue: RequestQueue, *, writes: bool = False
) -> None:
    """Serve at `/mcp` of an application, to pages of these hosts only; requests share no session."""
    manager = StreamableHTTPSessionManager(
        make_server(collections, queue, writes=writes),
        json_response=True,
        stateless=True,
        max_request_body_size=MAX_BODY_SIZE,
        security_settings=_allow(hosts),
    )
    app.router.routes.append(Route("/mcp", StreamableHTTPASGIApp(manager), methods=["POST"]))

    @app.api_route("/mcp", methods=["GET", "DELETE"], include_in_schema=False)
    def refuse() -> Response:
        """Refuse the event stream of a session, as there are no sessions."""
        return Response(status_code=405, headers={"Allow": "POST"})

    app.router.lifespan_context = lambda _: manager.run()


def _allow(hosts: Sequence[str]) -> TransportSecuritySettings:
    """Admit pages of the hosts, and programs without an origin; the application checks the host itself."""
    origins = [f"{scheme}://{host}{port}" for scheme in ("http", "https") for host in hosts for port in ("", ":*")]
    named = [f"{host}{port}" for host in hosts for port in ("", ":*")]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection="*" not in hosts, allowed_hosts=named, allowed_origins=origins
    )


def _describe_tool(name: str, tool: type[ToolCall]) -> ToolListing:
    return ToolListing(
        name=name,
        description=" ".join((tool.__doc__ or "").split()),
        input_schema=tool.schema_for_clients(),
        output_schema=tool.output_schema(),
        annotations=_annotate(tool),
    )


def _annotate(tool: type[ToolCall]) -> ToolAnnotations:
    """Return the effects of a tool on the articles; the protocol defines two of the hints for tools that write only."""
    if not tool.writes:
        return ToolAnnotations(read_only_hint=True, open_world_hint=False)
    return ToolAnnotations(
        read_only_hint=False,
        destructive_hint=tool.is_destructive,
        idempotent_hint=tool.is_idempotent,
        open_world_hint=False,
    )


def _call_tool(
    name: str, arguments: dict[str, object], collections: OpensCollections, user: str
) -> Steps[CallToolResult]:
    """Run a tool; an error becomes a sentence for the client's model."""
    try:
        made = yield from TOOLS[name].model_validate(arguments).for_user(user).answer(collections)
        result = {"untrusted": True, "notice": NOTICE, **made}
    except ValidationError as error:
        return _report(f"These arguments do not fit {name}. {_list_problems(error)}")
    except UserError as error:
        return _report(str(error))
    except Exception:
        _log.exception("The tool %s failed", name)
        return _report(f"The tool {name} failed; see the server log.")
    return CallToolResult(
        content=[_text(escape_hidden(json.dumps(result, ensure_ascii=False)))], structured_content=result
    )


def _list_problems(error: ValidationError) -> str:
    problems = [(".".join(map(str, problem["loc"])), problem["msg"]) for problem in error.errors()]
    return " ".join(f"{name}: {message.removeprefix('Value error, ')}." for name, message in problems)


def _report(sentence: str) -> CallToolResult:
    return CallToolResult(content=[_text(sentence)], is_error=True)


def _text(text: str) -> TextContent:
    return TextContent(type="text", text=text)
