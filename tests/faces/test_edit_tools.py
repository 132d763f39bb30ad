"""The editing tools through a real client: each changes the lines it names and no other."""

from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from faces.connections import called, connect, refused

pytestmark = pytest.mark.anyio

DISTSERVE = "arxiv:2401.09670"


@pytest.fixture(params=["memory-modern", "memory-legacy"])
async def client(request: pytest.FixtureRequest, checkout: Path) -> Any:
    async with connect(request.param, checkout) as client:
        yield client


@pytest.fixture
def page(checkout: Path) -> Path:
    return checkout / "README.md"


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines that went and lines that came, in order."""
    old, new = before.split("\n"), after.split("\n")
    return [x for x in old if x not in set(new)], [x for x in new if x not in set(old)]


async def test_update_changes_the_fields_it_was_given(client: Client, page: Path) -> None:
    before = page.read_text("utf-8")
    result = await called(
        client, "update_entry", id=DISTSERVE, venue="SOSP 2024", organization="pku"
    )
    gone, new = changed(before, page.read_text("utf-8"))
    assert len(gone) == len(new) == 1
    assert new[0] == gone[0].replace("OSDI' 24", "SOSP' 24") + " | PKU"
    assert result["changed"] is True
    assert result["before"]["venue"] == "OSDI' 24"
    assert result["after"]["venue"] == "SOSP' 24"
    assert result["after"]["line"] == result["before"]["line"]


async def test_update_can_give_a_paper_a_new_identity(client: Client, page: Path) -> None:
    result = await called(
        client,
        "update_entry",
        id=DISTSERVE,
        title="Another Name",
        url="https://arxiv.org/abs/2601.00002",
        description="",
    )
    assert result["id"] == "arxiv:2601.00002"
    assert result["before"]["id"] == DISTSERVE
    assert "- [Another Name](https://arxiv.org/abs/2601.00002) | OSDI' 24" in page.read_text(
        "utf-8"
    )


async def test_update_to_what_is_there_changes_nothing(client: Client, page: Path) -> None:
    data = page.read_bytes()
    result = await called(client, "update_entry", id=DISTSERVE, venue="OSDI 24")
    assert result["changed"] is False
    assert page.read_bytes() == data


async def test_move_keeps_the_line_and_takes_it_to_the_end(client: Client, page: Path) -> None:
    before = page.read_text("utf-8").split("\n")
    result = await called(client, "move_entry", id=DISTSERVE, section="Agent Systems")
    after = page.read_text("utf-8").split("\n")
    line = result["entry"]
    assert sorted(before) == sorted(after)
    assert after[result["after"]["line"] - 1] == line == before[result["before"]["line"] - 1]
    assert result["after"]["section"] == "LLM Systems > Serving > Agent Systems"
    again = await called(client, "move_entry", id=DISTSERVE, section="#agent-systems")
    assert again["changed"] is False


async def test_move_into_a_nested_list_takes_its_indentation(client: Client, page: Path) -> None:
    result = await called(
        client, "move_entry", id="github:vllm-project/vllm", section="Post-Training"
    )
    line = page.read_text("utf-8").split("\n")[result["after"]["line"] - 1]
    assert line == f"  {result['entry']}"


async def test_remove_takes_one_line_out_and_undo_puts_it_back(client: Client, page: Path) -> None:
    data = page.read_bytes()
    dry = await called(client, "remove_entry", id=DISTSERVE, reason="test", dry_run=True)
    assert dry["changed"] is False
    assert page.read_bytes() == data
    result = await called(client, "remove_entry", id=DISTSERVE, reason="test", confirmed=True)
    assert result["changed"] is True
    assert result["after"] is None
    assert result["before"]["title"] == "DistServe"
    gone, new = changed(data.decode(), page.read_text("utf-8"))
    assert (len(gone), new) == (1, [])
    undone = await called(client, "undo_last_edit")
    assert undone["added"] == [DISTSERVE]
    assert page.read_bytes() == data
    assert (await refused(client, "undo_last_edit")).startswith("conflict: list: ")


async def test_undo_refuses_when_somebody_changed_the_page_since(
    client: Client, page: Path
) -> None:
    await called(client, "remove_entry", id=DISTSERVE, reason="test", confirmed=True)
    page.write_text(page.read_text("utf-8") + "\n<!-- mine -->\n", encoding="utf-8")
    data = page.read_bytes()
    assert (await refused(client, "undo_last_edit")).startswith("conflict: list: ")
    assert page.read_bytes() == data


GOOD = {"section": "Agent Systems", "title": "One", "url": "https://example.org/one"}
OTHER = {"section": "Survey Paper", "title": "Two", "url": "https://example.org/two"}
BAD = {"section": "Nowhere", "title": "Three", "url": "https://example.org/three"}
HOSTILE = {"section": "Survey Paper", "title": "Four\x1b[2J", "url": "https://example.org/four"}


async def test_a_batch_is_all_or_nothing(client: Client, page: Path) -> None:
    data = page.read_bytes()
    result = await called(client, "add_entries", entries=[GOOD, BAD, HOSTILE])
    assert [item["status"] for item in result["items"]] == ["not-tried", "refused", "refused"]
    assert result["items"][1]["problem"].startswith("unknown-section: section: ")
    assert result["items"][2]["problem"].startswith("invalid-argument: title: ")
    assert result["added"] == 0
    assert page.read_bytes() == data


async def test_a_batch_may_skip_what_cannot_be_added(client: Client, page: Path) -> None:
    before = page.read_text("utf-8")
    result = await called(
        client, "add_entries", entries=[GOOD, BAD, OTHER, GOOD], on_problem="skip"
    )
    assert [i["status"] for i in result["items"]] == ["added", "refused", "added", "listed"]
    gone, new = changed(before, page.read_text("utf-8"))
    assert gone == []
    assert new == ["- [One](https://example.org/one)", "- [Two](https://example.org/two)"]
    undone = await called(client, "undo_last_edit")
    assert len(undone["removed"]) == 2


async def test_a_batch_sent_as_the_text_of_its_json_is_read(client: Client) -> None:
    import json

    result = await called(client, "add_entries", entries=json.dumps([GOOD]), dry_run=True)
    assert result["items"][0]["status"] == "would-add"


async def test_a_section_gets_its_heading_and_its_line_in_the_contents(
    client: Client, page: Path
) -> None:
    before = page.read_text("utf-8")
    result = await called(
        client,
        "add_section",
        name="Serving on Boats",
        parent="LLM Systems > Serving",
        after="Agent Systems",
    )
    assert result["section"] == "LLM Systems > Serving > Serving on Boats"
    gone, new = changed(before, page.read_text("utf-8"))
    assert gone == []
    assert new == ["    - [Serving on Boats](#serving-on-boats)", "#### Serving on Boats"]
    added = await called(client, "add_entry", **(GOOD | {"section": "Serving on Boats"}))
    assert added["section"] == result["section"]


@pytest.mark.parametrize(
    ("tool", "arguments", "start"),
    [
        ("update_entry", {"id": DISTSERVE}, "invalid-argument: title: no field"),
        ("update_entry", {"id": DISTSERVE, "title": "TBD"}, "invalid-argument: title: "),
        ("update_entry", {"id": DISTSERVE, "title": ""}, "invalid-argument: title: "),
        ("update_entry", {"id": DISTSERVE, "url": ""}, "invalid-argument: url: "),
        ("update_entry", {"id": "nope", "venue": "x"}, "unknown-entry: id: "),
        ("move_entry", {"id": DISTSERVE, "section": "Training"}, "ambiguous-section: section: "),
        ("move_entry", {"id": DISTSERVE, "section": "Nope"}, "unknown-section: section: "),
        ("remove_entry", {"id": DISTSERVE, "reason": " "}, "invalid-argument: reason: "),
        ("remove_entry", {"id": DISTSERVE}, "invalid-argument: reason: it is required"),
        (
            "remove_entry",
            {"id": DISTSERVE, "reason": "x", "expected_revision": "sha256:0"},
            "conflict: expected_revision: ",
        ),
        ("add_entries", {"entries": []}, "invalid-argument: entries: "),
        ("add_entries", {"entries": [{"title": "x"}]}, "invalid-argument: entries: "),
        ("add_section", {"name": "LLM Systems"}, "invalid-argument: name: "),
        ("add_section", {"name": "A > B"}, "invalid-argument: name: "),
        ("add_section", {"name": "X", "parent": "Nope"}, "unknown-section: parent: "),
        ("add_section", {"name": "X", "parent": "Serving"}, "ambiguous-section: parent: "),
        ("add_section", {"name": "X", "after": "Nope"}, "unknown-section: after: "),
        ("add_section", {"name": "X", "parent": "Post-Training"}, "invalid-argument: parent: "),
        (
            "add_section",
            {"name": "X", "parent": "LLM Systems", "after": "Agent Systems"},
            "invalid-argument: after: ",
        ),
    ],
)
async def test_what_is_refused_leaves_the_page(
    client: Client, page: Path, tool: str, arguments: dict[str, Any], start: str
) -> None:
    data = page.read_bytes()
    assert (await refused(client, tool, **arguments)).startswith(start)
    assert page.read_bytes() == data


async def test_the_bundled_list_is_not_edited(tmp_path: Path) -> None:
    from llmsys_mcp.faces.app import open_catalog
    from llmsys_mcp.faces.server import build_server
    from llmsys_mcp.faces.settings import Settings

    catalog = open_catalog(Settings(index_dir="memory"), tmp_path)
    async with Client(build_server(catalog)) as client:
        text = await refused(client, "remove_entry", id=DISTSERVE, reason="x")
        assert text.startswith("read-only: list: ")
        assert (await refused(client, "undo_last_edit")).startswith("read-only: list: ")
        dry = await called(client, "remove_entry", id=DISTSERVE, reason="x", dry_run=True)
        assert dry["diff"]
