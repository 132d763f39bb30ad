"""The list as resources, and the completion of their arguments, through a real client."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp.types import PromptReference, ResourceTemplateReference

from faces.connections import HTTP, MEMORY, called, connect
from llmsys_mcp.faces.completions import complete
from llmsys_mcp.faces.uris import entry_uri, section_uri, venue_uri
from llmsys_mcp.services.catalog import Catalog, Home
from llmsys_mcp.services.library import Library

pytestmark = pytest.mark.anyio


@pytest.fixture(params=[MEMORY[0], HTTP[1]])
async def client(request: pytest.FixtureRequest, checkout: Path) -> Any:
    async with connect(request.param, checkout, toolsets=("core",)) as client:
        yield client


async def text_of(client: Client, uri: str, kind: str) -> str:
    (content,) = (await client.read_resource(uri)).contents
    assert str(content.uri) == uri
    assert content.mime_type == kind
    text: str = content.text
    return text


async def json_of(client: Client, uri: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(await text_of(client, uri, "application/json"))
    return value


async def test_the_list_offers_itself(client: Client) -> None:
    fixed = (await client.list_resources()).resources
    assert {str(one.uri) for one in fixed} == {
        "llmsys://guidelines",
        "llmsys://sections",
        "llmsys://list",
        "llmsys://stats",
    }
    templates = (await client.list_resource_templates()).resource_templates
    assert {one.uri_template for one in templates} == {
        "llmsys://section/{+path}",
        "llmsys://entry/{+id}",
        "llmsys://venue/{+venue}",
    }
    for one in (*fixed, *templates):
        assert one.title
        assert one.description
        assert one.mime_type in ("text/markdown", "application/json")


async def test_page_and_rules_are_given_as_they_are(client: Client, checkout: Path) -> None:
    page = (checkout / "README.md").read_text("utf-8")
    rules = (checkout / "CLAUDE.md").read_text("utf-8")
    assert await text_of(client, "llmsys://list", "text/markdown") == page
    assert await text_of(client, "llmsys://guidelines", "text/markdown") == rules


async def test_sections_are_those_of_the_tool(client: Client) -> None:
    assert await json_of(client, "llmsys://sections") == await called(client, "list_sections")


async def test_numbers_add_up(client: Client) -> None:
    stats = await json_of(client, "llmsys://stats")
    found = await called(client, "search_papers", query="")
    sections = await called(client, "list_sections")
    assert stats["revision"] == sections["revision"]
    assert stats["entries"] == found["total"] == sum(stats["by_section"].values())
    assert stats["sections"] == len(sections["sections"])
    assert 0 < stats["papers"] <= stats["entries"]
    of_2024 = await called(client, "search_papers", query="", year_from=2024, year_to=2024)
    assert stats["by_year"]["2024"] == of_2024["total"]
    assert list(stats["by_year"]) == sorted(stats["by_year"], reverse=True)
    of_osdi = await called(client, "search_papers", query="", venue="OSDI")
    assert stats["by_venue"]["OSDI"] == of_osdi["total"]
    assert stats["without_venue"] < stats["entries"]


@pytest.mark.parametrize(
    ("uri", "start"),
    [
        (section_uri("LLM Systems > Serving > LLM serving"), "#### LLM serving\n"),
        ("llmsys://section/LLM%20serving", "#### LLM serving\n"),
        ("llmsys://section/%23llm-serving", "#### LLM serving\n"),
        ("llmsys://section/LLM Systems > Training", "### Training\n"),
    ],
)
async def test_a_section_is_its_lines_and_those_below(
    client: Client, checkout: Path, uri: str, start: str
) -> None:
    text = await text_of(client, uri, "text/markdown")
    page = (checkout / "README.md").read_text("utf-8")
    assert text.startswith(start)
    assert text in page
    level = start.split(" ", 1)[0]
    following = page[page.index(text) + len(text) :]
    assert following.split(" ", 1)[0].lstrip("\n") in {level, level[:-1], level[:-2], ""}


async def test_an_entry_is_what_the_tool_gives(client: Client) -> None:
    id_ = "arxiv:2401.09670"
    assert await json_of(client, entry_uri(id_)) == await called(client, "get_entry", id=id_)


async def test_the_second_entry_of_a_paper_has_its_own_uri(client: Client) -> None:
    again = await called(
        client,
        "add_entry",
        section="Agent Systems",
        title="DistServe",
        url="https://arxiv.org/abs/2401.09670",
        allow_duplicate=True,
    )
    assert entry_uri(again["id"]) == "llmsys://entry/arxiv:2401.09670%232"
    assert (await json_of(client, entry_uri(again["id"])))["section"].endswith("Agent Systems")


async def test_entries_of_a_venue(client: Client) -> None:
    given = await json_of(client, venue_uri("OSDI 24"))
    found = await called(client, "search_papers", query="", venue="OSDI 24", limit=50)
    assert [one["id"] for one in given["entries"]] == [one["id"] for one in found["results"]]


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("llmsys://section/Nowhere", "unknown-section: "),
        ("llmsys://section/Training", "ambiguous-section: "),
        ("llmsys://section/../../etc/passwd", "unknown-section: "),
        ("llmsys://section//etc/passwd", "unknown-section: "),
        ("llmsys://section/a%00b", "Unknown resource: "),
        ("llmsys://section/%E2%80%AEx", "invalid-argument: section: "),
        ("llmsys://section/" + "x" * 5000, "invalid-argument: section: "),
        ("llmsys://entry/arxiv:0000.00000", "unknown-entry: "),
        ("llmsys://venue/Nowhere%202020", "unknown-entry: venue: "),
        ("llmsys://other", "Unknown resource: "),
        ("file:///etc/passwd", "Unknown resource: "),
    ],
)
async def test_what_names_nothing_is_not_there(client: Client, uri: str, why: str) -> None:
    with pytest.raises(MCPError) as refused:
        await client.read_resource(uri)
    assert refused.value.code == -32602
    assert refused.value.message.startswith(why)
    assert len(refused.value.message) < 6000


async def test_a_list_that_went_away_is_an_error_and_not_an_empty_one(
    client: Client, checkout: Path
) -> None:
    (checkout / "README.md").unlink()
    with pytest.raises(MCPError) as refused:
        await client.read_resource("llmsys://list")
    assert refused.value.message.startswith("not-a-list: ")


async def test_hidden_text_of_the_page_is_shown(client: Client, checkout: Path) -> None:
    page = checkout / "README.md"
    hidden = "- [Hid\u202eden](https://example.org/hidden) | OSDI' 24\x1b[2J \U000e0041\n"
    page.write_text(page.read_text("utf-8") + hidden, encoding="utf-8")
    text = await text_of(client, "llmsys://list", "text/markdown")
    assert "\\u{202E}" in text
    assert not any(char in text for char in "\u202e\x1b\U000e0041")


async def test_line_ends_and_byte_order_mark_are_not_shown(client: Client, checkout: Path) -> None:
    page = checkout / "README.md"
    text = page.read_text("utf-8")
    page.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert await text_of(client, "llmsys://list", "text/markdown") == text
    section = await text_of(client, section_uri("LLM serving"), "text/markdown")
    assert section in text
    shown = await called(client, "get_entry", id="arxiv:2401.09670")
    added = await called(
        client,
        "add_entry",
        section="LLM serving",
        title="Rollout Relay",
        url="https://arxiv.org/abs/2601.00001",
    )
    for told in (shown["markdown"], added["entry"], added["diff"]):
        assert "\\" not in told
        assert "\r" not in told
    assert page.read_bytes().count(b"\r\n") == page.read_bytes().count(b"\n")


async def test_what_is_offered_may_be_kept_and_what_the_list_says_may_not(
    checkout: Path,
) -> None:
    async with connect("memory-modern", checkout, toolsets=("core",)) as client:
        for offered in (
            await client.list_tools(),
            await client.list_resources(),
            await client.list_resource_templates(),
        ):
            assert (offered.ttl_ms, offered.cache_scope) == (300_000, "public")
        read = await client.read_resource("llmsys://stats")
        assert (read.ttl_ms, read.cache_scope) == (0, "private")


SECTION = ResourceTemplateReference(uri="llmsys://section/{+path}")
ENTRY = ResourceTemplateReference(uri="llmsys://entry/{+id}")
VENUE = ResourceTemplateReference(uri="llmsys://venue/{+venue}")
ADD = PromptReference(name="add_entry")


@pytest.mark.parametrize(
    ("ref", "name", "typed", "first", "holds"),
    [
        (SECTION, "path", "agent", "LLM Systems > Serving > Agent Systems", "agent"),
        (SECTION, "path", "#llm-se", "LLM Systems > Serving > LLM serving", "llm se"),
        (SECTION, "path", "", "LLM Systems", ""),
        (ADD, "section", "SERVING AT", "LLM Systems > Serving > Serving at the edge", "serving at"),
        (ADD, "parent", "LLM Frameworks > S", "LLM Frameworks > Serving", "llm frameworks > s"),
        (ENTRY, "id", "arxiv:2401.0967", "arxiv:2401.09670", "arxiv:2401.0967"),
        (ENTRY, "id", "distserve", "arxiv:2401.09670", ""),
        (VENUE, "venue", "osdi 24", "OSDI' 24", "osdi"),
        (ADD, "organization", "nvid", "NVIDIA", "nvidia"),
    ],
)
async def test_arguments_complete(
    client: Client, ref: Any, name: str, typed: str, first: str, holds: str
) -> None:
    completed = (await client.complete(ref=ref, argument={"name": name, "value": typed})).completion
    assert completed.values[0] == first
    assert all(holds in value.casefold() for value in completed.values)
    assert completed.has_more == (completed.total > len(completed.values))


@pytest.mark.parametrize(("name", "typed"), [("title", "a"), ("path", "zzz"), ("venue", "zzz")])
async def test_what_nothing_is_known_of_completes_to_nothing(
    client: Client, name: str, typed: str
) -> None:
    completed = (
        await client.complete(ref=SECTION, argument={"name": name, "value": typed})
    ).completion
    assert (completed.values, completed.total, completed.has_more) == ([], 0, False)


@pytest.fixture
def listed(tmp_path: Path) -> Callable[[str], Catalog]:
    def catalog(page: str) -> Catalog:
        (tmp_path / "README.md").write_text(page, encoding="utf-8")
        return Catalog(Home(tmp_path, "README.md"), index_folder=None, bundled_rules="")

    return catalog


@pytest.mark.parametrize(("papers", "told"), [(100, 100), (101, 100)])
def test_a_completion_holds_a_hundred_and_tells_of_the_others(
    listed: Callable[[str], Catalog], papers: int, told: int
) -> None:
    """As many as the protocol allows, whatever the module calls its limit."""
    lines = [f"- [Paper {n}](https://arxiv.org/abs/2401.{n:05})" for n in range(papers)]
    catalog = listed("# L\n\n## S\n\n" + "\n".join(lines) + "\n")
    completed = complete(Library(catalog), ENTRY, "id", "arxiv")
    values, total, has_more = len(completed.values), completed.total, completed.has_more
    assert (values, total, has_more) == (told, papers, papers > told)


def test_a_completion_fits_into_its_uri(listed: Callable[[str], Catalog]) -> None:
    catalog = listed("# L\n\n## C# or not?\n\n- [A](https://example.org/a)\n")
    assert complete(Library(catalog), SECTION, "path", "c").values == ["C%23 or not%3F"]
    assert complete(Library(catalog), ADD, "section", "c").values == ["C# or not?"]
