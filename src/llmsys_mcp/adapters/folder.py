"""One folder held open, and what stands in it: the system calls of the write protocol.

Every call names a file inside the open folder, so nothing that is done to the path meanwhile
leads it elsewhere; no call follows a link, waits for a FIFO, or hands a descriptor to a child.
All raise OSError and nothing else.
"""

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

MAX_PAGE_BYTES = 32 * 1024 * 1024
"""A page larger than this is refused: nearly 800 times the largest list known to us (42 kB)."""

# Windows lacks all but the last, POSIX the last; a missing flag is no flag.
_SAFE = 0
for _name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
    _SAFE |= getattr(os, _name, 0)
READ = os.O_RDONLY | _SAFE
CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | _SAFE
OPEN_OR_CREATE = os.O_RDWR | os.O_CREAT | _SAFE

HOLDS_FOLDERS = os.open in os.supports_dir_fd
"""Whether the system can name a file by an open folder."""
EFFECTIVE_IDS = os.access in os.supports_effective_ids

NO_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP})
"""What the system answers when this file system cannot exchange two names."""

_EXCHANGE = {"linux": "renameat2", "darwin": "renameatx_np"}
_EXCHANGE_FLAG = 2
"""RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS: one value, by chance."""

# Integrity labels that the kernel computes from the bytes; nobody may copy them.
_COMPUTED_ATTRIBUTES = frozenset({"security.ima", "security.evm"})


def read_all(fd: int, limit: int = MAX_PAGE_BYTES) -> bytes:
    """The bytes of an open file from where it stands, at most `limit`.

    Raises:
        OSError: EFBIG when there are more.
    """
    parts: list[bytes] = []
    size = 0
    while part := os.read(fd, min(limit + 1 - size, 1 << 20)):
        parts.append(part)
        size += len(part)
        if size > limit:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return b"".join(parts)


def write_all(fd: int, data: bytes) -> None:
    """Write `data` whole, however little the system takes at a time."""
    rest = memoryview(data)
    while rest:
        taken = os.write(fd, rest)
        if not taken:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rest = rest[taken:]


def attributes(fd: int) -> dict[str, bytes]:
    """The extended attributes of an open file, access lists among them; none where unsupported."""
    if not hasattr(os, "listxattr"):  # pragma: no cover - only Linux has them in Python
        return {}
    try:
        names = os.listxattr(fd)
    except OSError as error:
        if error.errno in NO_EXCHANGE:
            return {}
        raise
    return {name: os.getxattr(fd, name) for name in names if name not in _COMPUTED_ATTRIBUTES}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A file as it stood at one moment. Two are equal when nobody touched it in between."""

    data: bytes
    device: int
    inode: int
    mode: int
    """With the file's type, as `stat` gives it."""
    links: int
    uid: int
    gid: int
    attributes: dict[str, bytes]

    @property
    def permissions(self) -> int:
        """The mode without the file's type."""
        return stat.S_IMODE(self.mode)


def snapshot(fd: int) -> Snapshot:
    """What an open file holds; no bytes when it is not a regular file."""
    found = os.fstat(fd)
    regular = stat.S_ISREG(found.st_mode)
    return Snapshot(
        data=read_all(fd) if regular else b"",
        device=found.st_dev,
        inode=found.st_ino,
        mode=found.st_mode,
        links=found.st_nlink,
        uid=found.st_uid,
        gid=found.st_gid,
        attributes=attributes(fd) if regular else {},
    )


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder held open. Names are names in it, never paths."""

    path: Path
    fd: int | None
    """None where the system cannot open a folder (Windows): then names are joined to `path`."""

    @contextmanager
    def opened(self, name: str, flags: int = READ) -> Iterator[int]:
        """The descriptor of a file, closed at the end; a new one gets mode 0600."""
        fd = os.open(self._at(name), flags, 0o600, dir_fd=self.fd)
        try:
            yield fd
        finally:
            _close(fd, written=flags != READ)

    def snapshot(self, name: str) -> Snapshot:
        """What stands at `name` now."""
        with self.opened(name) as fd:
            return snapshot(fd)

    def stat(self, name: str) -> os.stat_result:
        """Of the name itself, not of what it may link to."""
        return os.stat(self._at(name), dir_fd=self.fd, follow_symlinks=False)

    def may_write(self, name: str) -> bool:
        """Whether this process may write `name`: modes, flags and a read-only system counted."""
        return os.access(self._at(name), os.W_OK, dir_fd=self.fd, effective_ids=EFFECTIVE_IDS)

    def names(self) -> list[str]:
        """Every name in the folder."""
        return os.listdir(self.path if self.fd is None else self.fd)

    def replace(self, old: str, new: str) -> None:
        """Give the file `old` the name `new`, in place of any file of that name."""
        os.replace(self._at(old), self._at(new), src_dir_fd=self.fd, dst_dir_fd=self.fd)

    def exchange(self, one: str, other: str) -> None:
        """Swap two names in one step. An errno of `NO_EXCHANGE` where that is not to be had."""
        if self.fd is None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        call = _system_call(_EXCHANGE.get(sys.platform, ""))
        code = call(self.fd, os.fsencode(one), self.fd, os.fsencode(other), _EXCHANGE_FLAG)
        if code:
            raise OSError(code, os.strerror(code))

    def unlink(self, name: str) -> None:
        """Take the name away."""
        os.unlink(self._at(name), dir_fd=self.fd)

    def sync(self) -> None:
        """Wait until the names of the folder are on disk."""
        if self.fd is not None:
            os.fsync(self.fd)

    def _at(self, name: str) -> str:
        return name if self.fd is not None else str(self.path / name)


@contextmanager
def held(path: Path) -> Iterator[Folder]:
    """The folder at `path`, a real path, held open."""
    if not HOLDS_FOLDERS:
        yield Folder(path, None)
        return
    fd = os.open(path, READ | os.O_DIRECTORY)
    try:
        yield Folder(path, fd)
    finally:
        _close(fd, written=False)


@lru_cache
def _system_call(name: str) -> Callable[..., int]:
    """The function of the system's library with that name, made to return its errno, 0 for none.

    Looked up once in a process; one that there is not answers ENOSYS.
    """
    import ctypes  # 8 ms, and only a write needs it

    call = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if call is None:
        return lambda *_arguments: errno.ENOSYS
    return lambda *arguments: (ctypes.get_errno() or errno.EIO) if call(*arguments) else 0


def _close(fd: int, *, written: bool) -> None:
    try:
        os.close(fd)
    except OSError:
        # What was only read is whole, and a page that is swapped may not look like a failure.
        if written:
            raise
