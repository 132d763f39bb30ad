"""What a program does that is told to stop: it ends with exit code 0, for that is no failure."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


@contextmanager
def stopped_in_peace() -> Iterator[None]:
    """Meanwhile SIGINT and SIGTERM end the program so; in another thread they are not ours."""
    ours = threading.current_thread() is threading.main_thread()
    signals = (signal.SIGINT, signal.SIGTERM) if ours else ()
    before = [signal.signal(number, _done) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _done(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
