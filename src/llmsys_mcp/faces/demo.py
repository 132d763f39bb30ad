"""A curator's day in a few seconds, through a server started as a client would start it."""

import errno
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import click

from llmsys_mcp.faces.app import BUNDLED_LISTS, README, bundled_folder
from llmsys_mcp.services.catalog import RULES_FILE
from llmsys_mcp.services.library import BUNDLED

if TYPE_CHECKING:
    from mcp import Client, StdioServerParameters

PAPER = {
    "title": "Rollout Relay",
    "url": "https://www.arxiv.org/pdf/2601.00001v2",
    "description": "Overlapping Generation and Training for Reinforcement Learning of LLMs",
    "venue": "OSDI 2026",
    "organization": "umich",
}
"""A paper that nobody wrote, so that no list holds it."""


def start_list(folder: Path) -> list[Path]:
    """Copy the bundled list and its rules into `folder`, which is made if need be.

    Raises:
        FileExistsError: one of the two files is there already; nothing was written.
        OSError: the system refused.
    """
    targets = [folder / README, folder / RULES_FILE]
    for target in targets:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    folder.mkdir(parents=True, exist_ok=True)
    for target in targets:
        with target.open("xb") as file:
            file.write((bundled_folder() / target.name).read_bytes())
    return targets


def run_demo(color: bool | None) -> None:
    """Run the demo and print what the tools answer."""
    with tempfile.TemporaryDirectory(prefix="llmsys-demo-") as folder:
        start_list(Path(folder))
        anyio.run(_tour, Path(folder), color)


async def _tour(folder: Path, color: bool | None) -> None:
    from mcp import Client

    async with Client(_server(str(folder))) as client:
        guide = _Guide(client, color)
        tools = (await client.list_tools()).tools
        guide.say(f"llmsys-mcp over stdio, {len(tools)} tools, on a copy of the bundled list")
        await guide.show(
            "Is there something on paged KV caches? (one typo)",
            "search_papers",
            query="pagd kv cache memory",
            limit=3,
        )
        await guide.show(
            "Is this paper listed? It carries another link and another subtitle.",
            "check_duplicate",
            title="vAttention: Managing Memory Dynamically for LLM Serving",
            url="https://arxiv.org/pdf/2405.04437v3.pdf",
        )
        title = f"{PAPER['title']}: {PAPER['description']}"
        await guide.show("And this new one?", "check_duplicate", title=title, url=PAPER["url"])
        found = await guide.show(
            "Where does it belong?", "suggest_section", title=title, url=PAPER["url"]
        )
        section = found["suggestions"][0]["section"]
        await guide.show("How is it written here?", "format_entry", **PAPER, section=section)
        await guide.show("Add it.", "add_entry", **PAPER, section=section)
        await guide.show("Add it once more.", "add_entry", **PAPER, section=section)
        guide.say("One line was added, nothing else was touched.")
    async with Client(_server(*(f"{name}={BUNDLED}{name}" for name in BUNDLED_LISTS))) as client:
        guide = _Guide(client, color)
        guide.say("The same server over three bundled lists, each written in a way of its own")
        await guide.show(
            "What does a course read that the list lacks? And what have both?",
            "compare_lists",
            mine="llmsys",
            other="course",
            limit=2,
        )
        guide.say("That is all there is to it. `llmsys-mcp init DIR` starts a list of your own.")


def _server(*lists: str) -> "StdioServerParameters":
    """The server over these lists, as a client would start it."""
    from mcp import StdioServerParameters

    named = [part for text in lists for part in ("--list", text)]
    # -P: what lies in the working folder is not imported.
    arguments = ["-P", "-m", "llmsys_mcp", "serve", *named, "--index-dir", "memory"]
    return StdioServerParameters(command=sys.executable, args=arguments)


class _Guide:
    """Prints each step: the question, the call, the answer."""

    def __init__(self, client: "Client", color: bool | None) -> None:
        self._client = client
        self._color = color

    def say(self, text: str) -> None:
        """A heading."""
        click.secho(f"\n{text}", bold=True, color=self._color)

    async def show(self, question: str, tool: str, **arguments: Any) -> dict[str, Any]:
        """Call a tool, print question and answer, return the structured result."""
        self.say(question)
        shown = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
        click.secho(f"{tool}({shown})", fg="cyan", color=self._color)
        result = await self._client.call_tool(tool, arguments)
        words = "\n".join(part.text for part in result.content if part.type == "text")
        for line in words.split("\n"):
            tint = {"+": "green", "-": "red"}.get(line[:1]) if tool == "add_entry" else None
            click.secho(f"  {line}", fg=tint, color=self._color)
        return result.structured_content or {}
