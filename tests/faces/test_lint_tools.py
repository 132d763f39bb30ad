"""The lint tools through a real client: what is told, what is mended, what is refused."""

from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from faces.connections import HTTP, MEMORY, STDIO, called, connect, refused
from repositories import git, private_user

pytestmark = pytest.mark.anyio

PAGE = """\
# Papers

## Training

- [Heron:](http://www.arxiv.org/pdf/2401.00001v2) Caches| OSDI'24
- [Egret](https://arxiv.org/abs/2401.00002): Queues | Nvidia

## Serving

- [Ibis](https://c.org/accepted.html): Batches | OSDI' 25
- [Stork](https://arxiv.org/pdf/2401.00004): Pages
"""
WAYS = [*MEMORY, *HTTP, STDIO[0]]
LINT = ("lint",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(PAGE, encoding="utf-8")
    return tmp_path


@pytest.fixture(params=WAYS)
async def client(request: pytest.FixtureRequest, folder: Path) -> Any:
    async with connect(request.param, folder, toolsets=LINT) as client:
        yield client


def page(folder: Path) -> str:
    return (folder / "README.md").read_text("utf-8")


async def test_lint_tells_each_finding_and_why(client: Client, folder: Path) -> None:
    result = await called(client, "lint_list")
    assert [one["rule"] for one in result["findings"]] == [
        *["LL106", "LL105", "LL101", "LL102", "LL103", "LL114", "LL109", "LL110", "LL303", "LL102"]
    ]
    assert (result["total"], result["safe_fixes"], result["unsafe_fixes"]) == (10, 8, 1)
    assert result["rules"][0] == {
        "rule": "LL102",
        "name": "arxiv-form",
        "severity": "warning",
        "count": 2,
        "why": "the abstract page offers every format, a PDF only itself",
    }
    assert page(folder) == PAGE


async def test_lint_of_some_rules_in_a_section_page_by_page(client: Client) -> None:
    result = await called(client, "lint_list", select="LL1, duplicate", section="Serving")
    assert [(one["rule"], one["line"]) for one in result["findings"]] == [("LL102", 11)]
    assert result["findings"][0]["section"] == "Serving"
    listed = await called(client, "lint_list", select=["LL102", "LL303"], limit=1, offset=1)
    assert [one["rule"] for one in listed["findings"]] == ["LL303"]
    assert listed["total"] == 3


async def test_fix_shows_then_makes_the_safe_fixes_then_the_rest(
    client: Client, folder: Path
) -> None:
    shown = await called(client, "fix_list", dry_run=True)
    assert (shown["fixed"], shown["fixes"], page(folder)) == (False, 8, PAGE)
    assert "+- [Stork](https://arxiv.org/abs/2401.00004): Pages\n" in shown["diff"]
    made = await called(client, "fix_list")
    assert (made["fixed"], made["fixes"], made["diff"]) == (True, 8, shown["diff"])
    assert made["rules"][0] == {"rule": "LL102", "name": "arxiv-form", "count": 2}
    assert (made["remaining"], made["unsafe_fixes"], made["diff_complete"]) == (2, 1, True)
    assert "- [Heron](https://arxiv.org/abs/2401.00001): Caches | OSDI' 24\n" in page(folder)
    again = await called(client, "fix_list")
    assert (again["fixed"], again["fixes"], again["revision"]) == (False, 0, made["revision"])
    rest = await called(
        client, "fix_list", select="LL110", unsafe=True, expected_revision=made["revision"]
    )
    assert (rest["fixes"], rest["remaining"]) == (1, 0)
    assert "Queues | NVIDIA\n" in page(folder)


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("lint_list", {"select": "LL999"}, "invalid-argument: select: 'LL999' means no rule."),
        ("lint_list", {"select": "a\u202eb"}, "invalid-argument: select: character 2 is U+202E"),
        ("lint_list", {"section": "Nowhere"}, "unknown-section: section: "),
        ("lint_list", {"limit": 0}, "invalid-argument: limit: "),
        ("lint_list", {"diff_base": "main"}, "not-a-list: list: "),
        ("lint_list", {"diff_base": "a\u202eb"}, "invalid-argument: diff_base: character 2"),
        ("lint_list", {"select": [1]}, "invalid-argument: select: "),
        ("lint_list", {"fix": True}, "invalid-argument: fix: unknown argument"),
        ("fix_list", {"unsafe": "yes"}, "invalid-argument: unsafe: "),
        ("fix_list", {"expected_revision": "0" * 12}, "conflict: expected_revision: "),
    ],
)
async def test_what_means_nothing_is_refused(
    folder: Path, tool: str, arguments: dict[str, Any], told: str
) -> None:
    async with connect("memory-modern", folder, toolsets=LINT) as client:
        assert (await refused(client, tool, **arguments)).startswith(told)
    assert page(folder) == PAGE


