"""Starting and stopping from inside: what is ready when, what uvicorn is told, what counts."""

import gc
import logging
import os
import resource
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from starlette.types import Message

from faces.connections import running
from faces.raw_http import BASE, calling, in_thread, rpc
from llmsys_mcp.faces.http import run, stop
from llmsys_mcp.faces.http.asgi import make_app
from llmsys_mcp.faces.http.room import Room, make_room
from llmsys_mcp.faces.http.settings import HttpSettings
from llmsys_mcp.faces.http.stop import Stop
from llmsys_mcp.faces.observe import SHARED_COUNTS, Meter
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.view import View

pytestmark = pytest.mark.anyio


def chosen(folder: Path) -> Settings:
    return Settings(
        list_path=str(folder), index_dir="memory", toolsets=("intake",), log_level="INFO"
    )


@pytest.fixture
def signals() -> Iterator[None]:
    """The test's own handlers, put back."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    kept = {number: signal.getsignal(number) for number in numbers}
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    gc.unfreeze()
    root.handlers[:], root.level = handlers, level
    for number, handler in kept.items():
        signal.signal(number, handler)


async def test_it_is_ready_when_the_list_is_learnt_and_while_it_can_be_read(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, learnt = threading.Event(), []
    prepare = View.prepare

    def waiting(self: View, name: str) -> None:
        assert go.wait(10)
        learnt.append(name)
        prepare(self, name)

    monkeypatch.setattr(View, "prepare", waiting)
    async with calling(make_app(chosen(checkout), HttpSettings())) as caller:
        starting = await caller.get("/readyz")
        assert (starting.status_code, starting.json()["why"]) == (503, "starting")
        assert (await caller.get("/healthz")).status_code == 200
        go.set()
        with anyio.fail_after(60):
            while (await caller.get("/readyz")).status_code != 200:
                await anyio.sleep(0.01)
        assert learnt == ["search_index", "placement", "duplicates"]
        page = (checkout / "README.md").read_bytes()
        (checkout / "README.md").unlink()
        lost = await caller.get("/readyz")
        assert (lost.status_code, lost.json()) == (503, {"ready": False, "why": "not-a-list"})
        (checkout / "README.md").write_bytes(page)
        ready = await caller.get("/readyz")
        assert ready.json()["ready"] is True
        assert ready.json()["revision"].startswith("sha256:")


async def test_it_is_not_ready_while_one_of_its_lists_is_gone(
    checkout: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "README.md"
    other.write_bytes((checkout / "README.md").read_bytes())
    lists = (f"one={checkout}", f"two={other.parent}")
    app = make_app(Settings(lists=lists, index_dir="memory"), HttpSettings(), learnt=())
    async with calling(app) as caller:
        with anyio.fail_after(60):
            while (await caller.get("/readyz")).status_code != 200:
                await anyio.sleep(0.01)
        other.rename(other.with_name("aside.md"))
        assert (await caller.get("/readyz")).json() == {"ready": False, "why": "not-a-list"}


async def test_a_list_that_is_not_there_yet_is_waited_for(
    checkout: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(chosen(checkout), HttpSettings())
    (checkout / "README.md").rename(checkout / "aside.md")
    async with calling(app) as caller:
        with anyio.fail_after(60):
            while "the list cannot be served yet" not in caplog.text:
                await anyio.sleep(0.01)
        assert (await caller.get("/readyz")).json() == {"ready": False, "why": "not-a-list"}
        (checkout / "aside.md").rename(checkout / "README.md")
        assert (await caller.get("/readyz")).status_code == 200


def test_a_stop_that_was_asked_for_is_no_failure(checkout: Path, signals: None) -> None:
    with run.listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    served: list[int] = []

    def stop_when_ready() -> None:
        deadline = time.monotonic() + 60
        while 200 not in served and time.monotonic() < deadline:
            time.sleep(0.02)
            try:
                served.append(httpx2.get(f"http://127.0.0.1:{port}/readyz").status_code)
            except httpx2.TransportError:
                continue
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=stop_when_ready)
    thread.start()
    with pytest.raises(SystemExit) as stopped:
        run.serve(chosen(checkout), HttpSettings(port=port))
    thread.join()
    assert served[-1] == 200
    assert stopped.value.code == 0
    assert gc.get_freeze_count() > 0


async def test_a_signal_ends_streams_and_goes_on_to_whoever_waited_for_it(
    checkout: Path, signals: None
) -> None:
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wanted = {"resourceSubscriptions": ["llmsys://list"]}
    async with calling(make_app(chosen(checkout), HttpSettings(), learnt=())) as caller:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.raise_signal(number)
        await anyio.sleep(0.05)
        refused = await rpc(caller, "subscriptions/listen", notifications=wanted)
        assert refused.status_code == 503
    assert told == [signal.SIGTERM]


@pytest.mark.parametrize("is_alive", [True, False])
async def test_a_worker_that_is_left_alone_stops_and_tidies_up(
    tmp_path: Path, signals: None, monkeypatch: pytest.MonkeyPatch, is_alive: bool
) -> None:
    is_gone, joined = threading.Event(), threading.Event()
    if not is_alive:
        is_gone.set()

    class Parent:
        def join(self) -> None:
            is_gone.wait(60)
            joined.set()

        def is_alive(self) -> bool:
            return is_alive

    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    monkeypatch.setattr("multiprocessing.parent_process", Parent)
    counts = tmp_path / "counts"
    counts.mkdir()
    ended: list[str] = []
    with Stop(str(counts)).calling(lambda: ended.append("streams")):
        with anyio.move_on_after(0.3 if is_alive else 10):
            while not ended:
                await anyio.sleep(0.01)
        assert counts.exists()
    is_gone.set()  # after its work the worker needs no telling
    assert joined.wait(60)
    assert counts.exists() is is_alive
    assert (told, ended) == (([], []) if is_alive else ([signal.SIGTERM], ["streams"]))


def test_a_hang_up_is_taken_for_a_stop_unless_it_is_ignored(signals: None) -> None:
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    for before in (signal.SIG_DFL, signal.SIG_IGN):
        signal.signal(signal.SIGHUP, before)
        take = stop.hang_up_stops()
        signal.signal(signal.SIGHUP, lambda *_: pytest.fail("someone else's"))
        take()
        signal.raise_signal(signal.SIGHUP)
        assert told == [signal.SIGTERM]


def test_an_application_runs_in_any_thread(checkout: Path) -> None:
    def make(port: int) -> Any:
        return make_app(chosen(checkout), HttpSettings(port=port), learnt=())

    with in_thread(make) as base:
        deadline = time.monotonic() + 60
        status = 0
        while status != 200 and time.monotonic() < deadline:
            try:
                status = httpx2.get(f"{base}/metrics").status_code
            except httpx2.TransportError:
                time.sleep(0.02)
    assert status == 200


def test_several_workers_share_counts_and_a_key(
    checkout: Path,
    signals: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    started: list[Any] = []

    class Workers:
        def __init__(self, config: Any, sockets: list[Any]) -> None:
            started.append((config, sockets, Path(os.environ[SHARED_COUNTS])))

        def run(self) -> None:
            assert started[-1][2].is_dir()

    monkeypatch.setattr(run, "Multiprocess", Workers)
    monkeypatch.setenv(SHARED_COUNTS, "")
    run.serve(chosen(checkout), HttpSettings(port=0, workers=3))
    (config, (listener,), counts) = started[0]
    assert listener.fileno() == -1
    assert capsys.readouterr().err.startswith("Serving on http://127.0.0.1:")
    assert not counts.exists()
    _, http, told = config.app.args
    assert (config.workers, http.workers, told) == (3, 3, str(counts))
    assert http.port == int(http.port) > 0
    assert len(http.state_keys[0]) >= 32
    mine = HttpSettings(port=0, workers=3, state_keys=("k" * 32,))
    run.serve(chosen(checkout), mine)
    assert started[1][0].app.args[1].state_keys == ("k" * 32,)


@pytest.mark.parametrize(
    ("limits", "raised", "connections", "backlog"),
    [
        pytest.param((1024, 524_288), 4224, 500, 512, id="usual"),
        pytest.param((1024, resource.RLIM_INFINITY), 4224, 500, 512, id="no hard limit"),
        pytest.param((65_536, 65_536), None, 500, 512, id="plenty"),
        pytest.param((resource.RLIM_INFINITY, resource.RLIM_INFINITY), None, 500, 512, id="no end"),
        pytest.param((256, 1024), 1024, 440, 112, id="some"),
        pytest.param((256, 256), 256, 56, 16, id="few"),
        pytest.param((8, 8), 8, 1, 1, id="next to none"),
    ],
)
def test_there_are_as_many_connections_as_descriptors_allow(
    monkeypatch: pytest.MonkeyPatch,
    limits: tuple[int, int],
    raised: int | None,
    connections: int,
    backlog: int,
) -> None:
    done: list[int] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _, new: done.append(new[0]))
    assert make_room() == Room(connections, backlog)
    assert done == ([] if raised is None else [raised])


def test_where_the_limit_of_descriptors_cannot_be_raised_it_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: int, __: tuple[int, int]) -> None:
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 10_240))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert make_room() == Room(56, 16)


def test_the_address_is_told_as_a_client_writes_it() -> None:
    assert run.url_of(HttpSettings(host="::1", port=81, path="/x")) == "http://[::1]:81/x"
    assert run.url_of(HttpSettings(host="[::1]", port=81)) == "http://[::1]:81/mcp"
    assert run.url_of(HttpSettings()) == "http://127.0.0.1:8000/mcp"


def test_the_counts_of_a_worker_that_died_are_not_told(tmp_path: Path) -> None:
    empty = bytes(1 << 16)
    for number in (os.getpid(), 2**22 + 7):  # no system gives a process that number
        (tmp_path / f"gauge_livesum_{number}.db").write_bytes(empty)
    (tmp_path / f"counter_{os.getpid()}.db").write_bytes(empty)
    page, _ = Meter(str(tmp_path)).page()
    assert b"llmsys_" not in page
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"counter_{os.getpid()}.db",
        f"gauge_livesum_{os.getpid()}.db",
    ]


@pytest.mark.skipif(not Path("/proc/stat").exists(), reason="the system tells of no processes")
def test_several_workers_tell_of_their_processes_together(tmp_path: Path) -> None:
    def told(numbers: tuple[int, ...]) -> dict[str, float]:
        folder = tmp_path / str(len(numbers))
        folder.mkdir()
        for number in numbers:
            (folder / f"gauge_livesum_{number}.db").write_bytes(bytes(1 << 16))
        lines = Meter(str(folder)).page()[0].decode().splitlines()
        pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return {name: float(value) for name, value in pairs}

    mine, both = told((os.getpid(),)), told((os.getpid(), os.getppid()))
    assert mine["process_open_fds"] > 0
    assert both["process_max_fds"] > mine["process_max_fds"]
    assert both["process_resident_memory_bytes"] > mine["process_resident_memory_bytes"]
    assert both["process_cpu_seconds_total"] >= mine["process_cpu_seconds_total"]
    assert both["process_start_time_seconds"] <= mine["process_start_time_seconds"]


async def test_the_counts_are_read_and_nothing_else(checkout: Path) -> None:
    async with calling(make_app(chosen(checkout), HttpSettings(), learnt=())) as caller:
        for method in ("POST", "DELETE", "PUT"):
            assert (await caller.request(method, "/metrics")).status_code == 405


async def test_a_client_that_left_is_counted_as_one(checkout: Path) -> None:
    app = make_app(chosen(checkout), HttpSettings(), learnt=())
    async with running(app):
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/mcp",
            "raw_path": b"/mcp",
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1:8000")],
        }

        async def gone() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            raise AssertionError(message)

        await app(scope, gone, send)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE) as caller:
            page = (await caller.get("/metrics")).text
    assert 'llmsys_http_requests_total{status="499"} 1.0' in page
    assert 'status="0"' not in page


async def test_counts_are_told_to_this_machine_where_no_token_is_set(checkout: Path) -> None:
    async with calling(make_app(chosen(checkout), HttpSettings(), learnt=())) as caller:
        assert (await rpc(caller, "tools/list")).status_code == 200
        page = await caller.get("/metrics")
    assert page.status_code == 200
    assert 'llmsys_http_requests_total{status="200"} 1.0' in page.text


async def test_there_is_nothing_at_other_paths(checkout: Path) -> None:
    async with calling(make_app(chosen(checkout), HttpSettings(path="/papers"), learnt=())) as one:
        assert (await one.get("/")).status_code == 404
        assert (await one.post("/papers/", content=b"{}")).status_code == 404
        assert (await one.post("/mcp", content=b"{}")).status_code == 404
        assert (await one.get("/.well-known/oauth-protected-resource/papers")).status_code == 404
        assert (await rpc(one, "tools/list")).status_code == 404
