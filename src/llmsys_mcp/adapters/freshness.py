"""Whether a file still holds the bytes we know, at the price of one read and no trust in times."""

import errno
import os
import stat
from pathlib import Path

from llmsys_mcp.adapters.files import Page, read_page
from llmsys_mcp.errors import NotAList

_TO_LOOK = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
_NOWHERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
"""What the system says of a path that leads to no file."""


def holds(path: str | Path, data: bytes | None) -> bool:
    """Whether the file at `path` has exactly these bytes now; None: whether there is no file.

    Anything odd (a folder, a pipe, no right to read) answers False, and whoever then reads the
    page is told what it is.
    """
    if data is None:
        return not os.path.lexists(path)
    try:
        fd = os.open(path, _TO_LOOK)
    except (OSError, ValueError):  # ValueError: a link in the list may hold NUL
        return False
    try:
        found = os.fstat(fd)
        if found.st_size != len(data) or not stat.S_ISREG(found.st_mode):
            return False
        return _read(fd, len(data)) == data
    finally:
        os.close(fd)


def _read(fd: int, size: int) -> bytes:
    """At most one byte more than `size`, so that a file that grew is seen to differ."""
    parts = []
    left = size + 1
    while left and (part := os.read(fd, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def read_if_there(path: Path) -> bytes | None:
    """The bytes of the page at `path`, None where there is none.

    Raises:
        NotAList: there is something that is no page, or that this process may not read.
    """
    page = page_that_is_there(path)
    return None if page is None else page.data


def page_that_is_there(path: Path) -> Page | None:
    """The page at `path`, None where there is nothing.

    Raises:
        NotAList: there is something that is no page, or that this process may not read.
    """
    return read_page(path) if os.path.lexists(path) else None


def page_if_there(path: Path, *, inside: Path | None = None) -> Page | None:
    """The page at `path`; None for what is no page: nothing, a folder, a pipe, a link that leads
    to nothing or out of the checkout, and what is not `inside` that folder (a real path).

    Raises:
        NotAList: there is a page, and this process may not read it.
    """
    try:
        page = page_that_is_there(path)
        return page if page is None or inside is None or _is_inside(page.path, inside) else None
    except NotAList as error:
        refused = error.__cause__
        if isinstance(refused, OSError) and refused.errno not in _NOWHERE:
            raise
        return None


def _is_inside(path: Path, folder: Path) -> bool:
    return path.is_relative_to(folder) and ".git" not in path.relative_to(folder).parts
