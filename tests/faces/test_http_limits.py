"""How much anyone may ask for over HTTP: size, time, number, and a turn for each edit (A5, A7)."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from faces.raw_http import (
    GRANTS,
    LEGACY,
    MODERN,
    application,
    calling,
    half_sent,
    headers_for,
    listening,
    message,
    result_of,
    rpc,
    tool,
)
from llmsys_mcp.adapters.locks import locked
from llmsys_mcp.faces.http import calls, connection, guard, room
from llmsys_mcp.faces.http.guard import BODY_LIMIT, HEAD_LIMIT, Admission, Streams
from llmsys_mcp.faces.http.settings import HttpSettings
from llmsys_mcp.faces.observe import Meter
from llmsys_mcp.services.view import View

pytestmark = pytest.mark.anyio

ERAS = pytest.mark.parametrize("era", [MODERN, LEGACY])
NEW = {"section": "Agent Systems", "title": "Limit Ledger", "url": "https://example.org/limits"}


def padded(size: int, era: str) -> bytes:
    """A request of exactly so many bytes."""
    body = json.dumps(message("tools/list", era, junk="")).encode()
    return body.replace(b'"junk": ""', b'"junk": "%s"' % (b"x" * (size - len(body))))


async def in_parts(body: bytes) -> Any:
    for at in range(0, len(body), 65_536):
        yield body[at : at + 65_536]


@ERAS
@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_may_have_this_size_and_no_more(
    checkout: Path, era: str, declared: bool
) -> None:
    headers = headers_for("tools/list", era)
    async with calling(application(checkout)) as caller:
        for size, status in ((BODY_LIMIT, 200), (BODY_LIMIT + 1, 413), (4 * BODY_LIMIT, 413)):
            body = padded(size, era)
            content = body if declared else in_parts(body)
            answer = await caller.post("/mcp", content=content, headers=headers)
            assert answer.status_code == status, size
            if status == 413:  # by our intake, before the SDK keeps a larger body
                assert answer.text == f"Request body larger than {BODY_LIMIT} bytes"
                assert answer.headers["connection"] == "close"
        assert (await rpc(caller, "tools/list", era)).status_code == 200


async def test_nobody_without_a_token_has_a_body_read(checkout: Path) -> None:
    async def never() -> Any:
        yield b"x"
        raise AssertionError("the body was asked for")

    async with calling(application(checkout, HttpSettings(grants=GRANTS))) as caller:
        headers = headers_for("tools/list")
        caller.headers["content-length"] = str(BODY_LIMIT * 100)
        assert (await caller.post("/mcp", content=b"{}", headers=headers)).status_code == 401


@ERAS
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{{{", id="braces"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"a":' * 20_000, id="deep objects"),
        pytest.param(b"\xff\xfe", id="no UTF-8"),
        pytest.param(b"\x00" * 1000, id="zeros"),
        pytest.param(b"[]", id="empty batch"),
        pytest.param(b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', id="batch"),
        pytest.param(b'{"jsonrpc":"2.0","id":1,"result":{}}', id="a result"),
        pytest.param(b'{"jsonrpc":"2.0","id":1e999,"method":"ping"}', id="infinite id"),
        pytest.param(b'{"jsonrpc":"2.0","id":%s,"method":"ping"}' % (b"9" * 5000), id="long id"),
        pytest.param(b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[NaN]}', id="NaN"),
        pytest.param(b'{"jsonrpc":"2.0","id":1,"method":"\\ud800"}', id="surrogate"),
        pytest.param(b'{"jsonrpc":"1.0","id":1,"method":"ping"}', id="another version"),
        pytest.param(b'"text"', id="text"),
        pytest.param(b"null", id="null"),
        pytest.param(b'{"jsonrpc":"2.0","id":true,"method":"ping"}', id="id of truth"),
        pytest.param(b'{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}', id="id of parts"),
        pytest.param(b'{"jsonrpc":"2.0","id":1}', id="nothing asked"),
        pytest.param(b'{"jsonrpc":"2.0","id":1,"method":"%s"}' % (b"z" * 3000), id="long method"),
        pytest.param(b'{"jsonrpc":"2.0","id":1,"method":"ping","params":3}', id="no parameters"),
        pytest.param(b'{"%s":1}' % (b"x" * 3000), id="long name"),
    ],
)
async def test_what_is_no_request_is_refused_and_the_next_one_answered(
    checkout: Path, era: str, body: bytes
) -> None:
    async with calling(application(checkout)) as caller:
        answer = await caller.post("/mcp", content=body, headers=headers_for("ping", era))
        # The older protocol takes an answer, which needs none.
        silent = era == LEGACY and b'"result"' in body and answer.status_code == 202
        assert 400 <= answer.status_code < 500 or "error" in answer.text or silent
        assert len(answer.content) < 1000
        assert b"pydantic" not in answer.content
        assert (await rpc(caller, "tools/list", era)).status_code == 200


@pytest.mark.parametrize("more", [0, 1])
async def test_a_head_may_have_this_size_and_no_more(checkout: Path, more: int) -> None:
    """It is counted as it was sent, though all of it came at once."""
    before = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Junk: "
    size = HEAD_LIMIT - len("GET/healthz") - len("Host: 127.0.0.1\r\nX-Junk: \r\n")
    head = before + b"x" * (size + more) + b"\r\n\r\n"
    async with listening(checkout) as (base, _):
        host, _, port = base.removeprefix("http://").partition(":")
        async with await anyio.connect_tcp(host, int(port)) as connection:
            await connection.send(head)
            with anyio.fail_after(60):
                answer = await connection.receive()
    assert answer.startswith(b"HTTP/1.1 400 " if more else b"HTTP/1.1 200 ")


HALF_HEAD = b"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n"


async def test_half_sent_requests_do_not_hold_up_others(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 600.0)
    async with listening(checkout) as (base, _):
        stalled = [
            *half_sent(base, 70, b""),
            *half_sent(base, 70, HALF_HEAD),
            *half_sent(base, 60, HALF_HEAD + b"\r\n{"),
        ]
        with anyio.fail_after(60):
            async with httpx2.AsyncClient(base_url=base) as caller:
                assert (await rpc(caller, "tools/list")).status_code == 200
        for one in stalled:
            one.close()


async def test_half_sent_requests_are_given_up(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.1)
    async with listening(checkout) as (base, server):
        stalled = [
            *half_sent(base, 2, b""),
            *half_sent(base, 2, HALF_HEAD),
            *half_sent(base, 2, HALF_HEAD + b"\r\n{"),
        ]
        with anyio.fail_after(60):
            while server.server_state.connections:
                await anyio.sleep(0.05)
        for one in stalled:
            one.close()


async def test_a_connection_far_too_many_is_closed_unheard(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "SPARE", 2 - room.CONNECTION_LIMIT)
    async with listening(checkout) as (base, _):
        held = list(half_sent(base, 3, b"GET"))
        await anyio.sleep(0.2)
        for one in held:
            one.setblocking(False)
        for one in held[:2]:
            with pytest.raises(BlockingIOError):
                one.recv(1)
        with suppress(ConnectionResetError):
            assert held[2].recv(1) == b""
        for one in held:
            one.close()


async def test_a_drip_of_bytes_does_not_buy_time(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.5)
    async with listening(checkout) as (base, server):
        (dripping,) = half_sent(base, 1, b"POST /mcp HTTP/1.1\r\n")
        dripping.setblocking(False)
        with anyio.fail_after(60):
            while not server.server_state.connections:
                await anyio.sleep(0.01)
            while server.server_state.connections:
                dripping.send(b"X-A: b\r\n")
                await anyio.sleep(0.05)
        dripping.close()


async def test_a_connection_serves_again_and_again(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time for a request is not the time for all requests of a connection."""
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 2.0)
    async with (
        listening(checkout) as (base, server),
        httpx2.AsyncClient(base_url=base) as caller,
    ):
        for _ in range(3):
            assert (await rpc(caller, "tools/list")).status_code == 200
            await anyio.sleep(0.8)
        assert len(server.server_state.connections) == 1


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_connection_to_one_of_several_workers_ends_after_some_requests(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """Else the worker that took all clients at first would keep them."""
    monkeypatch.setattr(connection, "REQUESTS", 3)
    ended = []
    async with (
        listening(checkout, HttpSettings(workers=workers)) as (base, _),
        httpx2.AsyncClient(base_url=base) as caller,
    ):
        for number in range(13):
            answer = await rpc(caller, "tools/list")
            assert answer.status_code == 200
            if answer.headers.get("connection") == "close":
                ended.append(number)
    lasted = [later - earlier for earlier, later in pairwise([-1, *ended])]
    assert all(3 <= requests <= 6 for requests in lasted)
    assert len(ended) >= 2 if workers > 1 else ended == []


async def test_a_request_that_comes_in_pieces_counts_once(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUESTS", 1)
    body = json.dumps(message("tools/list")).encode()
    lines = {"host": "", "content-length": str(len(body)), **headers_for("tools/list", MODERN)}
    async with listening(checkout, HttpSettings(workers=2)) as (base, _):
        host, _, port = base.removeprefix("http://").partition(":")
        lines["host"] = f"{host}:{port}"
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        async with await anyio.connect_tcp(host, int(port)) as stream:
            for piece in (f"POST /mcp HTTP/1.1\r\n{head}\r\n".encode(), body[:9], body[9:]):
                await stream.send(piece)
                await anyio.sleep(0.05)
            with anyio.fail_after(60):
                assert b"200 OK" in await stream.receive()


@pytest.fixture
def meter() -> Iterator[Meter]:
    return Meter()


class Slow:
    """An application that answers when it is told to."""

    def __init__(self) -> None:
        self.go = anyio.Event()
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.running += 1
        try:
            await self.go.wait()
            await PlainTextResponse("done")(scope, receive, send)
        finally:
            self.running -= 1


async def ask(app: Any, *headers: tuple[bytes, bytes]) -> list[Message]:
    """What an application sends in answer to a request, within a time."""
    sent: list[Message] = []

    async def send(part: Message) -> None:
        sent.append(part)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    with anyio.fail_after(60):
        await app({"type": "http", "method": "POST", "headers": list(headers)}, receive, send)
    return sent


async def test_so_many_requests_are_worked_on_and_the_next_is_told_to_come_again(
    meter: Meter,
) -> None:
    slow = Slow()
    app = Admission(slow, streams=Streams(), meter=meter, at_work_limit=3)
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(ask, app)
        await anyio.wait_all_tasks_blocked()
        start, body = await ask(app)
        assert start["status"] == 503
        assert (b"retry-after", b"1") in start["headers"]
        assert json.loads(body["body"])["error"]["message"].startswith("busy: ")
        assert slow.running == 3
        slow.go.set()
    assert (await ask(app))[0]["status"] == 200


LISTEN = (b"mcp-method", b"subscriptions/listen")


async def test_streams_take_no_room_of_requests_and_have_a_limit_of_their_own(
    meter: Meter,
) -> None:
    slow, streams = Slow(), Streams()
    app = Admission(slow, streams=streams, meter=meter, at_work_limit=1, stream_limit=2)
    async with anyio.create_task_group() as tasks:
        for _ in range(2):
            tasks.start_soon(ask, app, LISTEN)
        await anyio.wait_all_tasks_blocked()
        assert (await ask(app, LISTEN))[0]["status"] == 503
        tasks.start_soon(ask, app)
        await anyio.wait_all_tasks_blocked()
        assert (slow.running, len(streams)) == (3, 2)
        streams.end_all()
        await anyio.wait_all_tasks_blocked()
        assert (slow.running, len(streams)) == (1, 0)
        assert (await ask(app, LISTEN))[0]["status"] == 503
        slow.go.set()


async def test_a_stream_that_is_ended_ends_as_a_whole_answer(meter: Meter) -> None:
    async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"event", "more_body": True})
        await anyio.sleep_forever()

    streams = Streams()
    app = Admission(streaming, streams=streams, meter=meter)
    sent: list[Message] = []

    async def listen() -> None:
        sent.extend(await ask(app, LISTEN))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        await anyio.wait_all_tasks_blocked()
        streams.end_all()
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_an_answer_that_nobody_reads_is_given_up(
    meter: Meter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "ANSWER_SECONDS", 0.05)
    slow = Slow()
    app = Admission(slow, streams=Streams(), meter=meter)
    assert await ask(app) == []
    assert slow.running == 0


