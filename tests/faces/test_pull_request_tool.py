"""prepare_pull_request through a client, its twin in the shell, and who may push."""

import json
import lzma
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from faces.connections import called, connect, refused
from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.identity import entry_id, unique_names
from llmsys_mcp.faces.cli import main
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.pr_set.operations import PullRequestOperations
from repositories import LIST, Clone, bytes_of, git, new_clone, private_user

pytestmark = pytest.mark.anyio

HOSTILE = "Thanks @octocat fixes #1 [skip ci]"
NEW = {"section": "Serving", "title": "Omega", "url": "https://arxiv.org/abs/2501.00009"}
SETS = ("core", "edit", "pr")


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    private_user(tmp_path / "home", monkeypatch)
    clone = new_clone(tmp_path / "list")
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    clone.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    clone.git("push", "-q", "-u", "origin", "main")
    return clone


def remote_branches(clone: Clone) -> list[str]:
    remote = clone.folder.parent / "remote.git"
    return git(remote, "for-each-ref", "--format=%(refname:short)").split()


async def test_papers_become_a_pull_request(clone: Clone) -> None:
    async with connect("memory-modern", clone.folder, toolsets=SETS) as client:
        for title, number in (("Omega", 9), (HOSTILE, 10), ("Psi | `x`", 11)):
            url = f"https://arxiv.org/abs/2501.{number:05d}"
            await called(client, "add_entry", section="Serving", title=title, url=url)
        made = await called(client, "prepare_pull_request", commits="per-entry")
        again = await called(client, "prepare_pull_request", base="main")
    assert made["summary"] == "6 entries before, 9 after: 3 added, 0 lost"
    assert made["title"] == "Add 3 entries to Serving"
    assert made["base"] == clone.git("rev-parse", "main")
    assert made["files"] == [{"path": "README.md", "added": 3, "removed": 0}]
    assert again == {**made, "created": False}
    told = clone.git("log", "--format=%B", f"main..{made['branch']}")
    for text in (told, made["title"], made["branch"]):
        assert not re.search(r"octocat|#1|skip ci|Psi|Omega", text)
    assert f"| `{HOSTILE}` |" in made["body"]
    assert "| `` Psi \\| `x` `` |" in made["body"]
    assert Path(made["body_file"]).read_text(encoding="utf-8") == made["body"]
    assert any("No hooks" in note for note in made["notes"])
    push, create = made["next"]
    for word in shlex.split(push)[1:], ("fsck", "--strict"):
        clone.git(*word)
    assert shlex.split(create)[:3] == ["gh", "pr", "create"]
    remote = clone.folder.parent / "remote.git"
    git(remote, "fsck", "--strict")
    lines = git(remote, "diff", "main", made["branch"]).split("\n")
    added = [line for line in lines if line.startswith("+") and not line.startswith("+++")]
    assert len(added) == 3
    assert not [line for line in lines if line.startswith("-") and not line.startswith("---")]


async def test_only_a_server_that_may_push_pushes(clone: Clone) -> None:
    async with connect("memory-modern", clone.folder, toolsets=SETS) as client:
        await called(client, "add_entry", **NEW)
        before = bytes_of(clone.folder)
        text = await refused(client, "prepare_pull_request", push=True)
        assert text.startswith("read-only: push: this server was started without --allow-push")
    assert bytes_of(clone.folder) == before
    assert remote_branches(clone) == ["main"]
    options = ("--allow-push",)
    async with connect("memory-modern", clone.folder, *options, toolsets=SETS) as client:
        made = await called(client, "prepare_pull_request", push=True)
    assert made["pushed_to"] == "origin"
    assert remote_branches(clone) == ["main", made["branch"]]
    assert made["next"][0].startswith("gh pr create ")


@pytest.mark.parametrize("how", ["flag", "environment"])
async def test_a_started_server_may_push_when_told(
    clone: Clone, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "environment":
        monkeypatch.setenv("LLMSYS_MCP_ALLOW_PUSH", "1")
    from llmsys_mcp.faces.settings import settings

    assert settings({"allow_push": True if how == "flag" else None}).allow_push
    assert not settings({}, {}).allow_push


async def test_over_stdio_with_the_flag(clone: Clone) -> None:
    async with connect("stdio-modern", clone.folder, "--allow-push") as client:
        await called(client, "add_entry", **NEW)
        made = await called(client, "prepare_pull_request", push=True)
    assert remote_branches(clone) == ["main", made["branch"]]


async def test_a_read_only_server_does_not_offer_it(clone: Clone) -> None:
    async with connect("memory-modern", clone.folder, "--read-only", toolsets=SETS) as client:
        assert "prepare_pull_request" not in {t.name for t in (await client.list_tools()).tools}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"branch": "--upload-pack=touch F"}, "invalid-argument: branch: "),
    ({"branch": " topic"}, "invalid-argument: branch: "),
    ({"branch": "a\x1bb"}, "invalid-argument: branch: "),
    ({"branch": "x" * 300}, "invalid-argument: branch: "),
    ({"base": "-f"}, "invalid-argument: base: "),
    ({"title": "a\nb"}, "invalid-argument: title: "),
    ({"title": "Thanks @octocat"}, "invalid-argument: title: "),
    ({"title": "x" * 130}, "invalid-argument: title: "),
    ({"commits": "two"}, "invalid-argument: commits: "),
    ({"push": "yes"}, "invalid-argument: push: "),
    ({"remote": "https://example.org"}, "invalid-argument: remote: unknown argument"),
    ({}, "invalid-argument: base: no page of the list differs"),
]


