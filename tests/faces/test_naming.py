"""A text that goes out names only what the reader can call, and calls it by its name there."""

import ast
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from faces.connections import MEMORY, connect, refused
from llmsys_mcp import errors
from llmsys_mcp.errors import UnknownSection
from llmsys_mcp.faces import naming
from llmsys_mcp.faces.cli import COMMANDS, main
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.jobs import JOBS
from llmsys_mcp.faces.naming import COMMAND_OF, IN_SHELL, advised, named, reworded
from llmsys_mcp.faces.toolsets import TOOLSETS, hints
from small_lists import SmallList

pytestmark = pytest.mark.anyio

SOURCE = Path(naming.__file__).parents[1]
ALL = {name: name for name in COMMAND_OF}
PAGE = (
    "# T\n\n## A\n- [One](https://example.org/1): words\n\n## B\n- [Two](https://example.org/2)\n"
)
LISTED = {"title": "One: words", "url": "https://example.org/1"}


def test_every_tool_has_its_twin_in_the_shell() -> None:
    assert set(COMMAND_OF) == {name for toolset in TOOLSETS for name in hints(toolset)}
    assert {command.split()[0] for command in COMMAND_OF.values()} <= set(COMMANDS)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("Correct it.", "Correct it.", id="no tool"),
        pytest.param("Leave it. add_entry adds.", "Leave it.", id="a sentence"),
        pytest.param("add_entry adds. Leave it.", "Leave it.", id="the first sentence"),
        pytest.param("Read it (list_sections tells it) anew.", "Read it anew.", id="parenthesis"),
        pytest.param("Do X (as `add_entry`).", "Do X.", id="at the end"),
        pytest.param("get_entry shows it. add_entry adds.", "get_entry shows it.", id="another"),
        pytest.param("A (x).\n\nUse add_entry.\nGo on.", "A (x).\n\nGo on.", id="lines"),
        pytest.param(
            "add_entry_s and dry_run stay.", "add_entry_s and dry_run stay.", id="like it"
        ),
        pytest.param(
            "At 0.5 of README.md (1.0) stay.", "At 0.5 of README.md (1.0) stay.", id="dots"
        ),
    ],
)
def test_what_names_a_tool_that_is_not_there_is_left_out(text: str, left: str) -> None:
    names = {name: name for name in ALL if name not in ("add_entry", "list_sections")}
    assert reworded(text, names) == left
    assert reworded(text, ALL) == text


def test_tools_and_arguments_get_the_names_of_the_face() -> None:
    text = "Pass dry_run, or call add_entry with the year_from."
    said = reworded(text, {**IN_SHELL, "dry_run": "--dry-run"})
    assert said == "Pass --dry-run, or call `llmsys-mcp add` with the year_from."


def test_a_refusal_is_worded_for_the_face_that_tells_it() -> None:
    error = UnknownSection("section", "add_entry: (add_entry). No.", "Go on (add_entry does).")
    assert advised(error) == str(error)
    with named({}):
        assert advised(error) == "unknown-section: section: add_entry: (add_entry). No. Go on."
        with named(IN_SHELL):
            assert advised(error).endswith("No. Go on (`llmsys-mcp add` does).")
    assert advised(error) == str(error)


