"""Each tool through a real client in process, and a whole session over stdio; in both eras."""

from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from faces.connections import HTTP, MEMORY, STDIO, called, connect, refused
from llmsys_mcp.faces.toolsets import TOOLSETS

pytestmark = pytest.mark.anyio

NEW = {
    "title": "Rollout Relay",
    "url": "https://arxiv.org/abs/2601.00001",
    "description": "Overlapping Generation and Training",
    "venue": "OSDI 2026",
    "organization": "umich",
}
LINE = (
    "- [Rollout Relay](https://arxiv.org/abs/2601.00001): Overlapping Generation and Training"
    " | OSDI' 26 | UMich"
)


@pytest.fixture(params=MEMORY + HTTP)
async def client(request: pytest.FixtureRequest, checkout: Path) -> Any:
    async with connect(request.param, checkout, toolsets=("core",)) as client:
        yield client


@pytest.fixture(params=MEMORY)
async def near(request: pytest.FixtureRequest, checkout: Path) -> Any:
    """A client in process, for tables of many cases."""
    async with connect(request.param, checkout, toolsets=("core",)) as client:
        yield client


async def test_search_finds_a_system_by_its_name_and_says_where_it_stands(client: Client) -> None:
    result = await called(client, "search_papers", query="distserve")
    first = result["results"][0]
    assert first["title"] == "DistServe"
    assert first["id"] == "arxiv:2401.09670"
    assert first["section"] == "LLM Systems > Serving > LLM serving"
    assert (first["venue"], first["year"], first["file"]) == ("OSDI' 24", 2024, "README.md")
    assert first["bucket"] is None
    assert result["did_you_mean"] is None


async def test_search_repairs_a_typo_and_says_so(client: Client) -> None:
    result = await called(client, "search_papers", query="specualtive decoding", limit=1)
    assert result["did_you_mean"] == "speculative decoding"
    assert result["results"]


async def test_an_empty_query_browses_in_list_order(client: Client) -> None:
    page = await called(client, "search_papers", query="", limit=3, offset=1)
    everything = await called(client, "search_papers", query="", limit=50)
    assert page["total"] == everything["total"] > 300
    assert page["results"] == everything["results"][1:4]
    lines = [hit["line"] for hit in everything["results"]]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        pytest.param(
            {"section": "serving at the edge"}, lambda h: "edge" in h["section"], id="section tail"
        ),
        pytest.param(
            {"section": "LLM Systems > Training"},
            lambda h: "Training" in h["section"],
            id="subtree",
        ),
        pytest.param({"venue": "OSDI"}, lambda h: h["venue"].startswith("OSDI"), id="venue"),
        pytest.param({"venue": "osdi 24"}, lambda h: h["venue"] == "OSDI' 24", id="venue and year"),
        pytest.param(
            {"organization": "ucb"}, lambda h: "UCB" in h["organization"], id="organization"
        ),
        pytest.param({"year_from": 2024, "year_to": 2024}, lambda h: h["year"] == 2024, id="years"),
    ],
)
async def test_filters_narrow(near: Client, filters: dict[str, Any], holds: Any) -> None:
    everything = await called(near, "search_papers", query="")
    narrowed = await called(near, "search_papers", query="", limit=50, **filters)
    assert 0 < narrowed["total"] < everything["total"]
    assert all(map(holds, narrowed["results"]))


async def test_suggest_names_a_section_that_add_entry_takes(client: Client) -> None:
    result = await called(
        client, "suggest_section", title="Serving LLMs with prefix caching and continuous batching"
    )
    best = result["suggestions"][0]
    assert best["section"] == "LLM Systems > Serving > LLM serving"
    assert 0 < best["confidence"] <= 1
    assert best["reason"]
    assert best["examples"]
    assert len(result["suggestions"]) == 3


async def test_format_writes_the_line_that_add_inserts(client: Client, checkout: Path) -> None:
    written = await called(client, "format_entry", **NEW)
    assert written["entry"] == LINE
    assert [change["rule"].split()[0] for change in written["changes"]] == ["LL109", "LL110"]
    before = (checkout / "README.md").read_text(encoding="utf-8")
    added = await called(client, "add_entry", section="Agent Systems", **NEW)
    after = (checkout / "README.md").read_text(encoding="utf-8").split("\n")
    assert added["entry"] == LINE
    assert after.pop(added["line"] - 1) == LINE
    assert "\n".join(after) == before


