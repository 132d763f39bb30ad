"""Arguments are taken as they were meant, or refused in words an agent can act on."""

from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp import Client

from faces.connections import called, connect, refused
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.faces.toolsets import OF_SEVERAL, TOOLSETS, hints, make_tools

pytestmark = pytest.mark.anyio

LIST = "# T\n\n## A\n- [One](https://example.org/1): words | OSDI' 24\n\n## B\n- [Two](https://example.org/2)\n"
TOOLS = {name: one for one in TOOLSETS for name in hints(one) if name not in OF_SEVERAL}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "list" / "README.md"
    path.parent.mkdir()
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.fixture
async def client(page: Path) -> Any:
    async with connect("memory-modern", page.parent) as client:
        yield client


async def required(client: Client, tool: str) -> dict[str, Any]:
    """Something of the right type for each argument that the tool must have."""
    schema = next(t.input_schema for t in (await client.list_tools()).tools if t.name == tool)
    empty = {"string": "x", "array": [], "integer": 1, "boolean": False}
    parts = {name: schema["properties"][name] for name in schema.get("required", ())}
    return {name: part.get("enum", [empty[part["type"]]])[0] for name, part in parts.items()}


def check(text: str) -> None:
    """What every refusal keeps to (contract.md, Refusals)."""
    assert len(text.encode()) < 1024
    assert text.isprintable()
    code, argument, rest = text.split(": ", 2)
    assert code.replace("-", "").isalpha()
    assert argument
    assert rest.endswith(".")


@pytest.mark.parametrize("tool", TOOLS)
async def test_every_tool_refuses_an_argument_that_it_does_not_know(page: Path, tool: str) -> None:
    async with connect("memory-modern", page.parent, toolsets=(TOOLS[tool],)) as client:
        arguments = await required(client, tool)
        for name in ("path", "organisation", "__class__", "self"):
            text = await refused(client, tool, **arguments, **{name: "x"})
            assert text.startswith(f"invalid-argument: {name}: unknown argument; ")
            assert "This tool takes: " in text
            check(text)
    assert page.read_text("utf-8") == LIST


@pytest.mark.parametrize(
    "name", ["", " ", "a\x1b[2Jb", "\u202eevil", "n" * 5000, "limit ", "Query", "q\nuery"]
)
async def test_an_unknown_argument_is_named_so_that_nothing_obeys_it(
    client: Client, name: str
) -> None:
    text = await refused(client, "search_papers", **{name: "x"})
    assert text.startswith("invalid-argument: ")
    assert "unknown argument" in text
    assert len(text) < 1000
    assert text.isprintable()


async def test_a_tool_without_arguments_says_so(client: Client) -> None:
    text = await refused(client, "list_sections", section="A")
    assert text.endswith("This tool takes: no arguments.")


@pytest.mark.parametrize(
    ("tool", "arguments", "start"),
    [
        pytest.param("search_papers", {"limit": 0}, "limit: '0' does not do: ", id="too small"),
        pytest.param("search_papers", {"limit": 51}, "limit: '51' does not do: ", id="too large"),
        pytest.param("search_papers", {"limit": True}, "limit: 'True' does", id="true is no 1"),
        pytest.param("search_papers", {"limit": 2.0}, "limit: '2.0' does", id="no whole number"),
        pytest.param("search_papers", {"limit": "ten"}, "limit: 'ten' does", id="a word"),
        pytest.param("search_papers", {"limit": "²"}, "limit: '\\xb2' does", id="no ASCII digit"),
        pytest.param("search_papers", {"limit": "9" * 9999}, "limit: '999", id="endless digits"),
        pytest.param("search_papers", {"query": ["x"]}, "query: \"['x']\" does", id="a list"),
        pytest.param("search_papers", {"query": 7}, "query: '7' does not do: ", id="a number"),
        pytest.param("search_papers", {"query": "\ud800"}, "query: ", id="a lone surrogate"),
        pytest.param("search_papers", {"year_from": 24}, "year_from: '24' does", id="no year"),
        pytest.param("format_entry", {"url": "x"}, "title: it is required. Give", id="missing"),
        pytest.param(
            "add_entry",
            {"title": "T"},
            "section: it is required, and so is url. Give them and call again.",
            id="two missing",
        ),
        pytest.param(
            "add_entry", {}, "section: it is required, and so are title, url.", id="all missing"
        ),
        pytest.param(
            "add_entry",
            {"title": 7},
            "section: it is required, and so is url.",
            id="missing, and another wrong",
        ),
        pytest.param(
            "format_entry", {"title": None, "url": "x"}, "title: null does not do", id="null"
        ),
        pytest.param(
            "add_entry",
            {"section": "A", "title": "T", "url": "https://example.org/t", "dry_run": "yes"},
            "dry_run: 'yes' does not do",
            id="no truth value",
        ),
        pytest.param(
            "add_entries",
            {"entries": [], "on_problem": "x\x1b"},
            "on_problem: 'x\\x1b' does not do: Input should be 'stop' or 'skip'.",
            id="no choice",
        ),
        pytest.param("add_entries", {"entries": {}}, "entries: '{}' does", id="no list"),
        pytest.param("add_entries", {"entries": "[1"}, "entries: '[1' does", id="broken JSON"),
        pytest.param(
            "add_entries", {"entries": "[" * 99999}, "entries: '[[[[", id="endless nesting"
        ),
        pytest.param("add_entries", {"entries": ["x"]}, "entries: item 1: 'x' does", id="no entry"),
        pytest.param(
            "add_entries",
            {"entries": [{"section": "A", "title": "T", "url": "u"}, {"section": "A", "url": "u"}]},
            "entries: item 2: title: it is required.",
            id="missing in an item",
        ),
        pytest.param(
            "add_entries",
            {"entries": [{"section": "A", "title": "T", "url": "u", "y\x1b": 1}]},
            "entries: item 1: y\\x1b: unknown argument",
            id="unknown in an item",
        ),
        pytest.param(
            "add_entries",
            {"entries": [{"section": "A", "title": None, "url": "u"}]},
            "entries: item 1: title: null does not do",
            id="null in an item",
        ),
        pytest.param(
            "add_entries",
            {"entries": [{"section": "A", "title": "T", "url": "u", "allow_duplicate": "no"}]},
            "entries: item 1: allow_duplicate: 'no' does not do",
            id="no truth value in an item",
        ),
    ],
)
async def test_a_value_of_another_kind_is_refused_by_name(
    client: Client, page: Path, tool: str, arguments: dict[str, Any], start: str
) -> None:
    text = await refused(client, tool, **arguments)
    assert text.startswith(f"invalid-argument: {start}")
    check(text)
    assert page.read_text("utf-8") == LIST


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        pytest.param({"limit": "1"}, ["One"], id="digits for a number"),
        pytest.param({"limit": " 1 ", "offset": "1"}, ["Two"], id="with spaces"),
        pytest.param({"year_from": "2024"}, ["One"], id="a year"),
        pytest.param({"limit": None, "year_to": None}, ["One", "Two"], id="null"),
        pytest.param({"venue": None, "query": None, "offset": None}, ["One", "Two"], id="nulls"),
        pytest.param({"query": "two", "section": ""}, ["Two"], id="an empty text"),
    ],
)
async def test_what_clients_mean_is_taken(
    client: Client, arguments: dict[str, Any], titles: list[str]
) -> None:
    found = await called(client, "search_papers", **arguments)
    assert [hit["title"] for hit in found["results"]] == titles


