"""Derived data kept on disk: read only when beyond doubt, rebuilt otherwise, never missed.

    FOLDER/idx-DIGEST/index.bin      the data; DIGEST names all that it was made from
    FOLDER/idx-DIGEST/MANIFEST.json  its size and sha256
    FOLDER/.tmp-*, .bad-*            being written, set aside

A directory is written aside, its files synced, and renamed, so that it is there whole or not at
all; should the name not outlive a power failure, it is written again. The manifest tells damage.
It proves nothing about who wrote the data: for that there are owner and mode, and a folder that
another user owns or may write is neither read nor written. The data is never run or unpickled.
"""

import errno
import hashlib
import json
import logging
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from llmsys_mcp.adapters.folder import (
    CREATE,
    READ,
    Folder,
    held,
    read_all,
    write_all,
)

T = TypeVar("T")

SIZE_LIMIT = 1 << 28
"""Bytes of an index; a larger file is not read."""
GRACE = 3600.0
"""Seconds that leftovers and unused directories stay, so that nobody's work is swept away."""
KEPT = 8
"""Directories that stay however old they are: a list's last few states."""

_DATA, _MANIFEST = "index.bin", "MANIFEST.json"
_INDEX, _TEMPORARY, _ASIDE = "idx-", ".tmp-", ".bad-"
_TAKEN = frozenset({errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR})

log = logging.getLogger(__name__)


class _DoubtError(Exception):
    """Something in the folder cannot be relied on."""


class IndexCache:
    """The directories in one folder. What goes wrong is told in one line of the log, not raised."""

    def __init__(self, folder: Path) -> None:
        self._path = folder
        self._usable = True

    def read(self, digest: str, unpack: Callable[[bytes], T]) -> T | None:
        """What `unpack` makes of the data kept for `digest`; None when there is none to rely on.

        `unpack` refuses data by ValueError. Refused or damaged data are set aside.
        """
        if not self._usable or not os.path.lexists(self._path):
            return None
        with self._forgiven(), _trusted(self._path) as root:
            return _read(root, _INDEX + digest, unpack)
        return None

    def write(self, digest: str, data: bytes) -> None:
        """Keep `data` for `digest`, and sweep what nobody needs any more."""
        if not self._usable:
            return
        with self._forgiven():
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _trusted(self._path) as root:
                _publish(root, _INDEX + digest, data)
                _sweep(root)

    @contextmanager
    def _forgiven(self) -> Iterator[None]:
        try:
            yield
        except (_DoubtError, OSError) as error:
            self._usable = False
            log.warning("search index stays in memory, not in %s: %s", self._path, error)


@contextmanager
def _trusted(path: Path) -> Iterator[Folder]:
    """The folder held open, so that what is checked is what is used.

    Raises:
        _DoubtError: another user owns it or may write it, or this system cannot tell.
        OSError: it is no folder, or a link to one.
    """
    with held(path) as folder:
        if folder.fd is None:
            raise _DoubtError("this system cannot hold a folder open")
        _check(folder.fd)
        yield folder


def _check(fd: int) -> None:
    found = os.fstat(fd)
    if found.st_uid != os.geteuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise _DoubtError("another user owns it or may write it")


def _read(root: Folder, name: str, unpack: Callable[[bytes], T]) -> T | None:
    try:
        data = _intact(root, name)
        unpacked = None if data is None else unpack(data)
    except (_DoubtError, ValueError, OSError) as error:
        log.warning("search index %s is made anew: %s", name, error)
        _set_aside(root, name)
        return None
    if unpacked is not None:
        with suppress(OSError):  # Only the sweep reads the time, and a folder may be read-only.
            os.utime(name, dir_fd=root.fd)
    return unpacked


def _intact(root: Folder, name: str) -> bytes | None:
    """The data in the directory `name`, as they were written; None when it is not there.

    Raises:
        _DoubtError, OSError: they are not what was written, or not by us.
    """
    try:
        root.stat(name)
    except FileNotFoundError:
        return None
    with root.opened(name, READ | os.O_DIRECTORY) as fd:
        _check(fd)
        directory = Folder(root.path / name, fd)
        data = _bytes(directory, _DATA)
        if _bytes(directory, _MANIFEST) != _manifest(data):
            raise _DoubtError("it is not as it was written")
    return data


def _bytes(directory: Folder, name: str) -> bytes:
    with directory.opened(name) as fd:
        return read_all(fd, SIZE_LIMIT)


def _manifest(data: bytes) -> bytes:
    file = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return (json.dumps({"files": {_DATA: file}}, indent=1) + "\n").encode()


def _publish(root: Folder, name: str, data: bytes) -> None:
    """Put `data` under `name`, unless another process was faster."""
    temporary = f"{_TEMPORARY}{os.getpid()}-{os.urandom(4).hex()}"
    os.mkdir(temporary, 0o700, dir_fd=root.fd)
    try:
        with root.opened(temporary, READ | os.O_DIRECTORY) as fd:
            directory = Folder(root.path / temporary, fd)
            for file, content in ((_DATA, data), (_MANIFEST, _manifest(data))):
                with directory.opened(file, CREATE) as written:
                    write_all(written, content)
                    os.fsync(written)
        _take(root, temporary, name)
    finally:
        _remove(root, temporary)


def _take(root: Folder, temporary: str, name: str) -> None:
    """Rename `temporary` to `name`, unless an intact one is there; a broken one is set aside."""
    for _ in range(2):
        try:
            os.rename(temporary, name, src_dir_fd=root.fd, dst_dir_fd=root.fd)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
        else:
            return
        try:
            _intact(root, name)
        except (_DoubtError, OSError):
            _set_aside(root, name)
        else:
            return


def _set_aside(root: Folder, name: str) -> None:
    """Take `name` out of the way at once, then remove it. Another process may have done so."""
    aside = f"{_ASIDE}{os.urandom(8).hex()}"
    try:
        os.rename(name, aside, src_dir_fd=root.fd, dst_dir_fd=root.fd)
    except FileNotFoundError:
        return
    _remove(root, aside)


def _remove(root: Folder, name: str) -> None:
    """Remove a file or a directory; what cannot be removed stays for the next sweep."""
    try:
        root.unlink(name)
    except FileNotFoundError:
        return
    except OSError:  # a directory: EISDIR on Linux, EPERM elsewhere
        import shutil  # 5 ms, and seldom needed

        shutil.rmtree(name, ignore_errors=True, dir_fd=root.fd)


def _sweep(root: Folder) -> None:
    """Remove leftovers, and directories beyond the newest few, once their time is over."""
    aged = []
    for name in root.names():
        if name.startswith((_INDEX, _TEMPORARY, _ASIDE)):
            with suppress(FileNotFoundError):
                aged.append((root.stat(name).st_mtime, name))
    aged.sort(reverse=True)
    indexes = [name for _, name in aged if name.startswith(_INDEX)]
    kept = set(indexes[:KEPT])
    for changed, name in aged:
        if name not in kept and time.time() - changed > GRACE:
            _remove(root, name)
