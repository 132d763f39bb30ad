"""One HTTP/1.1 connection that does not wait for ever for its client."""

import asyncio
import random
from typing import Any

import h11
from uvicorn.protocols.http.flow_control import CLOSE_HEADER
from uvicorn.protocols.http.h11_impl import H11Protocol

from llmsys_mcp.faces.http.room import SPARE

REQUESTS = 20
"""Requests that a connection to one of several workers has at least; it has up to twice as many."""
REQUEST_SECONDS = 10.0
"""A request, head and body, has to be here within this time of its first byte."""


class BoundedH11Protocol(H11Protocol):
    """uvicorn's protocol limits idle connections in time; this one half-sent requests as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """Give the first request its time; uvicorn refuses one too many only when it asks."""
        super().connection_made(transport)
        if len(self.connections) > (self.limit_concurrency or 0) + SPARE:
            transport.abort()
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; a request that is still not whole keeps the time it was given."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._wait()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.abort()


class TurnedOverH11Protocol(BoundedH11Protocol):
    """Ends a connection after a number of requests, so that several workers share the load.

    Workers listen on one socket, and of clients that connect at once the first to wake takes all.
    Who connects again later is taken by the worker that has least to do, for that one wakes first.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not all in the same moment, as those that came together would.
        self._left = random.randint(REQUESTS, 2 * REQUESTS)  # noqa: S311 -- varied, not secret

    def data_received(self, data: bytes) -> None:
        """Take what came; the last request is answered with word that the connection ends."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._left -= 1
            if self._left <= 0:
                self.cycle.default_headers = [*self.cycle.default_headers, CLOSE_HEADER]
