"""The ASGI application: the protocol behind its guards, health checks and counts beside it.

One application serves one process. It keeps nothing between two requests that another process
would have to know: any of them answers any request.
"""

import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
from mcp.server import MCPServer
from mcp.server.request_state import RequestStateSecurity
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llmsys_mcp.core.policy import shown
from llmsys_mcp.errors import ListError
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.http.calls import LOCK_SECONDS, Calls
from llmsys_mcp.faces.http.door import Door
from llmsys_mcp.faces.http.guard import BODY_LIMIT, Admission, Intake, NameGuard, PostOnly, Streams
from llmsys_mcp.faces.http.settings import HttpSettings
from llmsys_mcp.faces.http.stop import Stop
from llmsys_mcp.faces.observe import Meter, log_event
from llmsys_mcp.faces.server import build_server
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.faces.toolsets import chosen_toolsets
from llmsys_mcp.services.catalog import Catalog

logger = logging.getLogger(__name__)
access_logger = logging.getLogger("llmsys_mcp.access")

LEARNT = ("search_index", "placement", "duplicates")
"""What a list teaches, learnt before the first request comes in."""
_PATH_SHOWN = 100
_CLIENT_LEFT = 499
"""nginx's code for a request whose client did not wait for the answer."""


class Readiness:
    """Whether this process answers at once: the list is read and learnt from."""

    def __init__(
        self,
        catalog: Catalog,
        learnt: tuple[str, ...] = LEARNT,
        when_ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._catalog = catalog
        self._when_ready = when_ready
        self._learnt = learnt
        self._warm = False

    async def warm_up(self) -> None:
        """Learn from the list; a list that is not there yet is learnt from when it is asked for."""
        try:
            await anyio.to_thread.run_sync(self._learn)
        except ListError as error:
            log_event(logger, logging.ERROR, "the list cannot be served yet", why=str(error))
        self._when_ready()
        self._warm = True

    def _learn(self) -> None:
        view = self._catalog.current()
        for name in self._learnt:
            view.prepare(name)

    def state(self) -> dict[str, Any]:
        """`ready`, and the list's revision or why it is not."""
        if not self._warm:
            return {"ready": False, "why": "starting"}
        try:
            for one in self._catalog.others:
                one.current()
            return {"ready": True, "revision": self._catalog.current().revision}
        except ListError as error:
            return {"ready": False, "why": error.code}


class AccessLog:
    """One line and one count a request. No header is logged, and no query: a token may be there."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self._app = app
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = _CLIENT_LEFT
        started = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            seconds = time.perf_counter() - started
            self._meter.answered(status, seconds)
            user = scope.get("user")
            client = scope.get("client")
            log_event(
                access_logger,
                logging.INFO,
                "request",
                method=scope["method"],
                path=shown(scope["path"][:_PATH_SHOWN]),
                status=status,
                ms=round(seconds * 1000, 1),
                client=client[0] if client else "-",
                caller=user.display_name if user is not None and user.is_authenticated else "-",
            )


class MetricsPage:
    """What Prometheus reads."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the counts as they are."""
        page, kind = self._meter.page()
        await Response(page, media_type=kind)(scope, receive, send)


def make_app(
    chosen: Settings,
    http: HttpSettings,
    shared_counts: str = "",
    *,
    learnt: tuple[str, ...] = LEARNT,
    when_ready: Callable[[], None] = lambda: None,
) -> ASGIApp:
    """The application of one process.

    `shared_counts` is the folder where the counts of several processes meet, empty for one process;
    `learnt` is what it learns from the list before it says that it is ready and calls `when_ready`.

    Raises:
        NotAList: the settings mean no list.
    """
    meter = Meter(shared_counts)
    stop = Stop(shared_counts)
    catalog = open_catalog(
        chosen, Path.cwd(), span=meter.span, lock_wait=LOCK_SECONDS, is_ending=stop.is_late
    )
    calls = Calls(authenticated=http.authenticated, meter=meter)
    server = build_server(
        catalog,
        toolsets=chosen_toolsets(chosen.toolsets),
        read_only=chosen.read_only,
        log_level=chosen.log_level,
        allow_push=chosen.allow_push,
        around=calls.around,
        state_security=RequestStateSecurity(keys=http.state_keys) if http.state_keys else None,
        sessions=False,
    )
    return assemble(server, http, Readiness(catalog, learnt, when_ready), meter, stop)


def assemble(
    server: MCPServer, http: HttpSettings, ready: Readiness, meter: Meter, stop: Stop
) -> ASGIApp:
    """The protocol of `server` behind its guards, with health checks and counts beside it."""
    # Its own application would check names last and read a body of any length first.
    server.streamable_http_app(
        stateless_http=True,
        max_request_body_size=BODY_LIMIT,
        transport_security=TransportSecuritySettings(
            allowed_hosts=sorted(http.hosts()), allowed_origins=sorted(http.origins())
        ),
    )
    streams = Streams()
    door = Door(http)
    protocol = Admission(server.session_manager.handle_request, streams=streams, meter=meter)
    routes: list[BaseRoute] = [
        Route(http.path, PostOnly(door.before(Intake(protocol)))),
        Route("/metrics", door.before(MetricsPage(meter)), methods=["GET"]),
        Route("/healthz", _healthz),
        Route("/readyz", _readyz(ready)),
        *door.metadata_routes(http),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with server.session_manager.run(), anyio.create_task_group() as tasks:
            tasks.start_soon(ready.warm_up)
            with stop.calling(streams.end_all):
                yield
            tasks.cancel_scope.cancel()

    app: Any = Starlette(routes=routes, lifespan=lifespan)
    app.router.redirect_slashes = False
    if http.allowed_origins:
        app = CORSMiddleware(
            app,
            allow_origins=list(http.allowed_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            expose_headers=["WWW-Authenticate", "Retry-After"],
        )
    guard = NameGuard(
        app,
        hosts=http.hosts(),
        origins=http.origins(),
        open_paths=frozenset(
            ("/healthz", "/readyz", *(("/metrics",) if http.authenticated else ()))
        ),
        meter=meter,
    )
    return AccessLog(guard, meter)


async def _healthz(_: Request) -> Response:
    return JSONResponse({"alive": True})


def _readyz(ready: Readiness) -> Callable[[Request], Any]:
    async def readyz(_: Request) -> Response:
        state = ready.state()
        return JSONResponse(state, 200 if state["ready"] else 503)

    return readyz
