"""compare_revisions through a client, and its twin in the shell."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from faces.connections import called, connect, refused
from llmsys_mcp.faces.cli import main
from repositories import LIST, Clone, bytes_of, new_clone, private_user

pytestmark = pytest.mark.anyio

ZETA = "- [Zeta](https://example.org/zeta): Quantized Weights on Phones | UCB\n"
ALPHA = "[Alpha](https://arxiv.org/abs/2401.00001): Pipelines for Dense Models"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    private_user(tmp_path / "home", monkeypatch)
    return new_clone(tmp_path / "list")


def changed(clone: Clone) -> None:
    """Three entries change, each in another way."""
    text = LIST.replace(ZETA, "").replace("OSDI' 24", "OSDI 2024").replace("## Training", "## Fit")
    clone.write(text + "- [New \u202e](https://example.org/new)\n")


async def test_a_section_is_told_so_that_it_is_accepted(clone: Clone) -> None:
    clone.commit("# P\n\n## A\n- [One](https://example.org/1)\n\n## A\n\n## B\n")
    text = (clone.folder / "README.md").read_text(encoding="utf-8")
    clone.write(text.replace("## A\n\n## B", "## A\n- [Two](https://example.org/2)\n\n## B"))
    async with connect("memory-modern", clone.folder) as client:
        told = await called(client, "compare_revisions")
        (change,) = told["changes"]
        found = await called(client, "search_papers", section=change["section"])
    assert [one["title"] for one in found["results"]] == ["Two"]


@pytest.mark.parametrize("way", ["memory-modern", "stdio-legacy"])
async def test_every_entry_is_in_the_answer(clone: Clone, way: str) -> None:
    changed(clone)
    before = bytes_of(clone.folder)
    async with connect(way, clone.folder) as client:
        result = await called(client, "compare_revisions")
        some = await called(client, "compare_revisions", base="main", limit=1, offset=1)
    assert bytes_of(clone.folder) == before
    assert result["summary"] == "6 entries before, 6 after: 1 added, 1 lost"
    assert result["counts"] == {
        "kept": 2,
        "moved": 3,
        "edited": 0,
        "added": 1,
        "removed": 0,
        "lost": 1,
    }
    assert result["base"]["commit"] == clone.git("rev-parse", "HEAD")
    assert result["base"]["entries"] == 6
    assert result["head"]["commit"] == ""
    assert result["sections"] == [
        {"section": "Training", "before": 3, "after": None},
        {"section": "Fit", "before": None, "after": 3},
    ]
    lost, added, first, *_ = result["changes"]
    assert (lost["change"], lost["title"], lost["line"]) == ("lost", "Zeta", 11)
    assert lost["section"] == "Serving"
    assert added["title"] == "New \\u{202E}"
    assert (first["change"], first["was_section"], first["section"]) == ("moved", "Training", "Fit")
    assert first["before"].endswith("OSDI' 24")
    assert first["after"].endswith("OSDI 2024")
    assert some["changes"] == [added]
    assert some["total"] == result["total"] == 5


async def test_a_second_listing_may_go(clone: Clone) -> None:
    clone.commit(f"{LIST}\n## Edge\n{ZETA}")
    clone.write(LIST)
    async with connect("memory-modern", clone.folder) as client:
        result = await called(client, "compare_revisions")
    (change,) = result["changes"]
    assert (change["change"], change["section"]) == ("removed", "Edge")
    assert change["before"] == ZETA.rstrip()
    assert (result["counts"]["removed"], result["counts"]["lost"]) == (1, 0)


async def test_a_renamed_entry_says_why_it_is_taken_for_the_same(clone: Clone) -> None:
    clone.write(
        LIST.replace(ALPHA, "[Alpha](https://doi.org/10.1145/1.1): Pipelines for Dense Nets")
    )
    async with connect("memory-modern", clone.folder) as client:
        result = await called(client, "compare_revisions")
    (change,) = result["changes"]
    assert change["change"] == "edited"
    assert (change["was_id"], change["id"]) == ("arxiv:2401.00001", "doi:10.1145/1.1")
    assert change["reason"].startswith("renamed: same name")


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"base": "--output=x"}, "invalid-argument: base: "),
    ({"head": "nothing"}, "invalid-argument: head: "),
    ({"base": "HEAD\x1b[2J"}, "invalid-argument: base: "),
    ({"base": "x" * 300}, "invalid-argument: base: "),
    ({"base": 7}, "invalid-argument: base: "),
    ({"limit": 0}, "invalid-argument: limit: "),
    ({"path": "/etc"}, "invalid-argument: path: unknown argument"),
]


async def test_what_is_no_revision_is_refused(clone: Clone) -> None:
    before = bytes_of(clone.folder)
    async with connect("memory-modern", clone.folder) as client:
        for arguments, told in REFUSED:
            text = await refused(client, "compare_revisions", **arguments)
            assert text.startswith(told), arguments
            assert text.isprintable(), arguments
    assert bytes_of(clone.folder) == before


async def test_a_reader_may_compare(clone: Clone) -> None:
    async with connect("memory-modern", clone.folder, "--read-only") as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
    assert "compare_revisions" in names


def diff(clone: Clone, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["diff", "--list", str(clone.folder), *arguments])
    return done.exit_code, done.output


def test_the_shell_tells_a_loss_by_its_exit_code(clone: Clone) -> None:
    first = clone.git("rev-parse", "HEAD")
    assert diff(clone) == (
        0,
        f"HEAD ({first[:10]}, {clone.git('log', '-1', '--format=%cs')}) -> the files as they are"
        " now: 6 entries before, 6 after: 0 added, 0 lost\n6 kept, 0 edited, 0 moved\n",
    )
    clone.commit(LIST.replace("OSDI' 24", "OSDI 2024") + "- [New](https://example.org/n)\n")
    code, told = diff(clone, first, "HEAD")
    assert code == 0
    added, *edited = told.split("\n")[2:]
    assert added.startswith("added: New (title:")
    assert edited == [
        "edited: Alpha (arxiv:2401.00001; Training, line 4)",
        "  - - [Alpha](https://arxiv.org/abs/2401.00001): Pipelines for Dense Models | OSDI' 24",
        "  + - [Alpha](https://arxiv.org/abs/2401.00001): Pipelines for Dense Models | OSDI 2024",
        "",
    ]
    code, told = diff(clone, "HEAD", first, "--json")
    assert code == 1
    assert json.loads(told)["counts"]["lost"] == 1
    code, told = diff(clone, "HEAD", "nothing")
    assert code == 1
    assert "invalid-argument: head: " in told


def test_what_the_base_gained_is_no_loss_of_the_change(clone: Clone) -> None:
    gained = "- [Gained](https://example.org/gained)\n"
    clone.git("checkout", "-q", "-b", "change")
    clone.commit(f"{LIST}- [Mine](https://example.org/mine)\n")
    clone.git("checkout", "-q", "main")
    clone.commit(LIST + gained)
    for arguments in (("main", "change"), ("main...change",)):
        code, told = diff(clone, *arguments)
        assert code == 0
        assert told.startswith("main...change (")
        assert "7 after: 1 added, 0 lost\n" in told
        assert "\nNote: main has 1 commit that change has not; they are left out. Base" in told
    code, told = diff(clone, "main..change")
    assert code == 1
    assert "lost: Gained" in told
    assert "Note: " not in told


async def test_the_note_of_a_comparison_is_part_of_the_answer(clone: Clone) -> None:
    first = clone.git("rev-parse", "HEAD")
    clone.commit(f"{LIST}\n")
    async with connect("memory-modern", clone.folder) as client:
        plain = await called(client, "compare_revisions", base="HEAD~1")
        back = await called(client, "compare_revisions", base="main", head="HEAD~1")
        parted = await called(client, "compare_revisions", base="main...HEAD~1")
    assert [plain["note"], back["note"]] == [
        "",
        "HEAD~1 is older than main: what came in between is told as gone.",
    ]
    assert (parted["base"]["revision"], parted["base"]["commit"]) == ("main...HEAD~1", first)


def test_the_shell_shows_moves_groups_and_reasons(clone: Clone) -> None:
    text = LIST.replace(ZETA, f"<details><summary><b>2024</b></summary>\n\n{ZETA}\n</details>\n")
    clone.write(
        text.replace(ALPHA, "[Alpha](https://doi.org/10.1145/1.1): Pipelines for Dense Nets")
    )
    code, told = diff(clone, "main")
    assert code == 0
    assert "; Serving -> Serving [2024], line 13)" in told
    assert "\n  renamed: same name" in told


async def test_a_long_account_is_cut_and_says_so(clone: Clone) -> None:
    lines = "".join(f"- [Paper {n}](https://example.org/{n})\n" for n in range(60))
    clone.write(LIST + lines)
    async with connect("memory-modern", clone.folder) as client:
        done = await client.call_tool("compare_revisions", {})
    assert len(done.structured_content["changes"]) == 50
    assert done.content[0].text.endswith("50 of 60 changes shown.")