async def test_add_says_what_it_did_and_a_second_add_changes_nothing(
    client: Client, checkout: Path
) -> None:
    first = await called(client, "add_entry", section="#agent-systems", **NEW)
    assert first["added"] is True
    assert first["id"] == "arxiv:2601.00001"
    assert first["section"] == "LLM Systems > Serving > Agent Systems"
    assert f"+{LINE}" in first["diff"].split("\n")
    data = (checkout / "README.md").read_bytes()
    again = await called(client, "add_entry", section="Agent Systems", **NEW)
    assert again["added"] is False
    assert (again["id"], again["line"]) == (first["id"], first["line"])
    assert again["revision"] == first["revision"]
    assert (checkout / "README.md").read_bytes() == data
    found = await called(client, "search_papers", query="rollout relay", limit=1)
    assert found["results"][0]["id"] == first["id"]


async def test_an_add_whose_reply_was_lost_is_repeated_with_the_revision_it_was_made_on(
    client: Client,
) -> None:
    revision = (await called(client, "list_sections"))["revision"]
    given = {"section": "Agent Systems", "expected_revision": revision, **NEW}
    assert (await called(client, "add_entry", **given))["added"] is True
    assert (await called(client, "add_entry", **given))["added"] is False


async def test_a_dry_run_shows_the_diff_and_leaves_the_file(client: Client, checkout: Path) -> None:
    data = (checkout / "README.md").read_bytes()
    result = await called(client, "add_entry", section="Agent Systems", dry_run=True, **NEW)
    assert result["added"] is False
    assert f"+{LINE}" in result["diff"]
    assert (checkout / "README.md").read_bytes() == data


async def test_a_listed_paper_is_refused_unless_allowed(client: Client, checkout: Path) -> None:
    listed = {"title": "DistServe", "url": "http://www.arxiv.org/pdf/2401.09670v3.pdf#page=2"}
    verdict = await called(client, "check_duplicate", **listed)
    assert verdict["verdict"] == "duplicate"
    assert verdict["matches"][0]["relation"] == "same-id"
    assert verdict["matches"][0]["id"] == "arxiv:2401.09670"
    data = (checkout / "README.md").read_bytes()
    text = await refused(client, "add_entry", section="Agent Systems", **listed)
    assert text.startswith("duplicate-entry: title: ")
    assert "arxiv:2401.09670" in text
    assert (checkout / "README.md").read_bytes() == data
    twice = await called(
        client, "add_entry", section="Agent Systems", allow_duplicate=True, **listed
    )
    assert twice["added"] is True
    assert twice["id"] == "arxiv:2401.09670#2"
    assert twice["warnings"]


async def test_sections_and_entries_can_be_read(client: Client) -> None:
    result = await called(client, "list_sections")
    named = {section["section"]: section for section in result["sections"]}
    serving = named["LLM Systems > Serving > LLM serving"]
    assert serving["anchor"] == "#llm-serving"
    assert serving["entries"] > 100
    assert serving["description"]
    entry = await called(client, "get_entry", id="ARXIV:2401.09670")
    assert entry["markdown"].startswith("- [DistServe](https://arxiv.org/abs/2401.09670): ")


@pytest.mark.parametrize(
    ("tool", "arguments", "start"),
    [
        ("search_papers", {"query": "x", "year": 2024}, "invalid-argument: year: unknown argument"),
        ("search_papers", {"query": "x", "limit": 0}, "invalid-argument: limit: "),
        ("search_papers", {"query": "x", "limit": True}, "invalid-argument: limit: "),
        ("search_papers", {"query": 7}, "invalid-argument: query: "),
        ("search_papers", {"year_from": 2025, "year_to": 2024}, "invalid-argument: year_from: "),
        ("search_papers", {"query": "x", "section": "Nowhere"}, "unknown-section: section: "),
        ("search_papers", {"query": "x\x1b[2J"}, "invalid-argument: query: "),
        ("suggest_section", {}, "invalid-argument: title: it is required"),
        ("check_duplicate", {}, "invalid-argument: title: "),
        ("check_duplicate", {"title": ".*"}, "invalid-argument: title: "),
        ("check_duplicate", {"url": "n/a"}, "invalid-argument: url: 'n/a' is neither a link"),
        ("check_duplicate", {"title": "T", "url": "none"}, "invalid-argument: url: 'none' is neit"),
        (
            "check_duplicate",
            {"url": f"https://example.org/{'x' * 2048}"},
            "invalid-argument: url: it has 2068 characters, more than 2048. Leave out what follows",
        ),
        ("suggest_section", {"title": "T", "url": "?"}, "invalid-argument: url: '?' is neither"),
        ("format_entry", {**NEW, "title": "TBD"}, "invalid-argument: title: "),
        ("format_entry", {**NEW, "url": "javascript:alert(1)"}, "invalid-argument: url: "),
        ("add_entry", {**NEW, "section": "Training"}, "ambiguous-section: section: "),
        ("add_entry", {**NEW, "section": ""}, "invalid-argument: section: "),
        ("add_entry", {"section": "LLM serving", "title": None, "url": "u"}, "invalid-argument: t"),
        (
            "add_entry",
            {**NEW, "section": "LLM serving", "expected_revision": "sha256:0"},
            "conflict: expected_revision: ",
        ),
        ("get_entry", {"id": "arxiv:0000.00000"}, "unknown-entry: id: "),
    ],
)
async def test_a_refusal_names_the_argument_and_the_next_step(
    near: Client, checkout: Path, tool: str, arguments: dict[str, Any], start: str
) -> None:
    data = (checkout / "README.md").read_bytes()
    text = await refused(near, tool, **arguments)
    assert text.startswith(start)
    assert len(text) < 1000
    assert text.isprintable()
    assert (checkout / "README.md").read_bytes() == data


