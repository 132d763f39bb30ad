"""What is refused about a page before anything is written, and how the caller is told."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from llmsys_mcp.adapters.folder import MAX_PAGE_BYTES, Folder
from llmsys_mcp.adapters.swap import Outcome
from llmsys_mcp.errors import Busy, Conflict, ListError, NotAList, ReadOnly, WriteFailed, quoted

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}

# What a system's refusal means for the list, and the way out; others are told in its own words.
_TOLD = {
    errno.ENOENT: ("there is no such file, or a link to none", "Check the path of the list."),
    errno.ELOOP: (
        "it became a link, or its links lead in a circle",
        "Give the path of the list itself.",
    ),
    errno.EFBIG: (
        f"too large, for the system or for us ({MAX_PAGE_BYTES} bytes)",
        "Split the list.",
    ),
    errno.ENOSPC: ("no space left on the disk", "The list is as it was. Free some space."),
    errno.EDQUOT: ("the disk quota is used up", "The list is as it was. Free some space."),
    errno.EROFS: ("the disk is mounted read-only", "The list is as it was. Mount it writable."),
}

_UNTOLD = "The list is as it was. Check the disk and the rights of this user."


def refuse_kind(real: Path, mode: int) -> None:
    """Refuse what is no regular file, by its `mode` with the type in it."""
    if not stat.S_ISREG(mode):
        raise NotAList(
            "list",
            f"{quoted(real)} is {_KINDS[stat.S_IFMT(mode)]}, not a regular file.",
            "Give a folder that holds README.md, or one Markdown file.",
        )


def refuse_unwritable(folder: Folder, real: Path, mode: int, links: int) -> None:
    """Refuse a page that a swap would damage or that its owner wants left alone."""
    refuse_kind(real, mode)
    if links > 1:
        raise ReadOnly(
            "list",
            f"{quoted(real)} has {links} names (hard links), and a new file would part them.",
            "Nothing was written. Make it a file of its own: copy it and rename the copy over it.",
        )
    # The super-user may write anything: a mode without any write bit still says what is meant.
    if not mode & 0o222 or not folder.may_write(real.name):
        raise ReadOnly(
            "list",
            f"{quoted(real)} may not be written by this user.",
            "Nothing was written. Give this user write access to the file.",
        )
    if not folder.may_write("."):
        raise ReadOnly(
            "list",
            f"the folder {quoted(real.parent)} may not be written by this user, and the list is "
            "replaced by a new file beside it.",
            "Nothing was written. Give this user write access to the folder.",
        )


def refuse_large(real: Path, data: bytes) -> None:
    """Refuse new bytes that nobody could read again."""
    if len(data) > MAX_PAGE_BYTES:
        raise WriteFailed(
            "list",
            f"{quoted(real)} would have {len(data)} bytes; at most {MAX_PAGE_BYTES} are read.",
            "Nothing was written. Split the list.",
        )


def given_up(page: Path, outcome: Outcome, attempts: int) -> ListError:
    """What to raise when the last attempt ended with `outcome`."""
    if outcome is Outcome.IN_USE:
        return Busy(
            "list",
            f"another program has {quoted(page)} open for writing.",
            "Nothing was written. Save and close it there, then retry.",
        )
    if outcome is Outcome.SWEPT:
        return Busy(
            "list",
            f"another server edits {quoted(page)} without sharing this one's lock.",
            "Nothing was written. Give both servers one cache folder (XDG_CACHE_HOME), or put the"
            " list under git; then retry.",
        )
    return Conflict(
        "list",
        f"{quoted(page)} changed under our hands, {attempts} times in a row.",
        "Nothing was written. Retry when the other program has finished saving.",
    )


@contextmanager
def refused_as(refusal: type[ListError], page: Path) -> Iterator[None]:
    """Say as `refusal` what the system refuses about `page`."""
    try:
        yield
    except OSError as error:
        number = error.errno or 0
        problem, advice = _TOLD.get(number, (os.strerror(number), _UNTOLD))
        # The lock, the folder or a file beside the page may be what is refused.
        where = "" if error.filename in (None, str(page), page.name) else quoted(error.filename)
        place = f" ({where})" if where else ""
        raise refusal("list", f"{quoted(page)}: {problem}{place}.", advice) from error