async def test_a_list_says_how_it_is_checked(folder: Path) -> None:
    (folder / "llmsys-mcp.toml").write_text('[lint]\nignore = ["LL1"]\n', encoding="utf-8")
    async with connect("memory-modern", folder, toolsets=LINT) as client:
        assert (await called(client, "lint_list"))["total"] == 1
        (folder / "llmsys-mcp.toml").write_text("[lint\n", encoding="utf-8")
        text = await refused(client, "lint_list")
        assert text.startswith("invalid-argument: llmsys-mcp.toml: it is no TOML")


async def test_a_reader_may_look_and_not_mend(folder: Path) -> None:
    async with connect("memory-modern", folder, "--read-only", toolsets=LINT) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
    assert "lint_list" in names
    assert "fix_list" not in names


async def test_the_words_beside_the_results_tell_the_same(folder: Path) -> None:
    async with connect("memory-modern", folder, toolsets=LINT) as client:

        async def words(tool: str, **arguments: Any) -> str:
            result = await client.call_tool(tool, arguments)
            text: str = result.content[0].text
            return text

        assert await words("lint_list", select="LL102", limit=1) == (
            "2 findings. 2 safe fixes.\n"
            "README.md:5:33: warning LL102 [*] arxiv-form: link the abstract page, not /pdf/\n"
            "1 of 2 findings shown."
        )
        assert await words("lint_list", select="LL301") == "Nothing found."
        assert (await words("lint_list", select="LL110,LL303")).split("\n")[1:] == [
            "README.md:6:55: warning LL110 [!] organization-spelling: the list writes NVIDIA",
            "README.md:10:10: info LL303 generic-page: the link leads to a list of papers, not to "
            "the paper",
        ]
        head = (await words("fix_list", select="LL102,LL110", dry_run=True)).split("\n")
        assert head[:3] == [
            "Would make 2 fixes.",
            "2 arxiv-form",
            "1 finding left. 1 unsafe fix on offer.",
        ]
        assert (await words("fix_list", select="LL110", unsafe=True)).startswith(
            "Made 1 fix.\n1 organization-spelling\n0 findings left.\n--- a/README.md"
        )


async def test_hidden_characters_of_the_list_are_shown_by_their_numbers(folder: Path) -> None:
    text = PAGE.replace("Pages", "Pa\u202eges") + "<!-- llmsys-lint-disable-file LL303 -->\n"
    (folder / "README.md").write_text(text, encoding="utf-8")
    async with connect("memory-modern", folder, toolsets=LINT) as client:
        result = await called(client, "lint_list", select="LL222,LL303")
        assert result["suppressed"] == 1
        assert "Pa\\u{202E}ges" in result["findings"][0]["text"]
        made = await called(client, "fix_list", select="LL222", unsafe=True)
        assert "\u202e" not in str(made)


async def test_a_long_diff_is_cut_and_says_so(folder: Path) -> None:
    lines = [f"- [P{n}](https://arxiv.org/pdf/2401.{n:05d}): {'w' * 60}" for n in range(200)]
    (folder / "README.md").write_text("## S\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    async with connect("memory-modern", folder, toolsets=LINT) as client:
        made = await client.call_tool("fix_list", {"dry_run": True})
    result: Any = made.structured_content
    assert (len(result["diff"]), result["diff_complete"], result["fixes"]) == (20_000, False, 200)
    assert made.content[0].text.endswith("The diff is longer than is shown.")


@pytest.mark.parametrize("way", [*MEMORY, STDIO[0]])
async def test_a_change_is_judged_by_its_own_lines(
    way: str, folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: Any
) -> None:
    private_user(tmp_path_factory.mktemp("home"), monkeypatch)
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "list")):
        git(folder, *command)
    (folder / "README.md").write_text(
        f"{PAGE}- [Crane](https://arxiv.org/pdf/2401.00005): Queues\n", "utf-8"
    )
    async with connect(way, folder, toolsets=LINT) as client:
        result = await called(client, "lint_list", diff_base="HEAD")
    assert [(one["rule"], one["line"]) for one in result["findings"]] == [("LL102", 12)]
    assert (result["total"], result["known"]) == (1, 10)
