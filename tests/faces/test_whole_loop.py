"""From a pasted issue to a branch on the remote, as an agent does it with the prompt's steps."""

from pathlib import Path

import pytest

from faces.connections import STDIO, called, connect
from faces.test_intake_tool import ISSUE, WANTED
from llmsys_mcp.core.dialects import parse
from repositories import Clone, git, new_clone, private_user

pytestmark = pytest.mark.anyio

BUNDLED = Path(__file__).parents[2] / "src" / "llmsys_mcp" / "lists" / "llmsys" / "README.md"
SETS = ("intake", "edit", "pr")
LINES = [
    "- [Anvil](https://arxiv.org/abs/2601.11009):"
    " Elastic Pipeline Parallel Training of Large Language Models | OSDI' 26",
    "- [Shelf](https://arxiv.org/abs/2601.11001):"
    " Tiered KV Cache Storage for Long-Context LLM Serving | OSDI' 26",
    "- [Prefix-Aware Request Routing for LLM Serving Clusters](https://arxiv.org/abs/2601.11002)",
    "- [Cascade](https://arxiv.org/abs/2601.11008): LLM Serving That Fixes #1 for @octocat",
]
"""What has to come of the issue, in the page's order."""


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    private_user(tmp_path / "home", monkeypatch)
    clone = new_clone(tmp_path / "list", BUNDLED.read_bytes())
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "remote.git")
    clone.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    clone.git("push", "-q", "-u", "origin", "main")
    return clone


@pytest.mark.parametrize("way", ["memory-modern", "memory-legacy", STDIO[0]])
async def test_an_issue_becomes_a_branch_on_the_remote(way: str, clone: Clone) -> None:
    remote = clone.folder.parent / "remote.git"
    head, index = clone.git("rev-parse", "HEAD"), (clone.folder / ".git" / "index").read_bytes()
    async with connect(way, clone.folder, "--allow-push", toolsets=SETS) as client:
        steps = (await client.get_prompt("add_papers", {"papers": ISSUE})).messages[0].content.text
        assert [steps.index(f"`{tool}`") for tool in ("plan_additions", "prepare_pull_request")]
        plan = await called(client, "plan_additions", text=ISSUE)
        assert [item["verdict"] for item in plan["items"]] == [verdict for verdict, *_ in WANTED]
        await called(
            client, "add_entries", entries=plan["entries"], expected_revision=plan["revision"]
        )
        kept = await called(client, "compare_revisions")
        assert (kept["counts"]["added"], kept["counts"]["lost"]) == (4, 0)
        prepared = await called(client, "prepare_pull_request", commits="per-entry")
        assert git(remote, "for-each-ref", "--format=%(refname:short)") == "main"
        pushed = await called(client, "prepare_pull_request", commits="per-entry", push=True)
    branch = prepared["branch"]
    assert pushed["branch"] == branch
    assert pushed["pushed_to"]
    assert clone.git("rev-parse", "HEAD") == head
    assert (clone.folder / ".git" / "index").read_bytes() == index
    after = git(remote, "show", f"{branch}:README.md").split("\n")
    assert [line for line in after if line in LINES] == LINES
    kept_lines = "\n".join(line for line in after if line not in LINES)
    assert kept_lines == clone.git("show", "HEAD:README.md")
    entries = {entry.raw: entry for entry in parse("\n".join(after)).entries}
    assert [entries[line].url for line in LINES] == [
        f"https://arxiv.org/abs/2601.1100{number}" for number in (9, 1, 2, 8)
    ]
    assert git(remote, "rev-list", "--count", f"main..{branch}") == "4"
    assert git(remote, "diff", "--name-only", "main", branch) == "README.md"
    messages = git(remote, "log", "--format=%B", f"main..{branch}")
    for text in (messages, prepared["title"], branch):
        assert "octocat" not in text
        assert "#1" not in text
    assert "`Cascade" in prepared["body"]
    assert "333" in prepared["summary"]
    git(remote, "fsck", "--strict")
    clone.git("fsck", "--strict")


async def test_a_plan_that_the_list_has_overtaken_changes_nothing(clone: Clone) -> None:
    page = clone.folder / "README.md"
    async with connect("memory-modern", clone.folder, toolsets=SETS) as client:
        plan = await called(client, "plan_additions", text=ISSUE)
        page.write_text(page.read_text("utf-8") + "\n<!-- edited meanwhile -->\n", "utf-8")
        before = page.read_bytes()
        result = await client.call_tool(
            "add_entries",
            {"entries": plan["entries"], "expected_revision": plan["revision"]},
        )
    assert result.is_error
    assert result.content[0].text.startswith("conflict: expected_revision:")
    assert page.read_bytes() == before
