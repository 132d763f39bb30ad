"""The server reached in every way a client can: in process and over stdio, in both eras."""

import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

from llmsys_mcp.faces.app import Settings, open_catalog
from llmsys_mcp.faces.server import build_server

ERAS = {"modern": "auto", "legacy": "legacy"}
MEMORY = [f"memory-{era}" for era in ERAS]
"""Quick: for every case."""
STDIO = [f"stdio-{era}" for era in ERAS]
"""A second each to start: for one look that a whole session works."""


def serve_command(folder: Path, *options: str) -> StdioServerParameters:
    """The server as a client's configuration would start it."""
    arguments = ["-m", "llmsys_mcp", "serve", "--list", str(folder), "--index-dir", "memory"]
    return StdioServerParameters(command=sys.executable, args=[*arguments, *options])


@asynccontextmanager
async def connect(
    way: str, folder: Path, *options: str, toolsets: Collection[str] = ("core", "edit")
) -> AsyncIterator[Client]:
    """A client of a server over the list in `folder`.

    In process it has these toolsets only: to make the schemas of all costs more than most calls.
    """
    kind, era = way.split("-")
    if kind == "memory":
        catalog = open_catalog(Settings(list_path=str(folder), index_dir="memory"), folder)
        server: Any = build_server(catalog, toolsets=toolsets, read_only="--read-only" in options)
    else:
        server = serve_command(folder, *options)
    async with Client(server, mode=ERAS[era]) as client:
        yield client


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
