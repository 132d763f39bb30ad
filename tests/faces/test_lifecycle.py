"""Servers over stdio that are killed, told to end, or left in the middle of an add."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import anyio
import click
import pytest
from click.testing import CliRunner

from llmsys_mcp.adapters.locks import lock_path, locked
from llmsys_mcp.faces import serve, stdio
from llmsys_mcp.faces.cli import main
from llmsys_mcp.faces.settings import Settings
from open_files import TOLD, has_open
from raw_stdio import RawServer
from small_lists import SmallList

PAGE = """# T

## A
- [One](https://example.org/1)

<!-- between -->

## B
- [Two](https://example.org/2)

The end, without a line end"""
ADDED = "- [Paper"


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    folder = tmp_path / "list"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    small = SmallList(folder)
    small.write(PAGE)
    return small


@pytest.fixture
def servers(small: SmallList) -> Iterator[list[RawServer]]:
    """Servers over the list that a test starts; none outlives it."""
    started: list[RawServer] = []
    yield started
    for server in started:
        server.process.kill()
        server.wait()


def start(servers: list[RawServer], small: SmallList) -> RawServer:
    server = RawServer(small.folder)
    servers.append(server)
    server.begin()
    return server


def add(server: RawServer, number: int) -> int:
    """Send an add of a paper of its own, and do not wait."""
    return server.send(
        "add_entry",
        section="AB"[number % 2],
        title=f"Paper {number} unlike any other {number * 977}",
        url=f"https://example.org/paper/{number}",
    )


def added(small: SmallList) -> list[int]:
    """Numbers of the papers on the page; nothing else on it or beside it has changed."""
    text = small.read().decode()
    lines = text.split("\n")
    mine = [line for line in lines if line.startswith(ADDED)]
    assert "\n".join(line for line in lines if not line.startswith(ADDED)) == PAGE
    assert list(small.files()) == ["README.md"]
    numbers = [int(line.split()[2]) for line in mine]
    assert len(numbers) == len(set(numbers))
    return sorted(numbers)


def wait_at_the_lock(page: Path, *servers: RawServer) -> None:
    """Come back when all of them have the page's lock open, which they do while they want it."""
    for server in servers:
        while not has_open(server.process.pid, lock_path(page)):
            time.sleep(0.01)


def test_what_a_killed_server_acknowledged_is_there_and_a_new_one_goes_on(
    small: SmallList, servers: list[RawServer]
) -> None:
    server = start(servers, small)
    calls = {add(server, number): number for number in range(12)}
    acknowledged = []
    for _ in range(4):
        answer = server.answer()
        assert not answer["result"].get("isError"), answer
        acknowledged.append(calls[answer["id"]])
    os.kill(server.process.pid, signal.SIGKILL)
    assert server.wait() == -signal.SIGKILL

    again = start(servers, small)
    calls = {add(again, number): number for number in range(12)}
    for _ in calls:
        answer = again.answer()
        result = answer["result"]["structuredContent"]
        if calls[answer["id"]] in acknowledged:
            assert result["added"] is False
    assert added(small) == list(range(12))
    again.process.send_signal(signal.SIGINT)
    assert again.wait() == 0


@TOLD
def test_two_servers_add_to_one_list_at_once_and_end_as_they_are_told(
    small: SmallList, servers: list[RawServer]
) -> None:
    """Both are in the middle of an add when one is left and the other is told to end."""
    one, other = start(servers, small), start(servers, small)
    for number in range(8):
        add(one, number)
        add(other, 100 + number)
    for _ in range(8):
        assert not one.answer()["result"].get("isError")
        assert not other.answer()["result"].get("isError")
    assert added(small) == [*range(8), *range(100, 108)]
    page = small.folder / "README.md"
    with locked(page):
        add(one, 8)
        add(other, 108)
        wait_at_the_lock(page, one, other)
        one.leave()
        other.process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        assert added(small) == [*range(8), *range(100, 108)]
    assert not other.answer()["result"].get("isError")
    assert other.wait() == 0
    assert one.wait() == 0
    assert added(small) == [*range(9), *range(100, 109)]


def test_a_client_that_does_not_wait_for_its_answer_is_no_failure(
    small: SmallList, servers: list[RawServer]
) -> None:
    server = start(servers, small)
    assert server.process.stdout
    assert server.process.stderr
    server.process.stdout.close()
    add(server, 0)
    while ADDED.encode() not in small.read():
        time.sleep(0.01)
    time.sleep(0.3)
    server.leave()
    assert server.process.stderr.read() == ""
    assert server.wait() == 0
    assert added(small) == [0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("http", [False, True])
def test_a_stop_while_starting_is_no_failure(
    small: SmallList, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, http: bool
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        os.kill(os.getpid(), number)
        time.sleep(60)

    monkeypatch.setattr(serve, "open_catalog", interrupted)
    kept = signal.getsignal(number)
    arguments = ["serve", "--list", str(small.folder), *(["--http"] if http else [])]
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, done.stderr) == (0, "")
    assert signal.getsignal(number) is kept


class FakeServer:
    """Serves until it is told to stop."""

    def __init__(self) -> None:
        self.left = anyio.Event()

    async def run_stdio_async(self) -> None:
        await self.left.wait()


def test_serving_ends_when_the_client_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    server = FakeServer()
    server.left.set()
    stdio.serve_stdio(server, stdio.Edits(lambda _name: pytest.fail("no work")))


def test_a_client_that_left_without_its_answer_is_no_failure() -> None:
    class Gone(FakeServer):
        async def run_stdio_async(self) -> None:
            raise BrokenPipeError

    stdio.serve_stdio(Gone(), stdio.Edits(lambda _name: pytest.fail("no work")))


@pytest.mark.parametrize("stuck", [False, True])
def test_a_signal_waits_for_the_edits_at_work_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch, stuck: bool
) -> None:
    from contextlib import nullcontext

    monkeypatch.setattr(stdio, "LEAVE_SECONDS", 0.2 if stuck else 30)
    seen = []

    def leave(code: int) -> None:
        seen.append((code, edits.at_work))
        server.left.set()

    monkeypatch.setattr(os, "_exit", leave)
    edits = stdio.Edits(lambda _name: nullcontext())
    free = threading.Event()

    def edit() -> None:
        with edits("list.write"), edits("list.read"):
            os.kill(os.getpid(), signal.SIGTERM)
            free.wait(0.1 if not stuck else 10)

    class Server(FakeServer):
        async def run_stdio_async(self) -> None:
            async with anyio.create_task_group() as group:
                group.start_soon(anyio.to_thread.run_sync, edit)
                await self.left.wait()
                free.set()

    server = Server()
    stdio.serve_stdio(server, edits)
    assert seen == [(0, int(stuck))]
    assert edits.at_work == 0


def test_a_system_without_such_signals_serves_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stdio.sys, "platform", "win32")
    monkeypatch.setattr(anyio, "open_signal_receiver", lambda *_: pytest.fail("not there"))
    server = FakeServer()
    server.left.set()
    stdio.serve_stdio(server, stdio.Edits(lambda _name: pytest.fail("no work")))


def test_in_a_thread_signals_are_left_to_the_program_around() -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen = []

    def serve_elsewhere() -> None:
        done = CliRunner().invoke(main, ["serve", "--list", "/there is none"])
        seen.append((done.exit_code, signal.getsignal(signal.SIGTERM)))

    thread = threading.Thread(target=serve_elsewhere)
    thread.start()
    thread.join(60)
    assert seen == [(1, before)]


@pytest.mark.skipif(os.name == "nt", reason="its shell cannot close a descriptor")
@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_a_client_has_to_be_at_both_ends(small: SmallList, closed: str) -> None:
    command = f'exec "$0" -m llmsys_mcp serve --list "$1" {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, str(small.folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "stdin and stdout" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", ["stdin", "stdout"])
def test_nobody_is_served_where_an_end_is_closed(
    small: SmallList, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    monkeypatch.setattr(sys, closed, None)
    with pytest.raises(click.UsageError, match="stdin and stdout have to be open"):
        serve._serve_stdio(Settings(list_path=str(small.folder)))
