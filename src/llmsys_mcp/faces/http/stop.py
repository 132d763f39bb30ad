"""What a stop means to an application: streams of changes end at once, calls are answered first."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from sse_starlette.sse import AppStatus


@contextmanager
def at_stop(act: Callable[[], None]) -> Iterator[None]:
    """Call `act` as soon as the process is told to stop, before anyone waits for streams to end.

    The signal handlers found here, uvicorn's, still have their say.
    """
    # Else it ends every answer that is sent as events, the older protocol's, half way.
    AppStatus.disable_automatic_graceful_drain()
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def on_signal(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(act)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in before:
        signal.signal(number, on_signal)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
