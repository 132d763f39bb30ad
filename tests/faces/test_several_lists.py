"""Several lists over one server: each call goes to the list it means, and says where it went."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from faces.connections import TOKEN, called, refused, running
from llmsys_mcp.errors import InvalidArgument, NotAList
from llmsys_mcp.faces.app import bundled_folder, find_lists, open_catalog
from llmsys_mcp.faces.cli import main
from llmsys_mcp.faces.http.asgi import make_app
from llmsys_mcp.faces.http.settings import HttpSettings
from llmsys_mcp.faces.http.tokens import read_grants
from llmsys_mcp.faces.library_set.operations import LibraryOperations
from llmsys_mcp.faces.server import build_server
from llmsys_mcp.faces.settings import Settings, settings
from llmsys_mcp.services.export import FORMATS
from small_library import COURSE, VENUES, SmallLibrary

pytestmark = pytest.mark.anyio

PAPER = {"title": "Rollout Relay", "url": "https://arxiv.org/abs/2601.00001", "venue": "OSDI 2024"}


@pytest.fixture
def lists(tmp_path: Path) -> SmallLibrary:
    return SmallLibrary(tmp_path)


@pytest.fixture
async def client(lists: SmallLibrary) -> AsyncIterator[Client]:
    async with Client(build_server(lists.primary)) as client:
        yield client


async def test_every_tool_takes_a_list_but_the_one_that_names_two(client: Client) -> None:
    tools = {
        tool.name: tool.input_schema["properties"] for tool in (await client.list_tools()).tools
    }
    assert {name for name, given in tools.items() if "list" not in given} == {"compare_lists"}
    assert tools["get_entry"]["list"]["description"] == (
        "One of the lists: topics, venues, course. Default: topics, or what an id begins with."
    )
    assert "Default: all" in tools["search_papers"]["list"]["description"]


async def test_one_list_has_no_such_argument(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("## S\n- [A](https://a.org/1): b\n")
    catalog = open_catalog(Settings(str(tmp_path), index_dir="memory"), tmp_path)
    async with Client(build_server(catalog)) as client:
        tools = (await client.list_tools()).tools
        assert not [tool.name for tool in tools if "list" in tool.input_schema["properties"]]
        assert "compare_lists" not in {tool.name for tool in tools}
        assert "export_entries" in {tool.name for tool in tools}
        said = await refused(client, "search_papers", query="a", list="topics")
        assert said.startswith("invalid-argument: list: unknown argument")
        found = await called(client, "search_papers", query="a")
        assert "list" not in found["results"][0]


async def test_search_ranks_over_all_and_says_the_list(client: Client) -> None:
    found = await called(client, "search_papers", query="relay server")
    assert [(one["list"], one["id"].split("/")[0]) for one in found["results"]][:3] == [
        (one, one) for one in (hit["list"] for hit in found["results"][:3])
    ]
    assert {hit["list"] for hit in found["results"]} == {"topics", "venues", "course"}
    scores = [hit["score"] for hit in found["results"]]
    assert scores == sorted(scores, reverse=True)
    one = await called(client, "search_papers", query="relay server", list="venues")
    assert {hit["list"] for hit in one["results"]} == {"venues"}
    none = await called(client, "search_papers", query="relay", list="")
    assert len({hit["list"] for hit in none["results"]}) == 3


async def test_entries_of_other_forms_say_what_their_form_says(client: Client) -> None:
    by_id = await called(client, "get_entry", id="venues/arxiv:2501.00003")
    assert (by_id["list"], by_id["keywords"], by_id["organization"]) == (
        "venues",
        ["Training"],
        "PKU",
    )
    asked = await called(client, "get_entry", id="course/key:paged-sosp23")
    assert (asked["title"], asked["required"]) == ("Paged", "Memory")
    assert (await called(client, "get_entry", id="key:relay-osdi24", list="course"))[
        "required"
    ] is (True)
    assert (await called(client, "get_entry", id="key:nobody-icml20", list="course"))[
        "required"
    ] is False
    mine = await called(client, "get_entry", id="arxiv:2309.00002")
    assert mine["list"] == "topics"
    assert "required" not in mine


async def test_compared_papers_are_where_they_say(tmp_path: Path) -> None:
    for name, own in (("mine", "Own"), ("theirs", "Other")):
        (tmp_path / name).mkdir()
        page = (
            "# P\n\n## A\n- [Both](https://example.org/1): x\n\n## A\n- [{0}](https://a.org/{0})\n"
        )
        (tmp_path / name / "README.md").write_text(page.format(own))
    named = tuple(f"{name}={tmp_path / name}" for name in ("mine", "theirs"))
    catalog = open_catalog(Settings(lists=named, index_dir="memory"), tmp_path)
    async with Client(build_server(catalog)) as client:
        told = await called(client, "compare_lists", other="theirs")
        (both,), (missing,) = told["same"], told["missing_in_mine"]
        for name, section, title in (
            ("mine", both["section"], "Both"),
            ("theirs", both["other_section"], "Both"),
            ("theirs", missing["other_section"], "Other"),
        ):
            found = await called(client, "search_papers", section=section, list=name)
            assert [one["title"] for one in found["results"]] == [title]


async def test_a_list_that_is_gone_is_named(lists: SmallLibrary, client: Client) -> None:
    (lists.folder / "venues" / "README.md").unlink()
    said = await refused(client, "search_papers", query="relay")
    assert said.startswith("not-a-list: list: there is no README.md of the list venues any more.")
    assert (await called(client, "search_papers", query="relay", list="topics"))["results"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param({"id": "x", "list": "nope"}, "no list is called 'nope'", id="unknown list"),
        pytest.param({"id": "x", "list": 3}, "'3' is no name", id="no name"),
        pytest.param(
            {"id": "venues/x", "list": "course"}, "several lists: course, venues", id="two lists"
        ),
        pytest.param({"id": "venues/x"}, "unknown-entry: id: no entry has the id", id="no entry"),
        pytest.param({"id": 3}, "id: '3' does not do", id="no id"),
        pytest.param({"id": None}, "id: null does not do", id="null"),
        pytest.param({}, "id: it is required", id="nothing"),
    ],
)
async def test_a_call_that_means_no_list_is_refused(
    client: Client, arguments: dict[str, Any], said: str
) -> None:
    assert said in await refused(client, "get_entry", **arguments)


async def test_edits_go_to_the_list_that_is_named(client: Client, lists: SmallLibrary) -> None:
    added = await called(client, "add_entry", section="OSDI 2024", list="venues", **PAPER)
    assert added["id"] == "venues/arxiv:2601.00001"
    assert "Rollout Relay" in lists.read("venues")
    assert "Rollout Relay" not in lists.read("topics")
    await called(client, "update_entry", id="venues/arxiv:2601.00001", organization="UCB")
    assert "[UCB]" in lists.read("venues")
    await called(client, "add_entry", section="Serving", **PAPER)
    assert "Rollout Relay" in lists.read("topics")
    told = await called(client, "list_sections", list="course")
    assert [one["section"] for one in told["sections"]] == [
        "Part 1 - Models",
        "Part 1 - Models > Serving",
        "Part 2 - Systems",
    ]
    given = await called(client, "add_entry", section="Part 2 - Systems", list="course", **PAPER)
    assert given["entry"] == '{% include paper_item.html key="rolloutrelay-osdi24" %}'
    assert given["paste"].startswith("@inproceedings{rolloutrelay-osdi24")
    assert lists.read("course") != COURSE
    await called(client, "undo_last_edit", list="course")
    assert lists.read("course") == COURSE


async def test_the_other_lists_are_named_as_information(client: Client) -> None:
    told = await called(client, "check_duplicate", title="Other: Something Else Entirely")
    assert (told["verdict"], told["matches"]) == ("new", [])
    assert [(one["list"], one["relation"]) for one in told["elsewhere"]] == [
        ("venues", "same-title")
    ]
    turned = await called(
        client, "check_duplicate", title="Other: Something Else Entirely", list="venues"
    )
    assert turned["verdict"] == "duplicate"
    assert turned["elsewhere"] == []
    result = await client.call_tool("check_duplicate", {"title": "Other: Something Else Entirely"})
    assert "elsewhere, same-title: Other" in result.content[0].text


async def test_lists_are_compared(client: Client) -> None:
    told = await called(client, "compare_lists", other="venues", limit=1)
    assert told["totals"] == {
        "same": 3,
        "missing_in_mine": 2,
        "missing_in_other": 2,
        "disagreements": 1,
        "unknown_keys": 0,
    }
    assert (told["mine"], told["other"]) == ("topics", "venues")
    assert [len(told[group]) for group in ("same", "missing_in_mine", "missing_in_other")] == [
        1,
        1,
        1,
    ]
    more = await called(client, "compare_lists", other="venues", limit=1, offset=1)
    (other,) = more["missing_in_mine"]
    assert other["addition"] == {
        "section": other["section"],
        "title": "Other",
        "url": "https://arxiv.org/abs/2402.00009",
        "description": "Something Else Entirely",
        "venue": "OSDI'24",
        "organization": "CMU",
    }
    assert other["entry"].startswith("- [Other](https://arxiv.org/abs/2402.00009): Something")
    added = await called(client, "add_entry", **other["addition"])
    assert added["entry"] == other["entry"]
    again = await called(client, "compare_lists", mine="venues", other="topics")
    assert again["totals"]["same"] == 4
    usual = await called(client, "compare_lists", mine="venues")
    assert usual["other"] == "topics"
    keys = await called(client, "compare_lists", mine="venues", other="course")
    assert [one["id"] for one in keys["unknown_keys"]] == ["course/key:nobody-icml20"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param({"other": "nope"}, "other: no list is called", id="unknown other"),
        pytest.param({"mine": "nope"}, "mine: no list is called", id="unknown mine"),
        pytest.param({"mine": "course", "other": "course"}, "not compared with itself", id="same"),
        pytest.param({"list": "course"}, "list: unknown argument", id="no such argument"),
    ],
)
async def test_what_cannot_be_compared_is_refused(
    client: Client, arguments: dict[str, Any], said: str
) -> None:
    assert said in await refused(client, "compare_lists", **arguments)


async def test_lists_are_exported(client: Client) -> None:
    told = await called(client, "export_entries", format="bibtex", list="course")
    assert told["format"] == "bibtex"
    assert told["total"] == 3
    assert told["left_out"] == ["course/key:nobody-icml20"]
    assert told["text"].startswith("@inproceedings{relay-osdi24,")
    result = await client.call_tool("export_entries", {"format": "csv", "list": "course"})
    assert result.content[0].text.endswith("1 unknown keys left out.")
    some = await called(
        client, "export_entries", format="json", section="Training", query="trainer"
    )
    assert json.loads(some["text"])[0]["key"] == "trainer-sosp25"
    assert "format" in await refused(client, "export_entries", format="ris")


@pytest.mark.parametrize("form", FORMATS)
async def test_no_reply_of_an_export_is_longer_than_64_kb(form: str) -> None:
    catalog = open_catalog(Settings(str(bundled_folder()), index_dir="memory"), Path("/"))
    async with Client(build_server(catalog, toolsets=("library",))) as client:
        offset: int | None = 0
        entries = 0
        while offset is not None:
            result = await client.call_tool("export_entries", {"format": form, "offset": offset})
            told = result.structured_content
            assert len(json.dumps(told, ensure_ascii=False).encode()) < 62_000
            assert len(result.content[0].text) < 2200
            more = told["next_offset"] is not None
            assert (f"offset {told['next_offset']}." in result.content[0].text) == more
            entries += told["text"].count("arxiv.org/abs/")
            offset = told["next_offset"]
    whole = LibraryOperations(catalog).export_entries(form)  # type: ignore[arg-type]
    assert (entries, whole["next_offset"]) == (whole["text"].count("arxiv.org/abs/"), None)


async def test_a_short_export_is_repeated_for_people(client: Client) -> None:
    arguments = {"format": "bibtex", "list": "topics", "query": "trainer"}
    result = await client.call_tool("export_entries", arguments)
    assert result.content[0].text == result.structured_content["text"].rstrip()


async def test_the_text_beside_a_comparison_is_short(tmp_path: Path) -> None:
    catalog = open_catalog(Settings(index_dir="memory"), tmp_path)
    async with Client(build_server(catalog, toolsets=("library",))) as client:
        arguments = {"mine": "tju", "other": "llmsys", "limit": 50}
        result = await client.call_tool("compare_lists", arguments)
    assert len(result.structured_content["missing_in_mine"]) == 50
    assert result.content[0].text.count("- not in tju: ") == 5
    assert "(45 more such in the structured result)" in result.content[0].text
    assert len(json.dumps(result.model_dump(mode="json"), ensure_ascii=False).encode()) < 64_000


async def test_a_read_only_server_keeps_comparing_and_exporting(lists: SmallLibrary) -> None:
    async with Client(build_server(lists.primary, read_only=True)) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
    assert {"compare_lists", "export_entries", "search_papers"} <= names
    assert "add_entry" not in names


async def test_several_lists_are_served_over_http(lists: SmallLibrary) -> None:
    named = tuple(f"{name}={lists.folder / name}" for name in lists.pages)
    grants = read_grants(f"reader read {TOKEN}", "test")
    http = HttpSettings(grants=grants)
    app = make_app(Settings(index_dir="memory", lists=named), http, learnt=())
    headers = {"authorization": f"Bearer {TOKEN}"}
    async with (
        running(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), headers=headers) as caller,
        Client(
            streamable_http_client(f"http://127.0.0.1:{http.port}/mcp", http_client=caller)
        ) as client,
    ):
        found = await called(client, "get_entry", id="venues/arxiv:2501.00003")
        assert found["list"] == "venues"
        said = await refused(client, "add_entry", list="venues", section="OSDI 2024", **PAPER)
        assert "read-only" in said
    assert lists.read("venues") == VENUES


# --- the three lists that ship with the package --------------------------------------------------


async def test_without_configuration_three_lists_are_served(tmp_path: Path) -> None:
    catalog = open_catalog(Settings(index_dir="memory"), tmp_path)
    async with Client(build_server(catalog)) as client:
        found = await called(
            client, "search_papers", query="prefill decode disaggregation", limit=3
        )
        assert {hit["list"] for hit in found["results"]} == {"llmsys", "tju", "course"}
        compared = await called(client, "compare_lists", other="course", limit=1)
        assert compared["totals"]["same"] == 24
        for name in ("llmsys", "tju", "course"):
            said = await refused(
                client, "add_entry", list=name, section="x", title="A b", url="https://a.org"
            )
            assert said.startswith("read-only: list:")


# --- naming lists --------------------------------------------------------------------------------


def names(found: list[Any]) -> list[tuple[str, str, bool]]:
    return [(one.name, one.home.folder.name, one.home.bundled) for one in found]


def test_lists_are_named_by_flags(lists: SmallLibrary) -> None:
    folder = lists.folder
    both = (f"a={folder / 'topics'}", f"b={folder / 'venues' / 'README.md'}")
    assert names(find_lists(both, folder)) == [("a", "topics", False), ("b", "venues", False)]
    assert names(find_lists((both[0],), folder)) == [("a", "topics", False)]
    assert names(find_lists(("x=bundled:tju",), folder)) == [("x", "tju", True)]
    assert settings({"list": both}, {}).lists == both
    assert settings({"list": both[:1]}, {}).list_path == both[0]
    assert settings({}, {"LLMSYS_MCP_LIST": ":".join(both)}).lists == both
    assert settings({}, {"LLMSYS_MCP_LIST": "/a:b"}).list_path == "/a:b"
    assert settings({"list": ()}, {"LLMSYS_MCP_LIST": "x"}).list_path == "x"


def test_a_folder_whose_name_looks_like_two_parts_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a=b"
    folder.mkdir()
    (folder / "README.md").write_text("- [A](https://a.org)\n")
    assert names(find_lists((str(folder),), tmp_path)) == [("", "a=b", False)]


def test_a_settings_file_names_lists(lists: SmallLibrary) -> None:
    folder = lists.folder
    (folder / "llmsys-mcp.toml").write_text(
        "primary = 'mine'\n"
        "[lists.course]\npath = 'course'\nbibliography = 'site/papers.bib'\n"
        "[lists.mine]\npath = 'topics/README.md'\n"
        "[lists.tju]\npath = 'bundled:tju'\n"
    )
    wanted = [("mine", "topics", False), ("course", "course", False), ("tju", "tju", True)]
    inner = folder / "deep" / "down"
    inner.mkdir(parents=True)
    assert names(find_lists((), inner)) == wanted
    assert names(find_lists((str(folder / "llmsys-mcp.toml"),), folder / "..")) == wanted
    assert find_lists((), inner)[1].bibliography == "../site/papers.bib"
    assert names(find_lists(("course",), inner))[0] == ("course", "course", False)
    # A list that stands nearer is served alone; so is one that is named by its path.
    assert names(find_lists((), folder / "course")) == wanted
    assert names(find_lists((), folder / "topics")) == [("", "topics", False)]
    assert names(find_lists((str(folder / "venues"),), folder)) == [("", "venues", False)]


def test_a_list_that_is_named_brings_those_that_stand_beside_it_in_its_settings(
    tmp_path: Path,
) -> None:
    (tmp_path / "README.md").write_text("- [A](https://a.org/1)\n")
    (tmp_path / "more.md").write_text("- [B](https://a.org/2)\n")
    (tmp_path / "llmsys-mcp.toml").write_text(
        "[lists.tju]\npath = 'bundled:tju'\n[lists.mine]\npath = '.'\n"
    )
    wanted = [("mine", tmp_path.name, False), ("tju", "tju", True)]
    for named in (tmp_path, tmp_path / "README.md"):
        assert names(find_lists((str(named),), tmp_path.parent)) == wanted
    # A page that the settings do not name, and one that is given a name, stand alone.
    alone = find_lists((str(tmp_path / "more.md"),), tmp_path.parent)
    assert names(alone) == [("", tmp_path.name, False)]
    (one,) = find_lists((f"it={tmp_path}",), tmp_path.parent)
    assert one.name == "it"
    (tmp_path / "llmsys-mcp.toml").write_text("[lint]\nselect = []\n")
    assert names(find_lists((str(tmp_path),), tmp_path.parent)) == [("", tmp_path.name, False)]


def test_a_settings_file_without_lists_names_none(tmp_path: Path) -> None:
    (tmp_path / "llmsys-mcp.toml").write_text("[lint]\nselect = []\n")
    (tmp_path / "README.md").write_text("- [A](https://a.org/1)\n" * 5)
    assert names(find_lists((), tmp_path)) == [("", tmp_path.name, False)]
    (tmp_path / "README.md").unlink()
    (tmp_path / "llmsys-mcp.toml").unlink()
    (tmp_path / "llmsys-mcp.toml").mkdir()
    assert [one.name for one in find_lists((), tmp_path)] == ["llmsys", "tju", "course"]
    assert [one.name for one in find_lists(("tju",), tmp_path)] == ["tju", "llmsys", "course"]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(VENUES.replace("Untold", "* A\n* B\n* Untold"), id="venues"),
        pytest.param(COURSE + '{% include p.html key="x" %}\n', id="course"),
        pytest.param("- [A](https://a.org/1) - b.\n" * 5, id="bullets"),
    ],
)
def test_lists_of_other_forms_are_found_in_the_working_folder(tmp_path: Path, page: str) -> None:
    (tmp_path / "README.md").write_text(page)
    assert names(find_lists((), tmp_path)) == [("", tmp_path.name, False)]


def test_a_project_s_page_with_labels_is_no_list(tmp_path: Path) -> None:
    page = "# A project\n" + "- **Fast** at all things, see the [docs](https://d.org)\n" * 9
    (tmp_path / "README.md").write_text(page)
    assert [one.name for one in find_lists((), tmp_path)] == ["llmsys", "tju", "course"]


@pytest.mark.parametrize(
    ("named", "error", "said"),
    [
        pytest.param(("a=/nowhere",), NotAList, "there is no file '/nowhere'", id="no folder"),
        pytest.param(("x=bundled:nope",), NotAList, "ships with the package", id="not bundled"),
        pytest.param(("/nowhere.md", "b=."), NotAList, "no file", id="one of several"),
        pytest.param(("nothing",), NotAList, "there is no file", id="no name"),
    ],
)
def test_lists_that_are_not_there_are_refused(
    tmp_path: Path, named: tuple[str, ...], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        find_lists(named, tmp_path)


def test_two_lists_of_one_name_are_refused(lists: SmallLibrary) -> None:
    both = (f"a={lists.folder / 'topics'}", f"a={lists.folder / 'venues'}")
    with pytest.raises(InvalidArgument, match="two lists have one name"):
        open_catalog(Settings(lists=both), lists.folder)


# --- the shell -----------------------------------------------------------------------------------


def shell(lists: SmallLibrary, *arguments: str) -> Any:
    named = [part for name in lists.pages for part in ("--list", f"{name}={lists.folder / name}")]
    return CliRunner().invoke(main, [*arguments, *named, "--index-dir", "memory"])


def test_the_shell_searches_all_lists(lists: SmallLibrary) -> None:
    found = json.loads(shell(lists, "search", "relay", "--json").output)
    assert {hit["list"] for hit in found["results"]} == {"topics", "venues", "course"}


def test_the_shell_takes_the_list_that_an_id_begins_with(lists: SmallLibrary) -> None:
    shown = json.loads(shell(lists, "show", "venues/arxiv:2501.00003", "--json").output)
    assert shown["list"] == "venues"
    assert json.loads(shell(lists, "show", "arxiv:2309.00002", "--json").output)["list"] == "topics"
    refused_ = shell(lists, "show", "venues/nothing")
    assert refused_.exit_code == 1
    assert "unknown-entry" in refused_.output


def test_the_shell_takes_one_of_the_lists_by_name(
    lists: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lists.folder / "llmsys-mcp.toml").write_text(
        "[lists.topics]\npath='topics'\n[lists.venues]\npath='venues'\n"
    )
    inside = lists.folder / "venues" / "deep"
    inside.mkdir()
    monkeypatch.chdir(lists.folder)
    arguments = ["search", "relay", "--list", "venues2", "--json", "--index-dir", "memory"]
    assert CliRunner().invoke(main, arguments).exit_code == 1
    arguments[3] = "topics"
    (lists.folder / "topics").rename(lists.folder / "elsewhere")
    (lists.folder / "llmsys-mcp.toml").write_text(
        "[lists.venues]\npath='venues'\n[lists.topics]\npath='elsewhere'\n"
    )
    done = CliRunner().invoke(main, arguments)
    assert {hit["list"] for hit in json.loads(done.output)["results"]} == {"topics"}


def test_the_shell_compares_and_exports(lists: SmallLibrary) -> None:
    compared = shell(lists, "compare", "--other", "venues")
    assert compared.output.startswith(
        "topics and venues: 3 papers in both, 2 only in venues, 2 only in topics"
    )
    assert "may be" not in compared.output
    exported = shell(lists, "export", "--format", "csl-json", "trainer")
    assert json.loads(exported.output)[0]["id"] == "trainer-sosp25"
    course = CliRunner().invoke(
        main,
        ["export", "--list", str(lists.folder / "course"), "--index-dir", "memory"],
    )
    assert "3 unknown keys left out." in course.stderr
    assert course.stdout.startswith("@misc{herdmodels")
    alone = CliRunner().invoke(
        main, ["compare", "--list", str(lists.folder / "course"), "--index-dir", "memory"]
    )
    assert (alone.exit_code, "only one list is served" in alone.output) == (1, True)
