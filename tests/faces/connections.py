"""The server reached in every way a client can: in process, over stdio, over HTTP, in both eras."""

import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.session import ElicitationFnT
from mcp.client.streamable_http import streamable_http_client
from starlette.types import ASGIApp

from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.http.asgi import make_app
from llmsys_mcp.faces.http.settings import HttpSettings
from llmsys_mcp.faces.http.tokens import read_grants
from llmsys_mcp.faces.server import build_server
from llmsys_mcp.faces.settings import Settings

TOKEN = "known-to-the-tests-alone"  # noqa: S105 -- it opens servers of the tests alone

ERAS = {"modern": "auto", "legacy": "legacy"}
MEMORY = [f"memory-{era}" for era in ERAS]
"""Quick: for every case."""
STDIO = [f"stdio-{era}" for era in ERAS]
"""A second each to start: for one look that a whole session works."""
HTTP = [f"http-{era}" for era in ERAS]
"""The whole application with all its guards, without a socket: as quick as in process."""


def serve_command(folder: Path, *options: str) -> StdioServerParameters:
    """The server as a client's configuration would start it."""
    arguments = ["-m", "llmsys_mcp", "serve", "--list", str(folder), "--index-dir", "memory"]
    return StdioServerParameters(command=sys.executable, args=[*arguments, *options])


@asynccontextmanager
async def connect(
    way: str,
    folder: Path,
    *options: str,
    toolsets: Collection[str] = ("core", "edit"),
    user: ElicitationFnT | None = None,
) -> AsyncIterator[Client]:
    """A client of a server over the list in `folder`; `user` answers what it is asked.

    In process it has these toolsets only: to make the schemas of all costs more than most calls.
    """
    kind, era = way.split("-")
    if kind == "memory":
        catalog = open_catalog(Settings(list_path=str(folder), index_dir="memory"), folder)
        server: Any = build_server(
            catalog,
            toolsets=toolsets,
            read_only="--read-only" in options,
            allow_push="--allow-push" in options,
        )
    elif kind == "http":
        async with (
            over_http(folder, "--read-only" in options, toolsets) as server,
            Client(server, mode=ERAS[era], elicitation_callback=user) as client,
        ):
            yield client
        return
    else:
        server = serve_command(folder, *options)
    async with Client(server, mode=ERAS[era], elicitation_callback=user) as client:
        yield client


@asynccontextmanager
async def over_http(folder: Path, read_only: bool, toolsets: Collection[str]) -> AsyncIterator[Any]:
    """A transport to a server over the list in `folder`, whose caller may write."""
    chosen = Settings(
        list_path=str(folder),
        index_dir="memory",
        read_only=read_only,
        toolsets=tuple(toolsets),
    )
    http = HttpSettings(grants=read_grants(f"tester read,write {TOKEN}", "test"))
    app = make_app(chosen, http, learnt=())
    async with (
        running(app),
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            headers={"authorization": f"Bearer {TOKEN}"},
        ) as caller,
    ):
        yield streamable_http_client(f"http://127.0.0.1:{http.port}/mcp", http_client=caller)


@asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[None]:
    """Start and stop an application as its server does (ASGI lifespan)."""
    to_app, from_app = (anyio.create_memory_object_stream[Any](1) for _ in range(2))
    scope = {"type": "lifespan", "state": {}}
    with to_app[0], to_app[1], from_app[0], from_app[1]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(app, scope, to_app[1].receive, from_app[0].send)
            await to_app[0].send({"type": "lifespan.startup"})
            assert (await from_app[1].receive())["type"] == "lifespan.startup.complete"
            try:
                yield
            finally:
                await to_app[0].send({"type": "lifespan.shutdown"})
                assert (await from_app[1].receive())["type"] == "lifespan.shutdown.complete"


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """Text of the refusal that the call must end in."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error, result.structured_content
    text: str = result.content[0].text
    return text


async def called(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """Structured result of a call that must succeed."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content[0].text
    structured: dict[str, Any] = result.structured_content
    return structured