async def test_null_for_what_may_be_left_out_is_as_if_left_out(client: Client, page: Path) -> None:
    entry = {"section": "A", "title": "New", "url": "https://example.org/n"}
    nulls = dict.fromkeys(("description", "venue", "organization", "allow_duplicate"))
    dry = await called(client, "add_entry", **entry, **nulls, dry_run=True, expected_revision=None)
    assert dry["entry"] == "- [New](https://example.org/n)"
    result = await called(client, "add_entries", entries=[entry | nulls], dry_run=None)
    assert result["added"] == 1
    assert page.read_text("utf-8").count("- [New](https://example.org/n)\n") == 1


async def test_an_update_with_nulls_changes_what_is_given(client: Client, page: Path) -> None:
    id_ = (await called(client, "search_papers", query="one"))["results"][0]["id"]
    nulls = dict.fromkeys(("title", "url", "venue", "organization"))
    await called(client, "update_entry", id=id_, description="", **nulls)
    assert "- [One](https://example.org/1) | OSDI' 24\n" in page.read_text("utf-8")


async def test_texts_stay_as_they_were_sent(client: Client) -> None:
    for text in ("null", "[1, 2]", "true", "12", '{"a": 1}'):
        written = await called(
            client, "format_entry", title="T", url="https://example.org/t", organization=text
        )
        assert written["entry"].startswith("- [T](https://example.org/t) | ")
        assert "None" not in written["entry"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
TEXTS = st.text(max_size=12) | st.sampled_from(
    ["A", "B", "#a", "One", "New", "OSDI 24", "https://example.org/1", "https://example.org/new"]
)
OF_TYPE = {
    "string": TEXTS,
    "integer": st.integers(-1, 60),
    "boolean": st.booleans(),
    "array": st.lists(
        st.fixed_dictionaries(
            {"section": TEXTS, "title": TEXTS, "url": TEXTS},
            optional={"venue": TEXTS, "other": TEXTS},
        ),
        max_size=2,
    ),
}


def arguments_of(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments of the types that a tool takes, mostly, and any JSON else."""

    def value(part: dict[str, Any]) -> st.SearchStrategy[Any]:
        kind = part.get("type", "string")
        right = OF_TYPE[kind if isinstance(kind, str) else kind[0]]
        return st.one_of(right, right, right, JSON)

    parts = {name: value(part) for name, part in schema["properties"].items()}
    must = {name: parts.pop(name) for name in schema.get("required", ())}
    return st.fixed_dictionaries(must, optional=parts | {"other": JSON})


@pytest.mark.parametrize("tool", [name for name, toolset in TOOLS.items() if toolset != "pr"])
@settings(
    max_examples=2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_json_makes_a_tool_fail(page: Path, tool: str, data: st.DataObject) -> None:
    """Each call is answered or refused, and nothing but what a tool is for happens to the list."""
    page.write_text(LIST, encoding="utf-8")
    catalog = open_catalog(Settings(list_path=str(page), index_dir="memory"), page.parent)
    found = next(
        one for one in make_tools(catalog, [TOOLS[tool]], read_only=False) if one.name == tool
    )
    calls = data.draw(st.lists(arguments_of(found.parameters), min_size=10, max_size=10))
    anyio.run(call_all, page, tool, calls, found.annotations.read_only_hint)


async def call_all(page: Path, tool: str, calls: list[dict[str, Any]], only_reads: bool) -> None:
    async with connect("memory-modern", page.parent, toolsets=(TOOLS[tool],)) as client:
        for arguments in calls:
            before = page.read_bytes()
            result = await client.call_tool(tool, arguments)
            if result.is_error:
                text = result.content[0].text
                assert not text.startswith("Error executing"), (arguments, text)
                check(text)
            if result.is_error or only_reads:
                assert page.read_bytes() == before
