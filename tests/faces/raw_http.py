"""HTTP as an attacker or a load balancer sees it: bare requests to the application or a socket."""

import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import httpx2
import uvicorn
from starlette.types import ASGIApp

from faces.connections import running
from llmsys_mcp.faces.http.asgi import make_app
from llmsys_mcp.faces.http.run import configuration, listen
from llmsys_mcp.faces.http.settings import HttpSettings
from llmsys_mcp.faces.http.tokens import read_grants
from llmsys_mcp.faces.settings import Settings

WRITER = "the-writer's-own-token"
READER = "the-reader's-own-token"
GRANTS = read_grants(f"ann read,write {WRITER}\nbob read {READER}", "test")
MODERN = "2026-07-28"
LEGACY = "2025-06-18"
BASE = "http://127.0.0.1:8000"


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"authorization": f"Bearer {token}"}


def application(folder: Path, http: HttpSettings | None = None, **chosen: Any) -> ASGIApp:
    """The whole application over the list in `folder`, with a toolset that is made in no time."""
    chosen = {"toolsets": ("intake",), **chosen}
    settings = Settings(list_path=str(folder), index_dir="memory", **chosen)
    return make_app(settings, http or HttpSettings(), learnt=())


@asynccontextmanager
async def calling(app: ASGIApp, **headers: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A caller of an application, without a socket between them."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        running(app),
        httpx2.AsyncClient(transport=transport, base_url=BASE, headers=headers) as caller,
    ):
        yield caller


def message(method: str, era: str = MODERN, id_: int = 1, **params: Any) -> dict[str, Any]:
    """A JSON-RPC request."""
    if era == MODERN:
        prefix = "io.modelcontextprotocol/"
        meta = {f"{prefix}protocolVersion": MODERN, f"{prefix}clientCapabilities": {}}
        params = {"_meta": meta, **params}
    return {"jsonrpc": "2.0", "id": id_, "method": method, "params": params}


def headers_for(method: str, era: str = MODERN, name: str = "") -> dict[str, str]:
    """Headers that go with it."""
    headers = {
        "accept": "application/json, text/event-stream",
        "content-type": "application/json",
        "mcp-protocol-version": era,
    }
    if era == MODERN:
        headers["mcp-method"] = method
        if name:
            headers["mcp-name"] = name
    return headers


async def rpc(
    caller: httpx2.AsyncClient, method: str, era: str = MODERN, /, *, token: str = "", **params: Any
) -> httpx2.Response:
    """Post one request."""
    headers = headers_for(method, era, params.get("name", ""))
    if token:
        headers |= bearer(token)
    return await caller.post("/mcp", json=message(method, era, **params), headers=headers)


async def tool(
    caller: httpx2.AsyncClient, name: str, era: str = MODERN, token: str = "", /, **arguments: Any
) -> httpx2.Response:
    """Call one tool."""
    return await rpc(caller, "tools/call", era, token=token, name=name, arguments=arguments)


def result_of(response: httpx2.Response) -> dict[str, Any]:
    """The result in an answer, sent as JSON or as an event."""
    assert response.status_code == 200, response.text
    text = response.text
    if response.headers["content-type"].startswith("text/event-stream"):
        text = next(line[5:] for line in text.splitlines() if line.startswith("data:"))
    answered: dict[str, Any] = httpx2.Response(200, text=text).json()
    return answered["result"]


class _InThisLoop(uvicorn.Server):
    """A server that leaves the test's signals alone."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]  # simpler
        return nullcontext()


@asynccontextmanager
async def on_socket(
    make: Callable[[int], ASGIApp], workers: int = 1
) -> AsyncIterator[tuple[str, _InThisLoop]]:
    """An application on a port of this machine, with our limits: its URL and its server.

    With `workers` it is what one of so many would be.
    """
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    server = _InThisLoop(configuration(lambda: make(port), workers))
    with listener:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(server.serve, [listener])
            while not server.started:
                await anyio.sleep(0.01)
            try:
                yield f"http://127.0.0.1:{port}", server
            finally:
                server.should_exit = True


@contextmanager
def in_thread(make: Callable[[int], ASGIApp]) -> Iterator[str]:
    """An application on a port of this machine for many tests, in a thread of its own: its URL."""
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    server = _InThisLoop(configuration(lambda: make(port)))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@asynccontextmanager
async def listening(
    folder: Path, http: HttpSettings | None = None, **chosen: Any
) -> AsyncIterator[tuple[str, _InThisLoop]]:
    """The whole application on a real socket of this machine."""

    def make(port: int) -> ASGIApp:
        return application(folder, replace(http or HttpSettings(), port=port), **chosen)

    async with on_socket(make, http.workers if http else 1) as served:
        yield served


def half_sent(base: str, count: int, data: bytes) -> Iterator[socket.socket]:
    """Connections that send so much and then nothing more."""
    host, _, port = base.removeprefix("http://").partition(":")
    for _ in range(count):
        connection = socket.create_connection((host, int(port)))
        connection.sendall(data)
        yield connection
