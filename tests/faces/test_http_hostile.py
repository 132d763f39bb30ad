"""Hostile arguments over HTTP: refused with the list untouched, or stored harmlessly (A7, C1–C9).

Lone surrogates reach a tool this way only: the newer protocol's requests are read by `json`.
"""

import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest

from faces.raw_http import (
    LEGACY,
    MODERN,
    application,
    calling,
    headers_for,
    message,
    result_of,
    tool,
)

pytestmark = pytest.mark.anyio

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NEW = {"section": "Agent Systems", "title": "Plain", "url": "https://example.org/plain"}


async def call(caller: httpx2.AsyncClient, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Call a tool with whatever arguments, escaped as ASCII so that all of them can be sent."""
    body = json.dumps(message("tools/call", name=name, arguments=arguments))
    headers = headers_for("tools/call", name=name)
    return result_of(await caller.post("/mcp", content=body.encode("ascii"), headers=headers))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("add_entry", {**NEW, "title": "lone \ud800 half"}),
        ("add_entry", {**NEW, "section": "\udfff"}),
        ("add_entry", {**NEW, "url": "https://example.org/\ud800"}),
        ("search_papers", {"query": "\ud800"}),
        ("search_papers", {"query": "x", "\ud800": 1}),
        ("get_entry", {"id": "\ud800"}),
        ("suggest_section", {"title": "x", "abstract": "\udc00"}),
    ],
)
async def test_half_a_character_is_refused(
    checkout: Path, name: str, arguments: dict[str, Any]
) -> None:
    before = (checkout / "README.md").read_bytes()
    async with calling(application(checkout, toolsets=("core",))) as caller:
        refused = await call(caller, name, arguments)
        assert refused["isError"] is True
        assert refused["content"][0]["text"].startswith("invalid-argument: ")
        assert not OBEYED.search(refused["content"][0]["text"])
        assert (await call(caller, "add_entry", NEW))["structuredContent"]["added"] is True
    after = (checkout / "README.md").read_bytes()
    assert after.count(b"\n") == before.count(b"\n") + 1


@pytest.mark.parametrize("name", ["\ud800", "x" * 100_000, "add_entry\n", "", "\x1b[2J"])
async def test_a_tool_that_is_none_is_refused(checkout: Path, name: str) -> None:
    async with calling(application(checkout)) as caller:
        body = json.dumps(message("tools/call", name=name, arguments={}))
        headers = headers_for("tools/call", name="x")
        answer = await caller.post("/mcp", content=body.encode(), headers=headers)
        assert answer.status_code < 500
        older = json.dumps(message("tools/call", LEGACY, name=name, arguments={}))
        headers = headers_for("tools/call", LEGACY)
        assert (
            await caller.post("/mcp", content=older.encode(), headers=headers)
        ).status_code < 500


async def test_the_hostile_arguments_on_file(checkout: Path, shared: Path) -> None:
    page = checkout / "README.md"
    before = page.read_bytes()
    wrong = []
    lines = (shared / "data" / "hostile.jsonl").read_text("utf-8").splitlines()
    async with calling(application(checkout, toolsets=("core",))) as caller:
        await tool(caller, "search_papers", MODERN, query="x")
        for line in lines:
            case = json.loads(line)
            page.write_bytes(before)
            result = await call(caller, case["tool"], case["args"])
            text = " ".join(part["text"] for part in result["content"])
            after = page.read_bytes()
            argument = case["why"].partition(":")[0].strip()
            if case["expect"] == "error":
                good = result.get("isError") and after == before and 0 < len(text) < 1000
                good = good and (argument in text or " " in argument) and not OBEYED.search(text)
            else:
                good = not result.get("isError")
                added = after.count(b"\n") - before.count(b"\n")
                good = good and (case["tool"] != "add_entry" or added == 1)
            if not good:
                wrong.append((case["id"], case["expect"], text[:100]))
    assert len(lines) > 100
    assert wrong == []