async def test_edits_wait_for_their_turn_and_not_for_ever(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds the list: one edit waits for it, the next is told; reads go on."""
    monkeypatch.setattr(calls, "GATE_SECONDS", 0.1)
    monkeypatch.setattr(calls, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr("llmsys_mcp.faces.http.asgi.LOCK_SECONDS", 600.0)
    texts: list[str] = []

    async def add(caller: httpx2.AsyncClient) -> None:
        added = result_of(await tool(caller, "add_entry", **NEW))
        texts.append(added["content"][0]["text"])

    async with (
        calling(application(checkout, toolsets=("core",))) as caller,
        anyio.create_task_group() as tasks,
    ):
        with locked(checkout / "README.md"), anyio.fail_after(60):
            tasks.start_soon(add, caller)
            tasks.start_soon(add, caller)
            while not texts:
                await anyio.sleep(0.01)
            await tool(caller, "search_papers", query="")
            assert len(texts) == 1
    assert texts[0].startswith("busy: list: other edits were in line")
    assert texts[1].startswith("Added ")


async def test_an_edit_waits_for_another_program_and_not_for_ever(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llmsys_mcp.faces.http.asgi.LOCK_SECONDS", 0.1)
    before = (checkout / "README.md").read_bytes()
    async with calling(application(checkout, toolsets=("core",))) as caller:
        with locked(checkout / "README.md"):
            refused = result_of(await tool(caller, "add_entry", **NEW))
        assert refused["content"][0]["text"].startswith("busy: list: process ")
        assert (checkout / "README.md").read_bytes() == before
        added = result_of(await tool(caller, "add_entry", **NEW))
    assert added["content"][0]["text"].startswith("Added ")


async def test_a_call_that_reads_lets_an_edit_go_first(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "PATIENCE_SECONDS", 10)
    totals: list[int] = []

    async def count(caller: httpx2.AsyncClient) -> None:
        found = result_of(await tool(caller, "search_papers", query="", limit=1))
        totals.append(found["structuredContent"]["total"])

    async with calling(application(checkout, toolsets=("core",))) as caller:
        await count(caller)
        with anyio.fail_after(60):
            async with anyio.create_task_group() as tasks:
                with locked(checkout / "README.md"):
                    tasks.start_soon(lambda: tool(caller, "add_entry", **NEW))
                    await anyio.sleep(0.1)
                    for _ in range(3):
                        tasks.start_soon(count, caller)
                    await anyio.sleep(0.1)
                    assert len(totals) == 1
    assert totals[1:] == [totals[0] + 1] * 3


async def test_a_call_that_reads_is_answered_in_time(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "CALL_SECONDS", 0.1)
    prepare = View.prepare
    go, done = threading.Event(), threading.Event()

    def slowly(self: View, name: str) -> None:
        assert go.wait(60)
        prepare(self, name)
        done.set()

    monkeypatch.setattr(View, "prepare", slowly)
    async with calling(application(checkout, toolsets=("core",))) as caller:
        late = result_of(await tool(caller, "search_papers", query="distserve"))
        assert not done.is_set()
        assert late["content"][0]["text"].startswith("busy: list: the answer was not there after")
        go.set()
        assert await anyio.to_thread.run_sync(done.wait, 60)
        monkeypatch.setattr(calls, "CALL_SECONDS", 10)
        found = result_of(await tool(caller, "search_papers", query="distserve"))
    assert found["structuredContent"]["total"] > 0


async def test_a_client_that_leaves_in_its_request_is_not_waited_for(checkout: Path) -> None:
    async with listening(checkout) as (base, server):
        host, _, port = base.removeprefix("http://").partition(":")
        for data in (b"POST /mcp HTTP/1.1\r\nHost: %s\r\nContent-Length: 9\r\n\r\n{", b"GET"):
            with socket.create_connection((host, int(port))) as leaving:
                leaving.sendall(data.replace(b"%s", f"{host}:{port}".encode()))
        with anyio.fail_after(60):
            while server.server_state.connections or server.server_state.tasks:
                await anyio.sleep(0.02)
