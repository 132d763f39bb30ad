"""What a list hides never reaches a model or a terminal raw, in any result of any tool."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mcp import Client

from faces.connections import connect
from llmsys_mcp.faces.cli import main
from small_lists import SmallList

UNSEEN = "\u202e\u2066\u200b\U000e0041\u115f"
HOSTILE = f"\x1bc\x9b\x07\x7f\u2028{UNSEEN}"
"""What clears a screen, turns the direction, is unseen, or ends a line where nobody looks."""
RAW = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u115f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufeff\U000e0000-\U000effff]"
)

PAGE = f"""\ufeff# Title{HOSTILE}

## Part{HOSTILE} one
- [Paper{HOSTILE} alpha](https://doi.org/10.1145/12345.{UNSEEN}6789): words{HOSTILE} | Lab{HOSTILE}
- [Beta{HOSTILE}](https://example.org/{UNSEEN}/x) \udcff | OSDI{HOSTILE}' 24
  and{HOSTILE} more
- [\u115f\u115f](https://openreview.net/forum?id=abc{UNSEEN})
<details>
<summary><b>2024{HOSTILE}</b></summary>

- [Gamma](https://github.com/owner/re{UNSEEN}po)

</details>

See [more](pa\u202ege.md).
"""
SECOND = f"# P\n\n## Part{HOSTILE} two\n- [Delta{HOSTILE}](https://example.org/d)\n"
RULES = f"# Rules\n\n- Part one: papers{HOSTILE} of alpha\n"
NEW = {"title": "New words", "url": "https://example.org/new"}


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    small = SmallList(tmp_path / "list")
    small.write(PAGE.encode("utf-8", "surrogateescape"))
    small.write(SECOND, "pa\u202ege.md")
    small.write(RULES, "CLAUDE.md")
    return small


def ids(small: SmallList) -> list[str]:
    return [one.id for one in small.entries()]


def check(text: str) -> None:
    found = RAW.search(text)
    assert found is None, ascii(text[max(0, found.start() - 40) : found.end() + 5])


def calls(small: SmallList) -> list[tuple[str, dict[str, Any]]]:
    """Every tool in a way that makes it repeat what the list holds, refusals among them."""
    alpha, beta, *_, delta = ids(small)
    section = small.core.list_sections()["sections"][0]["section"]
    return [
        ("search_papers", {}),
        ("search_papers", {"query": "alpha words"}),
        ("search_papers", {"query": "alpah"}),
        ("suggest_section", {"title": "Paper alpha words", "limit": 10}),
        ("check_duplicate", {"title": "Paper alpha", "url": "https://example.org/d"}),
        ("check_duplicate", {"title": "Delta"}),
        ("list_sections", {}),
        *(("get_entry", {"id": id_}) for id_ in ids(small)),
        ("get_entry", {"id": alpha[:-1]}),
        ("format_entry", {**NEW, "section": section}),
        ("add_entry", {**NEW, "section": "Part"}),
        ("add_entry", {**NEW, "section": section, "dry_run": True}),
        ("add_entry", {"title": "Delta", "url": "https://example.org/d", "section": section}),
        ("add_entries", {"entries": [{**NEW, "section": "Part"}], "dry_run": True}),
        ("update_entry", {"id": beta, "venue": "OSDI 24", "dry_run": True}),
        ("update_entry", {"id": alpha, "title": "New name"}),
        ("move_entry", {"id": delta, "section": section}),
        ("undo_last_edit", {}),
        ("remove_entry", {"id": beta, "reason": "test"}),
        ("remove_entry", {"id": beta, "reason": "test", "confirmed": True}),
        ("undo_last_edit", {}),
        ("add_section", {"name": "Part one", "parent": section, "dry_run": True}),
        ("add_section", {"name": "Part three", "after": section}),
        ("compare_revisions", {}),
    ]


@pytest.mark.anyio
async def test_no_tool_repeats_what_nobody_sees(small: SmallList) -> None:
    async with connect("memory-modern", small.folder) as client:
        answered = [await shown_by(client, *call) for call in calls(small)]
    assert sum(answered) >= 18
    assert not all(answered)


async def shown_by(client: Client, tool: str, arguments: dict[str, Any]) -> bool:
    """Whether the call was answered; in either case nothing raw is in what came back."""
    result = await client.call_tool(tool, arguments)
    for part in result.content:
        check(part.text)
    check(json.dumps(result.structured_content, ensure_ascii=False))
    assert not any(part.text.startswith("Error executing") for part in result.content), tool
    if result.is_error:
        assert len(result.content[0].text.encode()) < 1024
    return not result.is_error


def test_ids_can_be_passed_back_whatever_the_list_hides(small: SmallList) -> None:
    before = small.files()
    found = small.core.search_papers("")["results"]
    assert [hit["id"] for hit in found] == ids(small)
    assert len(set(ids(small))) == 5
    for hit in found:
        assert small.core.get_entry(hit["id"])["line"] == hit["line"]
    assert small.files() == before


def test_what_is_unseen_is_shown_by_its_number_and_stays_in_the_file(small: SmallList) -> None:
    title = small.core.search_papers("")["results"][0]["title"]
    for said in ("\\x1Bc", "\\x9B", "\\u{202E}", "\\u{E0041}", "\\u{2028}"):
        assert said in title
    before = small.read()
    section = small.core.list_sections()["sections"][0]["section"]
    assert small.core.add_entry(section, **NEW)["section"] == section
    assert small.read().replace(b"- [New words](https://example.org/new)\n", b"") == before


def commands(small: SmallList) -> list[list[str]]:
    alpha, beta, *_ = ids(small)
    section = small.core.list_sections()["sections"][0]["anchor"]
    new = ["--title", "New words", "--url", "https://example.org/new"]
    return [
        ["search"],
        ["search", "alpha"],
        ["suggest", "--title", "Paper alpha words"],
        ["format", *new, "--section", section],
        ["check", "--title", "Delta"],
        ["sections"],
        ["show", alpha],
        ["show", beta],
        ["show", alpha[:-1]],
        ["add", *new, "--section", "Part"],
        ["add", *new, "--section", section],
        ["update", beta, "--venue", "OSDI 24", "--dry-run"],
        ["move", beta, "--section", "Part", "--dry-run"],
        ["remove", alpha, "--reason", "x", "--dry-run"],
        ["add-section", "Three", "--dry-run"],
        ["undo"],
        ["diff"],
    ]


@pytest.mark.parametrize("form", ["words", "json"])
def test_no_command_prints_what_a_terminal_obeys(small: SmallList, form: str) -> None:
    codes = set()
    for command in commands(small):
        options = ["--list", str(small.folder), "--index-dir", "memory"]
        options += ["--json"] if form == "json" else []
        result = CliRunner().invoke(main, [*command, *options])
        check(result.stdout)
        check(result.stderr)
        assert isinstance(result.exception, SystemExit | None), command
        codes.add(result.exit_code)
    assert codes == {0, 1}


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        pytest.param("A\u200bB", ["A\\u{200B}B", "a\\u{200b}b"], id="unseen"),
        pytest.param("Cafe\u0301", ["Caf\xe9", "Cafe\u0301", "CAF\xc9"], id="accents"),
        pytest.param("A\xa0B", ["A B", "A  B", "A\xa0B"], id="a space that does not break"),
    ],
)
def test_a_section_can_be_named_as_it_is_shown(
    tmp_path: Path, heading: str, names: list[str]
) -> None:
    small = SmallList(tmp_path / "list")
    small.write(f"# T\n\n## {heading}\n\n## Other\n")
    listed = small.core.list_sections()["sections"][0]
    for name in [*names, listed["section"], listed["anchor"], f"README.md{listed['anchor']}"]:
        found = small.core.add_entry(name, "New", "https://example.org/n", dry_run=True)
        assert found["section"] == listed["section"]


def test_of_a_section_s_description_three_hundred_characters_are_told(tmp_path: Path) -> None:
    small = SmallList(tmp_path)
    small.write("# T\n\n## Serving\n\n## Training\n")
    small.write(f"- **Serving**: {'s' * 300}\n- **Training**: {'t' * 300}u\n", "CLAUDE.md")
    told = {one["section"]: one["description"] for one in small.core.list_sections()["sections"]}
    assert told == {"Serving": "s" * 300, "Training": "t" * 300}
