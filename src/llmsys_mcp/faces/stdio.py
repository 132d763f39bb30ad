"""Serving one client over stdin and stdout until it leaves, or a signal says to end.

A signal ends no edit half way: the edits at work are finished and answered first. Then the process
ends by force, since a thread of it waits for stdin and nothing can wake it; its exit code is 0, for
a stop that was asked for is no failure.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import anyio

from llmsys_mcp.services.spans import WRITING
from llmsys_mcp.services.view import Span

if TYPE_CHECKING:
    from mcp.server import MCPServer

LEAVE_SECONDS = 5.0
"""How long a signal waits for the edits at work, which may wait for another process."""

_LOOK_SECONDS = 0.01
_ANSWER_SECONDS = 0.05
"""Time for the answers of the last edits to reach stdout."""


class Edits:
    """Counts the edits at work; a span to be put around the work of a catalogue."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self._lock = threading.Lock()
        self.at_work = 0

    def __call__(self, name: str) -> AbstractContextManager[None]:
        """The span around a piece of work, counted while it is an edit."""
        return self._counted(name) if name == WRITING else self._span(name)

    @contextmanager
    def _counted(self, name: str) -> Iterator[None]:
        with self._lock:
            self.at_work += 1
        try:
            with self._span(name):
                yield
        finally:
            with self._lock:
                self.at_work -= 1


def serve_stdio(server: "MCPServer", edits: Edits) -> None:
    """Serve until the client leaves; on SIGTERM and SIGINT do not return."""
    try:
        anyio.run(_serve, server, edits)
    except* BrokenPipeError:  # it left without waiting for an answer
        pass


async def _serve(server: "MCPServer", edits: Edits) -> None:
    async with anyio.create_task_group() as group:
        if sys.platform != "win32":
            group.start_soon(_end_on_signal, edits)
        await server.run_stdio_async()
        group.cancel_scope.cancel()


async def _end_on_signal(edits: Edits) -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            with anyio.move_on_after(LEAVE_SECONDS):
                while edits.at_work:
                    await anyio.sleep(_LOOK_SECONDS)
                await anyio.sleep(_ANSWER_SECONDS)
            os._exit(0)
