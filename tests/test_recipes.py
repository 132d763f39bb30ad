"""Recipes, skill and plugin: what they name is there, and what can be run is run."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest

from llmsys_mcp import __version__
from llmsys_mcp.faces.cli import main
from llmsys_mcp.faces.jobs import JOBS
from repositories import git, private_user

ROOT = Path(__file__).parents[1]
RECIPES = (ROOT / "docs" / "recipes.md").read_text("utf-8")
SKILL = (ROOT / "skills" / "curate-paper-list" / "SKILL.md").read_text("utf-8")
PLUGIN = ROOT / ".claude-plugin"
OFFERS = json.loads((ROOT / "src/llmsys_mcp/faces/offers.json").read_text("utf-8"))
TOOLS = {offer["tool"]["name"] for offer in OFFERS}
BUNDLED = ROOT / "src" / "llmsys_mcp" / "lists" / "llmsys"
ISSUE = ROOT / "tests" / "data" / "pasted" / "issue.md"


def blocks(language: str) -> list[str]:
    """The fenced blocks of the recipes in a language."""
    return re.findall(rf"```{language}\n(.*?)```", RECIPES, re.DOTALL)


def loaded(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((PLUGIN / name).read_text("utf-8"))
    return value


def test_every_tool_that_is_allowed_is_there() -> None:
    named = set(re.findall(r"mcp__llmsys__([a-z_]+)", RECIPES))
    assert named <= TOOLS | {job.name for job in JOBS}
    for job in JOBS:
        assert job.name in named
    spoken = set(re.findall(r"`([a-z]+_[a-z_]+)`", RECIPES + SKILL))
    assert spoken - {"expected_revision", "dry_run", "diff_base"} <= TOOLS | {
        "enabled_tools",
        *(job.name for job in JOBS),
    }


def test_every_command_that_the_skill_names_is_there() -> None:
    commands = SKILL.partition("## Without the server")[2].partition("`--json`")[0]
    named = set(re.findall(r"`(?:llmsys-mcp )?([a-z-]+)(?: FILE)?`", commands))
    assert len(named) > 5
    assert named <= set(main.list_commands(click.Context(main)))


def test_the_skill_says_when_to_use_it() -> None:
    head = re.match(r"---\n(.*?)\n---\n", SKILL, re.DOTALL)
    assert head
    fields = dict(line.split(": ", 1) for line in head[1].split("\n"))
    assert fields["name"] == "curate-paper-list"
    assert "Use when" in fields["description"]
    assert len(fields["description"]) <= 1024


def test_the_plugin_is_the_version_that_it_comes_with() -> None:
    plugin, market = loaded("plugin.json"), loaded("marketplace.json")
    assert plugin["version"] == __version__
    assert [one["name"] for one in market["plugins"]] == [plugin["name"]]
    assert market["plugins"][0]["source"] == "./"
    server = plugin["mcpServers"]["llmsys"]
    assert (server["command"], server["args"]) == ("llmsys-mcp", ["serve"])


def test_configurations_are_readable() -> None:
    for block in blocks("json"):
        assert json.loads(block)["mcpServers"]["llmsys"]["args"][0] == "serve"
    for block in blocks("toml"):
        server = tomllib.loads(block)["mcp_servers"]["llmsys"]
        assert set(server["enabled_tools"]) <= TOOLS


def test_the_agent_in_ci_has_the_tools_it_is_told_to_call_and_no_other() -> None:
    workflow = next(block for block in blocks("yaml") if "claude-code-action" in block)
    prompt = workflow.partition("prompt: |")[2].partition("=====")[0]
    told = TOOLS.intersection(re.findall(r"[a-z]+(?:_[a-z]+)+", prompt))
    allowed = re.search(r"--allowedTools (\S+)", workflow)
    assert allowed
    assert {name.removeprefix("mcp__llmsys__") for name in allowed[1].split(",")} == told
    for run in re.findall(r"run: \|\n(.*)\Z", workflow, re.DOTALL):
        assert "${{" not in run


@pytest.mark.skipif(shutil.which("jq") is None, reason="the recipe uses jq, which is not here")
@pytest.mark.parametrize("certain", [True, False], ids=["certain papers", "only questions"])
def test_the_recipe_without_an_agent_runs(
    certain: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private_user(tmp_path / "home", monkeypatch)
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "remote.git")
    git(tmp_path, "clone", "-q", "remote.git", "list")
    folder = tmp_path / "list"
    shutil.copyfile(BUNDLED / "README.md", folder / "README.md")
    git(folder, "add", "README.md")
    git(folder, "commit", "-q", "-m", "Start")
    git(folder, "push", "-q", "origin", "HEAD")
    asked = "https://arxiv.org/abs/2603.09999\n"
    (folder / "issue.md").write_text(ISSUE.read_text("utf-8") if certain else asked, "utf-8")
    (script,) = (block for block in blocks("sh") if "llmsys-mcp plan" in block)
    command = f'llmsys-mcp() {{ "{sys.executable}" -m llmsys_mcp "$@"; }}\n'
    environment = {**os.environ, "LLMSYS_MCP_INDEX_DIR": "memory"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command + script],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    remote = tmp_path / "remote.git"
    if not certain:
        assert done.stdout.startswith("- ask: ")
        assert git(remote, "for-each-ref", "--format=%(refname:short)") == "main"
        assert git(folder, "status", "--porcelain", "README.md") == ""
        return
    assert done.stdout.count("\n- ask: ") == 4
    branch = json.loads((folder / "pr.json").read_text("utf-8"))["branch"]
    assert set(git(remote, "for-each-ref", "--format=%(refname:short)").split()) == {"main", branch}
    changed = git(remote, "diff", "--numstat", "main", branch)
    assert changed == "4\t0\tREADME.md"


@pytest.mark.skipif(shutil.which("claude") is None, reason="Claude Code is not here")
def test_claude_code_accepts_plugin_and_skill(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "CLAUDE_CONFIG_DIR": str(tmp_path / "c")}
    for path in (".", ".claude-plugin/plugin.json", "skills"):
        done = subprocess.run(
            ["claude", "plugin", "validate", "--json", path],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_documents_install_what_can_be_installed() -> None:
    """From a checkout or from the repository: there is no such package on an index."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    texts = {page: page.read_text("utf-8") for page in pages}
    named = [
        wanted
        for text in texts.values()
        for wanted in re.findall(r"pip install ([^\s`]+)", text)
        if "llmsys" in wanted
    ]
    assert named
    assert all("git+https://github.com/OWNER/llmsys-mcp@" in wanted for wanted in named)
    versions = {found for text in texts.values() for found in re.findall(r"checkout@(\S+)", text)}
    assert len(versions) == 1


@pytest.mark.parametrize(("python", "good"), [(sys.executable, True), ("false", False)])
def test_the_action_says_which_python_it_needs(python: str, good: bool) -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    lines = text.partition("- name: Install\n")[2].partition("run: |\n")[2].split("\n")
    script = "\n".join(lines[: next(at for at, line in enumerate(lines) if "-m venv" in line)])
    done = subprocess.run(
        ["bash", "-e", "-c", script], env={**os.environ, "PYTHON": python},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode == 0, done.stdout.startswith("::error::false is no Python 3.11")) == (
        good,
        not good,
    )
