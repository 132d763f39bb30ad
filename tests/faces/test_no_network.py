"""No command opens a connection or looks a name up, unless it is told to serve or to push."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from mcp import Client

from faces.connections import serve_command
from repositories import Clone, new_clone, private_user

WATCH = """
import sys
NETWORK = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo",
           "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request")
def watch(event, arguments):
    if event in NETWORK and "LLMSYS_WATCHED" in __import__("os").environ:
        raise RuntimeError(f"network: {event}")
sys.addaudithook(watch)
"""
"""Imported by every Python that starts with this on its path (`site`)."""

TITLE = "Rollout Relay: Overlapping Generation and Training"
URL = "https://arxiv.org/abs/2601.00001"
PAPER = ("--title", TITLE, "--url", URL)


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    private_user(tmp_path, monkeypatch)
    watching = tmp_path / "watching"
    watching.mkdir()
    (watching / "sitecustomize.py").write_text(WATCH, "utf-8")
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(watching), os.environ.get("PYTHONPATH", "")])
    )
    monkeypatch.setenv("LLMSYS_WATCHED", "1")
    return new_clone(tmp_path / "list")


def ran(clone: Clone, *words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *words],
        cwd=clone.folder,
        env=os.environ,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    "line",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
        "import socket; socket.getaddrinfo('localhost', 80)",
    ],
)
def test_the_watch_sees_what_it_is_for(clone: Clone, line: str) -> None:
    assert "RuntimeError: network: " in ran(clone, "-c", line).stderr


def test_no_command_asks_the_network(clone: Clone) -> None:
    start = ("-m", "llmsys_mcp")
    (known, *_) = json.loads(ran(clone, *start, "search", "--list", ".", "--json", "").stdout)[
        "results"
    ]
    for command in (
        ("search", "kv cache"),
        ("check", *PAPER),
        ("suggest", *PAPER),
        ("format", *PAPER),
        ("sections",),
        ("show", known["id"]),
        ("plan", "-"),
        ("add", *PAPER, "--section", known["section"]),
        ("lint",),
        ("diff", "HEAD"),
        ("export", "--format", "bibtex"),
        ("pr",),
        ("undo",),
        ("compare", "--mine", "llmsys", "--other", "course"),
    ):
        where = () if command[0] == "compare" else ("--list", ".")
        done = ran(clone, *start, *command[:1], *where, *command[1:], stdin=f"{TITLE} {URL}\n")
        assert "network" not in done.stderr, (command, done.stderr)
        assert done.returncode in (0, 1), (command, done.stderr)
        assert "Traceback" not in done.stderr, (command, done.stderr)


@pytest.mark.anyio
async def test_a_server_over_stdio_asks_none(clone: Clone) -> None:
    server = serve_command(clone.folder)
    server.env = {name: os.environ[name] for name in ("PYTHONPATH", "LLMSYS_WATCHED", "HOME")}
    async with Client(server) as client:
        for name, arguments in (
            ("search_papers", {"query": "kv cache"}),
            ("check_duplicate", {"title": TITLE, "url": URL}),
            ("plan_additions", {"text": f"{TITLE} {URL}"}),
            ("lint_list", {}),
        ):
            result = await client.call_tool(name, arguments)
            assert not result.is_error, result
