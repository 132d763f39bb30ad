"""One writer at a time: a lock that the kernel frees, on a file of its own.

The lock is taken on a file that is never renamed, unlike the page, whose every swap puts another
file under its name. It binds processes and threads of this program on one machine, on a local
disk; it ends with its process however that ends, so nothing ever breaks a lock.
"""

import errno
import os
import random
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from llmsys_mcp.adapters.checkout import NAME, Standing, standing_of
from llmsys_mcp.adapters.folder import OPEN_OR_CREATE
from llmsys_mcp.errors import Busy, WriteFailed, quoted

WAIT_SECONDS = 30.0
"""How long a writer waits for the lock before it answers `busy`."""

_PAUSE_SECONDS = (0.0005, 0.020)
"""Shortest and longest sleep between two tries; see `_pause`."""

_NO_LOCKING = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL})
_NO_PLACE = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.ENOSPC,
        errno.EDQUOT,
    }
)
"""What the system says of a folder in which no file can be made."""

if sys.platform == "win32":  # pragma: no cover - the tests run on POSIX
    import msvcrt

    _BYTE = 1 << 30
    """The byte that is locked: far behind the holder's number, which others must still read."""

    def _try_lock(fd: int) -> bool:
        os.lseek(fd, _BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _unlock(fd: int) -> None:
        os.lseek(fd, _BYTE, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(fd: int) -> None:
        # Said aloud, since a child forked meanwhile would keep the lock of a closed descriptor.
        fcntl.flock(fd, fcntl.LOCK_UN)


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock of a checkout, held."""

    stands: Standing
    """Whose lists it locks."""
    fd: int

    @property
    def path(self) -> Path:
        """Of the lock file."""
        return self.stands.lock

    def is_intact(self) -> bool:
        """Whether the locked file is still the one at its path: else another may hold that."""
        try:
            there = os.lstat(self.path)
        except FileNotFoundError:
            return False
        return os.path.samestat(os.fstat(self.fd), there)


def lock_path(page: Path) -> Path:
    """The lock file for `page` (a real path): in the git directory, else in the cache folder.

    Raises:
        WriteFailed: the cache folder cannot be made, or is not this user's alone to write.
        OSError: the system refused.
    """
    return standing_of(page.parent).lock


def never() -> bool:
    """Whether a program that goes on for ever ends."""
    return False


@contextmanager
def locked(
    page: Path, timeout: float = WAIT_SECONDS, is_ending: Callable[[], bool] = never
) -> Iterator[Lock]:
    """Hold the lock of `page` (a real path) against every other process and thread.

    `timeout` in seconds of the monotonic clock. The same thread waits for itself: hold it once.
    `is_ending` tells whether the program ends, so that nobody waits any more.

    Raises:
        Busy: another holds it for longer than `timeout`, or at the end; names the process.
        WriteFailed: there is no locking here, the lock file is not one, or may not be made.
        OSError: the system refused.
    """
    stands = standing_of(page.parent)
    deadline = time.monotonic() + timeout
    while True:
        fd = _open(stands.lock)
        try:
            _wait(fd, deadline, timeout, is_ending)
            lock = Lock(stands, fd)
            if lock.is_intact():
                _sign(fd)
                yield lock
                return
        finally:
            _release(fd)


def _open(path: Path) -> int:
    try:
        fd = os.open(path, OPEN_OR_CREATE, 0o600)
    except OSError as error:
        # ELOOP: a link; ENXIO: a socket; EISDIR: a folder.
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
            raise _no_lock_file(path) from error
        if error.errno in _NO_PLACE:
            raise _no_place(path, error) from error
        raise
    try:
        found = os.fstat(fd)
    except OSError:
        os.close(fd)
        raise
    # A second name would let the holder's number overwrite someone's file.
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        os.close(fd)
        raise _no_lock_file(path)
    return fd


def _no_lock_file(path: Path) -> WriteFailed:
    return WriteFailed(
        "list",
        f"its lock {quoted(path)} is not a plain file of one name.",
        "Remove what stands there and retry.",
    )


def _no_place(path: Path, error: OSError) -> WriteFailed:
    is_in_git = path.stem == NAME
    other = "" if is_in_git else ", or set XDG_CACHE_HOME to a folder that it may write"
    return WriteFailed(
        "list",
        f"its lock {path.name} cannot be made in the folder {quoted(path.parent)}:"
        f" {error.strerror}.",
        f"Nothing was written. Give this user write access to that folder{other}.",
    )


def _wait(fd: int, deadline: float, timeout: float, is_ending: Callable[[], bool]) -> None:
    """Take the lock before `deadline`."""
    try:
        while not _try_lock(fd):
            if is_ending():
                raise Busy(
                    "list",
                    f"{_holder(fd)} holds it, and this server is being stopped.",
                    "Nothing was written. Retry when the server is back.",
                )
            left = deadline - time.monotonic()
            if left <= 0:
                raise Busy(
                    "list",
                    f"{_holder(fd)} holds it and did not let go within {timeout:g} s.",
                    "Nothing was written. Retry shortly; if that process hangs, end it.",
                )
            time.sleep(_pause(left, timeout))
    except OSError as error:
        if error.errno in _NO_LOCKING:
            raise WriteFailed(
                "list",
                f"locking is not available here ({os.strerror(error.errno)}).",
                "Keep the list on a local disk of this machine.",
            ) from error
        raise


def _pause(left: float, timeout: float) -> float:
    """Seconds to sleep before the next try: the shorter, the longer one has waited.

    Whoever waited longest asks most often, so nobody starves behind those who just came.
    """
    shortest, longest = _PAUSE_SECONDS
    waited = timeout - left
    ceiling = max(2 * shortest, longest - waited / 10)
    return min(left, random.uniform(shortest, ceiling))  # noqa: S311 - spreads retries, no secret


def _holder(fd: int) -> str:
    os.lseek(fd, 0, os.SEEK_SET)
    number = os.read(fd, 20).strip()
    return f"process {number.decode()}" if number.isdigit() else "another process"


def _sign(fd: int) -> None:
    """Leave our number for those who wait. It mostly stands there: we held the lock before."""
    number = b"%d\n" % os.getpid()
    os.lseek(fd, 0, os.SEEK_SET)
    if os.read(fd, len(number) + 1) == number:
        return
    os.ftruncate(fd, 0)
    os.lseek(fd, 0, os.SEEK_SET)
    os.write(fd, number)


def _release(fd: int) -> None:
    # The page may be written by now, and the end of the descriptor frees the lock anyway.
    with suppress(OSError):
        _unlock(fd)
    with suppress(OSError):
        os.close(fd)
