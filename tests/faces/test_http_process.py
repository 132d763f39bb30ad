"""The server as its own process: starting, stopping, several workers, what it logs and holds."""

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest

from faces.raw_http import (
    LEGACY,
    MODERN,
    READER,
    WRITER,
    bearer,
    headers_for,
    message,
    result_of,
    rpc,
    tool,
)
from llmsys_mcp.adapters.locks import lock_path, locked
from open_files import TOLD, has_open

pytestmark = pytest.mark.anyio


class Served:
    """A running `serve --http`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        self.process = process
        self.log: list[str] = []
        first = process.stderr.readline()
        self.log.append(first)
        found = re.search(r'http://[^\s"]+', first)
        assert found, process.stderr.read()
        self.base = found[0].removesuffix("/mcp")
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.log.extend(self.process.stderr)

    def await_ready(self) -> None:
        """Wait until it says that it is ready."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if httpx2.get(f"{self.base}/readyz").status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(0.05)
        pytest.fail("".join(self.log))

    def stop(self) -> int:
        """Its exit code, once it ended."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        self._reading.join(5)
        return code


@contextmanager
def serving(
    folder: Path, *options: str, before: Callable[[], None] | None = None
) -> Iterator[Served]:
    secrets = folder.parent / "tokens"
    secrets.write_text(f"ann write {WRITER}\nbob read {READER}\n", encoding="utf-8")
    secrets.chmod(0o600)
    command = [sys.executable, "-m", "llmsys_mcp", "serve", "--http", "--port", "0"]
    command += ["--list", str(folder), "--index-dir", "memory", "--token-file", str(secrets)]
    command += ["--log-format", "json", *options]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,  # noqa: PLW1509 -- it sets a limit and takes no lock
    ) as process:
        try:
            served = Served(process)
            served.await_ready()
            yield served
        finally:
            process.kill()


def memory(process: int) -> int:
    """Resident bytes."""
    text = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) * 1024  # type: ignore[index]  # Linux


async def test_a_server_from_start_to_stop(checkout: Path) -> None:
    with serving(checkout) as served:
        async with httpx2.AsyncClient(base_url=served.base) as caller:
            for era in (MODERN, LEGACY):
                new = {
                    "section": "Agent Systems",
                    "title": f"Process of {era}",
                    "url": f"https://example.org/{era}",
                }
                added = result_of(await tool(caller, "add_entry", era, WRITER, **new))
                assert added["structuredContent"]["added"] is True
            await _throw_junk(caller)
            if sys.platform == "linux":
                before = memory(served.process.pid)
                await _throw_junk(caller)
                assert memory(served.process.pid) - before < 20_000_000
            metrics = (await caller.get("/metrics", headers=bearer(READER))).text
            await _stop_with_an_open_stream(served, caller)
    assert 'llmsys_tool_calls_total{outcome="ok",tool="add_entry"} 2.0' in metrics
    assert 'llmsys_http_refused_total{why="Host"} 400.0' in metrics
    assert 'llmsys_work_seconds_count{work="list.write"} 2.0' in metrics
    events = [json.loads(line) for line in served.log]
    assert events[0]["message"] == f"Serving on {served.base}/mcp"
    called = [event for event in events if event["message"] == "tool call"]
    assert {(event["tool"], event["caller"]) for event in called} == {("add_entry", "ann")}
    assert all(event["path"] == "/mcp" for event in events if event.get("status") == 202)
    told = "".join(served.log)
    assert WRITER not in told
    assert READER not in told
    assert "Traceback" not in told


async def _throw_junk(caller: httpx2.AsyncClient) -> None:
    """Requests that are refused at each of the doors, and one that is answered."""
    for _ in range(100):
        headers = headers_for("tools/list") | bearer(READER)
        assert (await caller.post("/mcp", content=b"[" * 50_000, headers=headers)).is_error
        assert (await caller.post("/mcp", content=b"{", headers=headers)).is_error
        assert (await rpc(caller, "tools/list", token="wrong")).status_code == 401  # noqa: S106
        for path in ("/mcp", "/other"):
            refused = await caller.get(path, headers={"host": "evil.example"})
            assert refused.status_code == 421
    assert (await rpc(caller, "tools/list", token=READER)).status_code == 200


async def _stop_with_an_open_stream(served: Served, caller: httpx2.AsyncClient) -> None:
    wanted = {"resourceSubscriptions": ["llmsys://list"]}
    body = message("subscriptions/listen", notifications=wanted)
    headers = headers_for("subscriptions/listen") | bearer(READER)
    async with caller.stream("POST", "/mcp", json=body, headers=headers) as stream:
        assert stream.status_code == 200
        events = stream.aiter_lines()
        assert any("acknowledged" in line for line in [await anext(events), await anext(events)])
        assert await anyio.to_thread.run_sync(served.stop) == 0
        assert "graceful shutdown exceeded" not in "".join(served.log)
        assert [line async for line in events if "data:" in line] == []


class Editing(threading.Thread):
    """An edit that somebody asked for while another process holds the list."""

    def __init__(self, served: Served, page: Path, era: str) -> None:
        super().__init__()
        self._request = message("tools/call", era, name="add_entry", arguments=NEW)
        self._headers = headers_for("tools/call", era, "add_entry") | bearer(WRITER)
        self._url = f"{served.base}/mcp"
        self._answers: list[httpx2.Response] = []
        self.start()
        servers = [served.process.pid, *_children(served.process.pid)]
        while not any(has_open(server, lock_path(page)) for server in servers):
            time.sleep(0.01)

    def run(self) -> None:
        self._answers.append(
            httpx2.post(self._url, json=self._request, headers=self._headers, timeout=30)
        )

    def result(self) -> Any:
        """What it was answered."""
        self.join()
        return result_of(self._answers[0])


_HELD_SECONDS = 0.3
"""How long the list is held after a stop was asked for: an edit would wait for it for 2 s."""


NEW = {"section": "Agent Systems", "title": "Left Waiting", "url": "https://example.org/left"}


@TOLD
@pytest.mark.parametrize(("workers", "era"), [("1", MODERN), ("1", LEGACY), ("2", LEGACY)])
def test_an_edit_that_waits_for_the_list_at_a_stop_is_made_and_answered(
    checkout: Path, era: str, workers: str
) -> None:
    with serving(checkout, "--workers", workers) as served:
        with locked(checkout / "README.md"):
            editing = Editing(served, checkout / "README.md", era)
            served.process.send_signal(signal.SIGTERM)
            time.sleep(_HELD_SECONDS)
        assert editing.result()["structuredContent"]["added"] is True
        assert served.process.wait(60) == 0
    assert NEW["title"] in (checkout / "README.md").read_text("utf-8")
    assert "Traceback" not in "".join(served.log)


@TOLD
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_hang_up_is_a_stop(checkout: Path, workers: str) -> None:
    def heed() -> None:  # whoever runs the tests may ignore it
        signal.signal(signal.SIGHUP, signal.SIG_DFL)

    with serving(checkout, "--workers", workers, before=heed) as served:
        with locked(checkout / "README.md"):
            editing = Editing(served, checkout / "README.md", LEGACY)
            served.process.send_signal(signal.SIGHUP)
            time.sleep(_HELD_SECONDS)
        assert editing.result()["structuredContent"]["added"] is True
        assert served.process.wait(60) == 0


def test_a_hang_up_that_is_ignored_stays_so(checkout: Path) -> None:
    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with serving(checkout, "--workers", "2", before=ignore) as served:
        served.process.send_signal(signal.SIGHUP)
        time.sleep(1)
        served.await_ready()
        assert served.stop() == 0
    assert "SIGHUP" not in "".join(served.log)


@TOLD
@pytest.mark.parametrize(("workers", "era"), [("1", LEGACY), ("2", MODERN)])
def test_an_edit_that_waits_in_vain_at_a_stop_is_refused_and_not_written(
    checkout: Path, era: str, workers: str
) -> None:
    before = (checkout / "README.md").read_bytes()
    with serving(checkout, "--workers", workers) as served:
        with locked(checkout / "README.md"):
            editing = Editing(served, checkout / "README.md", era)
            served.process.send_signal(signal.SIGTERM)
            refusal = editing.result()["content"][0]["text"]
            assert refusal.startswith(f"busy: list: process {os.getpid()} holds it, and this serv")
            assert served.process.wait(60) == 0
        assert (checkout / "README.md").read_bytes() == before
    assert "Traceback" not in "".join(served.log)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the system tells of no processes")
async def test_workers_end_with_the_process_that_started_them(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(checkout, "--workers", "2") as served:
        await _until_started(served, 2)
        workers = _children(served.process.pid)
        assert len(workers) == 2
        assert list(tmp_path.glob("llmsys-mcp-counts-*"))
        with locked(checkout / "README.md"):
            editing = Editing(served, checkout / "README.md", MODERN)
            served.process.kill()
            time.sleep(_HELD_SECONDS)
        assert editing.result()["structuredContent"]["added"] is True
        with anyio.move_on_after(20):
            while any(map(_is_running, workers)):
                await anyio.sleep(0.1)
        left = list(filter(_is_running, workers))
        for worker in left:
            os.kill(worker, signal.SIGKILL)
        assert not left
    assert not list(tmp_path.glob("llmsys-mcp-counts-*"))
    assert "Traceback" not in "".join(served.log)


def _is_running(process: int) -> bool:
    """Whether it is there, and no zombie that nobody asked after."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the system tells of no processes")
