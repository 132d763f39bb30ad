"""What docs/deploy.md and the Dockerfile name exists: options, variables, limits, paths."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from llmsys_mcp.faces.cli import main
from llmsys_mcp.faces.http import asgi, calls, connection, guard, oauth, room, run, stop
from llmsys_mcp.faces.http.settings import OWN_PATHS

ROOT = Path(__file__).parents[2]
DEPLOY = (ROOT / "docs" / "deploy.md").read_text("utf-8")
HELP = " ".join(CliRunner().invoke(main, ["serve", "--help"]).output.split())


@pytest.mark.parametrize("path", ["docs/deploy.md", "Dockerfile"])
def test_every_variable_is_one_of_the_server(path: str) -> None:
    named = set(re.findall(r"LLMSYS_MCP_[A-Z_]+[A-Z]", (ROOT / path).read_text("utf-8")))
    assert named
    assert {name for name in named if name not in HELP} == set()


def test_every_option_of_serve_exists() -> None:
    lines = DEPLOY.replace("\\\n", " ")
    commands = re.findall(r"(?:llmsys-mcp serve|args: \[serve)[^`\n]*", lines)
    named = {option for part in commands for option in re.findall(r"--[a-z-]+", part)}
    named |= set(re.findall(r"`(--[a-z-]+)", DEPLOY))
    assert {"--http", "--token-file", "--workers", "--read-only", "--oauth-issuer"} <= named
    assert {option for option in named if option not in HELP} == set()


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("body of a request", f"{guard.BODY_LIMIT // 1024} KiB"),
        ("head of a request", f"{guard.HEAD_LIMIT // 1024} KiB"),
        ("time to send a request", f"{connection.REQUEST_SECONDS:g} s"),
        ("connections of a process", f"{room.CONNECTION_LIMIT}"),
        ("requests worked on at once", f"{guard.AT_WORK_LIMIT}"),
        ("streams of changes", f"{guard.STREAM_LIMIT}"),
        ("a call that reads", f"{calls.CALL_SECONDS:g} s"),
        ("an edit's turn", f"{calls.GATE_SECONDS:g} s"),
        ("an edit's wait", f"{calls.LOCK_SECONDS:g} s"),
        ("an answer that", f"{guard.ANSWER_SECONDS:g} s"),
        ("a stop", f"{run.STOP_SECONDS + 1:g} s"),
    ],
)
def test_limits_are_those_in_force(row: str, value: str) -> None:
    (line,) = [line for line in DEPLOY.splitlines() if line.startswith(f"| {row}")]
    assert f"| {value} |" in line


def test_a_stop_waits_so_long_for_another_process() -> None:
    assert f"another process after {stop.EDIT_SECONDS:g} s" in DEPLOY
    assert stop.EDIT_SECONDS + calls.GATE_SECONDS < run.STOP_SECONDS


def test_algorithms_paths_and_spans_are_those_of_the_code() -> None:
    assert ", ".join(oauth.ALGORITHMS) in DEPLOY
    for path in OWN_PATHS:
        assert f"| `{path}` |" in DEPLOY
    services = Path(asgi.__file__).parents[2] / "services"
    source = "".join(path.read_text("utf-8") for path in services.glob("*.py"))
    for name in re.findall(r"`((?:list|index)\.[a-z]+)`", DEPLOY):
        found = f'"{name}"' in source or name == "list.write"
        assert found, name
