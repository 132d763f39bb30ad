"""Several lists as resources: named, completed and told of like the things of the only one."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError
from mcp.types import PromptReference, ResourceTemplateReference

from faces.connections import called
from llmsys_mcp.faces import changes
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.server import INSTRUCTIONS, build_server
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.faces.uris import entry_uri, section_uri
from small_library import COURSE, PAGES, TOPICS, VENUES, SmallLibrary

pytestmark = pytest.mark.anyio

WHOLE = ("guidelines", "sections", "list", "stats")


@pytest.fixture
def lists(tmp_path: Path) -> SmallLibrary:
    return SmallLibrary(tmp_path)


@pytest.fixture
async def client(lists: SmallLibrary) -> AsyncIterator[Client]:
    async with Client(build_server(lists.primary, toolsets=("core", "library"))) as client:
        yield client


async def read(client: Client, uri: str) -> str:
    (content,) = (await client.read_resource(uri)).contents
    text: str = content.text
    return text


async def test_the_lists_are_told_of(client: Client, lists: SmallLibrary) -> None:
    told = json.loads(await read(client, "llmsys://lists"))["lists"]
    sections = {
        name: await called(client, "list_sections", list=name) for name in lists.library.catalogs
    }
    assert told == [
        {
            "name": name,
            "title": title,
            "primary": name == "topics",
            "writable": True,
            "entries": entries,
            "sections": len(sections[name]["sections"]),
            "revision": sections[name]["revision"],
        }
        for name, title, entries in (
            ("topics", "Papers by topic", 6),
            ("venues", "Papers by venue", 5),
            ("course", "", 4),
        )
    ]


async def test_the_bundled_ones_say_that_they_are_not_written(tmp_path: Path) -> None:
    catalog = open_catalog(Settings(index_dir="memory"), tmp_path)
    async with Client(build_server(catalog, toolsets=("core",))) as client:
        told = json.loads(await read(client, "llmsys://lists"))["lists"]
        assert {one["name"]: one["writable"] for one in told} == dict.fromkeys(
            ("llmsys", "tju", "course"), False
        )
        found = await called(client, "search_papers", query="disaggregation", list="tju")
        id_ = found["results"][0]["id"]
        assert json.loads(await read(client, entry_uri(id_)))["list"] == "tju"


async def test_each_list_gives_what_the_primary_one_gives(client: Client) -> None:
    assert await read(client, "llmsys://list/venues") == VENUES
    assert await read(client, "llmsys://list/course") == COURSE
    for kind in WHOLE:
        plain = await read(client, f"llmsys://{kind}")
        assert await read(client, f"llmsys://{kind}/topics") == plain
        assert await read(client, f"llmsys://{kind}/venues") != plain or kind == "guidelines"


async def test_entries_and_sections_of_each_list_are_read(client: Client) -> None:
    for id_ in ("venues/arxiv:2501.00003", "course/key:paged-sosp23", "arxiv:2309.00002"):
        given = json.loads(await read(client, entry_uri(id_)))
        assert given == await called(client, "get_entry", id=id_)
    section = await read(client, section_uri("venues/OSDI 2024 > LLM Serving"))
    assert section.startswith("### LLM Serving\n")
    assert section in VENUES
    assert await read(client, section_uri("Systems > Serving")) in TOPICS
    venue = json.loads(await read(client, "llmsys://venue/OSDI%202024"))
    assert {one["list"] for one in venue["entries"]} == {"topics", "venues", "course"}


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("llmsys://list/nowhere", "invalid-argument: list: no list is called 'nowhere'"),
        ("llmsys://stats/nowhere", "invalid-argument: list: no list is called"),
        ("llmsys://section/OSDI%202024", "unknown-section: "),
        ("llmsys://section/venues/Serving%20at%20Scale", "unknown-section: "),
        ("llmsys://entry/venues/arxiv:2309.00002", "unknown-entry: "),
    ],
)
async def test_what_no_list_has_is_not_there(client: Client, uri: str, why: str) -> None:
    with pytest.raises(MCPError) as refused:
        await client.read_resource(uri)
    assert (refused.value.code, refused.value.message[: len(why)]) == (-32602, why)


async def test_what_is_offered_names_the_lists(client: Client) -> None:
    fixed = {str(one.uri) for one in (await client.list_resources()).resources}
    assert fixed == {f"llmsys://{kind}" for kind in (*WHOLE, "lists")}
    templates = (await client.list_resource_templates()).resource_templates
    by_uri = {one.uri_template: one for one in templates}
    assert set(by_uri) == {
        *(f"llmsys://{kind}/{{list}}" for kind in WHOLE),
        "llmsys://section/{+path}",
        "llmsys://entry/{+id}",
        "llmsys://venue/{+venue}",
    }
    assert "topics, venues, course" in (by_uri["llmsys://stats/{list}"].description or "")
    assert len({one.name for one in templates}) == len(templates)


async def test_an_agent_is_told_how_to_name_a_list(lists: SmallLibrary) -> None:
    async with Client(build_server(lists.primary)) as client:
        told = client.instructions or ""
    said = told.removeprefix(INSTRUCTIONS)
    assert " ".join(said.split()) == (
        "Several lists are served (topics, venues, course): a call reads or edits topics unless its"
        " `list` names another or its id begins with a list's name and a slash."
    )
    alone = open_catalog(Settings(str(lists.folder / "topics"), index_dir="memory"), lists.folder)
    async with Client(build_server(alone)) as client:
        assert (client.instructions or "").strip() == INSTRUCTIONS.strip()
        assert "llmsys://lists" not in {
            str(one.uri) for one in (await client.list_resources()).resources
        }


def test_nothing_is_read_before_the_first_call(lists: SmallLibrary) -> None:
    for name in PAGES:
        (lists.folder / name / "README.md").unlink()
    build_server(lists.primary)


# --- completion ----------------------------------------------------------------------------------

SECTION = ResourceTemplateReference(uri="llmsys://section/{+path}")
ENTRY = ResourceTemplateReference(uri="llmsys://entry/{+id}")
VENUE = ResourceTemplateReference(uri="llmsys://venue/{+venue}")
STATS = ResourceTemplateReference(uri="llmsys://stats/{list}")
ADD = PromptReference(name="add_entry")
MOVE = PromptReference(name="move_entry")
SEARCH = PromptReference(name="search_papers")
COMPARE = PromptReference(name="compare_lists")


@pytest.mark.parametrize(
    ("ref", "name", "typed", "given", "values"),
    [
        pytest.param(
            ENTRY,
            "id",
            "venues/arxiv:25",
            None,
            ["venues/arxiv:2501.00003"],
            id="an id of another list",
        ),
        pytest.param(
            ENTRY,
            "id",
            "arxiv:2501",
            None,
            ["topics/arxiv:2501.00003", "venues/arxiv:2501.00003"],
            id="an id without its list",
        ),
        pytest.param(
            SECTION,
            "path",
            "llm serv",
            None,
            ["venues/OSDI 2024 > LLM Serving"],
            id="a section of another list, after its name",
        ),
        pytest.param(
            SECTION,
            "path",
            "Serving",
            None,
            [
                "Systems > Serving",
                "venues/OSDI 2024 > LLM Serving",
                "course/Part 1 - Models > Serving",
            ],
            id="the primary one's sections first",
        ),
        pytest.param(
            SECTION,
            "path",
            "course/",
            None,
            [
                "course/Part 1 - Models",
                "course/Part 1 - Models > Serving",
                "course/Part 2 - Systems",
            ],
            id="the sections of a list",
        ),
        pytest.param(
            VENUE, "venue", "osdi", None, ["OSDI'24", "OSDI 2024", "OSDI' 24"], id="venue"
        ),
        pytest.param(STATS, "list", "", None, ["topics", "venues", "course"], id="a list's name"),
        pytest.param(COMPARE, "other", "VE", None, ["venues"], id="a list to compare with"),
        pytest.param(ADD, "section", "nsdi", None, [], id="no section that add_entry refuses"),
        pytest.param(
            ADD, "section", "nsdi", {"list": "venues"}, ["NSDI 2024"], id="of the list named"
        ),
        pytest.param(
            MOVE,
            "section",
            "nsdi",
            {"id": "venues/arxiv:2501.00003"},
            ["NSDI 2024"],
            id="of the list that the id is of",
        ),
        pytest.param(
            MOVE, "id", "venues/arxiv:25", None, ["venues/arxiv:2501.00003"], id="id of a tool"
        ),
        pytest.param(
            MOVE, "id", "arxiv:25", {"list": "topics"}, ["topics/arxiv:2501.00003"], id="id, named"
        ),
        pytest.param(SEARCH, "section", "nsdi", None, ["NSDI 2024"], id="search reads all"),
        pytest.param(
            SEARCH, "section", "nsdi", {"list": "topics"}, [], id="or the list that is named"
        ),
    ],
)
async def test_arguments_complete_from_the_lists_they_may_mean(
    client: Client,
    ref: Any,
    name: str,
    typed: str,
    given: dict[str, str] | None,
    values: list[str],
) -> None:
    argument = {"name": name, "value": typed}
    completed = (
        await client.complete(ref=ref, argument=argument, context_arguments=given)
    ).completion
    assert (sorted if ref is VENUE else list)(completed.values) == (
        sorted(values) if ref is VENUE else values
    )


async def test_a_list_that_is_not_there_is_told_while_completing(
    client: Client, lists: SmallLibrary
) -> None:
    for given, why in (({"list": "nope"}, "invalid-argument: list: "), (None, "not-a-list: ")):
        with pytest.raises(MCPError) as refused:
            await client.complete(
                ref=SEARCH,
                argument={"name": "section", "value": "a"},
                context_arguments=given,
            )
        assert (refused.value.code, refused.value.message[: len(why)]) == (-32602, why)
        (lists.folder / "venues" / "README.md").unlink(missing_ok=True)


async def test_one_list_has_no_names_to_complete(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("## S\n- [A](https://a.org/1): b\n")
    catalog = open_catalog(Settings(str(tmp_path), index_dir="memory"), tmp_path)
    async with Client(build_server(catalog, toolsets=("core",))) as client:
        argument = {"name": "list", "value": ""}
        assert (await client.complete(ref=STATS, argument=argument)).completion.values == []


# --- word of changes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "uris", "others"),
    [
        pytest.param(
            "venues",
            {
                "llmsys://lists",
                *(f"llmsys://{kind}/venues" for kind in ("sections", "list", "stats")),
                "llmsys://section/venues/NSDI%202024",
                "llmsys://section/venues/#nsdi-2024",
                "llmsys://venue/NSDI",
            },
            {
                *("llmsys://list", "llmsys://list/topics", "llmsys://stats"),
                *("llmsys://section/Serving", "llmsys://section/NSDI%202024"),
            },
            id="another list",
        ),
        pytest.param(
            "topics",
            {
                "llmsys://lists",
                *(f"llmsys://{kind}" for kind in ("sections", "list", "stats")),
                *(f"llmsys://{kind}/topics" for kind in ("sections", "list", "stats")),
                "llmsys://section/Systems%20%3E%20Serving",
                "llmsys://section/topics/serving",
                "llmsys://venue/NSDI",
            },
            {
                "llmsys://list/venues",
                "llmsys://section/Training",
                "llmsys://entry/arxiv:2309.00002",
            },
            id="the primary one",
        ),
    ],
)
async def test_who_listens_is_told_of_every_list(
    lists: SmallLibrary,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    uris: set[str],
    others: set[str],
) -> None:
    monkeypatch.setattr(changes, "LOOK_SECONDS", 0.02)
    async with Client(build_server(lists.primary, toolsets=("core",))) as client:
        with anyio.fail_after(60):
            asked = sorted(uris | others)
            async with client.listen(resource_subscriptions=asked) as events:
                page = PAGES[name].replace("Pictures at Scale", "Pictures at a Scale")
                lists.write(name, page)
                told = {(await anext(events)).uri for _ in uris}
                lists.write("course", COURSE + "\n")
                while (late := (await anext(events)).uri) in uris - {"llmsys://lists"}:
                    pass
    assert told == uris
    assert late == "llmsys://lists"


async def test_the_only_list_is_told_of_by_what_is_offered(
    lists: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it was given a name."""
    monkeypatch.setattr(changes, "LOOK_SECONDS", 0.02)
    named = (f"topics={lists.folder / 'topics'}",)
    alone = open_catalog(Settings(index_dir="memory", lists=named), lists.folder)
    asked = ["llmsys://lists", "llmsys://list/topics", "llmsys://stats"]
    async with Client(build_server(alone, toolsets=("core",))) as client:
        with anyio.fail_after(60):
            async with client.listen(resource_subscriptions=asked) as events:
                for text in (f"{TOPICS}\n", TOPICS):
                    lists.write("topics", text)
                    assert (await anext(events)).uri == "llmsys://stats"
