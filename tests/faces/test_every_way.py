"""A curator's session with every tool is the same over every transport and in both eras.

What each tool does is tested beside it, in process for the most part; here, that no way to the
server changes an answer.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.types import ResourceTemplateReference

from faces.connections import HTTP, MEMORY, STDIO, connect
from llmsys_mcp.faces.toolsets import TOOLSETS
from repositories import new_clone, private_user
from small_library import VENUES

pytestmark = pytest.mark.anyio

OMEGA = {"title": "Omega: Caches of Caches", "url": "https://arxiv.org/abs/2501.00009"}
PSI = {"section": "Serving", "title": "Psi", "url": "https://arxiv.org/abs/2501.00010"}
DELTA = "mine/arxiv:2402.00001"
SESSION: list[tuple[str, dict[str, Any]]] = [
    ("search_papers", {"query": "paged caches"}),
    ("search_papers", {"query": "", "list": "theirs", "limit": 2}),
    ("suggest_section", {"title": OMEGA["title"]}),
    ("format_entry", OMEGA),
    ("check_duplicate", {"title": "Delta: Paged Caches for Long Prompts"}),
    ("add_entry", {**OMEGA, "section": "Nowhere"}),
    ("add_entry", {**OMEGA, "section": "Serving", "venue": "OSDI 2026"}),
    ("get_entry", {"id": "arxiv:2501.00009"}),
    ("update_entry", {"id": DELTA, "organization": "UCB"}),
    ("move_entry", {"id": DELTA, "section": "Training", "dry_run": True}),
    ("remove_entry", {"id": DELTA, "reason": "superseded"}),
    ("remove_entry", {"id": DELTA, "reason": "superseded", "confirmed": True}),
    ("undo_last_edit", {}),
    ("add_entries", {"entries": [PSI, PSI], "on_problem": "skip"}),
    ("add_section", {"name": "Edge", "after": "Serving"}),
    ("move_entry", {"id": DELTA, "section": "Edge"}),
    ("list_sections", {}),
    ("compare_revisions", {}),
    ("plan_additions", {"text": "- [Phi: Weights](https://arxiv.org/abs/2501.00011)"}),
    ("lint_list", {"limit": 3}),
    ("fix_list", {"dry_run": True}),
    ("compare_lists", {"limit": 2}),
    ("export_entries", {"format": "csv", "offset": 2}),
    ("prepare_pull_request", {"commits": "per-entry"}),
    ("lint_list", {"nothing": True}),
]
_CHANGES_EACH_TIME = re.compile(r"\b[0-9a-f]{40}\b|\b[0-9a-f]{10}\b")


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Any]:
    """What came of the session, by the way it went."""
    return {}


async def session(client: Client) -> list[Any]:
    """Every answer: the structured result, or the text of the refusal."""
    told: list[Any] = []
    for tool, arguments in SESSION:
        result = await client.call_tool(tool, arguments)
        assert bool(result.structured_content) != result.is_error, (tool, result)
        told.append([tool, result.structured_content or result.content[0].text])
    for uri in ("llmsys://lists", "llmsys://stats", "llmsys://section/theirs/NSDI%202024"):
        read = await client.read_resource(uri)
        told.append([uri, read.contents[0].text])
    ref = ResourceTemplateReference(uri="llmsys://entry/{+id}")
    completed = await client.complete(ref=ref, argument={"name": "id", "value": "theirs/arxiv"})
    prompt = await client.get_prompt("tidy_section", {"section": "Training"})
    told.append(["completed", completed.completion.values])
    return [*told, ["prompt", prompt.messages[0].content.text]]


@pytest.mark.parametrize("way", [MEMORY[0], *HTTP, *STDIO])
async def test_the_session_is_the_same_every_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outcomes: dict[str, Any], way: str
) -> None:
    private_user(tmp_path / "home", monkeypatch)
    mine = new_clone(tmp_path / "mine")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "README.md").write_text(VENUES, encoding="utf-8")
    settings = tmp_path / "llmsys-mcp.toml"
    settings.write_text("[lists.mine]\npath = 'mine'\n[lists.theirs]\npath = 'theirs'\n", "utf-8")
    async with connect(way, settings, toolsets=tuple(TOOLSETS)) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == dict(SESSION).keys()
        told = await session(client)
    text = json.dumps(told, ensure_ascii=False).replace(str(tmp_path), "")
    outcomes[way] = _CHANGES_EACH_TIME.sub("-", text)
    refused = [answer for _, answer in told if isinstance(answer, str) and ": " in answer[:40]]
    assert [text.partition(":")[0] for text in refused[:3]] == [
        "unknown-section",
        "invalid-argument",
        "invalid-argument",
    ]
    page = (mine.folder / "README.md").read_text("utf-8")
    assert page.index("## Edge") < page.index("[Delta]")
    assert "- [Omega: Caches of Caches](https://arxiv.org/abs/2501.00009) | OSDI' 26\n" in page
    assert page.count("[Psi]") == 1
    assert (tmp_path / "theirs" / "README.md").read_text("utf-8") == VENUES
    first = next(iter(outcomes))
    assert outcomes[way] == outcomes[first], (way, first)