async def test_what_is_refused_names_its_argument_and_changes_nothing(clone: Clone) -> None:
    before = bytes_of(clone.folder)
    async with connect("memory-modern", clone.folder, toolsets=SETS) as client:
        for arguments, told in REFUSED:
            text = await refused(client, "prepare_pull_request", **arguments)
            assert text.startswith(told), arguments
            assert text.isprintable()
            assert len(text) < 1000
    assert bytes_of(clone.folder) == before


async def test_a_long_body_is_cut_in_the_reply_and_whole_in_the_file(clone: Clone) -> None:
    lines = "".join(f"- [{'x' * 200} {n}](https://example.org/{n})\n" for n in range(90))
    clone.write(LIST + lines)
    result = PullRequestOperations(clone.catalog(), allow_push=False).prepare_pull_request(
        allow_other_edits=True
    )
    assert len(json.dumps(result)) < 64_000
    assert result["body"].endswith("\n(cut here; body_file holds it all)\n")
    assert result["diff"].endswith("\n(cut here; the branch holds it all)\n")
    whole = Path(result["body_file"]).read_text(encoding="utf-8")
    assert whole.count("\n| added |") > result["body"].count("\n| added |") > 0


def shell(clone: Clone, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["pr", "--list", str(clone.folder), *arguments])
    return done.exit_code, done.output


def test_the_shell_tells_what_was_made(clone: Clone) -> None:
    Operations(clone.catalog()).add_entry(**NEW)
    code, told = shell(clone, "--branch", "papers/omega", "--title", "One more", "--push")
    assert code == 0
    lines = told.split("\n")
    base = clone.git("rev-parse", "main")[:10]
    assert lines[:5] == [
        f"Branch papers/omega made: 1 commit on {base} by Ann Example <ann@example.org>. "
        "6 entries before, 7 after: 1 added, 0 lost.",
        "README.md: +1 -0",
        "Title: One more",
        f"Body: {clone.folder}/.git/llmsys-mcp/pull-request-papers-omega.md",
        "Pushed to origin.",
    ]
    assert lines[-3:-1] == ["Next:", f"  {lines[-2].strip()}"]
    assert remote_branches(clone) == ["main", "papers/omega"]
    code, told = shell(clone, "--branch", "papers/omega", "--commits", "per-entry", "--json")
    assert (code, json.loads(told)["created"]) == (0, False)
    code, told = shell(clone, "--branch", "papers/omega")
    assert told.startswith("Branch papers/omega was there already: 1 commit on ")
    code, told = shell(clone, "--branch", "main")
    assert code == 1
    assert "invalid-argument: branch: there is a branch 'main'" in told


# --- the maintainers' own additions ---------------------------------------------------------------


def _places(text: str) -> list[tuple[str, str, str]]:
    """Section, group and paper of each entry, in order."""
    entries = parse(text).entries
    ids = unique_names(entry_id(entry.url, entry.title) for entry in entries)
    return [(entry.section, entry.bucket, one) for entry, one in zip(entries, ids, strict=True)]


def _lines(text: str, without: set[str]) -> list[str]:
    words = (" ".join(line.split()) for line in text.split("\n"))
    return [line for line in words if line and line not in without]


def _only_adds(step: dict[str, Any]) -> bool:
    """Whether the step does nothing but add entries to sections that were there."""
    added = {" ".join(entry["text"].split()) for entry in step["added"]}
    same = _lines(step["before"], added) == _lines(step["after"], added)
    return same and all(entry["known"] for entry in step["added"])


def _replayed(step: dict[str, Any], folder: Path) -> str:
    """The page of a branch on which the step's entries were added by the tools, in order."""
    clone = new_clone(folder, step["before"])
    entries = {entry.line: entry for entry in parse(step["after"]).entries}
    operations = Operations(clone.catalog())
    for one in step["added"]:
        entry = entries[one["line"]]
        operations.add_entry(
            one["section"],
            entry.title,
            entry.url,
            entry.description,
            entry.venue,
            entry.organization,
            allow_duplicate=True,
        )
    pull = PullRequestOperations(clone.catalog(), allow_push=False)
    result = pull.prepare_pull_request()
    assert result["files"][0]["added"] >= len(step["added"])
    assert result["files"][0]["removed"] == 0
    assert result["summary"].endswith(" 0 lost")
    return git(folder, "cat-file", "blob", f"{result['branch']}:README.md")


def test_real_additions_land_where_the_maintainers_put_them(
    shared: Path, clone: Clone, tmp_path: Path, record_property: Any, capsys: Any
) -> None:
    with lzma.open(shared / "data" / "history.jsonl.xz", "rt", encoding="utf-8") as lines:
        steps = [step for step in map(json.loads, lines) if _only_adds(step)]
    sample = steps[4::18]
    same = alike = 0
    for number, step in enumerate(sample):
        page = _replayed(step, tmp_path / str(number))
        same += page == step["after"].removesuffix("\n")
        alike += _places(page) == _places(step["after"])
    told = f"{len(sample)} steps: {same} pages identical, {alike} with every entry in its place"
    record_property("replay", told)
    with capsys.disabled():
        print(f"\nreplay of real additions: {told}")  # noqa: T201 -- the figure is the result
    assert alike / len(sample) >= 0.85