def test_more_connections_than_descriptors_are_closed_and_the_rest_served(checkout: Path) -> None:
    def few() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (200, 256))

    with serving(checkout, before=few) as served, ExitStack() as stack:
        limits = Path(f"/proc/{served.process.pid}/limits").read_text("utf-8")
        assert re.search(r"Max open files +256 +256", limits)
        host, _, port = served.base.removeprefix("http://").partition(":")
        for _ in range(300):
            with suppress(TimeoutError):  # the queue is short, and who finds it full waits long
                address = (host, int(port))
                stack.enter_context(socket.create_connection(address, timeout=0.1))
            time.sleep(0.005)
        assert len(list(Path(f"/proc/{served.process.pid}/fd").iterdir())) < 128
        stack.close()
        served.await_ready()
        served.stop()
    told = "".join(served.log)
    assert "raise the limit of open files" in told
    assert "out of system resource" not in told


async def test_several_workers_are_one_server(checkout: Path) -> None:
    with serving(checkout, "--workers", "2") as served:
        await _until_started(served, 2)
        workers = _children(served.process.pid)
        async with httpx2.AsyncClient(base_url=served.base) as caller:
            for number in range(12):
                era = (MODERN, LEGACY)[number % 2]
                # A connection of its own each time, so that either worker may get it.
                closing = {"connection": "close"}
                body = message("tools/call", era, name="search_papers", arguments={"query": "kv"})
                headers = headers_for("tools/call", era, "search_papers") | bearer(READER) | closing
                found = result_of(await caller.post("/mcp", json=body, headers=headers))
                assert found["structuredContent"]["total"] > 0
            metrics = (await caller.get("/metrics", headers=bearer(READER))).text
            assert 'llmsys_tool_calls_total{outcome="ok",tool="search_papers"} 12.0' in metrics
            if workers:
                os.kill(workers[0], signal.SIGKILL)
                await _until_started(served, 3)
            metrics = (await caller.get("/metrics", headers=bearer(READER))).text
        code = served.stop()
    assert 'llmsys_tool_calls_total{outcome="ok",tool="search_papers"} 12.0' in metrics
    assert code == 0
    assert "Traceback" not in "".join(served.log), "".join(served.log)


async def _until_started(served: Served, workers: int) -> None:
    """Until so many workers have said that they started, since the beginning."""
    with anyio.fail_after(60):
        while "".join(served.log).count("Application startup complete") < workers:
            await anyio.sleep(0.1)


def _children(process: int) -> list[int]:
    """Worker processes, where the system tells them; multiprocessing has one more of its own."""
    path = Path(f"/proc/{process}/task/{process}/children")
    if not path.exists():
        return []
    children = []
    for child in path.read_text("utf-8").split():
        try:
            line = Path(f"/proc/{child}/cmdline").read_bytes()
        except FileNotFoundError:
            continue
        if b"spawn_main" in line:
            children.append(int(child))
    return children
