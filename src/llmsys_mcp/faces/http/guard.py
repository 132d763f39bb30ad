"""What a request passes before it reaches the protocol: names, size, and room for one more.

Plain ASGI. Decisions read the raw headers and `scope["path"]` alone: a URL put together from the
Host header is the caller's to choose.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import anyio
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llmsys_mcp.faces.observe import Meter

HEAD_LIMIT = 16 * 1024
"""Bytes of a request's head: its first line and headers."""
BODY_LIMIT = 256 * 1024
"""Bytes a request's body may have; the largest honest one is some 60 kB."""
AT_WORK_LIMIT = 64
"""Requests worked on at once in one process; more are told to come again."""
STREAM_LIMIT = 128
"""Clients that listen for changes at once in one process."""
ANSWER_SECONDS = 180.0
"""An answer is out within this time, however slowly its client reads."""

_BUSY = -32000
"""JSON-RPC's first code for a server's own errors."""
_NO_REQUEST = -32600
"""JSON-RPC's code for what is JSON and no message of it."""
_METHOD_LIMIT = 100
"""Characters of a method's name, which a refusal of it repeats."""


def headers_named(scope: Scope, name: bytes) -> list[str]:
    """Every value of a header, `name` in lower case."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


class NameGuard:
    """Lets in only requests that call this server by its name, and no web page of another."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: frozenset[str],
        origins: frozenset[str],
        open_paths: frozenset[str],
        meter: Meter,
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._origins = origins
        self._open_paths = open_paths
        """Paths that tell nothing and are asked for by any name: a probe knows an address."""
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 400, 421 or 403, or pass the request on, its host in lower case."""
        if scope["type"] == "http" and _head_size(scope) > HEAD_LIMIT:
            # uvicorn refuses a longer head only while it is still coming.
            self._meter.refused("head")
            text = f"Request head larger than {HEAD_LIMIT} bytes"
            await PlainTextResponse(text, 400, headers={"connection": "close"})(
                scope, receive, send
            )
            return
        if scope["type"] != "http" or scope["path"] in self._open_paths:
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": list(map(_in_lower_case, scope["headers"]))}
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send)
            return
        status, why = refusal
        self._meter.refused(why)
        await PlainTextResponse(f"Invalid {why} header", status)(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        hosts = headers_named(scope, b"host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return 421, "Host"
        origins = headers_named(scope, b"origin")
        if len(origins) > 1 or (origins and origins[0] not in self._origins):
            return 403, "Origin"
        return None


def _head_size(scope: Scope) -> int:
    target = len(scope["method"]) + len(scope.get("raw_path") or b"") + len(scope["query_string"])
    return target + sum(len(name) + len(value) + len(": \r\n") for name, value in scope["headers"])


def _in_lower_case(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """The header; a host is the same in any case (RFC 9110, 4.2.3), and is compared as it is."""
    name, value = header
    return (name, value.lower()) if name == b"host" else header


class PostOnly:
    """Answers everything but POST: there are no sessions, so nothing to open with GET or end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 405, or pass the request on."""
        app = self._app
        if scope["method"] != "POST":
            app = Response(status_code=405, headers={"allow": "POST"})
        await app(scope, receive, send)


class Intake:
    """Takes the whole body before anything is done for it.

    Refused is what is longer than the limit, and JSON that is not one message: the SDK answers it
    with a text of its own code that repeats what came.
    """

    def __init__(self, app: ASGIApp, *, limit: int = BODY_LIMIT) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 or 400, or pass the request on with its body at hand.

        How long a body may take is the connection's concern.
        """
        declared = headers_named(scope, b"content-length")
        if any(value.isdigit() and int(value) > self._limit for value in declared):
            await self._refuse(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._limit:
                await self._refuse(scope, receive, send)
                return
        if not _may_be_message(body):
            told = "The body must be one JSON-RPC message: a request or a notification of MCP."
            error = {"jsonrpc": "2.0", "id": None, "error": {"code": _NO_REQUEST, "message": told}}
            await JSONResponse(error, 400)(scope, receive, send)
            return
        whole: Message | None = {"type": "http.request", "body": bytes(body), "more_body": False}

        async def replay() -> Message:
            nonlocal whole
            message, whole = whole, None
            return await receive() if message is None else message

        await self._app(scope, replay, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        text = f"Request body larger than {self._limit} bytes"
        refusal = PlainTextResponse(text, 413, headers={"connection": "close"})
        await refusal(scope, receive, send)


def _may_be_message(body: bytes | bytearray) -> bool:
    """Whether it is a message of JSON-RPC 2.0, as far as its outermost members tell.

    What is no JSON at all passes: the SDK says that in a few words.
    """
    try:
        found = json.loads(body)
    except RecursionError:
        return False
    except ValueError:
        return True
    if not isinstance(found, dict) or found.get("jsonrpc") != "2.0":
        return False
    id_, method = found.get("id"), found.get("method")
    if isinstance(id_, bool) or not isinstance(id_, int | str | None):
        return False
    if method is None:
        return "result" in found or "error" in found
    params = found.get("params", {})
    return isinstance(method, str) and len(method) <= _METHOD_LIMIT and isinstance(params, dict)


class Streams:
    """Open streams of changes, so that a stop need not wait until their clients leave."""

    def __init__(self) -> None:
        self._scopes: set[anyio.CancelScope] = set()
        self.closing = False

    def __len__(self) -> int:
        return len(self._scopes)

    @contextmanager
    def one_more(self) -> Iterator[anyio.CancelScope]:
        """The scope of one stream."""
        with anyio.CancelScope() as scope:
            self._scopes.add(scope)
            try:
                yield scope
            finally:
                self._scopes.discard(scope)

    def end_all(self) -> None:
        """End every stream, and open none any more."""
        self.closing = True
        for scope in self._scopes:
            scope.cancel()


class Admission:
    """A bounded number of requests at work and of streams; more are told to come again."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        streams: Streams,
        meter: Meter,
        at_work_limit: int = AT_WORK_LIMIT,
        stream_limit: int = STREAM_LIMIT,
    ) -> None:
        self._app = app
        self._streams = streams
        self._meter = meter
        self._at_work = 0
        self._at_work_limit = at_work_limit
        self._stream_limit = stream_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 503, or pass the request on."""
        if headers_named(scope, b"mcp-method") == ["subscriptions/listen"]:
            await self._listen(scope, receive, send)
            return
        if self._at_work >= self._at_work_limit:
            await self._busy("requests")(scope, receive, send)
            return
        self._at_work += 1
        self._meter.at_work(self._at_work)
        try:
            with anyio.move_on_after(ANSWER_SECONDS):
                await self._app(scope, receive, send)
        finally:
            self._at_work -= 1
            self._meter.at_work(self._at_work)

    async def _listen(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._streams.closing or len(self._streams) >= self._stream_limit:
            await self._busy("streams")(scope, receive, send)
            return
        state: dict[str, bool] = {"started": False, "ended": False}

        async def watched(message: Message) -> None:
            state["started"] = True
            state["ended"] = not message.get("more_body", message["type"].endswith("start"))
            await send(message)

        with self._streams.one_more():
            await self._app(scope, receive, watched)
        if state["started"] and not state["ended"]:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _busy(self, what: str) -> Response:
        self._meter.refused(f"too many {what}")
        return busy(f"the server has as many {what} as it takes.")


def busy(why: str) -> Response:
    """An answer that tells to come again, as an error of HTTP and of JSON-RPC; `why` a sentence."""
    error = {"code": _BUSY, "message": f"busy: {why} Retry in a second."}
    body: Mapping[str, Any] = {"jsonrpc": "2.0", "id": None, "error": error}
    return JSONResponse(body, 503, headers={"retry-after": "1"})
