"""What a model reads before it calls: committed snapshots, and a budget for its length."""

import json
import os
from pathlib import Path

import pytest
from mcp import Client

from llmsys_mcp.faces.app import bundled_folder, open_catalog
from llmsys_mcp.faces.core_set.tools import TOOLS as CORE
from llmsys_mcp.faces.server import build_server
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.faces.toolsets import offers

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
SNAPSHOTS = Path(__file__).parents[1] / "data" / "tools"
INPUT_BUDGET = 8000
"""Characters of names, descriptions and input schemas of the core set: 2,000 tokens of four."""
OUTPUT_BUDGET = 6000
"""Characters of the output schemas of the core set."""


async def listed() -> dict[str, dict]:
    """The tools over one list, and `compare_lists`, which needs several.

    Over several lists each of the others takes `list` besides.
    """
    alone = open_catalog(Settings(str(bundled_folder()), index_dir="memory"), Path("/"))
    several = open_catalog(Settings(index_dir="memory"), Path("/"))
    tools = []
    for catalog in (alone, several):
        async with Client(build_server(catalog)) as client:
            known = {tool.name for tool in tools}
            tools += [t for t in (await client.list_tools()).tools if t.name not in known]
    return {t.name: t.model_dump(mode="json", by_alias=True, exclude_none=True) for t in tools}


def test_what_a_start_tells_is_what_the_code_says() -> None:
    page = ROOT / "src" / "llmsys_mcp" / "faces" / "offers.json"
    catalog = open_catalog(Settings(index_dir="memory"), Path("/"))
    text = json.dumps(list(offers(catalog)), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("LLMSYS_ACCEPT_SCHEMAS"):
        page.write_text(text, encoding="utf-8")
    assert page.read_text("utf-8") == text, "accept with LLMSYS_ACCEPT_SCHEMAS=1 pytest tests/faces"


async def test_each_schema_is_the_committed_one() -> None:
    tools = await listed()
    if os.environ.get("LLMSYS_ACCEPT_SCHEMAS"):
        SNAPSHOTS.mkdir(parents=True, exist_ok=True)
        for name, tool in tools.items():
            text = json.dumps(tool, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
            (SNAPSHOTS / f"{name}.json").write_text(text, encoding="utf-8")
    committed = {
        path.stem: json.loads(path.read_text("utf-8")) for path in SNAPSHOTS.glob("*.json")
    }
    assert tools == committed, "accept with LLMSYS_ACCEPT_SCHEMAS=1 pytest tests/faces"


async def test_the_core_set_fits_its_budget() -> None:
    tools = await listed()
    core = [tools[name] for name in CORE]
    compact = {"ensure_ascii": False, "separators": (",", ":")}
    read = sum(
        len(t["name"]) + len(t["description"]) + len(json.dumps(t["inputSchema"], **compact))
        for t in core
    )
    answered = sum(len(json.dumps(t["outputSchema"], **compact)) for t in core)
    assert read <= INPUT_BUDGET, read
    assert answered <= OUTPUT_BUDGET, answered


async def test_every_tool_states_title_hints_and_what_it_takes() -> None:
    for name, tool in (await listed()).items():
        assert tool["title"], name
        hints = ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")
        assert all(isinstance(tool["annotations"][hint], bool) for hint in hints), name
        assert tool["inputSchema"]["additionalProperties"] is False, name
        assert tool["outputSchema"]["type"] == "object", name
        assert '"title":' not in json.dumps(tool["inputSchema"]).replace('"title": {', ""), name