async def test_an_ambiguous_section_names_both_paths(client: Client) -> None:
    text = await refused(client, "add_entry", section="Training", **NEW)
    assert "LLM Systems > Training" in text
    assert "LLM Frameworks > Training" in text


async def test_null_stands_for_an_optional_text_left_out(client: Client) -> None:
    result = await called(client, "search_papers", query="distserve", section=None, venue=None)
    assert result["results"][0]["title"] == "DistServe"


async def test_texts_that_look_like_json_stay_texts(client: Client) -> None:
    written = await called(
        client, "format_entry", title="A Title", url="https://example.org/x", venue="null"
    )
    assert written["entry"] == "- [A Title](https://example.org/x) | null"


async def test_a_change_of_the_file_is_seen_at_the_next_call(
    client: Client, checkout: Path
) -> None:
    page = checkout / "README.md"
    before = await called(client, "search_papers", query="")
    text = page.read_text(encoding="utf-8").replace("[DistServe]", "[DistSurve]", 1)
    stat = page.stat()
    page.write_text(text, encoding="utf-8")
    import os

    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    found = await called(client, "search_papers", query="DistSurve", limit=1)
    assert found["results"][0]["title"] == "DistSurve"
    assert (await called(client, "search_papers", query=""))["total"] == before["total"]


@pytest.mark.parametrize("way", MEMORY + HTTP)
async def test_a_read_only_server_has_no_tool_that_writes(way: str, checkout: Path) -> None:
    async with connect(way, checkout, "--read-only", toolsets=tuple(TOOLSETS)) as client:
        tools = (await client.list_tools()).tools
    assert "search_papers" in {tool.name for tool in tools}
    assert all(tool.annotations.read_only_hint for tool in tools)


@pytest.mark.parametrize("way", STDIO + HTTP)
async def test_a_curator_gets_through_the_day_over_stdio(way: str, checkout: Path) -> None:
    page = checkout / "README.md"
    before = page.read_text("utf-8")
    async with connect(way, checkout) as client:
        found = await called(client, "search_papers", query="specualtive decoding", limit=1)
        assert found["did_you_mean"] == "speculative decoding"
        assert (await called(client, "check_duplicate", title=NEW["title"]))["verdict"] == "new"
        suggested = await called(client, "suggest_section", title=NEW["title"])
        section = suggested["suggestions"][0]["section"]
        text = await refused(client, "add_entry", section=section, **NEW, year=2026)
        assert text.startswith("invalid-argument: year: unknown argument")
        added = await called(client, "add_entry", section=section, **NEW)
        assert added["entry"] == LINE
        lines = page.read_text("utf-8").split("\n")
        assert lines.pop(added["line"] - 1) == LINE
        assert "\n".join(lines) == before
        assert (await called(client, "get_entry", id=added["id"]))["line"] == added["line"]
        await called(client, "undo_last_edit")
    assert page.read_text("utf-8") == before


async def test_a_read_only_server_over_stdio_refuses_to_add(checkout: Path) -> None:
    async with connect("stdio-modern", checkout, "--read-only", "--toolsets", "core") as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert all(tool.annotations.read_only_hint for tool in tools.values())
        assert "search_papers" in tools
        assert not {"add_entry", "compare_revisions"} & tools.keys()
