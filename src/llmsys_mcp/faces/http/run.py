"""Starting and stopping: the socket, one process or several, limits that uvicorn keeps."""

import gc
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from llmsys_mcp.faces.http.asgi import make_app
from llmsys_mcp.faces.http.connection import BoundedH11Protocol, TurnedOverH11Protocol
from llmsys_mcp.faces.http.guard import HEAD_LIMIT
from llmsys_mcp.faces.http.room import BACKLOG, USUAL, Room, make_room
from llmsys_mcp.faces.http.settings import HttpSettings, in_url
from llmsys_mcp.faces.http.stop import hang_up_stops
from llmsys_mcp.faces.observe import SHARED_COUNTS, set_up_logging, tell
from llmsys_mcp.faces.settings import SettingError, Settings
from llmsys_mcp.faces.stopping import stopped_in_peace

IDLE_SECONDS = 15
"""A connection between two requests is kept this long."""
STOP_SECONDS = 4
"""How long a stop waits for calls that are under way."""
SWITCH_SECONDS = 0.0005
"""A thread that edits or learns gives way this soon: with Python's 5 ms, every read that comes in
meanwhile would wait as long at each of its system calls."""
GARBAGE_OBJECTS = 20_000
"""So many more objects than were there make garbage worth a look; Python's 700 took a tenth of the
time of a server whose list is edited."""


def serve(chosen: Settings, http: HttpSettings) -> None:
    """Serve until told to stop.

    Raises:
        OSError: the address cannot be listened on.
        SettingError: several workers are asked for, and have nowhere to count together.
    """
    set_up_logging(chosen.log_level, chosen.log_format)
    listener = listen(http.host, http.port)
    http = replace(http, port=listener.getsockname()[1])
    if http.workers > 1 and not http.state_keys:
        http = replace(http, state_keys=(secrets.token_hex(32),))
    take_hang_up = hang_up_stops()
    with listener, stopped_in_peace(), ExitStack() as stack:
        tell(chosen.log_format, __name__, f"Serving on {url_of(http)}")
        counts = ""
        if http.workers > 1:
            counts = stack.enter_context(_folder_of_counts())
            os.environ[SHARED_COUNTS] = counts
        config = configuration(partial(_worker, chosen, http, counts), http.workers, make_room())
        if http.workers > 1:
            workers = Multiprocess(config, sockets=[listener])
            take_hang_up()
            workers.run()
        else:
            uvicorn.Server(config).run(sockets=[listener])


def _folder_of_counts() -> "tempfile.TemporaryDirectory[str]":
    try:
        return tempfile.TemporaryDirectory(prefix="llmsys-mcp-counts-")
    except OSError as error:
        raise SettingError(
            f"workers: several keep their counts in a folder for temporary files, and none can be"
            f" made: {error.strerror or error}. Name one with TMPDIR, or start one worker"
        ) from error


def configuration(
    make: Callable[[], ASGIApp], workers: int = 1, room: Room = USUAL
) -> uvicorn.Config:
    """How uvicorn runs the application that `make` makes in each process."""
    return uvicorn.Config(
        make,
        factory=True,
        workers=workers,
        http=TurnedOverH11Protocol if workers > 1 else BoundedH11Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=room.backlog,
        limit_concurrency=room.connections,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        h11_max_incomplete_event_size=HEAD_LIMIT,
    )


def _worker(chosen: Settings, http: HttpSettings, counts: str) -> ASGIApp:
    """The application, in a process that may be new and has not set up its logging."""
    set_up_logging(chosen.log_level, chosen.log_format)
    sys.setswitchinterval(SWITCH_SECONDS)
    hang_up_stops()
    return make_app(chosen, http, counts, when_ready=_settle)


def _settle() -> None:
    """What is there when the first request comes will stay: collecting garbage passes it over.

    Without that a full collection takes 70 ms. An edit makes thousands of objects, and all of them
    go by themselves when the next state of the list takes their place: none is worth a look.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_OBJECTS)


def listen(host: str, port: int) -> socket.socket:
    """A socket at the address, which several processes may share.

    Raises:
        OSError: it cannot be listened on.
    """
    name = host.strip("[]")
    family, kind, protocol, _, address = socket.getaddrinfo(
        name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener


def url_of(http: HttpSettings) -> str:
    """The endpoint as a client on this machine writes it."""
    return f"http://{in_url(http.host)}:{http.port}{http.path}"
