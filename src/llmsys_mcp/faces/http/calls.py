"""What stands around every tool call over HTTP: scope, one writer at a time, deadline, log."""

import functools
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.types import CallToolResult, ToolAnnotations

from llmsys_mcp.errors import Busy, ListError, ReadOnly
from llmsys_mcp.faces.http.tokens import WRITE
from llmsys_mcp.faces.observe import Meter, log_event

logger = logging.getLogger("llmsys_mcp.calls")

CALL_SECONDS = 10.0
"""A call that only reads is answered within this time."""
LOCK_SECONDS = 8.0
"""How long an edit waits for another process; with its turn it stays in `CALL_SECONDS`."""
PATIENCE_SECONDS = 0.25
"""How long a call that reads lets edits go first."""
GATE_SECONDS = 1.0
"""How long an edit waits for its turn before it is told to come again."""

Call = Callable[..., Awaitable[CallToolResult]]


class Calls:
    """Puts the rules of a shared server around its tools."""

    def __init__(self, *, authenticated: bool, meter: Meter) -> None:
        self._authenticated = authenticated
        """Whether a caller has to have shown a token; without one nothing is written then."""
        self._meter = meter
        self._gate = anyio.Lock()
        self._editing = 0
        """Edits in line or under way."""
        self._quiet = anyio.Event()

    def around(self, name: str, call: Call, hints: ToolAnnotations) -> Call:
        """The tool `call`, called `name`, under the rules that its hints ask for."""

        @functools.wraps(call)
        async def ruled(*args: Any, **kwargs: Any) -> CallToolResult:
            outcome = "failed"
            started = time.perf_counter()
            try:
                if hints.read_only_hint:
                    await self._after_edits()
                    result = await self._in_time(call, *args, **kwargs)
                else:
                    self._demand_write()
                    async with self._turn():
                        result = await call(*args, **kwargs)
                outcome = "ok"
            except ListError as refusal:
                outcome = refusal.code
                raise
            finally:
                self._note(name, outcome, time.perf_counter() - started)
            return result

        return ruled

    def _demand_write(self) -> None:
        if not self._authenticated:
            return
        token = get_access_token()
        if token is None or WRITE not in token.scopes:
            raise ReadOnly(
                "scope",
                f"this token does not have the scope `{WRITE}`.",
                "Nothing was written. Ask the server's operator for a token that has it.",
            )

    async def _after_edits(self) -> None:
        """Let the edits in line be made first, for a moment: then the list is learnt once."""
        if self._editing:
            with anyio.move_on_after(PATIENCE_SECONDS):
                await self._quiet.wait()

    async def _in_time(self, call: Call, *args: Any, **kwargs: Any) -> CallToolResult:
        with anyio.move_on_after(CALL_SECONDS):
            return await call(*args, **kwargs)
        raise Busy(
            "list",
            f"the answer was not there after {CALL_SECONDS:g} s.",
            "Call again in a while; what the list teaches may be learnt by then.",
        )

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Edits go one by one: those in line would only hold threads that reads may need."""
        if not self._editing:
            self._quiet = anyio.Event()
        self._editing += 1
        try:
            async with self._gate_open():
                yield
        finally:
            self._editing -= 1
            if not self._editing:
                self._quiet.set()

    @asynccontextmanager
    async def _gate_open(self) -> AsyncIterator[None]:
        has_turn = False
        with anyio.move_on_after(GATE_SECONDS):
            await self._gate.acquire()
            has_turn = True
        if not has_turn:
            raise Busy(
                "list",
                f"other edits were in line for {GATE_SECONDS:g} s.",
                "Nothing was written. Retry in a second.",
            )
        try:
            yield
        finally:
            self._gate.release()

    def _note(self, name: str, outcome: str, seconds: float) -> None:
        self._meter.called(name, outcome, seconds)
        token = get_access_token()
        log_event(
            logger,
            logging.INFO,
            "tool call",
            tool=name,
            outcome=outcome,
            ms=round(seconds * 1000, 1),
            caller=token.client_id if token else "-",
        )
