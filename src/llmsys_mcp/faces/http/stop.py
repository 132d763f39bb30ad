"""What a stop means to an application: streams of changes end at once, calls are answered first."""

import asyncio
import multiprocessing
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from types import FrameType

from sse_starlette.sse import AppStatus

EDIT_SECONDS = 2.0
"""How long an edit still waits for another process that holds the list. It is refused in time for
its answer to leave, and what is answered `busy` is not written later."""


class Stop:
    """Whether this process is being stopped, and what it does then."""

    def __init__(self, shared_folder: str = "") -> None:
        self._shared_folder = shared_folder
        """What a server of several workers takes away at its end; empty: nothing."""
        self._is_late = threading.Event()

    def is_late(self) -> bool:
        """Whether the stop was so long ago that nobody waits for the list any more."""
        return self._is_late.is_set()

    @contextmanager
    def calling(self, act: Callable[[], None]) -> Iterator[None]:
        """Call `act` as soon as the process is told to stop, before anyone waits for a stream.

        The signal handlers found here, uvicorn's, still have their say. A worker stops as well when
        the process that started it is gone: nobody else would tell it to.
        """
        # Else it ends every answer that is sent as events, the older protocol's, half way.
        AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call]  # theirs
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

        def stop() -> None:
            loop.call_later(EDIT_SECONDS, self._is_late.set)
            act()

        def on_signal(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(stop)
            handler = before[signal.Signals(number)]
            if callable(handler):
                handler(number, frame)

        for number in before:
            signal.signal(number, on_signal)
        parent = multiprocessing.parent_process()
        is_over = threading.Event()
        if parent is not None:
            threading.Thread(target=_stop_after, args=(parent, is_over), daemon=True).start()
        try:
            yield
        finally:
            is_over.set()
            for number, handler in before.items():
                signal.signal(number, handler)
            if parent is not None and self._shared_folder and not parent.is_alive():
                shutil.rmtree(self._shared_folder, ignore_errors=True)


def hang_up_stops() -> Callable[[], None]:
    """Take SIGHUP for SIGTERM, except where it is ignored, as below `nohup`.

    What is returned does so once more, after somebody else took it.
    """
    if sys.platform == "win32":  # pragma: no cover - it has no such signal
        return lambda: None
    is_ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN

    def take() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN if is_ignored else _as_sigterm)

    take()
    return take


def _as_sigterm(_number: int, _frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGTERM)


def _stop_after(parent: BaseProcess, is_over: threading.Event) -> None:
    """Stop this process as soon as `parent` is gone, however that ended; not after its work."""
    parent.join()
    if not is_over.is_set():
        signal.raise_signal(signal.SIGTERM)