def advice() -> Iterator[str]:
    """Every advice in the code that names a tool, as far as it is plain text."""
    classes = {one.__name__ for one in vars(errors).values() if isinstance(one, type)}
    for path in sorted(SOURCE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in classes:
                told = [text for one in call.args[2:] for text in written(one)]
                yield from (text for text in told if any(name in text for name in COMMAND_OF))


def written(node: ast.AST) -> Iterator[str]:
    """The texts that an expression may be, with `x` for each value in them."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join("".join(written(part)) or "x" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from (*written(one), *written(other))


def test_advice_holds_without_the_tools_it_names() -> None:
    found = list(advice())
    assert len(found) > 3
    for text in found:
        left = reworded(text, {})
        assert left.endswith("."), text
        assert left[0].isupper(), text
        assert not any(name in left for name in COMMAND_OF), text


SUBSETS = [
    *combinations(TOOLSETS, 1),
    ("core", "edit"),
    ("core", "edit", "intake"),
    tuple(TOOLSETS),
]


@pytest.mark.parametrize("read_only", [False, True], ids=["writes", "read-only"])
@pytest.mark.parametrize("toolsets", SUBSETS, ids="+".join)
async def test_a_server_speaks_of_no_tool_that_it_does_not_offer(
    tmp_path: Path, toolsets: tuple[str, ...], read_only: bool
) -> None:
    small = SmallList(tmp_path)
    small.write(PAGE)
    options = ["--read-only"] if read_only else []
    async with connect("memory-modern", small.folder, *options, toolsets=toolsets) as client:
        tools = [one.model_dump(mode="json") for one in (await client.list_tools()).tools]
        offered = {tool["name"] for tool in tools}
        told = [client.instructions, *tools]
        told += (await client.list_resources()).resources
        told += (await client.list_resource_templates()).resource_templates
        prompts = (await client.list_prompts()).prompts
        for prompt in prompts:
            wanted = {"papers": "x", "section": "A", "since": "2026-01-01"}
            taken = {one.name for one in prompt.arguments or ()}
            given = {name: value for name, value in wanted.items() if name in taken}
            told += [prompt, (await client.get_prompt(prompt.name, given)).messages]
    text = "\n".join(map(str, told)).replace("\\n", "\n")
    assert {name for name in COMMAND_OF if name in naming._NAME.findall(text)} <= offered
    assert all(tool["description"] for tool in tools)


CORE = tuple(hints("core"))
EDIT = tuple(hints("edit"))


@pytest.mark.parametrize("way", MEMORY)
@pytest.mark.parametrize(
    ("toolsets", "tool", "arguments", "end"),
    [
        pytest.param(
            ("core",), "add_entry", {**LISTED, "section": "B"},
            "Leave it, or pass allow_duplicate to list it twice.", id="listed",
        ),
        pytest.param(
            ("edit",), "move_entry", {"id": "arxiv:9", "section": "A"},
            "Pass an id unchanged, as results give it.", id="no entry",
        ),
        pytest.param(
            ("core",), "get_entry", {"id": "arxiv:9"},
            "Pass an id unchanged, as results give it (search_papers finds them).", id="offered",
        ),
        pytest.param(
            ("intake",), "plan_additions", {"text": "x", "section": "Z"},
            "Pass one path unchanged.", id="no section",
        ),
        pytest.param(
            ("edit",), "add_section", {"name": "C", "expected_revision": "sha256:0"},
            "Read it again and repeat the edit.", id="late",
        ),
        pytest.param(
            ("edit",), "remove_entry", {"id": " ", "reason": "x"}, "Give one.", id="empty",
        ),
    ],
)  # fmt: skip
async def test_a_refusal_advises_what_can_be_called(
    tmp_path: Path,
    way: str,
    toolsets: tuple[str, ...],
    tool: str,
    arguments: dict[str, Any],
    end: str,
) -> None:
    small = SmallList(tmp_path)
    small.write(PAGE)
    async with connect(way, small.folder, toolsets=toolsets) as client:
        assert (await refused(client, tool, **arguments)).endswith(f" {end}")


async def test_what_is_refused_inside_a_result_is_worded_alike(tmp_path: Path) -> None:
    small = SmallList(tmp_path)
    small.write(PAGE)
    entry = {"section": "Z", "title": "New", "url": "https://example.org/n"}
    async with connect("memory-modern", small.folder, toolsets=("edit",)) as client:
        result = await client.call_tool("add_entries", {"entries": [entry]})
    assert result.structured_content["items"][0]["problem"].endswith(" Pass one path unchanged.")


def test_in_the_shell_tools_are_commands_and_arguments_options(tmp_path: Path) -> None:
    small = SmallList(tmp_path)
    small.write(PAGE)
    options = ["--list", str(small.folder), "--index-dir", "memory"]
    add = ["add", *options, "--title", LISTED["title"], "--url", LISTED["url"]]
    told = CliRunner().invoke(main, [*add, "--section", "B"]).stderr
    assert told.endswith(
        " Leave it, or pass --allow-duplicate to list it twice. `llmsys-mcp update` changes its"
        " fields.\n"
    )
    told = CliRunner().invoke(main, [*add, "--section", "Z"]).stderr
    assert told.endswith(" Pass one path unchanged (`llmsys-mcp sections` names them).\n")


@pytest.mark.parametrize("way", MEMORY)
@pytest.mark.parametrize(
    ("toolsets", "read_only", "name", "said"),
    [
        pytest.param(
            ("core",), False, "serch_papers",
            f"no tool is called 'serch_papers'. The nearest is search_papers. The tools are: "
            f"{', '.join(CORE)}.", id="misspelt",
        ),
        pytest.param(
            ("core",), False, "\x1b" * 9999, "no tool is called '\\x1b", id="hostile",
        ),
        pytest.param(
            ("core",), False, "update_entry",
            "update_entry is not offered here; it is in the toolset edit of a server that may"
            " write. Do without it, or ask the user to start the server so. The tools are: ",
            id="another toolset",
        ),
        pytest.param(
            ("core",), True, "add_entry",
            "add_entry is not offered here; it is in the toolset core of a server that may write.",
            id="it writes",
        ),
        pytest.param(
            ("core",), True, "lint_list",
            "lint_list is not offered here; it is in the toolset lint. Do", id="it reads",
        ),
        pytest.param(
            ("library",), False, "compare_lists",
            "compare_lists is not offered here; it is only with several lists. Do", id="one list",
        ),
        pytest.param((), False, "x", "The tools are: none.", id="none"),
    ],
)  # fmt: skip
async def test_a_tool_that_is_not_there(
    tmp_path: Path, way: str, toolsets: tuple[str, ...], read_only: bool, name: str, said: str
) -> None:
    small = SmallList(tmp_path)
    small.write(PAGE)
    options = ["--read-only"] if read_only else []
    async with connect(way, small.folder, *options, toolsets=toolsets) as client:
        text = await refused(client, name)
    assert text.startswith("invalid-argument: name: ")
    assert said in text
    assert len(text.encode()) < 1024
    assert text.isprintable()


async def test_a_bug_in_a_tool_is_no_missing_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = SmallList(tmp_path)
    small.write(PAGE)
    monkeypatch.setattr(Operations, "list_sections", lambda _self: 1 // 0)
    async with connect("memory-modern", small.folder, toolsets=("core",)) as client:
        assert await refused(client, "list_sections") == "Error executing tool list_sections"


def test_a_job_names_in_a_step_only_the_tools_that_the_step_needs() -> None:
    for job in JOBS:
        for step in job.steps:
            named_there = {name for name in COMMAND_OF if name in naming._NAME.findall(step.text)}
            assert named_there <= {*step.tools, *job.needs}, step.text
